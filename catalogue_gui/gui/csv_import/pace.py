"""How far a piece of work has come over all its phases, how fast it goes, and how long it will take. No Qt.

The engine tells of each phase by itself: so many bytes of so many, or nothing that could be counted. Here they become one
bar that never goes back, and a time left that counts down instead of jumping about.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping

from catalogue_gui.catalogue.progress import Progress

# What share of the time a phase takes, as measured with a million records; only how they stand to each other counts. A phase
# that is skipped is taken out as soon as a later one begins.
CHECK_PHASES = {"Opening": 3, "Reading": 3, "Checking": 60, "Comparing": 30}
WRITE_PHASES = {
    "Waiting for another import": 1,
    "Writing": 45,
    "Building indexes": 35,
    "Committing": 20,
}
MEND_PHASES = {"Checking": 10, "Comparing": 20}
_UNCOUNTED = ("Committing",)  # it is told of all at once, and takes its time then
_WARMING_SHARE, _WARMING_S = 0.08, 3.0  # shown of a phase before it has anything to count
_GROUND = 0.04  # of the work is to be done before a guess at the rest has any ground
_FIRST_WORD_S = 2.0  # what is said of the time left before that would be a guess
_SETTLING_S = 6.0  # within which a new estimate is taken in
_RATE_S = 3.0  # over which the speed is averaged
_RISE = 1.35  # the time left is put up only when it was that wrong
_LEAST_LEFT_S = 0.4  # an uncounted phase is never shown as over before it is


class Pace:
    """Follows one piece of work.

    Args:
        phases: its phases in order, each with its share of the time.
        clock: seconds, never going back.
    """

    def __init__(
        self, phases: Mapping[str, float], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._phases = dict(phases)
        self._clock = clock
        self._started = clock()
        self._phase = ""
        self._phase_started = self._started
        self._phase_fraction: float | None = None
        self._behind = 0.0  # shares of the phases that are over
        self._bar = 0.0
        self._left: float | None = None
        self._left_at = self._started
        self._said: int | None = None
        self._rate: float | None = None
        self._counted: tuple[float, int] | None = None

    @property
    def elapsed_s(self) -> float:
        """Seconds since it began."""
        return self._clock() - self._started

    def take(self, progress: Progress) -> None:
        """Take in a report."""
        if progress.phase != self._phase:
            self._enter(progress.phase)
        if progress.phase in _UNCOUNTED:
            self._phase_fraction = None
            return
        self._phase_fraction = progress.fraction
        records = progress.records
        if records is None and progress.unit in ("records", "rows"):
            records = progress.done
        self._measure_rate(records)

    def _enter(self, phase: str) -> None:
        names = list(self._phases)
        if phase not in names:
            # A phase that this program does not know yet takes the place after the present one.
            at = names.index(self._phase) + 1 if self._phase in names else 0
            names.insert(at, phase)
            self._phases = {name: self._phases.get(name, 5.0) for name in names}
        for name in names[: names.index(phase)]:
            share = self._phases[name]
            if name == self._phase:
                self._behind += share
            self._phases[name] = 0.0 if name != self._phase else share
        self._phase = phase
        self._phase_started = self._clock()
        self._counted = None
        self._rate = None

    def _measure_rate(self, records: int | None) -> None:
        now = self._clock()
        if records is None:
            self._counted = None
            return
        if self._counted is None or records < self._counted[1]:
            self._counted = (now, records)
            return
        passed = now - self._counted[0]
        if passed < 0.5:
            return  # two reports at once tell nothing of the speed
        speed = (records - self._counted[1]) / passed
        self._counted = (now, records)
        if self._rate is None:
            self._rate = speed
        else:
            self._rate += (speed - self._rate) * (1 - math.exp(-passed / _RATE_S))

    @property
    def rate(self) -> float | None:
        """Records a second in the present phase; None while that is not known."""
        return self._rate

    def fraction(self) -> float:
        """How far the whole of it has come, 0.0..1.0; it never goes back, and goes on while nothing is heard."""
        names = list(self._phases)
        if self._phase not in names:
            return self._bar
        share = self._phases[self._phase]
        ahead = sum(self._phases[name] for name in names[names.index(self._phase) + 1 :])
        whole = self._behind + share + ahead
        if whole > 0:
            self._bar = max(self._bar, (self._behind + share * self._in_phase()) / whole)
        return min(1.0, self._bar)

    def _in_phase(self) -> float:
        """How far the present phase has come, 0.0..1.0; estimated where it counts nothing."""
        passed = self._clock() - self._phase_started
        if self._phase_fraction is not None:
            warming = _WARMING_SHARE * (1 - math.exp(-passed / _WARMING_S))
            return max(self._phase_fraction, warming)
        expected = max(0.5, self._phases[self._phase] * self._seconds_a_share())
        return 1 - math.exp(-passed / expected)

    def _seconds_a_share(self) -> float:
        """How long a share of the work has taken so far."""
        before = self._phase_started - self._started
        return before / self._behind if self._behind and before > 0 else 0.5

    def _estimate(self) -> float | None:
        """Seconds that it will take, as far as can be told from what has passed."""
        names = list(self._phases)
        if self._phase not in names:
            return None
        share = self._phases[self._phase]
        ahead = sum(self._phases[name] for name in names[names.index(self._phase) + 1 :])
        in_phase = self._clock() - self._phase_started
        fraction = self._phase_fraction
        if self._behind + share * (fraction or 0.0) < _GROUND * (self._behind + share + ahead):
            return None
        if fraction is not None and fraction > 0.01 and in_phase > 0.5:
            rest = in_phase * (1 - fraction) / fraction
            a_share = (in_phase + rest) / share if share else self._seconds_a_share()
            return rest + ahead * a_share
        if fraction is not None or not self._behind:
            return None  # too early to tell
        a_share = self._seconds_a_share()
        rest = share * a_share * math.exp(-in_phase / max(0.5, share * a_share))
        return max(_LEAST_LEFT_S, rest) + ahead * a_share

    def left_words(self) -> str:
        """The time left, as people say it; empty while it cannot be told."""
        estimate = self._estimate()
        now = self._clock()
        if self.elapsed_s < _FIRST_WORD_S or (estimate is None and self._left is None):
            return ""
        if self._left is None:
            self._left = estimate or 0.0
        else:
            counted_down = max(0.0, self._left - (now - self._left_at))
            if estimate is None:
                estimate = counted_down
            settled = 1 - math.exp(-(now - self._left_at) / _SETTLING_S)
            self._left = counted_down + (estimate - counted_down) * settled
        self._left_at = now
        if self._said is None or self._left < self._said or self._left > self._said * _RISE:
            self._said = _rounded(self._left)
        return _left_words(self._said)


def _rounded(seconds: float) -> int:
    """As exact as it is worth: the next full five seconds, ten, half minute, minute."""
    for limit, step in ((30, 5), (90, 10), (600, 30)):
        if seconds <= limit:
            return math.ceil(seconds / step) * step
    return math.ceil(seconds / 60) * 60


def _left_words(seconds: int) -> str:
    if seconds <= 5:
        return "a few seconds left"
    if seconds < 100:
        return f"about {seconds} s left"
    minutes, rest = divmod(seconds, 60)
    if minutes < 10:
        return f"about {minutes} min {rest} s left" if rest else f"about {minutes} min left"
    hours, minutes = divmod(minutes, 60)
    return f"about {hours} h {minutes:02} min left" if hours else f"about {minutes} min left"
