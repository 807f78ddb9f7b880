"""What the connection dialog asks the window for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from catalogue_gui.profiles.profile import ConnectionProfile


@dataclass(frozen=True, slots=True)
class ConnectionRequest:
    """A connection that the user wants opened.

    Args:
        profile: the connection, as it is saved.
        password: what was typed just now, None when nothing was and the one that is kept is meant. Not in ``repr``.
    """

    profile: ConnectionProfile
    password: str | None = field(default=None, repr=False)
