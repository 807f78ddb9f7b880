"""One bar over all phases that never goes back nor stands still, and a time left that counts down."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import pairwise

import pytest

from catalogue_gui.catalogue.progress import Progress
from catalogue_gui.gui.csv_import.pace import CHECK_PHASES, WRITE_PHASES, Pace


class Clock:
    """A clock that goes when the test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def seconds_of(words: str) -> int:
    """The time left in words as seconds; a few are five."""
    parts = words.split()
    if words.startswith("a few"):
        return 5
    numbers = [int(part) for part in parts if part.isdigit()]
    if "min" in parts:
        return numbers[0] * 60 + (numbers[1] if len(numbers) > 1 else 0)
    return numbers[0]


def check_of(clock: Clock, *, noise: float, seed: int) -> Iterator[Progress]:
    """A check of some forty seconds, told ten times a second, faster and slower by chance."""
    dice = random.Random(seed)
    for phase, seconds, is_counted in (
        ("Reading", 3.0, True),
        ("Checking", 26.0, True),
        ("Comparing", 12.0, False),
    ):
        done = 0.0
        while done < 1.0:
            clock.now += 0.1
            done = min(1.0, done + 0.1 / seconds * (1 + dice.uniform(-noise, noise)))
            if is_counted:
                yield Progress(phase, round(done * 10_000), 10_000, "bytes", round(done * 5_000))
            else:
                yield Progress(phase, 0, None)


@pytest.mark.parametrize("noise", [0.0, 0.8])
def test_that_the_bar_rises_all_the_way_and_never_goes_back(clock: Clock, noise: float) -> None:
    pace = Pace(CHECK_PHASES, clock)
    seen = []
    for progress in check_of(clock, noise=noise, seed=1):
        pace.take(progress)
        seen.append(pace.fraction())
    assert seen == sorted(seen)
    assert seen[0] < 0.05
    assert seen[-1] > 0.85
    tenth = [seen[place] for place in range(0, len(seen), 10)]
    assert all(after > before for before, after in pairwise(tenth)), "it stuck"


@pytest.mark.parametrize("seed", range(5))
def test_that_the_time_left_counts_down_without_jumping_about(clock: Clock, seed: int) -> None:
    pace = Pace(CHECK_PHASES, clock)
    said: list[int] = []
    for progress in check_of(clock, noise=0.8, seed=seed):
        pace.take(progress)
        words = pace.left_words()
        if words and (not said or seconds_of(words) != said[-1]):
            said.append(seconds_of(words))
    rises = sum(after > before for before, after in pairwise(said))
    assert rises <= 1, said
    assert 20 <= said[0] <= 80, said
    assert said[-1] <= 10, said
    assert len(said) >= 5, said


def test_that_the_time_left_is_about_right_in_the_middle(clock: Clock) -> None:
    pace = Pace(CHECK_PHASES, clock)
    for progress in check_of(clock, noise=0.3, seed=3):
        pace.take(progress)
        words = pace.left_words()
        if clock.now >= 120.0:
            break
    assert 12 <= seconds_of(words) <= 35, words  # some twenty are left


def test_that_nothing_is_said_of_the_time_before_it_can_be_known(clock: Clock) -> None:
    pace = Pace(CHECK_PHASES, clock)
    assert pace.left_words() == ""
    pace.take(Progress("Reading", 1, 10_000, "bytes"))
    clock.now += 0.5
    assert pace.left_words() == ""
    clock.now += 5
    pace.take(Progress("Reading", 2, 10_000, "bytes"))
    assert pace.left_words() == "", "a ten-thousandth is no ground for a guess"


def test_that_phases_that_are_skipped_are_taken_out_of_the_way(clock: Clock) -> None:
    pace = Pace(WRITE_PHASES, clock)
    clock.now += 1
    pace.take(Progress("Writing", 500, 1000))
    first = pace.fraction()
    clock.now += 1
    pace.take(Progress("Committing", 1000, 1000))
    assert first < pace.fraction() <= 1.0


def test_that_a_phase_nobody_knows_of_yet_does_not_set_it_back(clock: Clock) -> None:
    pace = Pace(WRITE_PHASES, clock)
    clock.now += 4
    pace.take(Progress("Writing", 900, 1000))
    before = pace.fraction()
    clock.now += 1
    pace.take(Progress("Polishing", 1, 10, "steps"))
    assert pace.fraction() >= before
    clock.now += 1
    pace.take(Progress("Committing", 1000, 1000))
    assert pace.fraction() > before


def test_that_the_speed_is_that_of_the_phase_and_settles(clock: Clock) -> None:
    pace = Pace(CHECK_PHASES, clock)
    for second in range(20):
        clock.now += 1
        pace.take(Progress("Reading", second, 20, "bytes", second * 1000))
    assert pace.rate == pytest.approx(1000)
    pace.take(Progress("Checking", 0, 20, "bytes", 0))
    assert pace.rate is None
    for second in range(20):
        clock.now += 1
        pace.take(Progress("Checking", second, 20, "bytes", second * 300))
    assert pace.rate == pytest.approx(300, rel=0.01)


def test_that_a_phase_told_of_all_at_once_moves_on_until_it_is_over(clock: Clock) -> None:
    pace = Pace(WRITE_PHASES, clock)
    for done in range(0, 1001, 100):
        clock.now += 0.5
        pace.take(Progress("Writing", done, 1000))
    seen = []
    for _ in range(10):
        pace.take(Progress("Committing", 1000, 1000))
        clock.now += 0.5
        seen.append(pace.fraction())
    assert all(after > before for before, after in pairwise(seen))
    assert seen[-1] < 1.0
    assert pace.rate is None


def test_that_the_bar_moves_before_there_is_anything_to_count(clock: Clock) -> None:
    pace = Pace(WRITE_PHASES, clock)
    pace.take(Progress("Writing", 0, 1000))
    clock.now += 2
    assert 0.0 < pace.fraction() < 0.08


def test_that_long_times_are_told_in_minutes(clock: Clock) -> None:
    pace = Pace({"Reading": 1}, clock)
    pace.take(Progress("Reading", 0, 50, "bytes"))
    clock.now += 10
    pace.take(Progress("Reading", 1, 20, "bytes"))
    assert pace.left_words() == "about 3 min 30 s left"
