"""A catalogue that can be opened in a window. No Qt: it is known before the window's modules are loaded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from catalogue_gui.database.target import Target
    from catalogue_gui.profiles.secrets.login_password import LoginPassword


@dataclass(frozen=True)
class CatalogueSource:
    """A catalogue that can be opened.

    Args:
        label: what the user calls it.
        make_target: finds out where it is; runs on a worker thread, as it may start a server or ask the keyring.
        colour: a colour name for the toolbar, empty for none.
        is_production: shown at all times when True.
        release: lets go of what ``make_target`` started; called once at the end.
        key: a name that stays the same, under which the work with it is remembered; empty to remember nothing.
        place: which database and table that leads to at present, where the same key can lead to another one later.
        login: its password, which its user can be asked for; None where there is none to ask for.
    """

    label: str
    make_target: Callable[[], Target]
    colour: str = ""
    is_production: bool = False
    release: Callable[[], None] = lambda: None
    key: str = ""
    place: str = ""
    login: LoginPassword | None = None

    @property
    def work_key(self) -> str:
        """The name under which edits and history are kept; empty to keep nothing.

        They belong to the products that they were made on: a connection that is pointed at another table has none of them,
        and has them again when it is pointed back.
        """
        return f"{self.key} {self.place}" if self.key and self.place else self.key
