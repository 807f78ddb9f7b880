"""What the wizard says about files, progress and results: plain sentences. No Qt."""

from __future__ import annotations

import codecs
import math

from catalogue_gui.catalogue.category_paths import AS_WRITTEN
from catalogue_gui.catalogue.importing import IGNORE, METADATA_PREFIX, ImportReport
from catalogue_gui.catalogue.metadata_fields import metadata_words
from catalogue_gui.catalogue.product import Field
from catalogue_gui.catalogue.progress import Progress

# The encodings offered, commonest first: Python's codec name and what people call it.
ENCODINGS = (
    ("utf-8", "UTF-8"),
    ("cp1252", "Windows-1252 (Western)"),
    ("iso8859-1", "ISO 8859-1 (Western)"),
    ("iso8859-15", "ISO 8859-15 (Western, with €)"),
    ("mac-roman", "Mac Roman (Western)"),
    ("cp850", "Code page 850 (Western, DOS)"),
    ("cp437", "Code page 437 (American, DOS)"),
    ("utf-16", "UTF-16"),
    ("utf-16-le", "UTF-16 LE"),
    ("utf-16-be", "UTF-16 BE"),
    ("utf-32", "UTF-32"),
    ("cp1250", "Windows-1250 (Central European)"),
    ("iso8859-2", "ISO 8859-2 (Central European)"),
    ("cp852", "Code page 852 (Central European, DOS)"),
    ("cp1257", "Windows-1257 (Baltic)"),
    ("cp1251", "Windows-1251 (Cyrillic)"),
    ("iso8859-5", "ISO 8859-5 (Cyrillic)"),
    ("koi8-r", "KOI8-R (Russian)"),
    ("koi8-u", "KOI8-U (Ukrainian)"),
    ("cp866", "Code page 866 (Cyrillic, DOS)"),
    ("cp1253", "Windows-1253 (Greek)"),
    ("iso8859-7", "ISO 8859-7 (Greek)"),
    ("cp1254", "Windows-1254 (Turkish)"),
    ("iso8859-9", "ISO 8859-9 (Turkish)"),
    ("cp1255", "Windows-1255 (Hebrew)"),
    ("cp1256", "Windows-1256 (Arabic)"),
    ("cp1258", "Windows-1258 (Vietnamese)"),
    ("cp874", "Windows-874 (Thai)"),
    ("cp932", "Shift-JIS (Japanese)"),
    ("euc_jp", "EUC-JP (Japanese)"),
    ("gb18030", "GB18030 (Chinese)"),
    ("big5", "Big5 (Chinese)"),
    ("cp949", "EUC-KR (Korean)"),
)
OTHER = "other"  # a delimiter that the list does not name
DELIMITERS = (
    (",", "Comma"),
    (";", "Semicolon"),
    ("\t", "Tab"),
    ("|", "Vertical bar"),
    (":", "Colon"),
    (" ", "Space"),
    ("^", "Caret"),
    ("~", "Tilde"),
    (OTHER, "Another character…"),
)
QUOTES = (('"', 'Double  "'), ("'", "Single  '"), ("", "None"))
HEADERS = ((True, "Yes"), (False, "No, data already"))
DECIMALS = ((".", "Point  12.50"), (",", "Comma  12,50"))
TAG_SEPARATORS = (
    (",", "Comma"),
    (";", "Semicolon"),
    ("|", "Vertical bar"),
    ("/", "Slash"),
    (" ", "Space"),
    (">", "Greater than"),
)
CATEGORY_SEPARATORS = (
    (">", "Greater than  >"),
    ("»", "Arrow  »"),
    ("/", "Slash  /"),
    ("\\", "Backslash  \\"),
    ("|", "Vertical bar  |"),
    (AS_WRITTEN, "None: as written"),
)

_PHASES = {
    "Opening": "Opening the file",
    "Reading": "Reading the whole file",
    "Checking": "Checking each record",
    "Comparing": "Comparing with the catalogue",
    "Waiting for another import": "Waiting for another import to end",
    "Writing": "Writing to the catalogue",
    "Building indexes": "Building the indexes of the catalogue",
    "Committing": "Making it final",
    "Saving rejects": "Saving the rejected rows",
}
_SIZES = ((1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "kB"))


def encoding_words(encoding: str) -> str:
    """What people call a codec."""
    try:
        name = codecs.lookup(encoding).name
    except LookupError:
        return encoding
    if name == "utf-8-sig":
        return "UTF-8 with mark"
    for codec, words in ENCODINGS:
        if codecs.lookup(codec).name == name:
            return words.split(" (")[0]
    return name.upper()


def delimiter_words(delimiter: str) -> str:
    """What a delimiter is called."""
    return dict(DELIMITERS).get(delimiter, f"“{delimiter}”").lower()


def quote_words(quote: str) -> str:
    """What a quotation mark is called."""
    return {'"': "double", "'": "single", "": "none"}.get(quote, quote)


def number_words(number: int) -> str:
    """A whole number with thousands marks."""
    return f"{number:,}"


def count_words(number: int, one: str, many: str = "") -> str:
    """A number and its noun: "1 record", "2,000 records"."""
    return f"{number_words(number)} {one if number == 1 else many or one + 's'}"


def size_words(size_bytes: int) -> str:
    """A file's size in a unit that suits it."""
    for unit, name in _SIZES:
        if size_bytes >= unit:
            return f"{size_bytes / unit:.1f} {name}"
    return count_words(size_bytes, "byte")


def phase_words(progress: Progress) -> str:
    """What is being done, as a sentence without its full stop."""
    return _PHASES.get(progress.phase, progress.phase)


def progress_words(progress: Progress) -> str:
    """How far it has come: bytes of bytes, records of records; empty where nothing is counted."""
    total = progress.total
    if progress.unit == "bytes" and total is not None:
        words = f"{size_words(progress.done)} of {size_words(total)}"
        if progress.records:
            words += f" · {count_words(progress.records, 'record')}"
        return words
    if progress.unit not in ("records", "rows") or not total:
        return count_words(progress.records, "record") if progress.records else ""
    if progress.done in (0, total):
        return count_words(progress.records or total, "record")
    return f"{number_words(progress.done)} of {count_words(total, 'record')}"


def rate_words(records_a_second: float | None) -> str:
    """A speed, no more exact than it is; empty while it is not known."""
    if records_a_second is None or records_a_second < 10:
        return ""
    step = 10 ** max(0, math.floor(math.log10(records_a_second)) - 1)
    return f"{number_words(round(records_a_second / step) * step)} a second"


def elapsed_words(seconds: int) -> str:
    """How long something has taken, for as long as that is worth telling."""
    if seconds < 3:
        return ""
    return f"{seconds} s" if seconds < 60 else f"{seconds // 60} min {seconds % 60:02} s"


def levels_words(separator: str | None) -> str:
    """What is done with the levels of categories where nobody chose; empty where nothing is."""
    if separator is None:
        return ""
    return "blanks around / taken off" if separator == "/" else f"{separator} becomes /"


def sum_sentence(report: ImportReport) -> str:
    """The counts as the sum that they are."""
    parts = [
        f"{number_words(number)} {name}"
        for number, name in (
            (report.new, "new"),
            (report.changed, "changed"),
            (report.unchanged, "unchanged"),
            (report.rejected, "rejected"),
        )
    ]
    return f"{count_words(report.records, 'record')} = {' + '.join(parts)}"


def write_label(number: int) -> str:
    """What the button that writes says."""
    return f"&Write {count_words(number, 'product')}" if number else "&Write"


def written_sentences(report: ImportReport) -> list[str]:
    """What a write has done, a sentence each."""
    sentences = []
    if report.new:
        sentences.append(f"{count_words(report.new, 'product was', 'products were')} added.")
    if report.changed:
        sentences.append(f"{count_words(report.changed, 'product was', 'products were')} changed.")
    if not report.written:
        sentences.append("No product had to be written.")
    if report.unchanged:
        sentences.append(
            f"{count_words(report.unchanged, 'record')} changed nothing: the catalogue held it already."
        )
    if report.rejected:
        sentences.append(
            f"{count_words(report.rejected, 'record was', 'records were')} rejected and "
            f"{'is' if report.rejected == 1 else 'are'} not in the catalogue."
        )
    return sentences


def one_line(text: str, most: int = 300) -> str:
    """A text of any length as one line for a cell of a table."""
    head = text[: most + 1]
    joined = " ⏎ ".join(part for part in head.replace("\r\n", "\n").splitlines())
    return joined if len(text) <= most else f"{joined[:most]}…"


def field_words(name: str) -> str:
    """What a field is called on the screen."""
    if name == IGNORE:
        return "Leave out"
    if name == Field.METADATA:
        return "Metadata (whole object)"
    if name.startswith(METADATA_PREFIX):
        return f"Metadata: {metadata_words(name)}"
    return name.capitalize()
