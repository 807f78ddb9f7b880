"""Which encoding a file is found to be in."""

from __future__ import annotations

import pytest

from catalogue_gui.catalogue.errors import FileProblem

LATIN = "Name;Preis;Kategorie\nKäsemesser groß;12,50;Küche\nTöpfe;5,00;Küche\n"
CYRILLIC = "название;цена;категория\nЧайник керамический;12,50;Кухня\nКружка;5,00;Дом\n"
JAPANESE = "商品名,価格,カテゴリ\n急須セット,1200,キッチン\n湯のみ,500,キッチン\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("name,price\nKettle,1\n", "utf-8"),
        (LATIN, "utf-8"),
        (LATIN, "utf-8-sig"),
        (LATIN, "utf-16"),
        (LATIN, "utf-16-le"),
        (LATIN, "utf-16-be"),
        (LATIN, "utf-32"),
        (LATIN, "cp1252"),
        (LATIN, "cp850"),
        (LATIN, "mac_roman"),
        ("name;price\nMug – 5 € “nice”;5,00\n", "cp1252"),
        ("name,price\nOven 200°,5.00\n", "cp1252"),
        ("nom;prix\nThé à la menthe;5,00\nŒufs brouillés;2,00\n", "cp1252"),
        ("nazwa;cena\nŻółta łódź;12,50\nKubek żółty – Książki;5,00\n", "cp1250"),
        ("název;cena\nČajová konvice;12,50\nHrnek růžový příšerně žluťoučký;5,00\n", "cp1250"),
        ("nazwa;cena\nŻółta łódź w ciąży;12,50\nKubek żółty, książki śmieszne;5,00\n", "iso8859_2"),
        (CYRILLIC, "cp1251"),
        (CYRILLIC, "iso8859_5"),
        (CYRILLIC, "koi8_r"),
        ("όνομα;τιμή\nΤσαγιέρα κεραμική;12,50\nΚούπα;5,00\n", "cp1253"),
        ("ürün adı;fiyat\nÇaydanlık gümüş;12,50\nIşıklı kupa, ev eşyası;5,00\n", "cp1254"),
        ("שם,מחיר\nקומקום קרמי,12\n", "cp1255"),
        ("الاسم,السعر\nإبريق شاي,12\n", "cp1256"),
        (JAPANESE, "cp932"),
        (JAPANESE, "euc_jp"),
        ("商品名称,价格,分类\n陶瓷茶壶,120,厨房用品\n咖啡杯,50,厨房用品\n", "gb18030"),
        ("商品名稱,價格,分類\n陶瓷茶壺,120,廚房用品\n咖啡杯,50,廚房用品\n", "big5"),
        ("상품명,가격,카테고리\n도자기 주전자,12000,주방\n머그컵,5000,주방\n", "cp949"),
    ],
)
def test_that_an_encoding_is_found_from_the_text(open_text, text, encoding):
    table = open_text(text, written_as=encoding)
    assert table.encoding == encoding
    first, *rest = [line.split(table.delimiter) for line in text.splitlines()]
    assert table.header == first
    assert [cells for _line, cells in table.rows] == rest


def test_that_the_evidence_names_the_line_and_the_word(open_text):
    table = open_text("name,price\nMug,1\nCafé crème,2\n", written_as="cp1252")
    assert table.evidence[0] == "read as Windows-1252: line 3 “Café”"


def test_that_evidence_megabytes_into_the_file_counts(open_text):
    text = "name,price\n" + "Kettle,1\n" * 300_000 + "Café,2\n"
    table = open_text(text, written_as="cp1252")
    assert table.encoding == "cp1252"
    assert "line 300002" in table.evidence[0]


def test_that_a_few_bad_bytes_leave_a_file_utf8_and_their_place_is_told(open_text):
    good = "".join(f"Café {number},1\n" for number in range(50))
    table = open_text(b"name,price\n" + good.encode() + b"Th\xe9,1\n")
    assert table.encoding == "utf-8"
    assert "line 52" in table.evidence[1]
    assert table.may_have_bad_text


def test_that_a_sound_file_needs_no_second_look_at_its_cells(open_text):
    assert not open_text("name,price\nCafé,1\n").may_have_bad_text


def test_that_the_users_encoding_wins(open_text):
    table = open_text("name,price\nCafé,1\n", written_as="cp1252", encoding="ISO-8859-15")
    assert table.encoding == "iso8859-15"
    assert [cells for _line, cells in table.rows] == [["Café", "1"]]


def test_that_a_line_of_megabytes_is_read(open_text):
    table = open_text("name,price\n" + "é" * 9_000_000 + ",1\n")
    ((_line, cells),) = table.rows
    assert (table.encoding, len(cells[0])) == ("utf-8", 9_000_000)


@pytest.mark.parametrize("encoding", ["klingon", "base64", "hex"])
def test_that_an_unknown_encoding_is_refused(open_text, encoding):
    with pytest.raises(FileProblem, match="no encoding called"):
        open_text("name\nx\n", encoding=encoding)
