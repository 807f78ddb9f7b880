"""Encodings, the rarer ones and the damaged ones among them, read without being told anything about them."""

from __future__ import annotations

import pytest

from tests.unit.transfer.messy import Messy, assert_read_rightly, messy

GERMAN = "Artikel;Preis;Gruppe\nKüchenstuhl grün;12,50;Möbel\nTürschild weiß;5,00;Büro\nGießkanne;15,90;Gärtner\n"
GERMAN_ROWS = ("Artikel¦Preis¦Gruppe", "Küchenstuhl grün¦12,50¦Möbel", "Türschild weiß¦5,00¦Büro", "Gießkanne¦15,90¦Gärtner")  # fmt: skip
JAPANESE = "商品名,価格,カテゴリ\n急須セット,1200,キッチン\n湯のみ茶碗,500,キッチン\n表示ソース能,80,食品\n"
JAPANESE_ROWS = (
    "商品名¦価格¦カテゴリ",
    "急須セット¦1200¦キッチン",
    "湯のみ茶碗¦500¦キッチン",
    "表示ソース能¦80¦食品",
)
CHINESE = "商品名称,价格,分类\n陶瓷茶壶,120,厨房用品\n咖啡杯,50,厨房用品\n儿童图书,30,书籍\n"
CHINESE_ROWS = (
    "商品名称¦价格¦分类",
    "陶瓷茶壶¦120¦厨房用品",
    "咖啡杯¦50¦厨房用品",
    "儿童图书¦30¦书籍",
)
KOREAN = "상품명;가격;카테고리\n도자기 주전자;12000;주방\n머그컵;5000;주방\n나무 숟가락;3000;주방\n"
KOREAN_ROWS = (
    "상품명¦가격¦카테고리",
    "도자기 주전자¦12000¦주방",
    "머그컵¦5000¦주방",
    "나무 숟가락¦3000¦주방",
)
RUSSIAN = "название;цена\nЧайник керамический;12,50\nКружка большая;5,00\nПлед шерстяной;30,00\n"
RUSSIAN_ROWS = (
    "название¦цена",
    "Чайник керамический¦12,50",
    "Кружка большая¦5,00",
    "Плед шерстяной¦30,00",
)
NAMES_ONLY_ASCII = "name,price\nKettle,1\nMug,2\n"


def in_encodings(name: str, text: str, rows: tuple[str, ...], encodings: str) -> list[Messy]:
    return [messy(f"{name} in {each}", text, *rows, written_as=each) for each in encodings.split()]


CASES = [
    *in_encodings("German", GERMAN, GERMAN_ROWS, "utf-8 utf-8-sig utf-16 utf-16-le utf-16-be utf-32 utf-32-le utf-32-be cp1252 iso8859-1 iso8859-15 mac_roman cp437 cp850"),
    *in_encodings("Japanese", JAPANESE, JAPANESE_ROWS, "utf-8 utf-16 utf-16-le utf-16-be utf-32-le cp932 shift_jis euc_jp gb18030"),
    *in_encodings("Japanese without kana", "竹製箸,五膳組\n防災用品,一式\n鉄瓶,南部\n鯖缶詰,三個\n", ("竹製箸¦五膳組", "防災用品¦一式", "鉄瓶¦南部", "鯖缶詰¦三個"), "cp932 euc_jp"),
    *in_encodings("Chinese of rarer words", "竹筷,五双\n荧光灯,一支\n电饭煲,黑色\n剃须刀,三层\n", ("竹筷¦五双", "荧光灯¦一支", "电饭煲¦黑色", "剃须刀¦三层"), "gb2312 gb18030"),
    *in_encodings("Chinese", CHINESE, CHINESE_ROWS, "utf-8 utf-16-le utf-16-be utf-32-be gb2312 gbk gb18030"),
    *in_encodings("Korean", KOREAN, KOREAN_ROWS, "utf-8 utf-16-le utf-16-be euc_kr cp949"),
    *in_encodings("Russian", RUSSIAN, RUSSIAN_ROWS, "utf-8 utf-16-le utf-16-be cp1251 koi8-r iso8859-5 cp866"),
    *in_encodings("names", NAMES_ONLY_ASCII, ("name¦price", "Kettle¦1", "Mug¦2"), "utf-16 utf-16-le utf-16-be utf-32-le utf-32-be"),
    *in_encodings("Traditional Chinese", "商品名稱,價格\n陶瓷茶壺,120\n羊毛毯,50\n特級初榨橄欖油,90\n", ("商品名稱¦價格", "陶瓷茶壺¦120", "羊毛毯¦50", "特級初榨橄欖油¦90"), "big5 cp950 utf-16-le"),
    *in_encodings("Ukrainian", "назва;ціна\nЧайник керамічний;12,50\nПлед вовняний;5,00\nЇжа;1,00\n", ("назва¦ціна", "Чайник керамічний¦12,50", "Плед вовняний¦5,00", "Їжа¦1,00"), "cp1251 koi8-u"),
    *in_encodings("Polish", "nazwa;cena\nŁyżka drewniana;12,50\nŻółta zasłona;5,00\nGąbka śnieżna;2,00\n", ("nazwa¦cena", "Łyżka drewniana¦12,50", "Żółta zasłona¦5,00", "Gąbka śnieżna¦2,00"), "cp1250 iso8859-2 cp852"),
    *in_encodings("Danish", "Varenavn;Pris\nRødgrød på køl;12,50\nÆbleskærs;5,00\nBlåbærgrød;8,00\n", ("Varenavn¦Pris", "Rødgrød på køl¦12,50", "Æbleskærs¦5,00", "Blåbærgrød¦8,00"), "cp1252 iso8859-1 cp850 mac_roman"),
    *in_encodings("Thai", "สินค้า,ราคา\nกาน้ำชาเซรามิก,120\nช้อนไม้,50\nผ้าห่มขนสัตว์,90\n", ("สินค้า¦ราคา", "กาน้ำชาเซรามิก¦120", "ช้อนไม้¦50", "ผ้าห่มขนสัตว์¦90"), "utf-8 utf-16-le cp874"),
    *in_encodings("Vietnamese", "tên,giá\nẤm trà gốm,12\nThìa gỗ,5\n", ("tên¦giá", "Ấm trà gốm¦12", "Thìa gỗ¦5"), "utf-8 utf-16-le"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda each: each.name)
def test_that_an_encoding_is_read_as_a_person_reads_it(open_text, case: Messy):
    assert_read_rightly(open_text, case)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-8"])
def test_that_nul_bytes_in_cells_make_no_wide_encoding(open_text, encoding):
    raw = b"name,price\n" + b"M\0ug,55\n" * 9
    if encoding != "utf-8":
        raw = raw.decode().replace("\0", "\u0101").encode(encoding)
    table = open_text(raw)
    cell = "M\0ug" if encoding == "utf-8" else "M\u0101ug"
    assert [cells for _line, cells in table.rows] == [[cell, "55"]] * 9
