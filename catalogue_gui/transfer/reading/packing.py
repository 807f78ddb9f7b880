"""The bytes of a file as they were before it was packed: plain, gzipped, or one table of a zip archive.

What a file is, is told by its first bytes and not by its name. It is unpacked as it is read, and never to disk.
"""

from __future__ import annotations

import zipfile
import zlib
from abc import ABC, abstractmethod
from pathlib import Path
from types import TracebackType
from typing import IO, NamedTuple, Protocol, Self

from catalogue_gui.catalogue.errors import FileProblem
from catalogue_gui.transfer.reading.source import (
    NOTHING_IMPORTED,
    empty_file,
    refuse_document,
    unreadable,
)

_GZIP = b"\x1f\x8b\x08"
_ZIP = b"PK\x03\x04"
_ZIP_WITHOUT_FILES = b"PK\x05\x06"
_ZIP_IN_PARTS = b"PK\x07\x08"
_TABLE_ENDINGS = (".csv", ".tsv", ".txt", ".tab", ".psv")
_IS_ENCRYPTED = 0x1
_READ_BYTES = 1 << 16
# A packed file that unpacks to more than this many times its size is made to fill the machine. Product tables shrink to a
# third or a tenth; the widest of them, with hundreds of empty columns, to a fortieth. Deflate's own limit is 1,032.
_MOST_TIMES = 200
# A small file may repeat itself as it likes: it harms nobody.
_HARMLESS_BYTES = 64 << 20
# Ten million products of 10 KB each.
_MOST_BYTES = 100 << 30
# Whatever zipfile and zlib raise for bytes that are no such archive.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    ValueError,
    IndexError,
    KeyError,
    OverflowError,
    RuntimeError,  # NotImplementedError among them
)


class Packing(NamedTuple):
    """How a file is packed.

    Args:
        kind: ``"gzip"``, ``"zip"`` or empty.
        member: the name of the table in an archive.
        sentence: what to tell the user of it, empty when there is nothing.
    """

    kind: str = ""
    member: str = ""
    sentence: str = ""


class ByteStream(Protocol):
    """Unpacked bytes, and how much of the file on disk they came from."""

    def read(self, size: int, /) -> bytes:
        """Up to about ``size`` bytes; none at the end only.

        Raises:
            FileProblem: the packed file is damaged, or unpacks to more than any table.
            OSError.
        """

    @property
    def bytes_done(self) -> int:
        """Bytes of the file on disk that have been read."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...


def find_packing(path: Path) -> Packing:
    """Tell from a file's first bytes how it is packed.

    Raises:
        FileProblem: it is an archive without a table in it, a locked or damaged one, or a document of another kind.
    """
    try:
        with path.open("rb") as file:
            head = file.read(4)
            if head.startswith(_GZIP):
                return Packing("gzip", "", "unpacked from a gzip file")
            if head == _ZIP:
                return _find_table(path, file)
    except OSError as error:
        raise unreadable(path, error) from error
    if head == _ZIP_WITHOUT_FILES:
        raise _no_table(path)
    if head == _ZIP_IN_PARTS:
        raise FileProblem(
            f"“{path.name}” is one part of an archive.",
            title="Not a whole archive",
            hint=f"{NOTHING_IMPORTED} Unpack all parts together, then choose the CSV file.",
        )
    return Packing()


def open_bytes(path: Path, packing: Packing) -> ByteStream:
    """Open a file to read its unpacked bytes from the start.

    Raises:
        FileProblem: it is damaged.
        OSError.
    """
    file = path.open("rb", buffering=1 << 18)
    if not packing.kind:
        return _Plain(file)
    try:
        if packing.kind == "gzip":
            return _Gzip(path, file)
        return _Member(path, file, packing.member)
    except _DAMAGE as error:
        file.close()
        raise _damaged(path, error) from error
    except BaseException:
        file.close()
        raise


class _Plain:
    """The file as it is."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._done = 0

    def read(self, size: int, /) -> bytes:
        data = self._file.read(size)
        self._done += len(data)
        return data

    @property
    def bytes_done(self) -> int:
        return self._done

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._file.close()


class _Packed(_Plain, ABC):
    """What gzip and zip have in common: damage is said, and so is an unpacked size that no table has."""

    def __init__(self, path: Path, file: IO[bytes]) -> None:
        super().__init__(file)
        self._path = path
        self._unpacked = 0

    def read(self, size: int, /) -> bytes:
        try:
            data = self._unpack(size)
        except _DAMAGE as error:
            raise _damaged(self._path, error) from error
        self._unpacked += len(data)
        if self._unpacked > _HARMLESS_BYTES:
            is_bomb = self._unpacked > _MOST_TIMES * self._packed_bytes()
            if is_bomb or self._unpacked > _MOST_BYTES:
                raise FileProblem(
                    f"“{self._path.name}” unpacks to far more than any table holds.",
                    title="Not a table",
                    hint=f"{NOTHING_IMPORTED} Do not unpack it unless you know where it comes from.",
                    detail=f"{self._packed_bytes():,} bytes became {self._unpacked:,}.",
                )
        return data

    def _packed_bytes(self) -> int:
        return self._done

    @abstractmethod
    def _unpack(self, size: int) -> bytes:
        """Up to about ``size`` unpacked bytes; none at the end only."""


class _Gzip(_Packed):
    """A gzip file of one member or several. Source: RFC 1952; zlib's manual, inflateInit2 (31: gzip with its checksum)."""

    def __init__(self, path: Path, file: IO[bytes]) -> None:
        super().__init__(path, file)
        self._decoder = zlib.decompressobj(31)

    def _unpack(self, size: int) -> bytes:
        while True:
            if self._decoder.eof and not self._start_next_member():
                return b""
            data = self._decoder.unconsumed_tail or self._read_packed()
            if not data:
                raise EOFError("the packed data end too early")
            unpacked = self._decoder.decompress(data, size)
            if unpacked:
                return unpacked

    def _start_next_member(self) -> bool:
        data = self._decoder.unused_data
        # Tapes and some programs fill a file up with zeros.
        while not (data := data.lstrip(b"\0")):
            data = self._read_packed()
            if not data:
                return False
        if len(data) < len(_GZIP):
            data += self._read_packed()
        if not data.startswith(_GZIP):
            return False  # gzip itself passes over what follows the last member
        self._decoder = zlib.decompressobj(31)
        self._pending = data
        return True

    _pending = b""

    def _read_packed(self) -> bytes:
        if self._pending:
            data, self._pending = self._pending, b""
            return data
        data = self._file.read(_READ_BYTES)
        self._done += len(data)
        return data


class _Member(_Packed):
    """One file of a zip archive."""

    def __init__(self, path: Path, file: IO[bytes], name: str) -> None:
        super().__init__(path, file)
        archive = zipfile.ZipFile(file)
        info = archive.getinfo(name)
        self._member = archive.open(info)
        self._start = info.header_offset
        self._packed_size = max(1, info.compress_size)
        self._size_bytes = path.stat().st_size

    def _unpack(self, size: int) -> bytes:
        return self._member.read(size)

    def _packed_bytes(self) -> int:
        return max(1, self._file.tell() - self._start)

    @property
    def bytes_done(self) -> int:
        """As if the archive held nothing else."""
        share = min(1.0, self._packed_bytes() / self._packed_size)
        return int(share * self._size_bytes)


def _find_table(path: Path, file: IO[bytes]) -> Packing:
    try:
        infos = [info for info in zipfile.ZipFile(file).infolist() if not info.is_dir()]
    except _DAMAGE as error:
        raise _damaged(path, error) from error
    refuse_document(path, [info.filename for info in infos])
    # macOS puts a shadow of each file beside it.
    infos = [info for info in infos if not _is_hidden(info.filename)]
    tables = [info for info in infos if info.filename.lower().endswith(_TABLE_ENDINGS)] or infos
    if not tables:
        raise _no_table(path)
    chosen = max(tables, key=lambda info: info.file_size)
    if chosen.flag_bits & _IS_ENCRYPTED:
        raise FileProblem(
            f"“{path.name}” is locked with a password.",
            title="Locked archive",
            hint=f"{NOTHING_IMPORTED} Unpack it with the password, then choose the CSV file.",
        )
    if chosen.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise FileProblem(
            f"“{path.name}” is packed in a way that cannot be read here.",
            title="Unknown kind of archive",
            hint=f"{NOTHING_IMPORTED} Unpack it, then choose the CSV file.",
            detail=f"compression method {chosen.compress_type}",
        )
    if chosen.file_size == 0:
        raise empty_file(path)
    name = Path(chosen.filename).name
    sentence = f"“{name}” from the zip file"
    if len(tables) > 1:
        sentence += f": the largest of {len(tables)} tables in it"
    return Packing("zip", chosen.filename, sentence)


def _is_hidden(name: str) -> bool:
    return name.startswith("__MACOSX/") or name.rsplit("/", 1)[-1].startswith(".")


def _no_table(path: Path) -> FileProblem:
    return FileProblem(
        f"There is no file in “{path.name}”.",
        title="Empty archive",
        hint=f"{NOTHING_IMPORTED} Pack it again, or choose the CSV file itself.",
    )


def _damaged(path: Path, error: Exception) -> FileProblem:
    return FileProblem(
        f"The packed file “{path.name}” is damaged or incomplete.",
        title="Damaged archive",
        hint=f"{NOTHING_IMPORTED} Download or copy it again, or unpack it and choose the CSV file.",
        detail=str(error) or type(error).__name__,
    )
