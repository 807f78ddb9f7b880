"""A question that took too long for the profile: offered again with more time."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from catalogue_gui.catalogue.errors import CatalogueError, QueryTimedOut
from catalogue_gui.gui.action_row import Action
from catalogue_gui.gui.session import CatalogueSession

# Five minutes are a coffee, half an hour is a large catalogue on a small server.
_STEPS_S = (60, 300, 1800)


def longer_than(limit_s: int) -> int:
    """The next longer limit in seconds; 0, no limit at all, past the last."""
    return next((step_s for step_s in _STEPS_S if step_s > limit_s), 0)


class LongerTime:
    """Offers more time for reading, until another catalogue is opened.

    Args:
        session: whose catalogue is given the time.
        repeat: asks again what was not answered.
    """

    def __init__(self, session: CatalogueSession, repeat: Callable[[], None]) -> None:
        self._session = session
        self._repeat = repeat

    def offers_for(self, error: CatalogueError) -> Sequence[Action]:
        """What can be done about an error of something that only reads."""
        catalogue = self._session.catalogue
        # One that waits for somebody else has a title of its own: more time for the server is no help there.
        if catalogue is None or not isinstance(error, QueryTimedOut):
            return ()
        limit_s = catalogue.database.statement_timeout_s
        if error.title != QueryTimedOut.default_title or not limit_s:
            return ()
        more_s = longer_than(limit_s)

        def go_on() -> None:
            catalogue.database.allow_longer(more_s)
            self._repeat()

        words = f"Allow {more_s // 60} minutes" if more_s else "Let it take its time"
        return (Action(words if more_s != 60 else "Allow a minute", go_on, "allowLongerButton"),)
