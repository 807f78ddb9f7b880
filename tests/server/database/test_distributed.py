"""A distributed PostgreSQL: what depends on all rows lying on one server is not done there.

Citus itself is not to be had for a test. What the program goes by is that the extension is there, and an extension of that
name can be.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from catalogue_gui.catalogue.importing import ImportOptions
from catalogue_gui.catalogue.language import parse_query
from catalogue_gui.database.catalogue import Catalogue
from catalogue_gui.database.connect import Connection, open_connection
from catalogue_gui.database.target import Target
from catalogue_gui.transfer.cancellation import Cancellation
from catalogue_gui.transfer.importer import Importer
from tests.conftest import new_database
from tests.server.database.adding import add


@pytest.fixture
def empty_database(server_uri: str) -> Iterator[str]:
    """On the server that takes extensions from any folder, which is new in version 18."""
    yield from new_database(server_uri)


@pytest.fixture
def extensions() -> Iterator[Path]:
    """A folder with the extension, which the server's own user can read."""
    folder = Path(tempfile.mkdtemp(prefix="cgx"))
    folder.chmod(0o755)
    inside = folder / "extension"
    inside.mkdir(mode=0o755)
    (inside / "citus.control").write_text("default_version = '1'\n")
    (inside / "citus--1.sql").write_text("")
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def distributed_uri(catalogue_uri: str, extensions: Path) -> str:
    """The address of a catalogue in a database with the extension."""
    with psycopg.connect(catalogue_uri, autocommit=True) as owner:
        if owner.info.server_version < 180_000:
            pytest.skip("this server takes extensions from its own folder only")
        owner.execute(
            "SELECT set_config('extension_control_path', '$system:' || %s, false)",
            (str(extensions),),
        )
        owner.execute("CREATE EXTENSION citus")
    return catalogue_uri


def test_that_no_recursive_query_looks_for_a_category(
    catalogue_uri: str, connection: Connection, request: pytest.FixtureRequest
) -> None:
    add(connection, "kettle", category="Home/Kitchen")
    query = parse_query("category:Home")
    for has_index in (True, False):
        if not has_index:
            request.getfixturevalue("distributed_uri")
        catalogue = Catalogue(Target.from_uri(catalogue_uri))
        try:
            table = catalogue.database.open()
            assert table.has_category_index == has_index
            with catalogue.database.connection() as opened:
                assert catalogue.fetch_count(opened, query) == 1
        finally:
            catalogue.database.close()


@pytest.mark.parametrize("is_distributed", [False, True])
def test_that_an_import_can_be_taken_back_only_where_its_rows_are_known_by_its_number(
    catalogue_uri: str, request: pytest.FixtureRequest, tmp_path: Path, is_distributed: bool
) -> None:
    file = tmp_path / "new.csv"
    file.write_text("name,price,category\na,1,b\n")
    importer = Importer(
        lambda: open_connection(Target.from_uri(catalogue_uri)),
        report=lambda _: None,
        cancellation=Cancellation(),
    )
    if is_distributed:
        # Its rows would be written by transactions of other servers, with numbers of their own.
        request.getfixturevalue("distributed_uri")
    try:
        importer.check(file, ImportOptions())
        report = importer.write(tmp_path)
        assert report.written == 1
        assert (report.undo is None) == is_distributed
    finally:
        importer.close()
