"""Texts that are no tables: a web page, XML, JSON, a database's dump.

Each is told by its form as a whole and not by its first character: a table whose first cell begins with ``<`` or ``{`` is one.

Source: WHATWG, "MIME Sniffing", 7.1 (the tags that a web page begins with); RFC 8259 (JSON); the dumps of pg_dump, mysqldump and sqlite3.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any
from xml.etree.ElementTree import ParseError, XMLPullParser

from catalogue_gui.transfer.reading.source import NOTHING_IMPORTED, not_a_table

_EXPORT_AS_CSV = f"{NOTHING_IMPORTED} Export the products as CSV from the program it comes from, and choose that file."
_OPEN_AND_SAVE = (
    f"{NOTHING_IMPORTED} If it shows a table, open it in a spreadsheet program, save it as CSV, "
    "and choose that file."
)
_COMMENT = re.compile(r"\s*(?:<!--.*?-->\s*)*", re.DOTALL)
_WEB_PAGE = re.compile(r"<(?:!doctype\s+html\b|html[\s>])", re.IGNORECASE)
_WEB_TABLE = re.compile(r"<(?:table|head|body|style|meta|div)[\s>]", re.IGNORECASE)
_XML = re.compile(r"<(?:\?xml\s|!doctype\s)", re.IGNORECASE)
_RICH_TEXT = "{\\rtf"
_SQL_COMMENT = re.compile(r"\s*(?:--[^\n]*\n\s*|/\*.*?\*/[;\s]*)*", re.DOTALL)
_SQL_STATEMENT = re.compile(
    r"(?:CREATE\s+(?:TEMPORARY\s+|UNLOGGED\s+)?(?:TABLE|DATABASE|SCHEMA|TYPE|EXTENSION|SEQUENCE)\s"
    r"|DROP\s+(?:TABLE|DATABASE)\s|INSERT\s+INTO\s[^;]{1,4000}?\bVALUES\s*\(|COPY\s[^;\n]+\sFROM\s+stdin;"
    r"|(?:BEGIN|BEGIN\s+TRANSACTION|START\s+TRANSACTION)\s*;|(?:SET|USE|PRAGMA|LOCK\s+TABLES)\s[^;\n]+;|\\restrict\s)",
    re.IGNORECASE,
)
_MOSTLY = 0.8
_LINES_OF_JSON = 20


def refuse_other_text(name: str, lines: Sequence[str], *, is_whole: bool) -> None:
    """Refuse a text that is in another format than that of a table.

    Args:
        name: what the user calls the file.
        lines: the first of its lines, with their ends.
        is_whole: True when they are all.
    Raises:
        FileProblem.
    """
    text = "".join(lines).lstrip("\ufeff \t\r\n")
    match text[:1]:
        case "<":
            _refuse_markup(name, text, is_whole=is_whole)
        case "{" | "[":
            if text.startswith(_RICH_TEXT):
                raise not_a_table(name, "a text document (RTF)", _OPEN_AND_SAVE)
            if _is_json(text, is_whole=is_whole):
                raise not_a_table(name, "a JSON file", _EXPORT_AS_CSV)
        case _:
            begin = _SQL_COMMENT.match(text)
            if begin is not None and _SQL_STATEMENT.match(text, begin.end()):
                raise not_a_table(
                    name,
                    "a database’s dump, made of SQL",
                    f"{NOTHING_IMPORTED} Export the table of products as CSV from that database, and choose that file.",
                )


def _refuse_markup(name: str, text: str, *, is_whole: bool) -> None:
    begin = _COMMENT.match(text)
    rest = text[begin.end() :] if begin is not None else text
    if _WEB_PAGE.match(rest) or (_WEB_TABLE.match(rest) and _is_mostly_tags(rest)):
        raise not_a_table(name, "a web page (HTML)", _OPEN_AND_SAVE)
    if _XML.match(rest):
        if _WEB_PAGE.search(rest[:1000]):
            raise not_a_table(name, "a web page (HTML)", _OPEN_AND_SAVE)
        if "urn:schemas-microsoft-com:office:spreadsheet" in rest[:2000]:
            raise not_a_table(name, "an Excel workbook saved as XML", _OPEN_AND_SAVE)
        raise not_a_table(name, "an XML file", _EXPORT_AS_CSV)
    if _is_xml(rest, is_whole=is_whole):
        raise not_a_table(name, "an XML file", _EXPORT_AS_CSV)


def _is_mostly_tags(text: str) -> bool:
    lines = [line for line in map(str.strip, text.splitlines()) if line]
    tagged = sum(line.startswith("<") and line.endswith(">") for line in lines)
    return tagged >= _MOSTLY * len(lines)


def _is_xml(text: str, *, is_whole: bool) -> bool:
    """Whether it is one element, with others in it: text beside the first would be the next cell."""
    # What declares entities has been refused before, so none can be blown up here.
    parser: XMLPullParser[Any] = XMLPullParser(("start", "end"))
    depth = 0
    has_inner = False
    try:
        parser.feed(text)
        for event in parser.read_events():
            is_end = event[0] == "end"
            depth += -1 if is_end else 1
            has_inner = has_inner or (is_end and depth > 0)
    except (ParseError, ValueError):
        return False
    return has_inner and (depth == 0 or not is_whole)


def _is_json(text: str, *, is_whole: bool) -> bool:
    if _is_lines_of_json(text):
        return True
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        # All that was looked at may be sound, and then it breaks off where the sample does.
        return not is_whole and error.pos > len(text) // 2
    except (ValueError, RecursionError):
        return False
    if isinstance(value, list):
        return any(isinstance(each, dict | list) for each in value)
    return bool(value)


def _is_lines_of_json(text: str) -> bool:
    """Whether each line is an object by itself."""
    lines = [line for line in text.split("\n", _LINES_OF_JSON)[:_LINES_OF_JSON] if line.strip()]
    try:
        return len(lines) > 1 and all(isinstance(json.loads(line), dict) for line in lines)
    except (ValueError, RecursionError):
        return False
