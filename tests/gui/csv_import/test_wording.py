"""What the wizard says, without a window."""

from __future__ import annotations

from dataclasses import replace

import pytest

from catalogue_gui.catalogue.import_warnings import warning_sentences
from catalogue_gui.catalogue.importing import ImportReport
from catalogue_gui.catalogue.progress import Progress
from catalogue_gui.gui.csv_import.wording import (
    count_words,
    delimiter_words,
    elapsed_words,
    encoding_words,
    one_line,
    phase_words,
    progress_words,
    rate_words,
    size_words,
    sum_sentence,
    write_label,
    written_sentences,
)

REPORT = ImportReport(
    2030, 2000, 1, 5, 24, 2001, "utf-8", ",", True, {}, {"price_rounded": 1}, None, 1.0
)


def test_that_numbers_and_nouns_agree() -> None:
    assert count_words(1, "record") == "1 record"
    assert count_words(12408, "record") == "12,408 records"
    assert count_words(2, "product was", "products were") == "2 products were"


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (1, "1 byte"),
        (900, "900 bytes"),
        (18_150, "17.7 kB"),
        (5 << 20, "5.0 MB"),
        (3 << 29, "1.5 GB"),
    ],
)
def test_that_sizes_have_a_fitting_unit(size: int, words: str) -> None:
    assert size_words(size) == words


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8 with mark"),
        ("windows-1252", "Windows-1252"),
        ("cp932", "Shift-JIS"),
        ("cp866", "Code page 866"),
        ("cp775", "CP775"),
        ("no such codec", "no such codec"),
    ],
)
def test_that_encodings_are_called_as_people_call_them(encoding: str, words: str) -> None:
    assert encoding_words(encoding) == words


def test_that_a_delimiter_without_a_name_is_shown_itself() -> None:
    assert delimiter_words("\t") == "tab"
    assert delimiter_words("§") == "“§”"


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (None, ""),
        (3.0, ""),
        (47.0, "47 a second"),
        (1_234.0, "1,200 a second"),
        (61_870.0, "62,000 a second"),
    ],
)
def test_that_a_speed_is_told_no_more_exactly_than_it_is_known(
    rate: float | None, words: str
) -> None:
    assert rate_words(rate) == words


def test_that_progress_is_told_in_words() -> None:
    reading = Progress("Reading", 1 << 20, 4 << 20, "bytes", 12000)
    assert phase_words(reading) == "Reading the whole file"
    assert progress_words(reading) == "1.0 MB of 4.0 MB · 12,000 records"
    assert progress_words(Progress("Writing", 0, 5000)) == "5,000 records"
    assert progress_words(Progress("Saving rejects", 40, 5000)) == "40 of 5,000 records"
    assert progress_words(Progress("Comparing", 0, None)) == ""
    assert phase_words(Progress("Something new")) == "Something new"


def test_that_time_is_told_once_it_is_worth_telling() -> None:
    assert [elapsed_words(seconds) for seconds in (0, 2, 3, 59, 61)] == [
        "",
        "",
        "3 s",
        "59 s",
        "1 min 01 s",
    ]


def test_that_the_counts_are_shown_as_a_sum() -> None:
    assert sum_sentence(REPORT) == (
        "2,030 records = 2,000 new + 1 changed + 5 unchanged + 24 rejected"
    )


def test_that_warnings_are_sentences_and_an_unknown_kind_is_not_lost() -> None:
    assert warning_sentences({"price_rounded": 1}) == ["1 price was rounded to cents."]
    assert warning_sentences({"price_rounded": 3}) == ["3 prices were rounded to cents."]
    assert warning_sentences({"a_new_kind": 2}) == ["2 a new kind."]


def test_that_what_was_written_is_told_kind_by_kind() -> None:
    assert written_sentences(REPORT) == [
        "2,000 products were added.",
        "1 product was changed.",
        "5 records changed nothing: the catalogue held it already.",
        "24 records were rejected and are not in the catalogue.",
    ]
    nothing = replace(REPORT, new=0, changed=0, unchanged=0, rejected=0, written=0)
    assert written_sentences(nothing) == ["No product had to be written."]


def test_that_the_button_says_how_much_it_writes() -> None:
    assert write_label(21) == "&Write 21 products"
    assert write_label(1) == "&Write 1 product"
    assert write_label(0) == "&Write"


def test_that_a_long_text_with_line_breaks_becomes_one_short_line() -> None:
    assert one_line("first\r\nsecond\nthird") == "first ⏎ second ⏎ third"
    assert one_line("x" * 1_000_000, 10) == "x" * 10 + "…"
    assert one_line("") == ""
