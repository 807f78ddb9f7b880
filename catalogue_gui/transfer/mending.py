"""Rejected records that the user typed over: checked again in the place of those of the file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from catalogue_gui.catalogue.errors import ImportRefused
from catalogue_gui.catalogue.importing import Reject
from catalogue_gui.transfer.checking import RecordChecker
from catalogue_gui.transfer.copy_format import printable
from catalogue_gui.transfer.mapping import NOTHING_WRITTEN
from catalogue_gui.transfer.reading import Record
from catalogue_gui.transfer.shortening import shortened
from catalogue_gui.transfer.staging import Staging

Cells = tuple[str, ...]


@dataclass(slots=True)
class _Mended:
    """One record.

    Args:
        reject: as it was before anything was typed.
        cells: as typed.
        refusal: what the checker says of them; None if they pass.
    """

    reject: Reject
    cells: Cells
    refusal: Reject | None = None


class MendedRecords:
    """The records typed over in one file, by their number."""

    def __init__(self) -> None:
        self._records: dict[int, _Mended] = {}

    def copy(self) -> MendedRecords:
        """The same records, to be gone back to."""
        same = MendedRecords()
        same._records = {number: replace(mended) for number, mended in self._records.items()}
        return same

    @property
    def numbers(self) -> Collection[int]:
        """Numbers of the records."""
        return self._records.keys()

    @property
    def cells(self) -> Mapping[int, Cells]:
        """Number to cells as typed."""
        return {number: mended.cells for number, mended in self._records.items()}

    def refused(self) -> list[tuple[int, Reject]]:
        """Those that the checker refuses as typed, in the file's order."""
        return sorted(
            (number, mended.refusal)
            for number, mended in self._records.items()
            if mended.refusal is not None
        )

    def type_over(
        self,
        typed: Mapping[int, Sequence[str]],
        rejects: Iterable[tuple[int, Reject]],
    ) -> dict[int, Reject]:
        """Take in what was typed.

        Args:
            typed: 1-based line of a record to its cells; none to have it as in the file again.
            rejects: all that are rejected now.
        Returns:
            Number to the reject before anything was typed, of the records that are as in the file again.
        Raises:
            ImportRefused: a line is not that of a rejected record.
        """
        found = {
            mended.reject.line: (number, mended.reject, mended.cells)
            for number, mended in self._records.items()
        }
        for number, reject in rejects:
            if reject.line in typed and reject.line not in found:
                found[reject.line] = (number, reject, reject.cells)
        unknown = sorted(typed.keys() - found.keys())
        if unknown:
            raise ImportRefused(
                f"The record in line {unknown[0]} is not among the rejected ones.",
                hint=f"{NOTHING_WRITTEN} Look at the rejected records again.",
            )
        given_up: dict[int, Reject] = {}
        for line, cells in typed.items():
            number, reject, before = found[line]
            if cells:
                self._records[number] = _Mended(reject, _restored(cells, before))
            elif self._records.pop(number, None) is not None:
                given_up[number] = reject
        return given_up

    def stage(
        self,
        checker: RecordChecker,
        staging: Staging,
        given_up: Mapping[int, Reject] = MappingProxyType({}),
        refused: Collection[int] = (),
    ) -> None:
        """Check the records as typed, and put those that pass in place of what is staged of them.

        Args:
            checker: knows the habits of the file.
            staging: of the same file.
            given_up: what :meth:`type_over` returned.
            refused: numbers of the records that the checker refuses as they stand in the file.
        """
        lines: list[str] = []
        for number, mended in self._records.items():
            checked = checker.check(number, Record(mended.reject.line, list(mended.cells), None))
            mended.refusal = None
            if isinstance(checked, str):
                lines.append(checked)
            else:
                mended.refusal = replace(checked, cells=mended.cells)
        for number, reject in given_up.items():
            # One that the checker let through, and the comparison rejected, is to be compared again.
            if number not in refused:
                checked = checker.check(number, Record(reject.line, list(reject.cells), None))
                if isinstance(checked, str):
                    lines.append(checked)
        staging.replace([*self._records, *given_up], lines)


def _restored(typed: Sequence[str], before: Cells) -> Cells:
    """The cells as typed; of one that was shown cut or with replaced characters, and left alone, the whole."""
    return tuple(
        before[index]
        if index < len(before) and text == shortened(printable(before[index]))
        else text
        for index, text in enumerate(typed)
    )
