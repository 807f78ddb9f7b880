"""The helper process as the window meets it: lines in, lines out."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest

from tests.import_helper import SERVE, Helper

MANY = "name,price,category\n" + "".join(f"Product {n},1,Home\n" for n in range(100_000))


@pytest.fixture
def helper(catalogue_uri: str) -> Iterator[Helper]:
    made = Helper(catalogue_uri)
    yield made
    if made.process.poll() is None:
        made.process.kill()
    made.process.communicate()


def rows_in(uri: str) -> int:
    with psycopg.connect(uri) as connection:
        row = connection.execute("SELECT count(*) FROM products").fetchone()
    return row[0] if row else -1


def test_that_a_file_is_opened_checked_shown_and_written(
    helper, catalogue_uri, write_file, tmp_path
):
    path = str(write_file("name;price;category\nKettle;24,90;Home\nMug;x;Home\n"))
    opened = helper.ask(1, "open", path=path)
    assert opened["event"] == "opened"
    assert [each["field"] for each in opened["file"]["columns"]] == ["name", "price", "category"]
    assert opened["file"]["rows"][0] == [2, ["Kettle", "24,90", "Home"]]
    checked = helper.ask(2, "check", options={})
    assert (checked["report"]["new"], checked["report"]["rejected"]) == (1, 1)
    shown = helper.ask(3, "rows", outcome="new", offset=0, limit=10)
    assert shown["rows"][0]["changes"][1] == ["price", None, "24.90"]
    refused = helper.ask(4, "rows", outcome="rejected")
    assert refused["rejects"] == [
        {
            "line": 3,
            "column": "price",
            "value": "x",
            "reason": "“x” is not a price",
            "cells": ["Mug", "x", "Home"],
        }
    ]
    assert rows_in(catalogue_uri) == 0
    assert helper.ask(5, "write")["report"]["written"] == 1
    saved = helper.ask(6, "save_rejects", path=str(tmp_path / "rejects.csv"))
    assert saved["event"] == "saved"
    exported = helper.ask(7, "export", path=str(tmp_path / "out.csv"), query="", sort="price:desc")
    assert (exported["event"], exported["rows"]) == ("exported", 1)
    helper.send({"id": 0, "command": "close"})
    assert helper.end() == (0, "", "")


def test_that_progress_comes_by_phase_and_ends_with_the_last(helper, write_file):
    helper.ask(1, "check", path=str(write_file(MANY)), options={})
    phases = list(dict.fromkeys(each["phase"] for each in helper.progress))
    assert phases == ["Opening", "Reading", "Checking", "Comparing"]
    last = [each for each in helper.progress if each["phase"] == "Checking"][-1]
    assert last["done"] == last["total"]
    assert last["records"] == 100_000


def test_that_a_cancel_stops_the_request_and_the_helper_goes_on(helper, catalogue_uri, write_file):
    path = str(write_file(MANY))
    helper.send({"id": 1, "command": "check", "path": path, "options": {}})
    assert helper.next_event()["event"] == "progress"
    helper.send({"id": 1, "command": "cancel"})
    assert helper.answer(1) == {"id": 1, "event": "cancelled"}
    assert helper.ask(2, "check", path=path, options={})["event"] == "checked"
    assert rows_in(catalogue_uri) == 0


def test_that_a_cancel_of_a_waiting_request_leaves_the_running_one_alone(helper, write_file):
    path = str(write_file(MANY))
    helper.send({"id": 1, "command": "check", "path": path, "options": {}})
    helper.send({"id": 2, "command": "write"})
    helper.send({"id": 2, "command": "cancel"})
    assert helper.answer(1)["event"] == "checked"
    assert helper.answer(2)["event"] == "cancelled"


def test_that_a_cancel_that_comes_too_late_has_no_answer(helper, write_file):
    path = str(write_file("name,price,category\nKettle,1,Home\n"))
    helper.ask(1, "check", path=path, options={})
    helper.ask(2, "write")
    helper.send({"id": 2, "command": "cancel"})
    assert helper.ask(3, "rows", outcome="new")["event"] == "rows"


def test_that_failures_say_what_kind_they_are(helper, write_file, tmp_path):
    missing = helper.ask(1, "open", path=str(tmp_path / "nothing.csv"))
    assert (missing["event"], missing["error"]["kind"]) == ("failed", "FileProblem")
    both = write_file('name,price,category\nKettle,"1,299",Home\n')
    asked = helper.ask(2, "check", path=str(both), options={})
    assert asked["error"]["kind"] == "DecimalUndecided"
    early = helper.ask(3, "write")
    assert early["error"]["kind"] == "ImportRefused"
    query = helper.ask(4, "export", path=str(tmp_path / "x.csv"), query="price:abc")
    assert query["error"]["kind"] in ("InvalidValue", "QueryMistake")
    unknown = helper.ask(5, "dance")
    assert unknown["error"]["kind"] == "CatalogueBug"


def test_that_the_end_of_the_input_ends_the_work_with_nothing_written(
    helper, catalogue_uri, write_file
):
    helper.send({"id": 1, "command": "check", "path": str(write_file(MANY)), "options": {}})
    assert helper.next_event()["event"] == "progress"
    code, _out, _errors = helper.end()
    assert code == 0
    assert rows_in(catalogue_uri) == 0


def test_that_a_helper_killed_while_writing_leaves_all_or_nothing(
    helper, catalogue_uri, write_file
):
    assert helper.ask(1, "check", path=str(write_file(MANY)), options={})["event"] == "checked"
    helper.send({"id": 2, "command": "write"})
    assert helper.next_event()["progress"]["phase"] == "Writing"
    helper.process.kill()
    helper.process.wait()
    assert rows_in(catalogue_uri) in (0, 100_000)


def test_that_a_password_is_nowhere_but_in_the_first_line(write_file):
    secret = "hunter2-" + "x" * 8
    made = Helper(f"postgresql://nobody:{secret}@localhost:1/none")
    answer = made.ask(
        1, "check", path=str(write_file("name,price,category\nKettle,1,Home\n")), options={}
    )
    assert answer["error"]["kind"] == "ServerUnreachable"
    made.send({"id": 0, "command": "close"})
    code, out, errors = made.end()
    assert code == 0
    assert secret not in json.dumps(answer) + out + errors


def test_that_a_first_line_without_a_target_is_refused_without_repeating_it():
    process = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SERVE],
        input='{"password": "hunter2"}\n',
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=30,
        check=False,
    )
    assert process.returncode == 2
    assert "hunter2" not in process.stdout + process.stderr
    assert json.loads(process.stdout)["error"]["kind"] == "CatalogueBug"


def test_that_a_cell_of_megabytes_is_cut_for_the_window_and_written_whole(
    helper, write_file, bench
):
    long = "word " * 300_000
    path = write_file(f'name,price,category,note\nMug,5,Home,"{long}"\nCup,x,Home,"{long}"\n')
    opened = helper.ask(1, "open", path=str(path))["file"]
    assert len(opened["rows"][0][1][3]) < 2100
    assert len(opened["columns"][3]["samples"][0]) < 2100
    helper.ask(2, "check", options={"mode": "add"})
    [row] = helper.ask(3, "rows", outcome="new")["rows"]
    assert {name: len(new) < 2100 for name, _old, new in row["changes"]}["metadata.note"]
    helper.ask(4, "write")
    [product] = bench.products()
    assert product["metadata"]["note"] == long.strip()
