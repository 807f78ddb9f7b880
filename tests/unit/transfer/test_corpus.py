"""Small messy files as shops, ERPs and spreadsheets write them, read without being told anything about them."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest


class Case(NamedTuple):
    """What a file says, and what is to be read from it."""

    name: str
    content: str | bytes
    header: list[str]
    rows: list[list[str]]
    delimiter: str


def case(name: str, content: str | bytes, *records: str, header: bool = True) -> Case:
    """A case whose records are written with ``¦`` between cells; the first one is the header unless told otherwise."""
    cells = [record.split("¦") for record in records]
    found = next(each for each in _DELIMITERS if each in _text(content)) if cells[0][1:] else ""
    names, rows = (cells[0], cells[1:]) if header else ([], cells)
    return Case(name, content, names, rows, found)


def _text(content: str | bytes) -> str:
    return content if isinstance(content, str) else content.decode("latin-1")


_DELIMITERS = ("\t", "|", ";", "\x01", "\x1f", ",")
_PRICE_LIST = "Artikel;Preis;Lager\r\nKäse;1,50;3\r\nBrot;2,50;4\r\nÖl;7,00;5\r\n"
_PRICES = ("Artikel¦Preis¦Lager", "Käse¦1,50¦3", "Brot¦2,50¦4", "Öl¦7,00¦5")

CASES = [
    # What stands above, between and below the records.
    case("title above", "Price list 2026;;\r\n" + _PRICE_LIST, *_PRICES),
    case("title without delimiters", "Price list 2026\r\n\r\n" + _PRICE_LIST, *_PRICES),
    case("title with commas", "Price list, spring, 2026\r\n" + _PRICE_LIST, *_PRICES),
    case("three lines above", "ACME\r\nExported 2026-01-05 12:00\r\n;;\r\n" + _PRICE_LIST, *_PRICES),
    case("declared delimiter", "sep=;\r\n" + _PRICE_LIST, *_PRICES),
    case("comments", "# a, b\nname,price\nA,1\n# page two\nB,2\n", "name¦price", "A¦1", "B¦2"),
    case("names with #", "name,price\n#1 Mug,5\n#2 Mug,6\n", "name¦price", "#1 Mug¦5", "#2 Mug¦6"),
    case("blank lines", "\n\nname,price\n\nA,1\n   \n,\nB,2\n\n", "name¦price", "A¦1", "B¦2"),
    case("end-of-file mark", "name,price\nA,1\nB,2\n\x1a", "name¦price", "A¦1", "B¦2"),
    case("two marks of UTF-8", "\ufeff\ufeffname,price\nA,1\n", "name¦price", "A¦1"),
    case("totals", "name;price\nA;1,50\nTotal;1,50\n", "name¦price", "A¦1,50", "Total¦1,50"),
    # Quotation marks.
    case(
        "spaces behind closing marks",
        '"name" ,"price"\n"Salt, sea" ,"1.5"\n"Pepper, black" ,"2.5"\n',
        "name¦price",
        "Salt, sea¦1.5",
        "Pepper, black¦2.5",
    ),
    case(
        "spaces before opening marks",
        'name, price\n"Salt, sea", "1.5"\n"Pepper, black", "2.5"\n',
        "name¦price",
        "Salt, sea¦1.5",
        "Pepper, black¦2.5",
    ),
    case(
        "inches in quoted cells",
        'name,desc,price\n"Rack, 19" wide",x,1\n"Disk, 3.5" thin",y,2\n',
        "name¦desc¦price",
        'Rack, 19" wide¦x¦1',
        'Disk, 3.5" thin¦y¦2',
    ),
    case(
        "inches without quoting",
        'name;sku;price\n19" rack;S1;1,50\n24" rack;S2;2,50\n',
        "name¦sku¦price",
        '19" rack¦S1¦1,50',
        '24" rack¦S2¦2,50',
    ),
    case(
        "a word in marks at the start of a cell",
        'name,price\nMouse,9\n"Best" mug,5\nCup,4\n',
        "name¦price",
        "Mouse¦9",
        '"Best" mug¦5',
        "Cup¦4",
    ),
    case(
        "every record with a mark that never closes",
        "name,price,category\n" + '"Mug,5.00,Home\n' * 6,
        "name¦price¦category",
        *['"Mug¦5.00¦Home'] * 6,
    ),
    case(
        "doubled single marks",
        "name;desc\n'Bob''s tea';'a;b'\n'Ann''s';'c;d'\n",
        "name¦desc",
        "Bob's tea¦a;b",
        "Ann's¦c;d",
    ),
    case(
        "apostrophes",
        "name,price\n'n Roll cake,1\nBob's tea,2\nL'eau,3\n",
        "name¦price",
        "'n Roll cake¦1",
        "Bob's tea¦2",
        "L'eau¦3",
    ),
    case(
        "backslash before a mark",
        'id,name\n1,"Light \\"Butter\\" Spread"\n2,"5\\" pot"\n3,Plain\n',
        "id¦name",
        '1¦Light "Butter" Spread',
        '2¦5" pot',
        "3¦Plain",
    ),
    # One column.
    case("names of two words", "product name\nRed mug\nBlue cup\n", "product name", "Red mug", "Blue cup"),
    case("words with &", "name\nSalt & pepper\nOil & vinegar\n", "name", "Salt & pepper", "Oil & vinegar"),
    case("addresses", "url\nhttps://a.example/x\nhttps://a.example/y\n", "url", "https://a.example/x", "https://a.example/y"),
    case("paths", "category\nHome/Kitchen\nHome/Bath\n", "category", "Home/Kitchen", "Home/Bath"),
    case("decimal commas", "Preis\n1,50\n2,50\n3,75\n", "Preis", "1,50", "2,50", "3,75"),
    # Delimiters and habits of numbers.
    case("control character", "name\x01price\nA\x011\nB\x012\n", "name¦price", "A¦1", "B¦2"),
    case("semicolons in tags", "name,tags\nA,red;blue\nB,x;y;z\n", "name¦tags", "A¦red;blue", "B¦x;y;z")._replace(
        delimiter=","
    ),
    case("Swiss thousands", "Name;Preis\nSofa;1'299.00\nTisch;2'499.50\n", "Name¦Preis", "Sofa¦1'299.00", "Tisch¦2'499.50"),
    # No header.
    case("times", "12:30,Kettle\n12:45,Pan\n13:00,Pot\n", "12:30¦Kettle", "12:45¦Pan", "13:00¦Pot", header=False),
    case("amounts", "Kettle,$24.90\nSpoon,$3.50\n", "Kettle¦$24.90", "Spoon¦$3.50", header=False),
    case("one record", "Kettle;24,90;12\n", "Kettle¦24,90¦12", header=False),
    # Damage.
    case("NUL in every record", b"name,price\n" + b"M\0ug,5\n" * 9, "name¦price", *["M\0ug¦5"] * 9),
    case(
        "UTF-8 with one bad byte",
        "name,price\nMüsli,1\nCafé,2\n".encode() + b"Bad\xff,3\n",
        "name¦price",
        "Müsli¦1",
        "Café¦2",
        "Bad\udcff¦3",
    ),
]  # fmt: skip


@pytest.mark.parametrize("messy", CASES, ids=lambda each: each.name)
def test_that_a_messy_file_is_read_as_a_person_reads_it(open_text: Any, messy: Case):
    table = open_text(messy.content)
    assert table.header == messy.header
    assert [cells for _line, cells in table.rows] == messy.rows
    if messy.delimiter:
        assert table.delimiter == messy.delimiter


def test_that_a_cell_longer_than_the_sample_does_not_hide_the_table(open_text):
    long = "line, of text; here\n" * 40_000
    table = open_text(f'name,price,note\nMug,5,"{long}"\nCup,6,\n')
    assert table.header == ["name", "price", "note"]
    assert [cells[:2] for _line, cells in table.rows] == [["Mug", "5"], ["Cup", "6"]]


def test_that_a_word_in_marks_is_no_malformed_record(open_text):
    table = open_text('name,price\n"Best" mug,5\nCup,4\n')
    assert [record.problem for record in table.records()] == [None, None]


LANGUAGES = {
    "German": (
        "Käsereibe groß;Küche;Öl für Möbel;Gießkanne",
        "cp1252 latin-1 iso8859-15 mac_roman",
    ),
    "French": ("Théière en céramique;été;Gâteau brûlé;Épicerie française", "cp1252 mac_roman"),
    "French with ligatures": ("Bœuf séché;Œufs brouillés;Crème", "cp1252 iso8859-15"),
    "Spanish": ("Jamón ibérico;Piñata;Cafetera pequeña;Sartén", "cp1252 mac_roman"),
    "Polish": ("Łyżka drewniana;Świeca;Żółta zasłona;Gąbka", "cp1250 iso8859-2"),
    "Czech": ("Židle dřevěná;Stůl jídelní;Šálek na kávu;Ťuhýk", "cp1250 iso8859-2"),
    "Hungarian": ("Fűszertartó;Kőris asztal;Hűtőtáska;Függöny", "cp1250 iso8859-2"),
    "Romanian": ("Linguriţă de lemn;Pătură de lână;Cană şi farfurie", "cp1250 iso8859-2"),
    "Russian": ("Чайник керамический;Ложка деревянная;Плед;Дом", "cp1251 koi8-r iso8859-5 cp866"),
    "Russian in capitals": ("ЧАЙНИК КЕРАМИЧЕСКИЙ;ЛОЖКА;ПОСУДА ДЛЯ ДОМА", "cp1251 koi8-r cp866"),
    "Ukrainian": ("Чайник керамічний;Плед вовняний;Їжа;Дім", "cp1251"),
    "Bulgarian": ("Чайник керамичен;Дървена лъжица;Вълнено одеяло", "cp1251"),
    "Greek": ("Τσαγιέρα κεραμική;Άσπρη κουρτίνα;Ξύλινο κουτάλι;Άλλα", "cp1253 iso8859-7"),
    "Turkish": ("Çay bardağı;Ahşap kaşık;Işıklı süs;İpek eşarp", "cp1254 iso8859-9"),
    "Hebrew": ("קומקום קרמי;כף עץ;שמיכת צמר;שמן זית כתית", "cp1255"),
    "Arabic": ("إبريق شاي خزفي;ملعقة خشبية;بطانية صوف", "cp1256"),
    "Lithuanian": ("Medinis šaukštas;Vilnonė antklodė;Žvakė;Ąžuolinė", "cp1257"),
    "Latvian": ("Tējkanna keramikas;Krēsls bērnu;Šķīvis zaļš;Ķirbju eļļa", "cp1257"),
    "Japanese": ("木のスプーン;ウール毛布;日本茶;表示ソース能", "cp932 euc_jp"),
    "Chinese, simplified": ("陶瓷茶壶;木勺子;羊毛毯;特级初榨橄榄油;儿童图书", "gb18030 gbk"),
    "Chinese, traditional": ("陶瓷茶壺;木湯匙;羊毛毯;特級初榨橄欖油", "big5"),
    "Korean": ("도자기 주전자;나무 숟가락;양모 담요;주방", "cp949"),
}


@pytest.mark.parametrize(
    ("language", "encoding"),
    [(name, encoding) for name, (_words, all_) in LANGUAGES.items() for encoding in all_.split()],
)
def test_that_a_language_is_told_from_the_bytes_it_shares_with_others(
    open_text, language, encoding
):
    words = LANGUAGES[language][0].split(";")
    text = "name;price\n" + "".join(f"{word};{number},50\n" for number, word in enumerate(words))
    table = open_text(text, written_as=encoding)
    assert [cells[0] for _line, cells in table.rows] == words


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("5 €", "cp1252"),
        ("5 €", "iso8859-15"),
        ("Bob’s", "cp1252"),
        ("“best”", "cp1252"),
        ("Widget™", "cp1252"),
        ("½ inch", "cp1252"),
        ("Müller", "latin-1"),
        ("Dvořák", "cp1250"),
        ("café", "mac_roman"),
    ],
)
def test_that_one_sign_or_name_in_a_plain_file_is_read_rightly(open_text, text, encoding):
    plain = "".join(f"Item {number},1.50,plain\n" for number in range(200))
    table = open_text(f"name,price,note\n{plain}Last,2.50,{text}\n", written_as=encoding)
    assert list(table.rows)[-1][1] == ["Last", "2.50", text]


def test_that_utf_8_damaged_by_an_earlier_program_is_windows_1252(open_text):
    damaged = [f"LÃ?Â{sign}bbe {number}" for number, sign in enumerate("¼¤¶©«" * 4)]
    text = "name;price\n" + "".join(f"{name};1,50\n" for name in damaged)
    table = open_text(text, written_as="cp1252")
    assert [cells[0] for _line, cells in table.rows] == damaged
