"""Which encoding a file is written in, from the evidence of all its bytes.

A file may be ASCII for megabytes before its first accented letter, so the head of it says little: every byte is looked
at once, at the speed of the disk, and only the lines that are not ASCII are kept for the guess.
"""

from __future__ import annotations

import codecs
import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from catalogue_gui.catalogue.errors import FileProblem
from catalogue_gui.transfer.reading.codepages import best_codepage
from catalogue_gui.transfer.reading.packing import ByteStream, Packing, open_bytes
from catalogue_gui.transfer.reading.source import (
    HEAD_BYTES,
    NOTHING_IMPORTED,
    empty_file,
    refuse_binary,
    unreadable,
    wide_encoding,
)

CHUNK_BYTES = 1 << 20
_LONGEST_LINE = 8 * CHUNK_BYTES
_SAMPLE_BYTES = 1 << 18  # of lines that are not ASCII: more than enough to tell code pages apart
_SAMPLE_PER_CHUNK = 1 << 14  # so that the sample comes from the whole file and not from its start
_QUOTED_TEXT_CHARACTERS = 40
_MARKS: tuple[tuple[bytes, str], ...] = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    # UTF-32's mark begins with UTF-16's, so it is asked first.
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_NAMES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32": "UTF-32",
    "utf-32-le": "UTF-32",
    "utf-32-be": "UTF-32",
    "cp932": "Shift-JIS",
    "gb18030": "Chinese (GB18030)",
    "big5": "Chinese (Big5)",
    "euc_kr": "Korean (EUC-KR)",
    "cp949": "Korean (CP949)",
    "euc_jp": "Japanese (EUC-JP)",
    "koi8_r": "Russian (KOI8-R)",
    "koi8_u": "Ukrainian (KOI8-U)",
    "cp874": "Thai (Windows-874)",
    "mac_roman": "Mac Roman",
}
# One valid UTF-8 sequence of several bytes is hardly ever an accident; a file with many of them and few bad bytes is UTF-8
# with damaged spots, and not another encoding that happens to look like it.
_VALID_FOR_EACH_INVALID = 2
_MOST_ESCAPED_LINES = 200
_MOST_AROUND = 4096  # bytes of a long line kept on each side of what was looked for
_ESCAPED_QUOTE = b'\\"'
_STRETCH_BYTES = 4096
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
_LINE_END = re.compile(rb"[\r\n]")


@dataclass(slots=True)
class EncodingEvidence:
    """What the bytes of a file say about its encoding.

    Args:
        encoding: a Python codec name.
        sentences: why, in the user's words.
        has_bad_bytes: True when some bytes cannot be read in this encoding, or when that was not looked at.
        has_nul: True when there is a NUL byte in the text, or when that was not looked at.
        escaped_lines: some of the lines with a backslash before a quotation mark, wherever in the file they are.
    """

    encoding: str
    sentences: list[str] = field(default_factory=list)
    has_bad_bytes: bool = True
    has_nul: bool = True
    escaped_lines: list[bytes] = field(default_factory=list)


@dataclass(slots=True)
class _Bytes:
    """What one pass over the bytes counted."""

    is_ascii: bool = True
    has_nul: bool = False
    valid_sequences: int = 0
    invalid_spots: int = 0
    first_bad_line: int = 0
    sample: bytearray = field(default_factory=bytearray)
    first_line: int = 0  # 1-based line of the first byte that is not ASCII
    first_text: bytes = b""
    escaped_lines: list[bytes] = field(default_factory=list)


def encoding_name(encoding: str) -> str:
    """What people call a codec: ``cp1252`` is Windows-1252."""
    known = _NAMES.get(encoding)
    if known:
        return known
    if encoding.startswith("cp125"):
        return f"Windows-{encoding[2:]}"
    if encoding.startswith("iso8859"):
        return f"ISO 8859-{encoding[8:]}"
    if encoding.startswith("cp"):
        return f"code page {encoding[2:]}"
    return encoding.upper()


def require_codec(encoding: str) -> str:
    """The codec's own name for an encoding that the user gave.

    Raises:
        FileProblem: Python has no text codec of this name.
    """
    try:
        info = codecs.lookup(encoding.strip())
    except LookupError:
        info = None
    if info is None or not getattr(info, "_is_text_encoding", True):
        raise FileProblem(
            f"There is no encoding called “{encoding}”.",
            title="Unknown encoding",
            hint=f"{NOTHING_IMPORTED} Try utf-8, windows-1252, iso-8859-1, utf-16, cp932 or gb18030.",
        )
    return info.name


def find_encoding(
    path: Path,
    packing: Packing,
    *,
    on_bytes: Callable[[int], None] | None = None,
    check_kind: bool = True,
) -> EncodingEvidence:
    """Find the encoding of a file from all of its bytes.

    Args:
        path: a readable file that is not empty.
        packing: how it is packed.
        on_bytes: called now and then with the number of bytes looked at; may raise to stop.
        check_kind: False to take the bytes for text whatever they look like, as the user named an encoding.
    Raises:
        FileProblem: it is no text, or it cannot be read.
    """
    try:
        with open_bytes(path, packing) as stream:
            head = _read_head(stream)
            if not head:
                raise empty_file(path)
            if check_kind:
                name = Path(packing.member).name or path.name
                refuse_binary(name, head, is_packed=bool(packing.kind))
            for mark, encoding in _MARKS:
                if head.startswith(mark) and encoding != "utf-8-sig":
                    name = encoding_name(encoding)
                    return EncodingEvidence(
                        encoding, [f"read as {name}: the file begins with that encoding's mark"]
                    )
            wide = wide_encoding(head)
            if wide:
                name = encoding_name(wide)
                return EncodingEvidence(
                    wide, [f"read as {name}: the zero bytes of its start lie as in that encoding"]
                )
            found = _look_at_bytes(head, stream, on_bytes)
    except OSError as error:
        raise unreadable(path, error) from error
    return _decide(found, has_mark=head.startswith(b"\xef\xbb\xbf"))


def _read_head(stream: ByteStream) -> bytes:
    head = b""
    while len(head) < HEAD_BYTES and (data := stream.read(HEAD_BYTES - len(head))):
        head += data
    return head


def _look_at_bytes(
    head: bytes, stream: ByteStream, on_bytes: Callable[[int], None] | None
) -> _Bytes:
    found = _Bytes()
    pieces: list[bytes] = []  # of a line that goes on
    size = 0
    lines = 0
    chunk = head
    while chunk:
        # A block ends after a line end where there is one, so that no character is cut in two.
        cut = max(chunk.rfind(b"\n"), chunk.rfind(b"\r")) + 1
        if not cut and size + len(chunk) >= _LONGEST_LINE:
            # A line longer than this is cut where it is: at worst one character in it looks damaged.
            cut = len(chunk)
        size += len(chunk)
        if cut:
            block = b"".join([*pieces, chunk[:cut]])
            pieces, size = [], len(chunk) - cut
            _look_at_block(block, lines, found)
            lines += block.count(b"\n") or block.count(b"\r")
        pieces.append(chunk[cut:])
        if on_bytes is not None:
            on_bytes(stream.bytes_done)
        chunk = stream.read(CHUNK_BYTES)
    _look_at_block(b"".join(pieces), lines, found)
    return found


def _look_at_block(block: bytes, lines_before: int, found: _Bytes) -> None:
    found.has_nul = found.has_nul or b"\0" in block
    if len(found.escaped_lines) < _MOST_ESCAPED_LINES and _ESCAPED_QUOTE in block:
        lines = itertools.islice(_lines_with(_find_escaped_quote, block), _MOST_ESCAPED_LINES)
        found.escaped_lines.extend(line + b"\n" for line in lines)
    if block.isascii():
        return
    if found.is_ascii:
        found.is_ascii = False
        found.first_line, found.first_text = _first_beyond_ascii(block, lines_before)
    taken = 0
    # Lines that are not ASCII, without their ASCII neighbours.
    for line in (
        _lines_with(_find_beyond_ascii, block) if len(found.sample) <= _SAMPLE_BYTES else ()
    ):
        if taken > _SAMPLE_PER_CHUNK or len(found.sample) > _SAMPLE_BYTES:
            break
        found.sample += line + b"\n"
        taken += len(line)
    # Each sequence has one byte more than it has characters, or two or three: near enough to their number.
    try:
        found.valid_sequences += len(block) - len(block.decode("utf-8"))
    except UnicodeDecodeError as error:
        if not found.first_bad_line:
            found.first_bad_line = lines_before + block.count(b"\n", 0, error.start) + 1
        # Counted by length: a list of all the places would be many times the size of the block.
        valid = block.decode("utf-8", "ignore")
        valid_bytes = len(valid.encode("utf-8"))
        found.valid_sequences += valid_bytes - len(valid)
        found.invalid_spots += len(block) - valid_bytes


def _find_beyond_ascii(block: bytes, position: int) -> int:
    """The place of the first byte from a position on that is not ASCII, -1 for none."""
    # To ask whether all of a stretch is ASCII is ten times as fast as to search it.
    for start in range(position, len(block), _STRETCH_BYTES):
        if not block[start : start + _STRETCH_BYTES].isascii():
            found = _BEYOND_ASCII.search(block, start)
            return found.start() if found else -1
    return -1


def _find_escaped_quote(block: bytes, position: int) -> int:
    return block.find(_ESCAPED_QUOTE, position)


def _lines_with(find: Callable[[bytes, int], int], block: bytes) -> Iterator[bytes]:
    """The lines of a block in which something is found, long ones cut to what surrounds it."""
    position = 0
    while (at := find(block, position)) >= 0:
        nearest = max(block.rfind(b"\n", position, at), block.rfind(b"\r", position, at)) + 1
        start = max(nearest, position, at - _MOST_AROUND)
        line_end = _LINE_END.search(block, at)
        end = line_end.start() if line_end else len(block)
        yield block[start : min(end, at + _MOST_AROUND)]
        position = max(end, at + 1)


def _first_beyond_ascii(block: bytes, lines_before: int) -> tuple[int, bytes]:
    at = _find_beyond_ascii(block, 0)
    line_break = b"\n" if b"\n" in block else b"\r"
    line = lines_before + block.count(line_break, 0, at) + 1
    start = max(block.rfind(b"\n", 0, at), block.rfind(b"\r", 0, at)) + 1
    start = max(start, at - _QUOTED_TEXT_CHARACTERS // 2)
    text = block[start : at + _QUOTED_TEXT_CHARACTERS]
    return line, re.split(rb"[\r\n]", text)[0]


def _decide(found: _Bytes, *, has_mark: bool) -> EncodingEvidence:
    if has_mark:
        evidence = EncodingEvidence(
            "utf-8-sig", ["read as UTF-8: the file begins with that encoding's mark"]
        )
        evidence.has_bad_bytes = found.invalid_spots > 0
        if evidence.has_bad_bytes:
            evidence.sentences.append(_bad_spots(found))
    elif found.is_ascii:
        evidence = EncodingEvidence(
            "utf-8", ["read as UTF-8: plain ASCII throughout"], has_bad_bytes=False
        )
    elif found.invalid_spots == 0:
        sentence = f"read as UTF-8: line {found.first_line} {_quoted(found.first_text, 'utf-8')}"
        evidence = EncodingEvidence("utf-8", [sentence], has_bad_bytes=False)
    elif found.valid_sequences >= _VALID_FOR_EACH_INVALID * found.invalid_spots:
        evidence = EncodingEvidence("utf-8", ["read as UTF-8", _bad_spots(found)])
    else:
        encoding = best_codepage(bytes(found.sample))
        name = encoding_name(encoding)
        quoted = _quoted(found.first_text, encoding)
        evidence = EncodingEvidence(encoding, [f"read as {name}: line {found.first_line} {quoted}"])
    evidence.has_nul = found.has_nul
    evidence.escaped_lines = found.escaped_lines[:_MOST_ESCAPED_LINES]
    return evidence


def _bad_spots(found: _Bytes) -> str:
    count = found.invalid_spots
    what = "one byte that is" if count == 1 else f"{count:,} bytes that are"
    return f"{what} not UTF-8, the first in line {found.first_bad_line}; only such records are rejected"


def _quoted(text: bytes, encoding: str) -> str:
    shown = text.decode(encoding, "ignore").strip()
    words = re.findall(r"[^\s,;|\t\"]*[^\x00-\x7f][^\s,;|\t\"]*", shown)
    return f"“{words[0] if words else shown}”"
