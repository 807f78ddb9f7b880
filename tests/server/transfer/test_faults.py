"""Cancelled, cut off, refused: nothing is written, and it is said."""

from __future__ import annotations

import threading

import psycopg
import pytest

from catalogue_gui.catalogue.errors import (
    AccessDenied,
    Cancelled,
    CatalogueMissing,
    ConnectionLost,
    ImportRefused,
)
from catalogue_gui.catalogue.importing import ImportOptions, Mode, Outcome
from catalogue_gui.database.connect import open_connection
from catalogue_gui.database.target import Target
from catalogue_gui.transfer.cancellation import Cancellation
from catalogue_gui.transfer.importer import Importer
from tests.tcp_proxy import Fault, proxy_before

# More than one look of the encoding's search, and many of the checker's.
MANY = "name,price,category\n" + "".join(
    f"Product number {n},1,Home and garden of a house with a long name\n" for n in range(20_000)
)


def cut_sessions(bench) -> int:
    """End the importer's sessions on the server, as a broken line would."""
    return bench.catalogue.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE application_name LIKE %s AND datname = current_database()",
        ("%import",),
    ).rowcount


@pytest.mark.parametrize("phase", ["Opening", "Reading", "Checking", "Comparing", "Writing"])
def test_that_a_cancel_in_any_phase_writes_nothing(bench, write_file, phase):
    bench.on_progress = lambda each: bench.cancellation.cancel() if each.phase == phase else None
    with pytest.raises(Cancelled):
        bench.load(write_file(MANY))
    assert bench.count() == 0


def test_that_work_goes_on_after_a_cancel(bench, write_file):
    path = write_file(MANY)
    bench.on_progress = lambda each: bench.cancellation.cancel()
    with pytest.raises(Cancelled):
        bench.check(path)
    bench.on_progress = None
    bench.cancellation.reset()
    assert bench.load(path).written == 20_000


def test_that_a_cancel_stops_a_statement_that_waits_on_the_server(bench, write_file):
    bench.check(write_file("name,price,category\nKettle,1,Home\n"))
    with psycopg.connect(bench.uri) as other:
        other.execute("LOCK TABLE products IN ACCESS EXCLUSIVE MODE")

        def cancel_once_it_waits() -> None:
            bench.wait_for(
                "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'products'::regclass"
            )
            bench.cancellation.cancel()

        thread = threading.Thread(target=cancel_once_it_waits)
        thread.start()
        with pytest.raises(Cancelled):
            bench.importer.write()
        thread.join()
    assert bench.count() == 0


def test_that_a_connection_cut_while_writing_leaves_nothing_and_says_so(bench, write_file):
    bench.check(write_file(MANY))
    bench.on_progress = lambda each: cut_sessions(bench) if each.phase == "Writing" else None
    with pytest.raises(ConnectionLost) as caught:
        bench.importer.write()
    assert not caught.value.outcome_unknown
    assert "Nothing was written" in caught.value.hint
    assert bench.count() == 0


def test_that_a_connection_cut_while_checking_says_that_nothing_was_written(bench, write_file):
    bench.on_progress = lambda each: cut_sessions(bench) if each.phase == "Checking" else None
    with pytest.raises(ConnectionLost, match="Nothing was written"):
        bench.check(write_file(MANY))
    assert bench.count() == 0


def test_that_a_session_ended_before_the_commit_reached_it_is_known_to_have_written_nothing(
    bench, write_file
):
    bench.check(write_file("name,price,category\nKettle,1,Home\n"))
    bench.on_progress = lambda each: cut_sessions(bench) if each.phase == "Committing" else None
    with pytest.raises(ConnectionLost, match="Nothing was written") as caught:
        bench.importer.write()
    assert not caught.value.outcome_unknown
    assert bench.count() == 0
    bench.on_progress = None
    assert bench.importer.write().written == 1
    assert bench.count() == 1


def test_that_a_session_lost_between_check_and_write_is_replaced(bench, write_file):
    bench.check(write_file("name,price,category\nKettle,1,Home\nMug,x,Home\n"))
    assert cut_sessions(bench) == 1
    report = bench.importer.write()
    assert (report.new, report.rejected, report.written) == (1, 1, 1)
    assert bench.count() == 1


def test_that_previews_after_a_lost_session_fail_as_a_lost_connection(bench, write_file):
    bench.check(write_file("name,price,category\nKettle,1,Home\n"))
    cut_sessions(bench)
    with pytest.raises(ConnectionLost):
        bench.importer.rows(Outcome.NEW, 0, 10)


def test_that_a_file_changed_after_the_check_is_not_written(bench, write_file):
    bench.check(write_file("name,price,category\nKettle,1,Home\n"))
    write_file("name,price,category\nKettle,1,Home\nMug,2,Home\n")
    with pytest.raises(ImportRefused, match="has changed since"):
        bench.importer.write()
    assert bench.count() == 0


def test_that_a_rule_of_the_catalogue_that_refuses_one_row_leaves_nothing(bench, write_file):
    bench.catalogue.execute("ALTER TABLE products ADD CHECK (name <> 'Product number 77')")
    with pytest.raises(ImportRefused) as caught:
        bench.load(write_file(MANY))
    assert "Nothing was written" in caught.value.hint
    assert bench.count() == 0


def test_that_an_extra_column_that_must_be_filled_is_named(bench, write_file):
    bench.catalogue.execute("ALTER TABLE products ADD COLUMN shop text NOT NULL")
    with pytest.raises(ImportRefused) as caught:
        bench.load(write_file("name,price,category\nKettle,1,Home\n"))
    assert "shop" in caught.value.detail


def test_that_a_role_that_may_only_read_is_refused_before_the_file_is_checked(bench, write_file):
    bench.catalogue.execute("CREATE ROLE reader")
    try:
        bench.catalogue.execute("GRANT SELECT ON products TO reader")
        name = bench.catalogue.info.dbname
        bench.catalogue.execute(f'ALTER DATABASE "{name}" SET role TO reader')
        with pytest.raises(AccessDenied, match="add products"):
            bench.check(write_file("name,price,category\nKettle,1,Home\n"))
        with pytest.raises(AccessDenied, match="change products"):
            bench.check(write_file("name,price,category\nKettle,1,Home\n"), mode="update")
    finally:
        bench.catalogue.execute("DROP OWNED BY reader")
        bench.catalogue.execute("DROP ROLE reader")


def test_that_nothing_is_left_in_the_database_after_the_importer_is_closed(bench, write_file):
    bench.load(write_file("name,price,category\nKettle,1,Home\n"))
    bench.importer.close()
    # The server tidies up a session a moment after it ended.
    bench.wait_for("SELECT 1 FROM pg_class WHERE relname LIKE 'import\\_%%'", is_there=False)
    locks = bench.ask("SELECT 1 FROM pg_locks WHERE locktype = 'advisory'")
    assert locks == []


def test_that_a_second_import_of_the_same_names_waits_and_then_finds_them(
    bench, write_file, make_importer
):
    path = write_file(MANY)
    other = make_importer()
    reports = []
    bench.check(path, mode="upsert")
    other.check(path, ImportOptions(mode=Mode.UPSERT))
    threads = [
        threading.Thread(target=lambda each=each: reports.append(each.write()))
        for each in (bench.importer, other)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(report.new for report in reports) == [0, 20_000]
    assert bench.count() == 20_000


def test_that_an_edit_of_the_same_product_during_the_write_is_not_lost(bench, write_file):
    bench.load(write_file("name,price,category,stock\nKettle,1,Home,3\n"))
    bench.check(write_file("name,price\nKettle,2\n"), mode="update")

    reports = []

    def edit_as_it_begins(each):
        reports.append(each)
        if len(reports) == 1:
            bench.catalogue.execute("UPDATE products SET stock = 8")

    bench.on_progress = edit_as_it_begins
    assert bench.importer.write().written == 1
    product = bench.products()[0]
    assert (product["price"], product["stock"]) == (2, 8)


def test_that_edits_without_end_neither_stop_the_import_nor_get_lost(bench, write_file):
    bench.load(write_file("name,price,category,stock\nKettle,1,Home,0\n"))
    bench.check(write_file("name,price\nKettle,2\n"), mode="update")
    ended = threading.Event()
    begun = threading.Event()
    edits = []

    def edit() -> None:
        with psycopg.connect(bench.uri, autocommit=True) as other:
            while not ended.is_set():
                other.execute("UPDATE products SET stock = stock + 1")
                edits.append(1)
                begun.set()

    thread = threading.Thread(target=edit, name="test-edits")
    thread.start()
    begun.wait(10)
    try:
        assert bench.importer.write().written == 1
    finally:
        ended.set()
        thread.join()
    product = bench.products()[0]
    assert (product["price"], product["stock"]) == (2, len(edits))


def test_that_a_product_held_by_somebody_for_too_long_refuses_the_import(
    bench, write_file, make_importer
):
    bench.load(write_file("name,price,category,stock\nKettle,1,Home,3\n"))
    importer = make_importer(lock_timeout_s=1)
    importer.check(write_file("name,price\nKettle,2\n"), ImportOptions(mode=Mode.UPDATE))
    with psycopg.connect(bench.uri) as other:
        other.execute("UPDATE products SET stock = 8")
        with pytest.raises(ImportRefused, match="Somebody else is changing") as caught:
            importer.write()
        other.commit()
    assert "Nothing was written" in caught.value.hint
    assert importer.write().written == 1
    product = bench.products()[0]
    assert (product["price"], product["stock"]) == (2, 8)


def test_that_a_collision_with_an_edit_is_tried_again(bench, write_file):
    bench.load(write_file("name,price,category,stock\nKettle,1,Home,3\n"))
    bench.check(write_file("name,price\nKettle,2\n"), mode="update")
    reports = []

    def edit_after_the_comparison(each):
        reports.append(each.phase)
        # The second report of a write comes when its view of the catalogue is fixed.
        if reports == ["Writing", "Writing"]:
            bench.catalogue.execute("UPDATE products SET stock = 8")

    bench.on_progress = edit_after_the_comparison
    assert bench.importer.write().written == 1
    assert reports.count("Committing") == 1
    assert reports.count("Writing") > 3
    product = bench.products()[0]
    assert (product["price"], product["stock"]) == (2, 8)


def test_that_a_session_lost_while_it_is_opened_says_that_nothing_was_written(bench, write_file):
    with proxy_before(bench.uri) as proxy:
        target = Target.from_uri(proxy.uri)
        importer = Importer(
            lambda: open_connection(target), report=lambda _: None, cancellation=Cancellation()
        )
        proxy.strike_at(b"set_config", Fault.RESET)
        with pytest.raises(ConnectionLost) as caught:
            importer.check(write_file("name,price,category\nKettle,1,Home\n"), ImportOptions())
        importer.close()
    assert caught.value.hint == "Nothing was written."


def test_that_a_read_only_profile_is_refused(bench, write_file):
    path = write_file("name,price,category\nKettle,1,Home\n")
    target = Target.from_uri(bench.uri, read_only=True)
    importer = Importer(
        lambda: open_connection(target), report=lambda _: None, cancellation=Cancellation()
    )
    with pytest.raises(AccessDenied, match="may only read"):
        importer.check(path, ImportOptions())
    importer.close()


def test_that_a_database_without_a_catalogue_can_be_set_up(empty_database, write_file):
    importer = Importer(
        lambda: open_connection(Target.from_uri(empty_database)),
        report=lambda _: None,
        cancellation=Cancellation(),
    )
    with pytest.raises(CatalogueMissing) as caught:
        importer.check(write_file("name,price,category\nKettle,1,Home\n"), ImportOptions())
    importer.close()
    assert caught.value.can_set_up
