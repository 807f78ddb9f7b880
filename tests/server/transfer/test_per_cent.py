"""A per cent sign is a sign like any other, in a heading, a default, a match key or a name."""

from __future__ import annotations

import pytest

from catalogue_gui.catalogue.importing import ImportOptions, Mode, Outcome

KEY = "50% x %s \\ !0025"
NESTED = "metadata.made of.% wool"
HEAD = f'name,price,"{KEY}",Wool\n'


def options(**further: object) -> ImportOptions:
    return ImportOptions(
        mapping={"Wool": NESTED},
        defaults={"category": "100% wool \\ !", "tags": "5%,%s", f"metadata.% of {KEY}": "%(a)s"},
        **further,  # type: ignore[arg-type]
    )


def test_that_it_may_stand_in_a_heading_and_in_a_default(bench, write_file, tmp_path):
    bench.importer.check(write_file(HEAD + "a,1,z,3\nb,2,w,4\n"), options())
    assert len(bench.importer.rows(Outcome.NEW, 0, 5)) == 2
    assert bench.importer.write(tmp_path).written == 2
    (row, _) = bench.products()
    assert row["category"] == "100% wool \\ !"
    assert set(row["tags"]) == {"5%", "%s"}
    assert row["metadata"][KEY] == "z"
    assert row["metadata"][f"% of {KEY}"] == "%(a)s"


@pytest.mark.parametrize("match", ["name", f"metadata.{KEY}"])
def test_that_what_it_names_is_found_changed_and_cleared(bench, write_file, tmp_path, match):
    bench.importer.check(write_file(HEAD + "a,1,z,3\nb,2,w,4\n"), options())
    bench.importer.write(tmp_path)
    before = bench.products()
    again = options(mode=Mode.UPSERT, match=match, blanks={NESTED: "clear"})
    report = bench.importer.check(write_file(HEAD + "a,1,z,\nb,2,w,4\nc,3,v,5\n"), again)
    assert (report.new, report.changed, report.unchanged) == (1, 1, 1)
    assert set(bench.importer.changed_fields()) == {NESTED}
    assert len(bench.importer.rows(Outcome.CHANGED, 0, 5, NESTED)) == 1
    report = bench.importer.write(tmp_path)
    assert report.written == 2
    bench.importer.undo_import(report.undo)
    assert bench.products() == before
