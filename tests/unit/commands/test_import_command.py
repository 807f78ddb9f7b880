"""The options of ``catalogue-gui import``."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys

import pytest

from catalogue_gui.catalogue.errors import ImportRefused
from catalogue_gui.catalogue.importing import ImportOptions, Mode, ReadOptions
from catalogue_gui.catalogue.progress import Progress
from catalogue_gui.commands.importing import make_options
from catalogue_gui.commands.parser import parse_arguments
from catalogue_gui.commands.preset import read_preset
from catalogue_gui.commands.progress_line import describe


def options_of(*arguments: str) -> ImportOptions:
    parsed: argparse.Namespace = parse_arguments(["import", "file.csv", *arguments])
    return make_options(parsed)


def test_that_nothing_given_is_everything_found_out_but_the_levels_of_categories():
    assert options_of() == ImportOptions(category_separator="")
    assert options_of("--category-separator=auto") == ImportOptions()


def test_that_every_option_arrives():
    found = options_of(
        "--map=Varenavn=name",
        "--map=a=b=price",
        "--map=#3=ignore",
        "--mode=upsert",
        "--match=metadata.sku",
        "--encoding=cp1252",
        "--delimiter=;",
        "--no-header",
        "--decimal=,",
        "--tag-separator=/",
        "--category-separator=>",
        "--extra=ignore",
        "--default=category=A=B",
        "--default=price=1,50",
        "--blank=tags=clear",
    )
    assert found == ImportOptions(
        read=ReadOptions(encoding="cp1252", delimiter=";", header=False),
        mapping={"Varenavn": "name", "a=b": "price", "#3": "ignore"},
        mode=Mode.UPSERT,
        match="metadata.sku",
        decimal=",",
        tag_separator="/",
        category_separator=">",
        extra="ignore",
        defaults={"category": "A=B", "price": "1,50"},
        blanks={"tags": "clear"},
    )


@pytest.mark.parametrize("argument", ["--map=name", "--map==name", "--default=price", "--blank=x"])
def test_that_half_a_pair_is_refused(argument):
    with pytest.raises(ImportRefused, match="not understood"):
        options_of(argument)


def test_that_a_preset_gives_way_to_the_command_line(tmp_path):
    preset = tmp_path / "preset.json"
    kept = ImportOptions(
        read=ReadOptions(delimiter=";"),
        mapping={"a": "name"},
        decimal=",",
        mode=Mode.UPDATE,
        category_separator="»",
    )
    preset.write_text(json.dumps(kept.to_json()), encoding="utf-8")
    assert options_of(f"--preset={preset}") == kept
    found = options_of(f"--preset={preset}", "--decimal=.", "--map=b=price", "--mode=add")
    assert (found.decimal, found.mode, found.mapping) == (
        ".",
        Mode.ADD,
        {"a": "name", "b": "price"},
    )


@pytest.mark.parametrize("content", ["", "[]", "5", '{"colour": 1}', '{"mode": "dance"}'])
def test_that_a_file_that_is_no_preset_is_refused(tmp_path, content):
    preset = tmp_path / "preset.json"
    preset.write_text(content, encoding="utf-8")
    with pytest.raises(ImportRefused, match="not a preset"):
        options_of(f"--preset={preset}")


def test_that_help_needs_no_database_library():
    code = (
        "import sys\n"
        "from catalogue_gui.commands.parser import make_parser\n"
        "make_parser().format_help()\n"
        "print([each for each in ('psycopg', 'PySide6', 'charset_normalizer') if each in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_that_progress_is_told_in_words():
    assert (
        describe(Progress("Checking", 41, 100, "bytes", 120_000))
        == "Checking  41 %  120,000 records"
    )
    assert describe(Progress("Exporting", 2_500_000, None, "bytes")) == "Exporting  2.5 MB"
    assert describe(Progress("Writing", 5, 10)) == "Writing  50 %  5 records"
    assert describe(Progress("Comparing")) == "Comparing"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"mapping": ["name"]}',
        '{"mapping": {"name": 5}}',
        '{"match": 5}',
        '{"mode": "zap"}',
        '{"unheard_of": 1}',
        '{"read": {"delimiter": 7}}',
        '{"read": []}',
    ],
)
def test_that_a_file_that_is_no_preset_is_refused_in_words(tmp_path, text):
    path = tmp_path / "preset.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ImportRefused, match="is not a preset"):
        read_preset(path)
