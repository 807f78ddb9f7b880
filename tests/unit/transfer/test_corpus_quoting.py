"""Quoting habits, good and bad, read without being told anything about them."""

from __future__ import annotations

import pytest

from tests.unit.transfer.messy import Messy, assert_read_rightly, messy

CASES = [
    messy("plain", "name,price\nA,1\nB,2\n", "name¦price", "A¦1", "B¦2"),
    messy("all quoted", '"name","price"\n"A","1"\n"B","2"\n', "name¦price", "A¦1", "B¦2"),
    messy("all quoted, semicolons", '"name";"price"\n"A, b";"1,5"\n"B";"2"\n', "name¦price", "A, b¦1,5", "B¦2"),
    messy("all quoted, tabs", '"name"\t"price"\n"A\tb"\t"1"\n"B"\t"2"\n', "name¦price", "A\tb¦1", "B¦2"),
    messy("empty quoted cells", '"name","price","x"\n"A","",""\n"","2",""\n', "name¦price¦x", "A¦¦", "¦2¦"),
    messy("only marks in a cell", 'name,x\nA,""""\nB,""""""\nC,d\n', "name¦x", 'A¦"', 'B¦""', "C¦d"),
    messy("doubled at both ends", 'name,x\n"""A""",1\n"""B"" c",2\n', "name¦x", '"A"¦1', '"B" c¦2'),
    messy("delimiter and marks by turns", 'name,x\n"a,"",b",1\n",",2\n",,",3\n', "name¦x", 'a,",b¦1', ",¦2", ",,¦3"),
    messy("quoted line breaks, LF", 'name,x\n"a\nb",1\n"c\n\nd",2\n', "name¦x", "a\nb¦1", "c\n\nd¦2"),
    messy("quoted line breaks, CRLF", 'name,x\r\n"a\r\nb",1\r\n"c",2\r\n', "name¦x", "a\r\nb¦1", "c¦2"),
    messy("LF in cells of a CRLF file", 'name,x\r\n"a\nb",1\r\n"c",2\r\n', "name¦x", "a\nb¦1", "c¦2"),
    messy("CR in cells of an LF file", 'name,x\n"a\rb",1\n"c",2\n', "name¦x", "a\rb¦1", "c¦2"),
    messy("line breaks in names", '"Product\nname","Price\n(EUR)"\nA,1\nB,2\n', "Product\nname¦Price\n(EUR)", "A¦1", "B¦2"),
    messy(
        "records in a quoted cell",
        'name,note,price\nA,"x,y\nu,v",1\nB,"one, two\nthree",2\nC,,3\n',
        "name¦note¦price", "A¦x,y\nu,v¦1", "B¦one, two\nthree¦2", "C¦¦3",
    ),
    messy("line break last in a cell", 'name,x\n"a\n",1\n"b\n",2\n', "name¦x", "a\n¦1", "b\n¦2"),
    messy("line break first in a cell", 'name,x\n"\na",1\nb,2\n', "name¦x", "\na¦1", "b¦2"),
    messy("no end of the last line", 'name,x\nA,"1"', "name¦x", "A¦1"),
    messy("backslash habit, all quoted", '"name","x"\n"a \\"b\\" c","1"\n"d","\\"e\\""\n', "name¦x", 'a "b" c¦1', 'd¦"e"'),
    messy("backslash before a delimiter inside", '"name";"x"\n"a \\"b\\"; c";"1"\n"d";"2"\n', "name¦x", 'a "b"; c¦1', "d¦2"),
    messy("doubled backslashes with escapes", 'name,x\n"C:\\\\dir \\"a\\"",1\n"d",2\n', "name¦x", 'C:\\dir "a"¦1', "d¦2"),
    messy("backslash as the last character", 'name,path,x\nA,"C:\\temp\\",1\nB,"D:\\",2\nC,"E:\\x",3\n', "name¦path¦x", "A¦C:\\temp\\¦1", "B¦D:\\¦2", "C¦E:\\x¦3"),
    messy("backslashes in paths", "name,path\nA,C:\\new\\table\nB,\\\\server\\x\n", "name¦path", "A¦C:\\new\\table", "B¦\\\\server\\x"),
    messy("escaped line breaks as text", 'name,x\n"a\\nb",1\n"c",2\n', "name¦x", "a\\nb¦1", "c¦2"),
    messy("single marks around all", "'name','price'\n'A, b','1'\n'C','2'\n", "name¦price", "A, b¦1", "C¦2"),
    messy("single marks, doubled inside", "'name';'price'\n'Bob''s; tea';'1'\n'C';'2'\n", "name¦price", "Bob's; tea¦1", "C¦2"),
    messy("single marks, backslash inside", "'name','price'\n'Bob\\'s, tea','1'\n'C','2'\n'D','3'\n", "name¦price", "Bob's, tea¦1", "C¦2", "D¦3"),
    messy("single marks with double marks inside", "'name','price'\n'19\" rack, big','1'\n'C','2'\n", "name¦price", '19" rack, big¦1', "C¦2"),
    messy("apostrophes inside words", "name,price\nBob's tea,1\nL'eau d'or,2\n", "name¦price", "Bob's tea¦1", "L'eau d'or¦2"),
    messy("apostrophes as first characters", "name,size\n'90s mug,'L'\n'n Roll,M\n", "name¦size", "'90s mug¦'L'", "'n Roll¦M"),
    messy("inches at the end", 'name,size\nRack,19"\nDisk,3.5"\nPipe,1/2"\n', "name¦size", 'Rack¦19"', 'Disk¦3.5"', 'Pipe¦1/2"'),
    messy("inches and quoted cells", 'name,size\nRack,19"\n"Disk, small","3.5"""\n', "name¦size", 'Rack¦19"', 'Disk, small¦3.5"'),
    messy("inches undoubled in quoted cells", 'name;size\n"Rack 19" wide";"a"\n"Disk 3.5" thin";"b"\n', "name¦size", 'Rack 19" wide¦a', 'Disk 3.5" thin¦b'),
    messy("a nickname in marks", 'name,price\nDwayne "Rock" Mug,5\nCup,4\n', "name¦price", 'Dwayne "Rock" Mug¦5', "Cup¦4"),
    messy("typographic marks are text", "name,price\n“A”,1\n„B“,2\n«C»,3\n", "name¦price", "“A”¦1", "„B“¦2", "«C»¦3"),
    messy("space before quoted cells", 'name, note, price\nA, "x, y", 1\nB, "z", 2\n', "name¦note¦price", "A¦x, y¦1", "B¦z¦2"),
    messy("space behind quoted cells", '"name" ;"price"\n"A; b" ;"1" \n"C" ;"2" \n', "name¦price", "A; b¦1", "C¦2"),
    messy("spaces in all unquoted cells", "name , price\nA , 1\nB , 2\n", "name ¦ price", "A ¦ 1", "B ¦ 2"),
    messy("tabs with marks in the middle", 'name\tnote\nA\tsay "hi" now\nB\t5" x 7"\n', "name¦note", 'A¦say "hi" now', 'B¦5" x 7"'),
    messy("tabs with quoted line breaks", 'name\tnote\nA\t"one\ntwo"\nB\tthree\n', "name¦note", "A¦one\ntwo", "B¦three"),
    messy("bars with marks", 'name|note\nA|"x|y"\nB|z\n', "name¦note", "A¦x|y", "B¦z"),
    messy("marks around whole records", '"name,price,stock"\n"A,1,2"\n"B,3,4"\n', "name¦price¦stock", "A¦1¦2", "B¦3¦4"),
    messy("marks around whole records, doubled inside", '"name,note,price"\n"A,""x, y"",1"\n"B,z,2"\n', "name¦note¦price", "A¦x, y¦1", "B¦z¦2"),
    messy("quoted numbers with commas", 'name,price\nA,"1,299.00"\nB,"2,500.00"\n', "name¦price", "A¦1,299.00", "B¦2,500.00"),
    messy("commas quoted among semicolons", 'name;tags\nA;"x;y"\nB;z,w\n', "name¦tags", "A¦x;y", "B¦z,w"),
    messy("HTML attributes undoubled", 'name,html,price\nA,"<a href="x">y</a>",1\nB,"<b>z</b>",2\n', "name¦html¦price", 'A¦<a href="x">y</a>¦1', "B¦<b>z</b>¦2"),
    messy("tilde as the delimiter", "name~price~x\nA~1~p\nB~2~q\n", "name¦price¦x", "A¦1¦p", "B¦2¦q"),
    messy("caret and quotes", 'name^price^x\n"A^b"^1^p\nB^2^q\n', "name¦price¦x", "A^b¦1¦p", "B¦2¦q"),
    messy("colon as the delimiter", "name:price:x\nA:1:p\nB:2:q\nC:3:r\n", "name¦price¦x", "A¦1¦p", "B¦2¦q", "C¦3¦r"),
    messy("unit separator", "name\x1fprice\nA\x1f1\nB, c\x1f2\n", "name¦price", "A¦1", "B, c¦2"),
    messy("dollar as the delimiter", "name$price$x\nA$1$p\nB$2$q\nC$3$r\n", "name¦price¦x", "A¦1¦p", "B¦2¦q", "C¦3¦r"),
    messy("broken bar", "sku;x\nA;1\nB;2\n".replace(";", "¦"), "sku¦x", "A¦1", "B¦2"),
    messy("spaces as the delimiter", "sku price stock\nA1 5.00 3\nB2 6.00 4\nC3 7.00 5\n", "sku¦price¦stock", "A1¦5.00¦3", "B2¦6.00¦4", "C3¦7.00¦5"),
    messy("decimal commas and comma delimiters", 'name,price,stock\nA,"1,50",3\nB,"2,50",4\n', "name¦price¦stock", "A¦1,50¦3", "B¦2,50¦4"),
    messy("semicolons with times and dates", "when;who\n2026-01-05 12:30:00;A\n2026-01-06 08:15:00;B\n", "when¦who", "2026-01-05 12:30:00¦A", "2026-01-06 08:15:00¦B"),
    messy("tabs with commas everywhere", "name\tdesc\nA\tred, blue, green\nB\tone, two, three\n", "name¦desc", "A¦red, blue, green", "B¦one, two, three"),
    messy("commas in unquoted semicolon text", "name;desc\nA;red, blue\nB;one, two\nC;x, y\n", "name¦desc", "A¦red, blue", "B¦one, two", "C¦x, y"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda each: each.name)
def test_that_a_quoting_habit_is_read_as_a_person_reads_it(open_text, case: Messy):
    assert_read_rightly(open_text, case)
