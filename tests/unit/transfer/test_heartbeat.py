"""News while nothing moves."""

from __future__ import annotations

import threading
import time
from itertools import pairwise

from catalogue_gui.catalogue.progress import Progress
from catalogue_gui.transfer.heartbeat import Heartbeat


def test_that_the_last_word_is_said_again_while_nothing_else_is():
    said = []
    heard_again = threading.Event()

    def send(progress: Progress) -> None:
        said.append((time.monotonic(), progress))
        if len(said) == 3:
            heard_again.set()

    heartbeat = Heartbeat(send)
    with heartbeat:
        heartbeat.report(Progress("Comparing", 1, 2))
        assert heard_again.wait(10)
    assert {progress for _, progress in said} == {Progress("Comparing", 1, 2)}
    assert all(after[0] - before[0] >= 0.4 for before, after in pairwise(said))


def test_that_nothing_is_said_before_the_first_word_and_after_the_end():
    said = []
    heartbeat = Heartbeat(said.append)
    with heartbeat:
        pass
    with heartbeat:
        heartbeat.report(Progress("Writing"))
    count = len(said)
    assert said == [Progress("Writing")] * count
    assert not [each for each in threading.enumerate() if each.name == "catalogue-heartbeat"]
