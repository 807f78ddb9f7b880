"""Questions to the keyring, one at a time, on a thread of their own, so that whoever waits for one can stop waiting.

A keyring answers in a millisecond, or when its user has typed a password, or never. None of that may hold the thread that
asked, and two questions at once would put two windows in front of the same user.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from catalogue_gui.catalogue.errors import Cancelled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_Value = TypeVar("_Value")


class KeyringSilent(Exception):
    """The keyring gave no answer within the time it has, and its user was not being asked."""


class Patience:
    """Lets somebody end the wait of another thread. Any thread."""

    def __init__(self) -> None:
        self.is_over = False
        self.wake: Callable[[], None] = lambda: None

    def give_up(self) -> None:
        """End the wait; the keyring's answer is then dropped."""
        self.is_over = True
        self.wake()


class Turn:
    """One question while it is being asked.

    Args:
        number: later questions have higher ones.
    """

    def __init__(self, question: Callable[[Turn], Any], number: int, limit_s: float | None) -> None:
        self.number = number
        self.question = question
        self.result: Any = None
        self.error: BaseException | None = None
        self.is_done = False
        self.is_given_up = False
        self._limit_s = limit_s
        self._active_at: float | None = None
        self._is_person_asked = False

    @property
    def is_person_asked(self) -> bool:
        """True while the user of this computer has the keyring's own question in front of them."""
        return self._is_person_asked

    def check_wanted(self) -> None:
        """Go on only while somebody still waits for it: what was said not to have been done is not done later.

        Raises:
            Cancelled: nobody does.
        """
        if self.is_given_up:
            raise Cancelled

    def start(self) -> None:
        """Let the time run."""
        self._active_at = time.monotonic()

    def expect(self, limit_s: float | None) -> None:
        """Give the keyring so many seconds from now, None for any number of them."""
        self._limit_s = limit_s
        self.start()

    @contextmanager
    def person_asked(self) -> Iterator[None]:
        """For the length of this the keyring may take its time: a person is reading."""
        self._is_person_asked = True
        try:
            yield
        finally:
            self._active_at = time.monotonic()
            self._is_person_asked = False

    def left_s(self) -> float | None:
        """Return the seconds that the keyring still has, None for any number of them."""
        if self._active_at is None or self._limit_s is None or self._is_person_asked:
            return None
        return self._active_at + self._limit_s - time.monotonic()


class KeyringThread:
    """Asks in the order of asking. The thread lives as long as there is something to ask."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: deque[Turn] = deque()
        self._running: Turn | None = None
        self._last_number = 0
        self._is_over = False

    @property
    def last_number(self) -> int:
        """Number of the newest question."""
        return self._last_number

    @property
    def is_person_asked(self) -> bool:
        """True while the keyring's own question is in front of the user."""
        running = self._running
        return running is not None and running.is_person_asked

    def ask(
        self,
        question: Callable[[Turn], _Value],
        *,
        limit_s: float | None,
        patience: Patience | None = None,
    ) -> _Value:
        """Ask, and wait for the answer.

        Args:
            question: the conversation with the keyring; runs on the keyring's thread.
            limit_s: seconds that it may take, its user's own time not counted; None for any number.
            patience: ends the wait when it is over.
        Raises:
            KeyringSilent: no answer in time; the question may still be standing.
            Cancelled: somebody gave up. Whatever the question raises.
        Thread: worker.
        """
        patience = patience or Patience()
        with self._changed:
            self._last_number += 1
            turn = Turn(question, self._last_number, limit_s)
            patience.wake = self._wake
            self._waiting.append(turn)
            self._start_next()
            self._wait_for(turn, patience)
        if turn.error is not None:
            raise turn.error
        result: _Value = turn.result
        return result

    def give_up(self) -> None:
        """End every wait, and refuse every further question: the program ends. Any thread."""
        self._is_over = True
        self._wake()

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def _wait_for(self, turn: Turn, patience: Patience) -> None:
        while not turn.is_done:
            if self._is_over or patience.is_over:
                if turn in self._waiting:
                    self._waiting.remove(turn)
                turn.is_given_up = True
                raise Cancelled
            running = self._running
            left_s = running.left_s() if running is not None else None
            if left_s is not None and left_s <= 0:
                self._pass_over(running)
                if running is turn:
                    raise KeyringSilent
                continue
            # A question can change its own limit, or ask its user, without telling: look again now and then.
            self._changed.wait(1.0 if left_s is None else min(left_s, 1.0))

    def _pass_over(self, running: Turn | None) -> None:
        """Whoever waits behind a question that gets no answer goes on with their own."""
        if running is not None:
            running.is_given_up = True
        self._running = None
        self._start_next()

    def _start_next(self) -> None:
        if self._running is None and self._waiting:
            self._running = turn = self._waiting.popleft()
            turn.start()
            threading.Thread(
                target=self._run, args=(turn,), name="catalogue-keyring", daemon=True
            ).start()

    def _run(self, turn: Turn) -> None:
        try:
            turn.result = turn.question(turn)
        except BaseException as error:  # noqa: BLE001 - whoever asked gets it
            turn.error = error
        with self._changed:
            turn.is_done = True
            if self._running is turn:
                self._running = None
                self._start_next()
            self._changed.notify_all()
