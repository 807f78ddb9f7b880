"""Rejected records: kept on disk while the import runs, and written as a file that can be mended and imported again."""

from __future__ import annotations

import csv
import heapq
import io
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from catalogue_gui.catalogue.errors import FileProblem
from catalogue_gui.catalogue.importing import Reject
from catalogue_gui.transfer.copy_format import printable
from catalogue_gui.transfer.headers import REJECT_HEADERS, nameless_column
from catalogue_gui.transfer.new_file import new_file
from catalogue_gui.transfer.reading import Table
from catalogue_gui.transfer.reading.blocks import Block

_IN_MEMORY_BYTES = 1 << 20  # a few thousand rejects; more of them go to a temporary file
_INDEX_EVERY = 500


class RejectList:
    """Rejects in the order of their records, in memory while few and in a temporary file beyond."""

    def __init__(self) -> None:
        self._file: IO[bytes] = tempfile.SpooledTemporaryFile(  # noqa: SIM115 - closed by close()
            _IN_MEMORY_BYTES, "w+b"
        )
        self._places: list[int] = []  # where every 500th begins, for starting in the middle
        self.count = 0

    def append(self, number: int, reject: Reject) -> None:
        """Add the reject of a record; record numbers rise."""
        if self.count % _INDEX_EVERY == 0:
            self._places.append(self._file.tell())
        entry = (number, reject.line, reject.column, reject.value, reject.reason, reject.cells)
        self._file.write(json.dumps(entry).encode("ascii") + b"\n")
        self.count += 1

    def read(self, start: int = 0) -> Iterator[tuple[int, Reject]]:
        """The rejects from the one numbered ``start``, 0-based, each with its record's number; not while appending."""
        if start >= self.count:
            return
        self._file.seek(self._places[start // _INDEX_EVERY])
        position = start - start % _INDEX_EVERY
        while text := self._file.readline():
            if position >= start:
                number, line, column, value, reason, cells = json.loads(text)
                # Whoever reads may read another place meanwhile.
                place = self._file.tell()
                yield number, Reject(line, column, value, reason, tuple(cells))
                self._file.seek(place)
            position += 1

    def close(self) -> None:
        """Free the temporary file."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def merged(*sources: Iterable[tuple[int, Reject]]) -> RejectList:
    """One list of several, in the order of the records."""
    result = RejectList()
    try:
        for number, reject in heapq.merge(*sources, key=lambda entry: entry[0]):
            result.append(number, reject)
    except BaseException:
        result.close()
        raise
    return result


def with_cells(
    table: Table, rejects: Iterable[tuple[int, Reject]], mended: Mapping[int, tuple[str, ...]]
) -> Iterator[tuple[int, Reject]]:
    """Rejects together with the cells of their records, which are read from the file again.

    Args:
        table: the file, unchanged since.
        rejects: in the order of their records; the file is read as far as the last one.
        mended: number of a record to the cells that are in the place of the file's.
    Raises:
        FileProblem: the file cannot be read any more.
    """
    blocks = table.blocks()
    block: Block = Block([], [], {})
    first = 1  # number of the block's first record
    for number, reject in rejects:
        cells = mended.get(number)
        while cells is None:
            if number - first < len(block.rows):
                cells = tuple(block.rows[number - first])
                break
            first += len(block.rows)
            block = next(blocks)
        yield number, replace(reject, cells=cells)


def require_other_file(source: Path, path: Path) -> None:
    """Make sure that the file of rejects does not take the place of the file that is imported.

    Raises:
        FileProblem: both are one file.
    """
    try:
        is_same = path.exists() and path.samefile(source)
    except OSError:
        return  # whoever writes it says what is wrong with it
    if is_same:
        raise FileProblem(
            f"The rejected records cannot take the place of “{source.name}”, the file that is imported.",
            hint="The file is as it was. Choose another name for the rejected records.",
        )


def write_rejects_file(
    table: Table,
    rejects: RejectList,
    path: Path,
    *,
    on_records: Callable[[int], None] | None = None,
) -> int:
    """Write the rejected records as they stand in the file or were typed over, each with its line, column and reason.

    The file has the delimiter of the original and is UTF-8 with a mark, so that a spreadsheet opens it rightly. It is
    written beside its place and put there when complete.

    Args:
        table: the file that was imported.
        rejects: which of its records.
        path: where to; a file there is replaced.
        on_records: called now and then with the number of rejects written; may raise to stop.
    Returns:
        Records written.
    Raises:
        FileProblem: it cannot be written.
    """
    with new_file(path) as raw:
        file = io.TextIOWrapper(raw, encoding="utf-8-sig", newline="", errors="replace")
        _write_records(file, table, rejects, on_records)
        file.flush()
        file.detach()  # the raw file is closed by whoever opened it
    return rejects.count


def _write_records(
    file: IO[str],
    table: Table,
    rejects: RejectList,
    on_records: Callable[[int], None] | None,
) -> None:
    delimiter, width = table.delimiter, table.width
    writer = csv.writer(file, delimiter=delimiter, lineterminator="\n")
    # Columns without names get some, so that the three added ones are known again by theirs.
    names = table.header or [nameless_column(index) for index in range(width)]
    names = [*names, *[""] * (width - len(names))]
    # A file of rejects that was imported again and rejected again carries the three columns once.
    kept = [index for index, name in enumerate(names) if name not in REJECT_HEADERS]
    writer.writerow([*(printable(names[index]) for index in kept), *REJECT_HEADERS])
    for number, (_, reject) in enumerate(rejects.read()):
        if on_records is not None and number % 1024 == 0:
            on_records(number)
        cells = [*reject.cells, *[""] * (width - len(reject.cells))]
        surplus = [cell for cell in cells[width:] if cell.strip()]
        reason = reject.reason + (f"; surplus: {delimiter.join(surplus)}" if surplus else "")
        writer.writerow(
            [*(printable(cells[index]) for index in kept), reject.line, reject.column, reason]
        )
