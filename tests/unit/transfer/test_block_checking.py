"""Many records at once come to the same as each by itself."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue_gui.catalogue.importing import ImportOptions, Mode
from catalogue_gui.transfer.block_checking import BlockChecker
from catalogue_gui.transfer.cells import PRICE_ROUNDED
from catalogue_gui.transfer.checking import RecordChecker
from catalogue_gui.transfer.mapping import map_columns
from catalogue_gui.transfer.options import resolve_options
from catalogue_gui.transfer.reading import Record
from catalogue_gui.transfer.reading.blocks import Block
from catalogue_gui.transfer.survey import survey

HEADER = ["name", "price", "category", "tags", "stock", "metadata", "sku", "weight", "new"]
CHOSEN = {
    "name": "name",
    "price": "price",
    "category": "category",
    "tags": "tags",
    "stock": "stock",
    "metadata": "metadata",
    "sku": "metadata.sku",
    "weight": "metadata.weight",
    "new": "metadata.new",
}
# As an export of ours names them: its cells are taken as they are.
EXCHANGED = [*HEADER[:6], "metadata.sku", "metadata.weight", "metadata.new"]
PLAIN = ["Kettle", "24.90", "Home", "{a,b}", "3", '{"a": 1}', "007", "1.5", "yes"]

odd = st.sampled_from(
    ["", " ", "x\ty", "a\\b", "line\nbreak", "\\N", "\0", "\udcff", "\ufffd", "NaN", "1e5000", "é"]
)
cells = st.tuples(
    st.sampled_from(["Kettle", " Mug "]) | odd,
    st.sampled_from(["24.90", "1", "$3.456", "0.005", "-1", "99999999999", "call us"]) | odd,
    st.sampled_from(["Home", "Home/Garden", "Home > Rugs", "A > B, A > C", "x" * 3000]) | odd,
    st.sampled_from(
        [
            "{a,b}",
            '{a,"b c"}',
            '{a,"b",a}',
            "{null,a}",
            "{a,,b}",
            '["a", 1]',
            "a|b|a",
            '{"{"}',
            "{ a }",
        ]
    )
    | odd,
    st.sampled_from(["3", "1,000", "2.00", "2.5", "-1", "9999999999"]) | odd,
    st.sampled_from(
        [
            '{"a": 1}',
            '{"a": "\\u0000"}',
            '{"a": "\\ud800"}',
            '{"a": 1e9999}',
            '{"a": 1e-400}',
            '{"a": 1e500000}',
            '{"n": NaN}',
            '{"a": [1, {"b": "c\\\\d"}]}',
            "[1]",
            "{}",
            "{ }",
        ]
    )
    | odd,
    st.sampled_from(["007", '"q"']) | odd,
    st.sampled_from(["1.5", "2"]) | odd,
    st.sampled_from(["yes", "no"]) | odd,
).map(list)
rows = st.lists(
    st.just(PLAIN)
    | cells
    | cells.map(lambda row: row[:5])
    | cells.map(lambda row: [*row, "z", ""]),
    min_size=1,
    max_size=30,
)


def checker_of(
    table: list[list[str]], mode: Mode, *, is_exchange: bool = False, separator: str | None = None
) -> RecordChecker:
    options = ImportOptions(
        mapping={} if is_exchange else CHOSEN,
        mode=mode,
        match=None if mode == Mode.ADD else "name",
        decimal=".",
        category_separator=separator,
    )
    header = EXCHANGED if is_exchange else HEADER
    mapping = map_columns(header, len(header), [PLAIN], options)
    assert mapping.is_exchange == is_exchange
    options = resolve_options(options, mapping)
    records = [Record(line, row, None) for line, row in enumerate(table, start=2)]
    habits = survey(records, mapping, options)
    return RecordChecker(mapping, options, habits, width=len(HEADER), look_for_bad_text=True)


@given(
    rows,
    st.sampled_from(Mode),
    st.sets(st.integers(0, 29)),
    st.integers(1, 3),
    st.fixed_dictionaries(
        {"is_exchange": st.booleans(), "separator": st.sampled_from([None, ">", ""])}
    ),
)
@settings(max_examples=300, deadline=None)
def test_that_a_block_comes_to_the_same_as_its_records(table, mode, faulty, repeats, form):
    problems = {place: "a quotation mark" for place in faulty if place < len(table)}
    alone, together = checker_of(table, mode, **form), checker_of(table, mode, **form)
    blocks = BlockChecker(together)
    for repeat in range(repeats):  # what is remembered says the same again
        first = repeat * len(table) + 1
        lines, rejects = [], []
        for place, row in enumerate(table):
            checked = alone.check(first + place, Record(place + 2, row, problems.get(place)))
            if isinstance(checked, str):
                lines.append(checked)
            else:
                rejects.append((first + place, replace(checked, cells=tuple(row))))
        found = blocks.check(first, Block(range(2, len(table) + 2), table, problems))
        assert sorted(found.lines.splitlines(keepends=True)) == sorted(lines)
        assert found.rejects == rejects
    assert together.warnings == alone.warnings


def test_that_a_column_that_hardly_repeats_is_taken_as_well():
    table = [[f"Product {n}", f"{n}.999", *PLAIN[2:]] for n in range(300)]
    checker = checker_of(table, Mode.ADD)
    blocks = BlockChecker(checker)
    for repeat in range(3):
        found = blocks.check(repeat * 300 + 1, Block(range(2, 302), table, {}))
        assert found.lines.count("\n") == 300
        assert f"{repeat * 300 + 8}\t9\t\\N\tProduct 7\t8.00\tHome\t{{a,b}}\t3\t" in found.lines
    assert checker.warnings[PRICE_ROUNDED] == 900


def test_that_records_left_out_are_neither_taken_nor_rejected():
    table = [PLAIN, PLAIN, ["", *PLAIN[1:]], PLAIN]
    found = BlockChecker(checker_of(table, Mode.ADD)).check(
        101, Block(range(2, 6), table, {}), {102, 103, 999}
    )
    assert [line.split("\t")[0] for line in found.lines.splitlines()] == ["101", "104"]
    assert found.rejects == []
