"""A delimited file as a table: a header, and records that are read from the file as they are asked for."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from catalogue_gui.catalogue.errors import FileProblem
from catalogue_gui.transfer.reading.blocks import Block, BlockReader
from catalogue_gui.transfer.reading.detection import find_dialect
from catalogue_gui.transfer.reading.dialect import Dialect, delimiter_name
from catalogue_gui.transfer.reading.encoding import (
    EncodingEvidence,
    encoding_name,
    find_encoding,
    require_codec,
)
from catalogue_gui.transfer.reading.layout import lay_out
from catalogue_gui.transfer.reading.other_texts import refuse_other_text
from catalogue_gui.transfer.reading.packing import Packing, find_packing
from catalogue_gui.transfer.reading.records import Record
from catalogue_gui.transfer.reading.source import (
    NOTHING_IMPORTED,
    empty_file,
    require_readable,
    unreadable,
)
from catalogue_gui.transfer.reading.texts import Texts, lines_of
from catalogue_gui.transfer.reading.wrapping import are_wrapped, unwrapped

_SAMPLE_CHARACTERS = 1 << 18
_SAMPLE_LINES = 2000


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
        packing: how the file is packed.
        is_wrapped: True where each record stands in quotation marks as a whole.
        identity: what tells that it was replaced or written to.
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
    packing: Packing
    is_wrapped: bool
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
        for block in self.blocks():
            yield from zip(block.lines, block.rows, strict=True)

    def records(self, *, on_bytes: Callable[[int], None] | None = None) -> Iterator[Record]:
        """The records after the header, each with what is wrong with it as a whole.

        Args:
            on_bytes: called now and then with the number of bytes read; may raise to stop.
        Raises:
            FileProblem: the file cannot be read any more.
        """
        for block in self.blocks(on_bytes=on_bytes):
            problems: Iterable[str | None] = itertools.repeat(None)
            if block.problems:
                problems = map(block.problems.get, range(len(block.rows)))
            yield from map(_make_record, zip(block.lines, block.rows, problems, strict=False))

    def blocks(self, *, on_bytes: Callable[[int], None] | None = None) -> Iterator[Block]:
        """The records after the header, many at a time: the fastest way through a file.

        Args:
            on_bytes: called now and then with the number of bytes read; may raise to stop.
        Raises:
            FileProblem: the file cannot be read any more.
        """
        texts = Texts(
            self.path,
            self.packing,
            self.encoding,
            skipped_lines=self.first_line - 1,
            is_wrapped=self.is_wrapped,
            on_bytes=on_bytes,
        )
        reader = BlockReader(texts, self.dialect, width=self.width, first_line=self.first_line)
        for block in reader:
            if self._has_others_than_records(block.rows):
                block = self._records_of(block)
            if block.rows:
                yield block

    def _has_others_than_records(self, rows: list[list[str]]) -> bool:
        # The first cell is nearly always filled, and then the others need no look.
        if not all(rows):
            return True
        firsts = [row[0] for row in rows]
        return (
            not all(firsts)
            or any(map(str.isspace, firsts))
            or _END_OF_FILE in firsts
            or (self.has_comments and any(first.startswith("#") for first in firsts))
        )

    def _records_of(self, block: Block) -> Block:
        """What is left of a block without blank records, comments and the mark of the end."""
        kept = [place for place, cells in enumerate(block.rows) if self._is_record(cells)]
        problems = {
            new: block.problems[old] for new, old in enumerate(kept) if old in block.problems
        }
        return Block(
            [block.lines[place] for place in kept], [block.rows[place] for place in kept], problems
        )

    def _is_record(self, cells: list[str]) -> bool:
        if not any(cells):
            return False
        if (not cells[0] or cells[0].isspace()) and not any(cell.strip() for cell in cells):
            return False
        if self.has_comments and cells[0].startswith("#") and len(cells) != self.width:
            return False
        return cells != [_END_OF_FILE]


_END_OF_FILE = "\x1a"  # the last line of files from CP/M's and DOS's descendants
# Without Record's own __new__, which is Python and would be the slowest part of reading.
_make_record: Callable[[Iterable[object]], Record] = functools.partial(tuple.__new__, Record)


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
    packing = find_packing(path)
    found = _encoding_of(path, packing, codec, on_bytes)
    sample, is_whole = _sample_lines(Texts(path, packing, found.encoding))
    identity = _require_identity(path)
    if not any(line.strip() for line in sample):
        raise empty_file(path)
    if delimiter is None:  # whoever says what stands between the cells knows that it is a table
        refuse_other_text(Path(packing.member).name or path.name, sample, is_whole=is_whole)
    is_wrapped = quote is None and are_wrapped(sample)
    sample = list(unwrapped(sample)) if is_wrapped else sample
    escaped = [line.decode(found.encoding, "replace") for line in found.escaped_lines]
    dialect = find_dialect(sample, escaped_lines=escaped, delimiter=delimiter, quote=quote)
    layout = lay_out(sample, dialect, header, is_whole=is_whole)
    evidence = [packing.sentence] if packing.sentence else []
    evidence += [*found.sentences, *_dialect_sentences(dialect, is_wrapped=is_wrapped)]
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
        packing=packing,
        is_wrapped=is_wrapped,
        identity=identity,
    )


def _dialect_sentences(dialect: Dialect, *, is_wrapped: bool) -> Iterator[str]:
    yield f"cells separated by {delimiter_name(dialect.delimiter)}"
    if is_wrapped:
        yield "quotation marks around whole records taken off"


def _encoding_of(
    path: Path, packing: Packing, codec: str | None, on_bytes: Callable[[int], None] | None
) -> EncodingEvidence:
    """What the bytes say, with the user's encoding in place of the one found where there is one."""
    found = find_encoding(path, packing, on_bytes=on_bytes, check_kind=codec is None)
    if codec is None or codec == found.encoding:
        return found
    sentence = f"read as {encoding_name(codec)}: chosen"
    return EncodingEvidence(codec, [sentence], escaped_lines=found.escaped_lines)


def file_identity(path: Path) -> tuple[int, int, int]:
    """What changes when a file is replaced or written to: number, size and time of change."""
    found = path.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns


def _require_identity(path: Path) -> tuple[int, int, int]:
    try:
        return file_identity(path)
    except OSError as error:
        raise unreadable(path, error) from error


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


def _sample_lines(texts: Texts) -> tuple[list[str], bool]:
    """The first lines, and whether they are all there are."""
    sample = ""
    pieces = iter(texts)
    while len(sample) < _SAMPLE_CHARACTERS and (text := next(pieces, "")):
        sample += text
        if texts.is_cut:
            break
    lines = lines_of(sample[:_SAMPLE_CHARACTERS])
    is_whole = len(sample) < _SAMPLE_CHARACTERS and len(lines) <= _SAMPLE_LINES
    return lines[:_SAMPLE_LINES], is_whole and not next(pieces, "")
