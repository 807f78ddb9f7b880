"""Trying a connection in the background, step by step. No Qt."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from catalogue_gui.catalogue.errors import SecretUnavailable
from catalogue_gui.catalogue.progress import Progress
from catalogue_gui.gui.connections.step_list import Step

if TYPE_CHECKING:
    from catalogue_gui.database.server_reach import StepResult
    from catalogue_gui.jobs import JobContext
    from catalogue_gui.profiles.profile import ConnectionProfile
    from catalogue_gui.profiles.secrets import Secrets

Diagnose = Callable[["ConnectionProfile", "str | None"], "Iterator[StepResult]"]

KEYRING = "keyring"  # as a profile's ``password_keeping``
_UNTYPED = Step(
    "Password",
    "None is kept for this connection.",
    "If the server wants one, type it above and test again.",
    is_warning=True,
)


def leads_elsewhere(before: ConnectionProfile, after: ConnectionProfile) -> bool:
    """True when what a test found out about one profile says nothing about the other."""
    return (
        replace(before, name=after.name, colour=after.colour, is_production=after.is_production)
        != after
    )


class Trial:
    """One test of a connection: finds steps on a worker thread, hands them out on the GUI thread.

    Stopping it takes ``give_up`` too, should it wait for the keyring. Progress of a job is coalesced, so a step that is reported alone could be skipped; here none is.

    Args:
        diagnose: tries a profile; a password that is not None is used as it is.
        secrets: where the password is, when none was typed.
        profile: the connection.
        password: typed just now; empty for the one that is kept.
    """

    def __init__(
        self, diagnose: Diagnose, secrets: Secrets, profile: ConnectionProfile, password: str
    ) -> None:
        self._diagnose = diagnose
        self._secrets = secrets
        self._profile = profile
        self._password = password
        self._found: queue.SimpleQueue[Step | StepResult] = queue.SimpleQueue()
        self._patience = secrets.patience()

    def give_up(self) -> None:
        """End a wait for the keyring. Any thread."""
        self._patience.give_up()

    def run(self, context: JobContext) -> None:
        """Find the steps.

        Raises:
            Cancelled: somebody stopped it.
        Thread: worker.
        """
        password = self._password or self._kept_password()
        self._say(context, 0)
        for number, step in enumerate(self._diagnose(self._profile, password), start=1):
            context.check_cancelled()
            self._found.put(step)
            self._say(context, number)

    def take(self) -> list[Step | StepResult]:
        """Return the steps found since the last call. Thread: any."""
        steps = []
        while not self._found.empty():
            steps.append(self._found.get())
        return steps

    def _kept_password(self) -> str:
        kept = self._secrets.read_for_session(self._profile.id)
        if kept is not None or self._profile.password_keeping != KEYRING:
            if kept is None:
                self._found.put(_UNTYPED)
            return kept or ""
        try:
            return self._secrets.read(self._profile.id, self._patience) or ""
        except SecretUnavailable as error:
            # No verdict: the server may not ask for a password at all.
            self._found.put(Step("Password", error.message, error.hint, is_warning=True))
            return ""

    @staticmethod
    def _say(context: JobContext, number: int) -> None:
        context.report(Progress("Testing", done=number, unit="steps"))
