"""Whatever a file holds, its records come to one of four outcomes, and the server never has to refuse them."""

from __future__ import annotations

import csv
import io
import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue_gui.catalogue.errors import DecimalUndecided, FileProblem
from catalogue_gui.catalogue.importing import ImportOptions, Mode, Outcome

COLUMNS = ["name", "price", "category", "tags", "stock", "weight", "metadata", "id"]
IDS = [f"{number:08d}-0000-4000-8000-000000000000" for number in range(6)]
ANYTHING = st.text(max_size=10)
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | ANYTHING,
    lambda inner: st.lists(inner) | st.dictionaries(ANYTHING, inner),
    max_leaves=5,
).map(json.dumps)
NUMBERS = (
    st.sampled_from(["5", "6.50", "7.001", ""])
    | st.decimals(allow_nan=False).map(str)
    | st.from_regex(r"[-$€ 0-9.,'kr]{0,10}", fullmatch=True)
)
TAGS = ANYTHING | st.from_regex(r'[{\["a,|\\ N}\]]{0,10}', fullmatch=True)
RECORDS = st.tuples(
    st.sampled_from(["A", "B", "C"]) | ANYTHING,
    NUMBERS,
    st.sampled_from(["Home", ""]) | ANYTHING,
    TAGS,
    NUMBERS,
    NUMBERS | ANYTHING,
    st.just("") | JSON | ANYTHING,
    st.sampled_from([*IDS, ""]) | ANYTHING,
)


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    records=st.lists(RECORDS, min_size=1, max_size=5),
    mode=st.sampled_from(list(Mode)),
    match=st.sampled_from([None, "id", "name", "metadata.weight"]),
    decimal=st.sampled_from([None, ",", "."]),
)
def test_that_records_of_nonsense_come_to_an_outcome(
    bench, tmp_path, records, mode, match, decimal
):
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerows([COLUMNS, *records])
    path = tmp_path / "nonsense.csv"
    path.write_bytes(text.getvalue().encode("utf-8", "surrogatepass"))
    fields = ["name", "price", "category", "tags", "stock", "metadata.weight", "metadata", "id"]
    options = ImportOptions(
        mode=mode,
        match=match,
        decimal=decimal,
        mapping={f"#{place}": name for place, name in enumerate(fields, start=1)},
    )
    try:
        report = bench.importer.check(path, options)
    except (FileProblem, DecimalUndecided):
        return
    assert report.records == report.new + report.changed + report.unchanged + report.rejected
    for outcome in Outcome:
        assert len(bench.importer.rows(outcome, 0, 100)) == getattr(report, outcome)
    before = bench.count()
    report = bench.importer.write()
    assert report.written == report.new + report.changed
    assert bench.count() == before + report.new
    bench.importer.save_rejects(tmp_path / "rejects.csv")
