"""What the menu of the connection button offers. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from catalogue_gui.profiles.profile import ConnectionProfile

DEMO_KEY: Final = "demo"
# More would not be found quicker under "Recent" than in the list itself.
_RECENT: Final = 4
# A list that is longer than this does not fit a small screen: its groups become menus of their own.
_FLAT_UP_TO: Final = 15
_LABEL_LENGTH: Final = 60
NUMBERED: Final = 9


def key_of(profile: ConnectionProfile) -> str:
    """The key of the catalogue that a profile leads to."""
    return f"profile:{profile.id}"


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of the menu.

    Args:
        profile: what it opens.
        number: it is opened by Ctrl and this digit, 1..9; 0 for none.
        is_open: True for the catalogue that is open in this window.
    """

    profile: ConnectionProfile
    number: int = 0
    is_open: bool = False

    @property
    def label(self) -> str:
        """Its name, short enough for a menu; an ampersand in it is no mnemonic."""
        name = self.profile.name
        if len(name) > _LABEL_LENGTH:
            name = f"{name[: _LABEL_LENGTH - 1].rstrip()}…"
        name = name.replace("&", "&&")
        if self.profile.is_production:
            name += " · production"
        return f"{name}\tCtrl+{self.number}" if self.number else name


@dataclass(frozen=True, slots=True)
class SwitchList:
    """The menu's lines.

    Args:
        recent: those opened last, newest first, without the one that is open.
        groups: heading and members, in the user's own order; the first heading is empty for those without a group.
        is_folded: True when each group is a menu of its own.
    """

    recent: tuple[Choice, ...] = ()
    groups: tuple[tuple[str, tuple[Choice, ...]], ...] = ()
    is_folded: bool = False

    def numbered(self, number: int) -> ConnectionProfile | None:
        """The connection that Ctrl and this digit opens, None when there is none."""
        choices = (each for _, members in self.groups for each in members)
        return next((each.profile for each in choices if each.number == number), None)


def make_switch_list(
    profiles: Sequence[ConnectionProfile], recent: Sequence[str], open_key: str
) -> SwitchList:
    """Arrange the saved connections for the menu.

    The digits follow the user's own order, not the time: what one has in one's fingers stays where it is.

    Args:
        profiles: in the order of the file.
        recent: keys of what was opened last, newest first.
        open_key: key of what is open in this window, empty when nothing is.
    """
    by_group: dict[str, list[ConnectionProfile]] = {"": []}
    for profile in profiles:
        by_group.setdefault(profile.group, []).append(profile)
    number = 0
    groups = []
    for heading, members in by_group.items():
        choices = []
        for profile in members:
            number += 1
            digit = number if number <= NUMBERED else 0
            choices.append(Choice(profile, digit, key_of(profile) == open_key))
        if choices:
            groups.append((heading, tuple(choices)))
    by_key = {key_of(each): each for each in profiles}
    newest = [by_key[key] for key in recent if key in by_key and key != open_key]
    return SwitchList(
        tuple(Choice(each) for each in newest[:_RECENT]) if len(profiles) > 2 else (),
        tuple(groups),
        len(profiles) > _FLAT_UP_TO,
    )
