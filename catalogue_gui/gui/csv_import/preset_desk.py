"""Which preset is offered and which is in use, and the way back. No Qt."""

from __future__ import annotations

from catalogue_gui.catalogue.importing import ReadOptions
from catalogue_gui.catalogue.presets import Preset
from catalogue_gui.gui.csv_import.plan import ImportPlan
from catalogue_gui.gui.csv_import.preset_use import Choices, headers_of, use_preset


class PresetDesk:
    """Which presets there are, which is offered, which is in use, and what its use replaced.

    Args:
        plan: the choices that presets are made of and replace.
    """

    def __init__(self, plan: ImportPlan) -> None:
        self._plan = plan
        self.presets: tuple[Preset, ...] = ()
        self.in_use = ""
        self.missing: tuple[str, ...] = ()
        self._before: tuple[Choices, str] | None = None
        self._declined: set[str] = set()

    def find(self, name: str) -> Preset | None:
        """The preset of that name, whatever its case."""
        wanted = name.casefold()
        return next((each for each in self.presets if each.name.casefold() == wanted), None)

    @property
    def offered(self) -> Preset | None:
        """A preset made for a file with the same columns, as long as none is in use and it was not declined."""
        if self.in_use:
            return None
        headers = headers_of(self._plan)
        return next(
            (
                each
                for each in self.presets
                if each.name not in self._declined and each.fits(headers)
            ),
            None,
        )

    @property
    def can_undo(self) -> bool:
        """True while what a preset replaced can be put back as it was."""
        return self._before is not None

    def use(self, preset: Preset, before: Choices | None = None) -> None:
        """Replace the choices by a preset's.

        Args:
            preset: the one to use.
            before: what is to be put back by an undo, where that is not what is chosen now.
        """
        before = before or Choices.of(self._plan)
        self.missing = use_preset(self._plan, preset)
        self._before = (before, self.in_use)
        self.in_use = preset.name

    def undo(self) -> ReadOptions | None:
        """Put back what the last use replaced; returns how the file was read then."""
        if self._before is None:
            return None
        choices, self.in_use = self._before
        choices.put_back(self._plan)
        self._before = None
        self.missing = ()
        return choices.read

    def keep_what_was_changed(self) -> None:
        """The user has changed a choice by hand: putting back what was before would take that away, too."""
        self._before = None
        self.missing = ()

    def decline(self) -> None:
        """Offer the one that is offered no more for this file."""
        offered = self.offered
        if offered is not None:
            self._declined.add(offered.name)

    def begin_file(self) -> None:
        """Another file: nothing is in use, and everything may be offered again."""
        self.in_use = ""
        self.missing = ()
        self._before = None
        self._declined.clear()

    def note(self) -> str:
        """What there is to say, in a sentence or two; empty for nothing."""
        if self._before is not None:
            words = f"“{self.in_use}” is in use."
            if self.missing:
                listed = ", ".join(f"“{each[:40]}”" for each in self.missing[:3])
                rest = len(self.missing) - 3
                more = f" and {rest:,} more" if rest > 0 else ""
                words += f" This file has no {listed}{more}."
            return words
        offered = self.offered
        return f"This file has the columns of “{offered.name}”." if offered is not None else ""
