"""A delimited file as a table: a header, and records that are read from the file as they are asked for."""

from __future__ import annotations

import io
import itertools
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from catalogue_gui.catalogue.errors import FileProblem
from catalogue_gui.transfer.reading.detection import body_width, find_dialect
from catalogue_gui.transfer.reading.dialect import Dialect, declared_delimiter, delimiter_name
from catalogue_gui.transfer.reading.encoding import (
    EncodingEvidence,
    encoding_name,
    find_encoding,
    require_codec,
)
from catalogue_gui.transfer.reading.header import find_header, named_record
from catalogue_gui.transfer.reading.records import Record, RecordReader
from catalogue_gui.transfer.reading.source import (
    NOTHING_IMPORTED,
    empty_file,
    require_readable,
    unreadable,
)

_SAMPLE_CHARACTERS = 1 << 18
_SAMPLE_LINES = 2000
# Bytes that cannot be read come through as lone surrogates, so that they cost their own record and not the file. The
# codecs whose decoders do not know that way get the replacement character instead.
_WIDE = frozenset({"utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "utf-7"})


@dataclass(frozen=True, slots=True)
class Table:
    """A delimited file, understood and ready to be read any number of times.

    Args:
        path: the file.
        size_bytes: its size.
        header: names of the columns as written; empty where the file has none.
        width: number of columns.
        encoding: Python codec name.
        delimiter: one character.
        quote: one character, empty for none.
        evidence: how all this was found, in the user's words.
        dialect: the whole of what is known about quoting.
        first_line: 1-based line of the first record after the header.
        has_comments: True when lines beginning with # stand above the table: further down they are comments, too.
        may_have_bad_text: True when some cells may hold NUL bytes or bytes that the encoding cannot read.
    """

    path: Path
    size_bytes: int
    header: list[str]
    width: int
    encoding: str
    delimiter: str
    quote: str
    evidence: list[str]
    dialect: Dialect
    first_line: int
    has_comments: bool
    may_have_bad_text: bool
    identity: tuple[int, int, int] = field(repr=False)

    @property
    def has_header(self) -> bool:
        """True when the file names its columns."""
        return bool(self.header)

    @property
    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """The records after the header, from the start each time: 1-based line in the file, and cells as written.

        Blank records are left out.

        Raises:
            FileProblem: the file cannot be read any more.
        """
        for line, cells, _problem in self.records():
            yield line, cells

    def records(self, *, on_bytes: Callable[[int], None] | None = None) -> Iterator[Record]:
        """The records after the header, each with what is wrong with it as a whole.

        Args:
            on_bytes: called now and then with the number of bytes read; may raise to stop.
        Raises:
            FileProblem: the file cannot be read any more.
        """
        try:
            with _open_text(self.path, self.encoding) as file:
                lines: Iterator[str] = itertools.islice(file, self.first_line - 1, None)
                if on_bytes is not None:
                    lines = _watched(lines, file, on_bytes)
                reader = RecordReader(
                    lines, self.dialect, width=self.width, first_line=self.first_line
                )
                for record in reader:
                    cells = record.cells
                    # The first cell is nearly always filled, and then the others need no look.
                    if cells[0] or any(cells):
                        if cells[0].isspace() and not any(cell.strip() for cell in cells):
                            continue
                        if self.has_comments and self._is_comment(cells):
                            continue
                        if cells[0] == _END_OF_FILE and len(cells) == 1:
                            continue
                        yield record
        except OSError as error:
            raise unreadable(self.path, error) from error

    def _is_comment(self, cells: list[str]) -> bool:
        return cells[0].startswith("#") and len(cells) != self.width


_LINES_BETWEEN_LOOKS = 2048
_END_OF_FILE = "\x1a"  # the last line of files from CP/M's and DOS's descendants


def _watched(
    lines: Iterator[str], file: io.TextIOWrapper, on_bytes: Callable[[int], None]
) -> Iterator[str]:
    while block := list(itertools.islice(lines, _LINES_BETWEEN_LOOKS)):
        yield from block
        on_bytes(os.lseek(file.fileno(), 0, os.SEEK_CUR))


def _open_text(path: Path, encoding: str) -> io.TextIOWrapper:
    errors = "replace" if encoding in _WIDE else "surrogateescape"
    raw = path.open("rb", buffering=1 << 18)
    return io.TextIOWrapper(raw, encoding=encoding, errors=errors, newline="")


def open_table(
    path: str | Path,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    quote: str | None = None,
    header: bool | None = None,
    on_bytes: Callable[[int], None] | None = None,
) -> Table:
    """Open a delimited file; what is not given is found out from the file.

    Args:
        path: the file.
        encoding: Python codec name.
        delimiter: one character; ``"tab"`` and ``"\\t"`` are understood.
        quote: one character, or empty for none.
        header: whether the first record holds names.
        on_bytes: called now and then with the number of bytes looked at; may raise to stop.
    Returns:
        The table; nothing of the file is held in memory but the header.
    Raises:
        FileProblem: it is missing, empty, no text, or may not be read; or a setting makes no sense.
    """
    path = Path(path)
    size_bytes = require_readable(path)
    codec = require_codec(encoding) if encoding else None
    delimiter = _one_character(delimiter)
    found = _encoding_of(path, codec, on_bytes)
    try:
        with _open_text(path, found.encoding) as file:
            sample, is_whole = _sample_lines(file)
        identity = file_identity(path)
    except OSError as error:
        raise unreadable(path, error) from error
    if not any(line.strip() for line in sample):
        raise empty_file(path)
    dialect = find_dialect(
        sample,
        escaped_lines=[line.decode(found.encoding, "replace") for line in found.escaped_lines],
        delimiter=delimiter,
        quote=quote,
    )
    layout = _lay_out(sample, dialect, header, is_whole=is_whole)
    evidence = [*found.sentences, f"cells separated by {delimiter_name(dialect.delimiter)}"]
    return Table(
        path=path,
        size_bytes=size_bytes,
        header=layout.header,
        width=layout.width,
        encoding=found.encoding,
        delimiter=dialect.delimiter,
        quote=dialect.quote,
        evidence=evidence + layout.evidence,
        dialect=dialect,
        first_line=layout.first_line,
        has_comments=layout.has_comments,
        may_have_bad_text=found.has_bad_bytes or found.has_nul,
        identity=identity,
    )


def _encoding_of(
    path: Path, codec: str | None, on_bytes: Callable[[int], None] | None
) -> EncodingEvidence:
    """What the bytes say, with the user's encoding in place of the one found where there is one."""
    found = find_encoding(path, on_bytes=on_bytes, check_kind=codec is None)
    if codec is None or codec == found.encoding:
        return found
    sentence = f"read as {encoding_name(codec)}: chosen"
    return EncodingEvidence(codec, [sentence], escaped_lines=found.escaped_lines)


def file_identity(path: Path) -> tuple[int, int, int]:
    """What changes when a file is replaced or written to: number, size and time of change."""
    found = path.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns


def _one_character(delimiter: str | None) -> str | None:
    if delimiter is None:
        return None
    known = {"\\t": "\t", "tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " "}
    character = known.get(delimiter.lower(), delimiter)
    if len(character) != 1 or character in '\r\n"':
        raise FileProblem(
            f"“{delimiter}” cannot be a delimiter.",
            title="Unknown delimiter",
            hint=f"{NOTHING_IMPORTED} Give one character, such as , or ; or tab.",
        )
    return character


def _sample_lines(file: io.TextIOWrapper) -> tuple[list[str], bool]:
    """The first lines, and whether they are all there are."""
    lines: list[str] = []
    size = 0
    while size < _SAMPLE_CHARACTERS and len(lines) < _SAMPLE_LINES:
        line = file.readline(_SAMPLE_CHARACTERS)
        if not line:
            return lines, True
        lines.append(line)
        size += len(line)
    return lines, False


@dataclass(frozen=True, slots=True)
class _Layout:
    header: list[str]
    width: int
    first_line: int
    has_comments: bool
    evidence: list[str]


def _lay_out(lines: list[str], dialect: Dialect, wanted: bool | None, *, is_whole: bool) -> _Layout:
    """Find where the header is, and how wide the table."""
    skipped = 1 if declared_delimiter(lines[0]) else 0
    body = lines[skipped:]
    first = list(RecordReader(iter(body), dialect, first_line=1 + skipped))
    named = named_record(first)
    width = body_width(
        [len(record.cells) for record in first],
        likely=len(first[named].cells) if named is not None else 0,
    )
    # Read once more: knowing the width, a stray quotation mark is told from a line break in a cell.
    records = list(RecordReader(iter(body), dialect, width=width, first_line=1 + skipped))
    if not is_whole and len(records) > 1:
        records.pop()  # it may have been cut by the end of the sample
    found = find_header(records, width, wanted)
    evidence: list[str] = []
    if found.header:
        evidence.append(f"column names in line {records[found.place].line}")
        start = found.place + 1
        width = max(width, len(found.header))
    else:
        evidence.append("no column names: the first line holds data already")
        start = found.place
    if found.place > 0:
        noun = "line" if found.place == 1 else "lines"
        evidence.append(f"{found.place} {noun} before the table skipped")
    if found.header:
        reader = RecordReader(iter(body), dialect, width=width, first_line=1 + skipped)
        for _record in itertools.islice(reader, start):
            pass
        first_line = reader.next_line
    else:
        first_line = records[start].line if records else 1
    has_comments = any(record.cells[0].startswith("#") for record in records[: found.place])
    return _Layout(found.header, width, first_line, has_comments, evidence)
