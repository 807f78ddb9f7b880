"""A file on disk, before anything is known of what it says: is it there, and is it text at all?"""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path

from catalogue_gui.catalogue.errors import FileProblem

NOTHING_IMPORTED = "Nothing was imported."
_SAVE_AS_CSV = (
    f"{NOTHING_IMPORTED} Open it in its own program, save it as CSV, and choose that file."
)
_SAVE_IN_EXCEL = f"{NOTHING_IMPORTED} Open it in Excel, choose “Save as”, then “CSV UTF-8”, and import that file."
HEAD_BYTES = 65536  # enough for any signature, and for a text file to show itself as one

# First bytes of the kinds of file that people choose instead of a CSV file.
# Source: the formats' own specifications (compound document; PDF; PNG; JPEG; GIF; TIFF; BMP; RIFF; bzip2; xz; 7z; SQLite; Parquet).
_SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel or Word document", _SAVE_AS_CSV),
    (b"%PDF-", "a PDF document", _SAVE_AS_CSV),
    (b"\x89PNG\r\n\x1a\n", "a picture (PNG)", f"{NOTHING_IMPORTED} Choose a CSV file."),
    (b"\xff\xd8\xff", "a picture (JPEG)", f"{NOTHING_IMPORTED} Choose a CSV file."),
    (b"GIF87a", "a picture (GIF)", f"{NOTHING_IMPORTED} Choose a CSV file."),
    (b"GIF89a", "a picture (GIF)", f"{NOTHING_IMPORTED} Choose a CSV file."),
    (b"II*\x00", "a picture (TIFF)", f"{NOTHING_IMPORTED} Choose a CSV file."),
    (b"MM\x00*", "a picture (TIFF)", f"{NOTHING_IMPORTED} Choose a CSV file."),
    (
        b"PGDMP",
        "a database’s dump (PostgreSQL)",
        f"{NOTHING_IMPORTED} Export the table of products as CSV from that database.",
    ),
    (b"BZh", "a compressed file (bzip2)", f"{NOTHING_IMPORTED} Unpack it first."),
    (b"\xfd7zXZ\x00", "a compressed file (xz)", f"{NOTHING_IMPORTED} Unpack it first."),
    (b"7z\xbc\xaf\x27\x1c", "a compressed file (7z)", f"{NOTHING_IMPORTED} Unpack it first."),
    (b"SQLite format 3\x00", "a database file (SQLite)", f"{NOTHING_IMPORTED} Choose a CSV file."),
    (b"PAR1", "a Parquet file", f"{NOTHING_IMPORTED} Choose a CSV file."),
)
_ARCHIVES = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\x1f\x8b\x08",
    b"BZh",
    b"\xfd7zXZ\x00",
    b"7z\xbc\xaf\x27\x1c",
)
# Those that text holds, or that some programs put between cells (\x01, \x02, and the separators of ASCII).
_TEXT_CONTROLS = frozenset(b"\x01\x02\t\n\v\f\r\x1b\x1a\x1c\x1d\x1e\x1f")
# A text file may hold a damaged spot or two; a program or a picture has control characters throughout.
_MOST_CONTROLS = 0.05


def require_readable(path: Path) -> int:
    """Make sure that the path is a file that can be read and holds something.

    Returns:
        Its size in bytes.
    Raises:
        FileProblem: it is missing, a folder, not readable, empty or no regular file.
    """
    try:
        found = path.stat()
    except FileNotFoundError:
        raise FileProblem(
            f"There is no file “{path}”.",
            title="File not found",
            hint=f"{NOTHING_IMPORTED} Check the name, or whether it was moved.",
        ) from None
    except OSError as error:
        raise unreadable(path, error) from error
    if stat.S_ISDIR(found.st_mode):
        raise FileProblem(
            f"“{path}” is a folder, not a file.",
            title="Not a file",
            hint=f"{NOTHING_IMPORTED} Choose one file in it.",
        )
    if not stat.S_ISREG(found.st_mode):
        raise FileProblem(
            f"“{path}” is not an ordinary file.",
            title="Not a file",
            hint=f"{NOTHING_IMPORTED} Save what it holds as a file, and choose that one.",
        )
    if not os.access(path, os.R_OK):
        raise unreadable(path, PermissionError("permission denied"))
    if found.st_size == 0:
        raise empty_file(path)
    return found.st_size


def empty_file(path: Path) -> FileProblem:
    """The problem of a file with nothing in it."""
    return FileProblem(
        f"The file “{path.name}” is empty.",
        title="Empty file",
        hint=f"{NOTHING_IMPORTED} Export it again from where it came.",
    )


def unreadable(path: Path, error: OSError) -> FileProblem:
    """What the operating system said about a file, in the user's words."""
    if isinstance(error, PermissionError):
        message = f"You may not read the file “{path.name}”."
        hint = f"{NOTHING_IMPORTED} Ask its owner for permission, or make a copy that you may read."
        return FileProblem(message, title="No permission", hint=hint, detail=str(error))
    return FileProblem(
        f"The file “{path.name}” could not be read.",
        hint=f"{NOTHING_IMPORTED} Check that its disk or network folder is still there.",
        detail=str(error),
    )


def refuse_binary(name: str, head: bytes, *, is_packed: bool = False) -> None:
    """Refuse a file whose first bytes are those of something else than text.

    Args:
        name: what the user calls the file.
        head: its first bytes, unpacked.
        is_packed: True when they come from an archive.
    Raises:
        FileProblem.
    """
    if head.startswith(_ARCHIVES[0]):
        _refuse_packed_document(name, head)
    if is_packed and head.startswith(_ARCHIVES):
        raise not_a_table(
            name,
            "an archive in an archive",
            f"{NOTHING_IMPORTED} Unpack it, then choose the CSV file.",
        )
    if head[257:262] == b"ustar":  # Source: POSIX, pax, "ustar Interchange Format"
        raise not_a_table(
            name, "an archive (tar)", f"{NOTHING_IMPORTED} Unpack it, then choose the CSV file."
        )
    for signature, kind, hint in _SIGNATURES:
        if head.startswith(signature):
            raise not_a_table(name, kind, hint)
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        raise not_a_table(name, "a picture (WebP)", f"{NOTHING_IMPORTED} Choose a CSV file.")
    # The letters alone could be those of a cell; the four bytes after the size are reserved, and zero.
    if head.startswith(b"BM") and head[6:10] == b"\0\0\0\0":
        raise not_a_table(name, "a picture (BMP)", f"{NOTHING_IMPORTED} Choose a CSV file.")
    if looks_like_utf16_or_32(head):
        return
    controls = [head.count(byte) for byte in range(32) if byte not in _TEXT_CONTROLS]
    # NUL alone comes from programs that fill their fields up with it.
    if sum(controls) > max(3.0, len(head) * _MOST_CONTROLS) and sum(map(bool, controls)) > 1:
        raise not_a_table(
            name,
            "no text: it holds the bytes of a program, a picture or some other kind of data",
            f"{NOTHING_IMPORTED} Choose a CSV file, or save the data as CSV in the program they come from.",
        )


def refuse_document(path: Path, members: Sequence[str]) -> None:
    """Refuse a zip archive that is the form in which a program keeps its documents.

    Args:
        path: the archive.
        members: names of the files in it.
    Raises:
        FileProblem.
    """
    names = set(members)
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        raise not_a_table(path.name, "an Excel workbook", _SAVE_IN_EXCEL)
    if "[Content_Types].xml" in names:
        raise not_a_table(path.name, "an Office document", _SAVE_AS_CSV)
    if {"mimetype", "content.xml"} <= names:
        raise not_a_table(path.name, "a LibreOffice spreadsheet", _SAVE_AS_CSV)
    if "Index/Document.iwa" in names:
        raise not_a_table(path.name, "a Numbers spreadsheet", _SAVE_AS_CSV)


def _refuse_packed_document(name: str, head: bytes) -> None:
    """Refuse a program's document by the names of its first parts: one that was packed once more."""
    if b"xl/" in head:
        raise not_a_table(name, "an Excel workbook", _SAVE_IN_EXCEL)
    if b"[Content_Types].xml" in head[:200]:
        raise not_a_table(name, "an Office document", _SAVE_AS_CSV)
    if b"mimetypeapplication/vnd.oasis.opendocument" in head[:200]:
        raise not_a_table(name, "a LibreOffice document", _SAVE_AS_CSV)


def not_a_table(name: str, kind: str, hint: str) -> FileProblem:
    """The problem of a file that is of another kind."""
    return FileProblem(f"“{name}” is {kind}.", title="Not a CSV file", hint=hint)


def looks_like_utf16_or_32(head: bytes) -> bool:
    """True for a byte order mark of UTF-16 or UTF-32, and for text in one of them without a mark."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")):
        return True
    return wide_encoding(head) is not None


def wide_encoding(head: bytes) -> str | None:
    """The codec of UTF-16 or UTF-32 without a mark, by where its zero bytes lie; None for text of single bytes.

    Western text has a zero in nearly every second byte of UTF-16, always on the same side; a file in any other script has
    them in its line ends at least. In UTF-32 it is three of four, or two.
    """
    if b"\0" not in head:
        return None
    quarter = len(head) // 4
    if quarter:
        zeros = [head[start : quarter * 4 : 4].count(0) for start in range(4)]
        if zeros[3] == quarter and zeros[2] >= quarter * 0.9 and not zeros[0]:
            return "utf-32-le"
        if zeros[0] == quarter and zeros[1] >= quarter * 0.9 and not zeros[3]:
            return "utf-32-be"
    half = len(head) // 2
    zeros_first = head[0 : half * 2 : 2].count(0)
    zeros_second = head[1 : half * 2 : 2].count(0)
    likely = [
        codec
        for codec, here, there in (
            ("utf-16-le", zeros_second, zeros_first),
            ("utf-16-be", zeros_first, zeros_second),
        )
        if half > 1
        and _is_wide_text(head, codec, is_western=here > half * 0.2 > half * 0.01 >= there)
    ]
    return likely[0] if len(likely) == 1 else None


def _is_wide_text(head: bytes, codec: str, *, is_western: bool) -> bool:
    """Whether the bytes are text in a codec of two bytes a character: the line ends among them say so."""
    text = head[: len(head) // 2 * 2].decode(codec, "replace")
    # Zero bytes between the characters of other text leave its line ends as they are.
    line_ends = text.count("\n") + text.count("\r")
    if line_ends * 2 < head.count(b"\n") + head.count(b"\r"):
        return False
    if is_western:
        return True
    controls = sum(character < " " and character not in "\t\r\n\v" for character in text)
    return bool(line_ends) and not controls and "\ufffd" not in text[:-1]
