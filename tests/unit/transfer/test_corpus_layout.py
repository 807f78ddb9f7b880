"""What stands above, between and below the records, and records of uneven length, read without being told anything."""

from __future__ import annotations

import pytest

from tests.unit.transfer.messy import Messy, assert_read_rightly, messy

CASES = [
    # Line ends.
    messy("CR only", "name,price\rA,1\rB,2\r", "name¦price", "A¦1", "B¦2"),
    messy("CRLF, none at the end", "name,price\r\nA,1\r\nB,2", "name¦price", "A¦1", "B¦2"),
    messy("all three by turns", "name,price\r\nA,1\nB,2\rC,3\r\n", "name¦price", "A¦1", "B¦2", "C¦3"),
    messy("CRLF doubled to CRCRLF", "name,price\r\r\nA,1\r\r\nB,2\r\r\n", "name¦price", "A¦1", "B¦2"),
    messy("LFCR", "name,price\n\rA,1\n\rB,2\n\r", "name¦price", "A¦1", "B¦2"),
    messy("vertical tab and form feed are text", "name,note\nA,x\vy\nB,p\fq\n", "name¦note", "A¦x\vy", "B¦p\fq"),
    messy("Unicode's line ends are text", "name,note\nA,x\u2028y\nB,p\x85q\n", "name¦note", "A¦x\u2028y", "B¦p\x85q"),
    # Blank lines.
    messy("blank lines throughout", "\n\nname,price\n\n\nA,1\n\nB,2\n\n\n", "name¦price", "A¦1", "B¦2"),
    messy("lines of spaces and tabs", "name,price\n  \nA,1\n\t\nB,2\n", "name¦price", "A¦1", "B¦2"),
    messy("records of delimiters only", "name,price,x\n,,\nA,1,p\n, ,\nB,2,q\n,,\n", "name¦price¦x", "A¦1¦p", "B¦2¦q"),
    messy("records of empty quotes only", 'name,price\n"",""\nA,1\n"",""\n', "name¦price", "A¦1"),
    # What stands above.
    messy("title", "My price list\nname,price\nA,1\nB,2\n", "name¦price", "A¦1", "B¦2"),
    messy("title and blank line", "My price list\n\nname,price\nA,1\nB,2\n", "name¦price", "A¦1", "B¦2"),
    messy("title in quotes with a comma", '"Prices, spring"\nname,price\nA,1\nB,2\n', "name¦price", "A¦1", "B¦2"),
    messy("title padded with delimiters", "Price list;;;\n;;;\nname;price;stock;x\nA;1;2;p\nB;3;4;q\n", "name¦price¦stock¦x", "A¦1¦2¦p", "B¦3¦4¦q"),
    messy("pairs of names and values above", "Customer;ACME\nDate;2026-01-05\n\nname;price;stock\nA;1,50;2\nB;3,00;4\n", "name¦price¦stock", "A¦1,50¦2", "B¦3,00¦4"),
    messy("ten lines above", "".join(f"note {n}\n" for n in range(10)) + "name;price;stock\nA;1;2\nB;3;4\n", "name¦price¦stock", "A¦1¦2", "B¦3¦4"),
    messy("comments with hashes", "# made by X\n# on Monday\nname,price\nA,1\nB,2\n", "name¦price", "A¦1", "B¦2"),
    messy("comments with hashes and delimiters", "# a,b,c,d\nname,price\nA,1\n# e,f,g\nB,2\n", "name¦price", "A¦1", "B¦2"),
    messy("names behind a hash", "#name,price\nA,1\nB,2\n", "#name¦price", "A¦1", "B¦2"),
    messy("sep= with a tab", "sep=\t\nname\tprice\nA\t1,5\nB\t2,5\n", "name¦price", "A¦1,5", "B¦2,5"),
    messy("sep= in quotes", '"sep=;"\nname;price\nA;1\n', "name¦price", "A¦1"),
    messy("SEP= in capitals", "SEP=|\nname|price\nA|1\n", "name¦price", "A¦1"),
    messy("sep= behind the mark of the encoding", "\ufeffsep=;\nname;price\nA;1\n", "name¦price", "A¦1"),
    messy("sep= of a rare delimiter", "sep=^\nname^price\nA, b^1\n", "name¦price", "A, b¦1"),
    messy("exported by, with dashes", "Exported by ACME - 5 January 2026\n------\nname,price\nA,1\nB,2\n", "name¦price", "A¦1", "B¦2"),
    # What stands below.
    messy("a total", "name;price\nA;1,50\nB;2,00\n;3,50\n", "name¦price", "A¦1,50", "B¦2,00", "¦3,50"),
    messy("end-of-file mark", "name,price\r\nA,1\r\n\x1a", "name¦price", "A¦1"),
    # Header.
    messy("duplicate names", "name,price,price\nA,1,2\n", "name¦price¦price", "A¦1¦2"),
    messy("empty names", "name,,price,\nA,x,1,y\nB,z,2,w\n", "name¦¦price¦", "A¦x¦1¦y", "B¦z¦2¦w"),
    messy("an empty first name", ",name,price\n0,A,1\n1,B,2\n", "¦name¦price", "0¦A¦1", "1¦B¦2"),
    messy("padded names", " name , price \nA,1\nB,2\n", " name ¦ price ", "A¦1", "B¦2"),
    messy("names in capitals", "NAME,UNIT PRICE\nMUG,1\nPAN,2\n", "NAME¦UNIT PRICE", "MUG¦1", "PAN¦2"),
    messy("unknown names above words", "foo,bar\nred,blue\ngreen,white\nblack,grey\n", "foo¦bar", "red¦blue", "green¦white", "black¦grey"),
    messy("years as names", "product,2024,2025\nA,1,2\nB,3,4\n", "product¦2024¦2025", "A¦1¦2", "B¦3¦4"),
    messy("names in Cyrillic", "наименование;цена\nЧайник;12,50\nКружка;5,00\n", "наименование¦цена", "Чайник¦12,50", "Кружка¦5,00"),
    messy("names in Chinese", "商品名称,价格\n茶壶,12\n杯,5\n", "商品名称¦价格", "茶壶¦12", "杯¦5"),
    messy("names and no records", "name,price,stock\r\n", "name¦price¦stock"),
    messy("names of one column", "name\nA\nB\n", "name", "A", "B"),
    messy("one column with dates", "updated_at\n2026-01-05\n2026-01-06\n", "updated_at", "2026-01-05", "2026-01-06"),
    messy("one column of long text", "description\nA kettle, for tea; blue.\nA mug, for tea: red.\n", "description", "A kettle, for tea; blue.", "A mug, for tea: red."),
    # None.
    messy("no names: numbers", "1,24.90,3\n2,5.00,12\n3,7.00,1\n", "1¦24.90¦3", "2¦5.00¦12", "3¦7.00¦1", header=False),
    messy("no names: words and numbers", "Kettle;24,90;3\nMug;5,00;12\n", "Kettle¦24,90¦3", "Mug¦5,00¦12", header=False),
    messy("no names: bar codes", "4006381333931,Pen,1.20\n4006381333948,Ink,3.40\n", "4006381333931¦Pen¦1.20", "4006381333948¦Ink¦3.40", header=False),
    messy("no names: addresses", "https://a.example/1,Mug\nhttps://a.example/2,Pan\n", "https://a.example/1¦Mug", "https://a.example/2¦Pan", header=False),
    messy("no names: dates", "2026-01-05;A;1\n2026-01-06;B;2\n", "2026-01-05¦A¦1", "2026-01-06¦B¦2", header=False),
    messy("no names: prices with signs", "Kettle,€24.90\nMug,€5.00\n", "Kettle¦€24.90", "Mug¦€5.00", header=False),
    # Uneven records.
    messy("short records", "name,price,stock\nA,1,2\nB\nC,3\nD,4,5\n", "name¦price¦stock", "A¦1¦2", "B", "C¦3", "D¦4¦5"),
    messy("long records", "name,price\nA,1\nB,2,x\nC,3,,\nD,4\n", "name¦price", "A¦1", "B¦2¦x", "C¦3¦¦", "D¦4"),
    messy("trailing delimiters in records", "name;price\nA;1;\nB;2;\nC;3;\n", "name¦price", "A¦1¦", "B¦2¦", "C¦3¦"),
    messy("trailing delimiters in all", "name;price;\nA;1;\nB;2;\n", "name¦price¦", "A¦1¦", "B¦2¦"),
    messy("leading delimiters in all", ";name;price\n;A;1\n;B;2\n", "¦name¦price", "¦A¦1", "¦B¦2"),
    messy("many empty columns", "name,a,b,c,d,e,price\nA,,,,,,1\nB,,,,,,2\n", "name¦a¦b¦c¦d¦e¦price", "A¦¦¦¦¦¦1", "B¦¦¦¦¦¦2"),
    messy("padded cells", "name;price;stock\n  A  ;  1,50;3   \n  B  ; 12,50;4   \n", "name¦price¦stock", "  A  ¦  1,50¦3   ", "  B  ¦ 12,50¦4   "),
    messy("hard spaces", "name;price\n\xa0A;1\xa0299,00\nB\xa0;2\n", "name¦price", "\xa0A¦1\xa0299,00", "B\xa0¦2"),
    messy("zero-width characters", "name,price\n\u200bA,1\nB\u200b,2\n", "name¦price", "\u200bA¦1", "B\u200b¦2"),
    messy("emoji", "name,price\nMug ☕️,1\n🧵 Thread,2\n", "name¦price", "Mug ☕️¦1", "🧵 Thread¦2"),
    messy("one record of two cells", "name,price\nA,1\n", "name¦price", "A¦1"),
    messy("a group's heading between the records", "name;price;stock\nKitchen;;\nA;1;2\nB;3;4\nBath;;\nC;5;6\n", "name¦price¦stock", "Kitchen¦¦", "A¦1¦2", "B¦3¦4", "Bath¦¦", "C¦5¦6"),
    messy("the names again, further down", "name;price\nA;1\nB;2\nname;price\nC;3\n", "name¦price", "A¦1", "B¦2", "name¦price", "C¦3"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda each: each.name)
def test_that_a_layout_is_read_as_a_person_reads_it(open_text, case: Messy):
    assert_read_rightly(open_text, case)
