"""Progress at a bearable pace."""

from __future__ import annotations

from catalogue_gui.catalogue.progress import Progress
from catalogue_gui.transfer.throttle import ProgressThrottle


def test_that_the_first_and_the_last_of_each_phase_are_sent():
    sent: list[Progress] = []
    throttle = ProgressThrottle(sent.append, interval_s=3600)
    for phase in ("Reading", "Checking"):
        for done in range(1000):
            throttle.report(Progress(phase, done, 999))
    throttle.flush()
    assert [(each.phase, each.done) for each in sent] == [
        ("Reading", 0),
        ("Reading", 999),
        ("Checking", 0),
        ("Checking", 999),
    ]


def test_that_nothing_is_held_back_where_there_is_no_interval():
    sent: list[Progress] = []
    throttle = ProgressThrottle(sent.append, interval_s=0)
    for done in range(5):
        throttle.report(Progress("Reading", done, 4))
    throttle.flush()
    assert [each.done for each in sent] == [0, 1, 2, 3, 4]


def test_that_what_is_held_is_dropped_when_the_work_stops():
    sent: list[Progress] = []
    throttle = ProgressThrottle(sent.append, interval_s=3600)
    throttle.report(Progress("Reading", 0, 2))
    throttle.report(Progress("Reading", 1, 2))
    throttle.drop()
    throttle.flush()
    assert [each.done for each in sent] == [0]
