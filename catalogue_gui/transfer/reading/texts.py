"""The text of a file in pieces of whole lines, decoded as it is read."""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable, Iterator
from pathlib import Path

from catalogue_gui.catalogue.errors import FileProblem
from catalogue_gui.transfer.reading.encoding import encoding_name
from catalogue_gui.transfer.reading.packing import Packing, open_bytes
from catalogue_gui.transfer.reading.source import NOTHING_IMPORTED, unreadable
from catalogue_gui.transfer.reading.wrapping import unwrapped

_READ_BYTES = 1 << 16  # its lines stay in the processor's cache; larger pieces were no faster
# A file without line ends is no table, and must not fill the memory; no product is described at such length.
LONGEST_LINE = 16 << 20
_KEPT_OF_LONG_LINE = 4096
# Bytes that cannot be read come through as lone surrogates, so that they cost their own record and not the file. The
# codecs whose decoders do not know that way get the replacement character instead.
_WIDE = frozenset({"utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "utf-7"})


class Texts:
    """Iterates over the text of a file in pieces that end where a line ends.

    Args:
        path: the file.
        packing: how it is packed.
        encoding: Python codec name.
        skipped_lines: number of physical lines left out at the start.
        is_wrapped: True where each line stands in quotation marks as a whole, to be taken off.
        on_bytes: called after each piece with the number of bytes of the file read so far; may raise to stop.
    Raises (while iterating):
        FileProblem: the file cannot be read, is damaged, or makes no sense in this encoding.
    """

    def __init__(
        self,
        path: Path,
        packing: Packing,
        encoding: str,
        *,
        skipped_lines: int = 0,
        is_wrapped: bool = False,
        on_bytes: Callable[[int], None] | None = None,
    ) -> None:
        self._path = path
        self._packing = packing
        self._encoding = encoding
        self._skipped_lines = skipped_lines
        self._is_wrapped = is_wrapped
        self._on_bytes = on_bytes
        self.is_cut = (
            False  # whether the piece given last is the start of a line that is too long to be kept
        )

    def __iter__(self) -> Iterator[str]:
        left_out = self._skipped_lines
        for text in self._pieces():
            if self._is_wrapped:
                text = "".join(unwrapped(lines_of(text)))
            if not left_out:
                yield text
            elif not self.is_cut:
                lines = lines_of(text)
                rest = "".join(lines[left_out:])
                left_out = max(0, left_out - len(lines))
                if rest:
                    yield rest

    def _pieces(self) -> Iterator[str]:
        pieces: list[str] = []  # of a line that goes on
        size = 0
        for chunk in self._chunks():
            if self.is_cut:
                at = _first_line_end(chunk)
                if at < 0:
                    continue
                # The line end itself stays: the line is counted by it.
                chunk = chunk[at:]
                self.is_cut = False
            # The second half of \r\n may be in the next chunk.
            cut = max(chunk.rfind("\n"), chunk.rfind("\r", 0, len(chunk) - 1)) + 1
            size += len(chunk)
            if cut:
                text = "".join([*pieces, chunk[:cut]]) if pieces else chunk[:cut]
                pieces, size = [], len(chunk) - cut
                yield text
                chunk = chunk[cut:]
            if chunk:
                pieces.append(chunk)
            if size > LONGEST_LINE:
                self.is_cut = True
                text = "".join(pieces)[:_KEPT_OF_LONG_LINE]
                pieces, size = [], 0
                yield text
        if pieces:
            yield "".join(pieces)

    def _chunks(self) -> Iterator[str]:
        errors = "replace" if self._encoding in _WIDE else "surrogateescape"
        decoder = codecs.getincrementaldecoder(self._encoding)(errors)
        try:
            with open_bytes(self._path, self._packing) as stream:
                data = b"-"
                while data:
                    data = stream.read(_READ_BYTES)
                    yield decoder.decode(data, final=not data)
                    if self._on_bytes is not None:
                        self._on_bytes(stream.bytes_done)
        except OSError as error:
            raise unreadable(self._path, error) from error
        except UnicodeError as error:
            raise FileProblem(
                f"“{self._path.name}” cannot be read as {encoding_name(self._encoding)}.",
                title="Wrong encoding",
                hint=f"{NOTHING_IMPORTED} Choose another encoding.",
                detail=str(error)[:200],
            ) from error


def lines_of(text: str) -> list[str]:
    """The physical lines of a text with their ends: ``\\n``, ``\\r\\n`` or ``\\r``, and nothing else that Unicode has."""
    return list(io.StringIO(text, newline=""))


def _first_line_end(text: str) -> int:
    places = [place for place in (text.find("\n"), text.find("\r")) if place >= 0]
    return min(places, default=-1)
