"""A file on disk, before anything is known of what it says: is it there, and is it text at all?"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from catalogue_gui.catalogue.errors import FileProblem

NOTHING_IMPORTED = "Nothing was imported."
_SAVE_AS_CSV = (
    f"{NOTHING_IMPORTED} Open it in its own program, save it as CSV, and choose that file."
)
HEAD_BYTES = 65536  # enough for any signature, and for a text file to show itself as one

# First bytes of the kinds of file that people choose instead of a CSV file.
# Source: the formats' own specifications (ZIP: PK\3\4; compound document; PDF; PNG; JPEG; GIF; gzip; SQLite; ELF; MZ).
_SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel or Word document", _SAVE_AS_CSV),
    (b"%PDF-", "a PDF document", _SAVE_AS_CSV),
    (b"\x89PNG\r\n\x1a\n", "a picture (PNG)", f"{NOTHING_IMPORTED} Choose a CSV file."),
    (b"\xff\xd8\xff", "a picture (JPEG)", f"{NOTHING_IMPORTED} Choose a CSV file."),
    (b"GIF8", "a picture (GIF)", f"{NOTHING_IMPORTED} Choose a CSV file."),
    (b"\x1f\x8b", "a compressed file (gzip)", f"{NOTHING_IMPORTED} Unpack it first."),
    (b"BZh", "a compressed file (bzip2)", f"{NOTHING_IMPORTED} Unpack it first."),
    (b"\xfd7zXZ\x00", "a compressed file (xz)", f"{NOTHING_IMPORTED} Unpack it first."),
    (b"7z\xbc\xaf\x27\x1c", "a compressed file (7z)", f"{NOTHING_IMPORTED} Unpack it first."),
    (b"SQLite format 3\x00", "a database file (SQLite)", f"{NOTHING_IMPORTED} Choose a CSV file."),
    (b"PAR1", "a Parquet file", f"{NOTHING_IMPORTED} Choose a CSV file."),
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


def refuse_binary(path: Path, head: bytes) -> None:
    """Refuse a file whose first bytes are those of something else than text.

    Raises:
        FileProblem.
    """
    if head.startswith(b"PK\x03\x04"):
        raise _not_text(path, *_zip_content(head))
    for signature, kind, hint in _SIGNATURES:
        if head.startswith(signature):
            raise _not_text(path, kind, hint)
    if looks_like_utf16_or_32(head):
        return
    controls = [head.count(byte) for byte in range(32) if byte not in _TEXT_CONTROLS]
    # NUL alone comes from programs that fill their fields up with it.
    if sum(controls) > max(3.0, len(head) * _MOST_CONTROLS) and sum(map(bool, controls)) > 1:
        raise _not_text(
            path,
            "no text: it holds the bytes of a program, a picture or some other kind of data",
            f"{NOTHING_IMPORTED} Choose a CSV file, or save the data as CSV in the program they come from.",
        )


def _zip_content(head: bytes) -> tuple[str, str]:
    if b"xl/" in head or b"[Content_Types].xml" in head:
        return (
            "an Excel workbook",
            f"{NOTHING_IMPORTED} Open it in Excel, choose “Save as”, then “CSV UTF-8”, and import that file.",
        )
    if b"opendocument.spreadsheet" in head:
        return "a LibreOffice spreadsheet", _SAVE_AS_CSV
    return (
        "a compressed folder (zip)",
        f"{NOTHING_IMPORTED} Unpack it first, then choose the CSV file in it.",
    )


def _not_text(path: Path, kind: str, hint: str) -> FileProblem:
    return FileProblem(f"“{path.name}” is {kind}.", title="Not a CSV file", hint=hint)


def looks_like_utf16_or_32(head: bytes) -> bool:
    """True for a byte order mark of UTF-16 or UTF-32, and for text whose every second byte is zero."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")):
        return True
    return utf16_order(head) is not None


def utf16_order(head: bytes) -> str | None:
    """``"le"`` or ``"be"`` where the zero bytes of UTF-16 without a mark lie, else None.

    Western text has a zero in nearly every second byte, always on the same side; a CSV file in any script has at least
    its delimiters and line ends there.
    """
    half = len(head) // 2
    if half < 2:
        return None
    first = head[0 : half * 2 : 2].count(0)
    second = head[1 : half * 2 : 2].count(0)
    if second > half * 0.2 and first <= half * 0.01:
        return "le"
    if first > half * 0.2 and second <= half * 0.01:
        return "be"
    return None
