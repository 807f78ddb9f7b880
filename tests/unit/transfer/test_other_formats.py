"""Files that people choose instead of a CSV file: each is called what it is, before anything else."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable

import pytest

from catalogue_gui.catalogue.errors import FileProblem
from catalogue_gui.transfer import open_table

PRODUCTS = [{"name": f"Kettle {number}", "price": 12.5, "tags": ["new"]} for number in range(20)]
LONG = [{**each, "text": "Long and wide. " * 4000} for each in PRODUCTS]
XML_BODY = "".join(
    f"<product><name>Kettle {n}</name>\n<price>5</price></product>\n" for n in range(9)
)
HTML_ROWS = "<tr><td>Kettle</td><td>12,50</td></tr>\n" * 5
PG_DUMP = "--\n-- PostgreSQL database dump\n--\n\n\\restrict x\n\nSET statement_timeout = 0;\nCOPY public.products (name, price) FROM stdin;\nKettle\t5\n\\.\n"
MYSQL_DUMP = "-- MySQL dump 10.13\n--\n-- Host: localhost\n/*!40101 SET NAMES utf8 */;\nDROP TABLE IF EXISTS `products`;\n"
SQLITE_DUMP = "PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCREATE TABLE p(name);\n"


def zipped(members: dict[str, bytes]) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return raw.getvalue()


WORKBOOK = zipped({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"})
OPEN_DOCUMENT = b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet" + bytes(300)  # fmt: skip
TEXTS = {
    "a page": ("<!DOCTYPE html>\n<html><body><table></table></body></html>\n", "a web page"),
    "a page in capitals": ("\n\n<HTML>\n<TABLE>\n", "a web page"),
    "a page after a comment": ("<!-- exported -->\n<html lang='de'>\n", "a web page"),
    "a table of a page": (f"<table border=1>\n{HTML_ROWS}</table>\n", "a web page"),
    "XHTML": ("<?xml version='1.0'?>\n<!DOCTYPE html>\n<html xmlns='x'>\n", "a web page"),
    "XML": (f"<?xml version='1.0'?>\n<products>{XML_BODY}</products>\n", "an XML file"),
    "XML without a declaration": (f"<products>\n{XML_BODY}</products>\n", "an XML file"),
    "XML, long": (f"<products>\n{XML_BODY * 2000}</products>\n", "an XML file"),
    "an XML spreadsheet": (
        "<?xml version='1.0'?>\n<Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'>\n",
        "an Excel workbook saved as XML",
    ),
    "JSON": (json.dumps(PRODUCTS), "a JSON file"),
    "JSON over lines": (json.dumps({"products": PRODUCTS}, indent=2), "a JSON file"),
    "JSON, long": (json.dumps(LONG), "a JSON file"),
    "lines of JSON": ("\n".join(map(json.dumps, PRODUCTS)), "a JSON file"),
    "rich text": ("{\\rtf1\\ansi Kettle, 5\\par}\n", "a text document"),
    "a dump of PostgreSQL": (PG_DUMP, "a database’s dump"),
    "a dump of MySQL": (MYSQL_DUMP, "a database’s dump"),
    "a dump of SQLite": (SQLITE_DUMP, "a database’s dump"),
    "inserts": (
        "INSERT INTO products (name, price) VALUES ('Kettle', 5);\n" * 3,
        "a database’s dump",
    ),
}
BYTES = {
    "a workbook": (WORKBOOK, "an Excel workbook"),
    "a workbook, zipped": (zipped({"list.xlsx": WORKBOOK}), "“list.xlsx” is an Excel workbook"),
    "a workbook, gzipped": (gzip.compress(WORKBOOK), "an Excel workbook"),
    "an old workbook, gzipped": (gzip.compress(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99)), "old Excel"),
    "a LibreOffice document, gzipped": (gzip.compress(OPEN_DOCUMENT), "a LibreOffice document"),
    "a picture in WebP": (b"RIFF\x24\0\0\0WEBPVP8 " + bytes(range(256)), "a picture"),
    "a picture in BMP": (b"BM\x36\0\0\0\0\0\0\0\x36\0\0\0" + bytes(range(256)), "a picture"),
    "a picture in TIFF": (b"II*\0" + bytes(range(256)), "a picture"),
    "a dump in pg_dump's own form": (b"PGDMP\x01\x0e\x00" + bytes(range(256)), "dump"),
}  # fmt: skip


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize(
    "pack",
    [
        str.encode,
        lambda text: ("\ufeff" + text).encode("utf-16-le"),
        lambda text: gzip.compress(text.encode()),
        lambda text: zipped({"list.txt": text.encode()}),
    ],
    ids=["plain", "UTF-16", "gzipped", "zipped"],
)
def test_that_a_text_in_another_format_is_called_what_it_is(
    open_text, name: str, pack: Callable[[str], bytes]
) -> None:
    text, words = TEXTS[name]
    with pytest.raises(FileProblem, match=words) as caught:
        open_text(pack(text))
    assert "CSV" in caught.value.hint
    assert "Nothing was imported." in caught.value.hint


@pytest.mark.parametrize("name", BYTES)
def test_that_another_kind_of_bytes_is_called_what_it_is(open_text, name: str) -> None:
    content, words = BYTES[name]
    with pytest.raises(FileProblem, match=words) as caught:
        open_text(content)
    assert "Nothing was imported." in caught.value.hint


def test_that_a_member_of_a_zip_file_is_named(tmp_path) -> None:
    path = tmp_path / "upload.zip"
    path.write_bytes(zipped({"in/list.json": json.dumps(PRODUCTS).encode()}))
    with pytest.raises(FileProblem, match=r"“list\.json” is a JSON file"):
        open_table(path)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("<b>Kettle</b>,12.50,Home\n<b>Mug</b>,5.00,Home\n", "<b>Kettle</b>"),
        ("<name>,<price>\nKettle,5\nMug,6\n", "<name>"),
        ("<table>;<price>\n<table><tr></table>;5\nMug;6\n", "<table>"),
        ("<div>Kettle</div>;12,50\n<div>Mug</div>;5,00\n", "<div>Kettle</div>"),
        ("{name},{price}\nKettle,5\nMug,6\n", "{name}"),
        ('{"a":1};name;price\n{"a":2};Kettle;5\n{"a":3};Mug;6\n', '{"a":1}'),
        ("{}\tname\tprice\n[]\tKettle\t5\n[1]\tMug\t6\n", "{}"),
        ("[red],5,Home\n[blue],6,Home\n", "[red]"),
        ("-- list of 2026\nname,price\nKettle,5\nMug,6\n", "name"),
        ("Set of knives,price\nSet of pans,5\nSet of pots; large,6\n", "Set of knives"),
        ("Insert into holder,price\nUse outside,5\nDrop table lamp,6\n", "Insert into holder"),
        ("BM5000000,name\nBM6,Kettle\n", "BM5000000"),
    ],
)
def test_that_a_table_that_begins_like_another_format_is_read(open_text, text, first) -> None:
    table = open_text(text)
    rows = [table.header, *(cells for _line, cells in table.rows)] if table.header else [
        cells for _line, cells in table.rows
    ]  # fmt: skip
    assert first in (rows[0][0], rows[1][0])
    assert {len(row) for row in rows} <= {2, 3}


def test_that_whoever_says_what_stands_between_the_cells_is_believed(open_text) -> None:
    table = open_text(json.dumps(PRODUCTS), delimiter=",", header=False)
    assert len(list(table.rows)) == 1
