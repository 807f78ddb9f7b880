"""Rows that have come are handed on a few at a time, those in view first."""

from __future__ import annotations

from uuid import UUID

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from catalogue_gui.gui.products.arrivals import RowArrivals
from catalogue_gui.gui.products.loading import Rows
from catalogue_gui.gui.stepwise import STEP_ROWS

VIEW = (100, 120)


def rows_from(start: int, count: int) -> Rows:
    return Rows(start, [UUID(int=start + number) for number in range(count)], [None] * count)


class Taken:
    """What was handed on: first row, how many, and the first id."""

    def __init__(self, owner: QObject) -> None:
        self.arrivals = RowArrivals(lambda: VIEW, owner)
        self.steps: list[tuple[int, int, int]] = []
        self.ends = 0
        self.arrivals.came.connect(self._take)
        self.arrivals.ended.connect(self._end)

    def _take(self, rows: Rows) -> None:
        assert len(rows.ids) == len(rows.products)
        self.steps.append((rows.start, len(rows.ids), rows.ids[0].int))

    def _end(self) -> None:
        self.ends += 1


@pytest.fixture
def owner(qapp: QObject) -> QObject:
    return QObject()


def test_that_rows_in_view_come_before_the_others_and_none_is_left_out(
    qtbot: QtBot, owner: QObject
) -> None:
    taken = Taken(owner)
    taken.arrivals.take(rows_from(80, 61))
    assert taken.steps == [], "the window answers first"
    qtbot.waitUntil(lambda: taken.ends == 1)
    assert not taken.arrivals.is_under_way
    starts = [start for start, _, _ in taken.steps]
    assert starts == [96, 104, 112, 80, 88, 120, 128, 136]
    assert [count for _, count, _ in taken.steps] == [STEP_ROWS] * 7 + [5]
    assert all(start == first_id for start, _, first_id in taken.steps)


def test_that_each_turn_of_the_event_loop_brings_one_step(qtbot: QtBot, owner: QObject) -> None:
    taken = Taken(owner)
    turns: list[int] = []
    taken.arrivals.came.connect(lambda _: turns.append(len(taken.steps)))
    taken.arrivals.take(rows_from(100, 3 * STEP_ROWS))
    with qtbot.waitSignal(taken.arrivals.came):
        pass
    assert len(taken.steps) == 1
    qtbot.waitUntil(lambda: taken.ends == 1)
    assert turns == [1, 2, 3]


def test_that_rows_of_an_order_that_is_gone_are_not_handed_on(qtbot: QtBot, owner: QObject) -> None:
    taken = Taken(owner)
    taken.arrivals.take(rows_from(100, 30))
    taken.arrivals.drop()
    assert not taken.arrivals.is_under_way
    taken.arrivals.take(rows_from(500, 3))
    qtbot.waitUntil(lambda: taken.ends == 1)
    assert taken.steps == [(500, 3, 500)]


def test_that_no_rows_are_no_news(qtbot: QtBot, owner: QObject) -> None:
    taken = Taken(owner)
    taken.arrivals.take(rows_from(0, 0))
    qtbot.wait(1)
    assert taken.steps == []
    assert not taken.arrivals.is_under_way
