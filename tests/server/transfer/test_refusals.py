"""What a server can have against an import: each is said, and nothing is half done."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import psycopg
import pytest

from catalogue_gui.catalogue.errors import AccessDenied, Cancelled, CatalogueError, ImportRefused
from catalogue_gui.catalogue.importing import ImportOptions, Mode
from catalogue_gui.database.connect import open_connection
from catalogue_gui.database.target import Target
from catalogue_gui.transfer.cancellation import Cancellation
from catalogue_gui.transfer.importer import Importer

ONE = "name,price,category\nKettle,1,Home\n"
MANY = "name,price,category\n" + "".join(f"Product {n},{n},Home\n" for n in range(20_000))
LARGE = "name,price,category,text\n" + "".join(
    f"Product {n},1,Home,{os.urandom(400).hex()}\n" for n in range(20_000)
)
CONSTRAINTS = (
    "SELECT conname, pg_get_constraintdef(oid) AS d FROM pg_constraint"
    " WHERE conrelid = 'products'::regclass ORDER BY 1"
)
INDEXES = "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'products' ORDER BY 1"


@pytest.fixture
def limited(bench) -> Iterator[psycopg.Connection]:
    """The catalogue's user is another one, with no rights but those that the test grants it."""
    name = bench.catalogue.info.dbname
    bench.catalogue.execute(f"CREATE ROLE clerk_{name}")
    bench.catalogue.execute(f"GRANT SELECT ON products TO clerk_{name}")
    bench.catalogue.execute(f'ALTER DATABASE "{name}" SET role TO clerk_{name}')
    yield bench
    bench.importer.close()
    bench.catalogue.execute(f'ALTER DATABASE "{name}" RESET role')
    bench.catalogue.execute(f"DROP OWNED BY clerk_{name}")
    bench.catalogue.execute(f"DROP ROLE clerk_{name}")


def grant(bench, rights: str) -> None:
    bench.catalogue.execute(f"GRANT {rights} ON products TO clerk_{bench.catalogue.info.dbname}")


def test_that_a_trigger_that_refuses_a_row_is_quoted(bench, write_file):
    bench.catalogue.execute(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF NEW.price = 19999 THEN RAISE EXCEPTION 'Prices end at 10,000'; END IF; RETURN NEW; END $$"
    )
    bench.catalogue.execute(
        "CREATE TRIGGER refuse BEFORE INSERT ON products FOR EACH ROW EXECUTE FUNCTION refuse()"
    )
    with pytest.raises(ImportRefused, match="Prices end at 10,000") as caught:
        bench.load(write_file(MANY))
    assert "Nothing was written" in caught.value.hint
    assert bench.count() == 0


def test_that_a_rule_that_is_looked_at_at_the_commit_refuses_the_whole(bench, write_file):
    bench.catalogue.execute(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE EXCEPTION 'Not on Sundays'; END $$"
    )
    bench.catalogue.execute(
        "CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON products DEFERRABLE INITIALLY DEFERRED"
        " FOR EACH ROW EXECUTE FUNCTION refuse()"
    )
    with pytest.raises(ImportRefused, match="Not on Sundays") as caught:
        bench.load(write_file(ONE))
    assert "Nothing was written" in caught.value.hint
    assert bench.count() == 0
    bench.catalogue.execute("DROP TRIGGER refuse ON products")
    assert bench.importer.write().written == 1


def test_that_a_user_who_may_not_add_is_told_before_the_file_is_read(limited, write_file):
    grant(limited, "UPDATE")
    with pytest.raises(AccessDenied, match="add products"):
        limited.check(write_file(ONE))
    assert limited.check(write_file(ONE), mode="update").rejected == 1


def test_that_rights_on_single_columns_are_enough_for_a_file_that_has_only_those(
    limited, write_file
):
    limited.catalogue.execute(
        "INSERT INTO products (name, price, category) VALUES ('Kettle', 2, 'Home')"
    )
    grant(limited, "UPDATE (price, updated_at)")
    assert limited.load(write_file("name,price\nKettle,1\n"), mode="update").changed == 1


def test_that_a_column_that_may_not_be_changed_is_named(limited, write_file):
    grant(limited, "UPDATE (price, name, updated_at)")
    path = write_file("name,price,stock\nKettle,1,2\n")
    with pytest.raises(AccessDenied, match="change the stock"):
        limited.check(path, mode="update")


def test_that_an_import_by_somebody_who_does_not_own_the_table_keeps_its_indexes(
    limited, write_file
):
    grant(limited, "INSERT")
    before = limited.ask(INDEXES)
    assert limited.load(write_file(MANY)).written == 20_000
    assert limited.ask(INDEXES) == before


def test_that_an_empty_table_has_the_same_indexes_and_constraints_after_the_import(
    bench, write_file
):
    bench.catalogue.execute("CREATE INDEX extra ON products (lower(name)) WHERE stock > 0")
    bench.catalogue.execute("ALTER TABLE products ADD CONSTRAINT once UNIQUE (name) DEFERRABLE")
    bench.catalogue.execute("COMMENT ON INDEX products_category_idx IS 'ours'")
    before = bench.ask(INDEXES), bench.ask(CONSTRAINTS)
    assert bench.load(write_file(MANY)).written == 20_000
    assert (bench.ask(INDEXES), bench.ask(CONSTRAINTS)) == before
    assert bench.ask("SELECT obj_description('products_category_idx'::regclass) AS c") == [
        {"c": "ours"}
    ]
    bench.importer.wait_until_tidy()
    assert bench.ask("SELECT reltuples::int AS n FROM pg_class WHERE relname = 'products'") == [
        {"n": 20_000}
    ]
    plan = bench.ask("EXPLAIN SELECT * FROM products WHERE category = 'nowhere'")
    assert "products_category_idx" in str(plan)


def test_that_a_key_that_other_tables_refer_to_stays(bench, write_file):
    bench.catalogue.execute("CREATE TABLE orders (product uuid REFERENCES products)")
    before = bench.ask(INDEXES), bench.ask(CONSTRAINTS)
    assert bench.load(write_file(MANY)).written == 20_000
    assert (bench.ask(INDEXES), bench.ask(CONSTRAINTS)) == before


def test_that_a_name_that_may_be_there_once_only_refuses_a_file_with_two(bench, write_file):
    bench.catalogue.execute("ALTER TABLE products ADD CONSTRAINT once UNIQUE (name)")
    with pytest.raises(ImportRefused, match="only once") as caught:
        bench.load(write_file(MANY + "Product 7,1,Home\n"))
    assert "Product 7" in caught.value.detail
    assert bench.count() == 0


def test_that_an_import_that_fails_on_an_empty_table_leaves_its_indexes(bench, write_file):
    bench.catalogue.execute("ALTER TABLE products ADD CHECK (price < 19999)")
    before = bench.ask(INDEXES)
    with pytest.raises(ImportRefused):
        bench.load(write_file(MANY))
    assert bench.ask(INDEXES) == before


def test_that_nobody_waits_for_an_import_into_a_table_with_rows(bench, write_file):
    bench.load(write_file(ONE))
    bench.check(write_file(MANY))
    seen = []

    def look(each) -> None:
        if each.phase == "Writing" and each.done > 10_000 and not seen:
            with psycopg.connect(bench.uri, autocommit=True, options="-c lock_timeout=2s") as other:
                seen.append(other.execute("SELECT count(*) FROM products").fetchone())
                other.execute("UPDATE products SET stock = 5 WHERE name = 'Kettle'")
                other.execute(
                    "INSERT INTO products (name, price, category) VALUES ('Mug', 1, 'Home')"
                )

    bench.on_progress = look
    assert bench.importer.write().written == 20_000
    assert seen == [(1,)]
    assert bench.count() == 20_002


def test_that_somebody_who_reads_an_empty_table_keeps_the_import_from_locking_it(bench, write_file):
    bench.check(write_file(MANY))
    with psycopg.connect(bench.uri) as reader:
        reader.execute("SELECT count(*) FROM products")
        assert bench.importer.write().written == 20_000


@pytest.fixture
def tiny_disk(bench, tmp_path) -> Iterator[None]:
    """The catalogue lies on a disk of two megabytes."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    folder = Path("/var/tmp") / f"catalogue-disk-{os.getpid()}"  # where the server's user gets to
    folder.mkdir(mode=0o755)
    owner = Path(bench.ask("SHOW data_directory")[0]["data_directory"]).stat().st_uid
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size=6m,uid={owner},mode=700", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        folder.rmdir()
        pytest.skip("no small disk can be mounted here")
    name = f"tiny_{bench.catalogue.info.dbname}"
    try:
        bench.catalogue.execute(f"CREATE TABLESPACE {name} LOCATION '{folder}'")
        bench.catalogue.execute(f"ALTER TABLE products SET TABLESPACE {name}")
        yield
        bench.importer.close()
        bench.catalogue.execute("ALTER TABLE products SET TABLESPACE pg_default")
        bench.catalogue.execute(f"DROP TABLESPACE {name}")
    finally:
        subprocess.run(["umount", str(folder)], check=True)
        folder.rmdir()


def test_that_a_full_disk_on_the_server_is_said_and_leaves_nothing(bench, write_file, tiny_disk):
    with pytest.raises(CatalogueError) as caught:
        bench.load(write_file(LARGE))
    assert "disk is full" in caught.value.message
    assert "Nothing was written" in caught.value.hint
    assert bench.count() == 0
    assert bench.load(write_file(ONE)).written == 1


def test_that_no_room_for_the_staging_table_is_said(bench, write_file):
    name = bench.catalogue.info.dbname
    bench.catalogue.execute(f"ALTER DATABASE \"{name}\" SET temp_file_limit = '1MB'")
    bench.catalogue.execute(f"ALTER DATABASE \"{name}\" SET work_mem = '64kB'")
    with pytest.raises(CatalogueError) as caught:
        bench.load(write_file(LARGE), match="name")
    assert "Nothing was written" in caught.value.hint
    assert bench.count() == 0


def linger_at_inserts(bench, seconds: int) -> None:
    """Have the server take its time over every statement that adds products."""
    bench.catalogue.execute(
        "CREATE FUNCTION linger() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" PERFORM pg_sleep({seconds}); RETURN NULL; END $$"
    )
    bench.catalogue.execute(
        "CREATE TRIGGER linger AFTER INSERT ON products FOR EACH STATEMENT EXECUTE FUNCTION linger()"
    )


def test_that_no_second_passes_without_news_while_the_server_works(bench, write_file):
    linger_at_inserts(bench, 3)
    bench.check(write_file(ONE))
    moments = [time.monotonic()]
    bench.on_progress = lambda _: moments.append(time.monotonic())
    bench.importer.write()
    moments.append(time.monotonic())
    assert moments[-1] - moments[0] > 3
    assert max(after - before for before, after in pairwise(moments)) < 2.5


def test_that_a_cancel_does_not_wait_for_the_servers_statement(bench, write_file):
    linger_at_inserts(bench, 60)
    bench.check(write_file(ONE))
    asked = []

    def cancel_once_it_works() -> None:
        bench.wait_for("SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'")
        asked.append(time.monotonic())
        bench.cancellation.cancel()

    thread = threading.Thread(target=cancel_once_it_works, name="test-cancel")
    thread.start()
    with pytest.raises(Cancelled):
        bench.importer.write()
    answered = time.monotonic()
    thread.join()
    assert answered - asked[0] < 20
    assert bench.count() == 0


def test_that_a_cancel_is_answered_on_a_line_that_went_dead(catalogue_uri, write_file):
    from tests.tcp_proxy import proxy_before

    cancellation = Cancellation()
    with proxy_before(catalogue_uri) as proxy:
        target = Target.from_uri(proxy.uri)
        importer = Importer(
            lambda: open_connection(target, role="import"),
            report=lambda _: None,
            cancellation=cancellation,
        )
        importer.check(write_file(MANY), ImportOptions(mode=Mode.ADD))
        proxy.go_deaf()
        thread = threading.Timer(0.3, cancellation.cancel)
        thread.name = "test-cancel"
        thread.start()
        began = time.monotonic()
        with pytest.raises(Cancelled):
            importer.write()
        assert time.monotonic() - began < 20
        thread.join()
        importer.close()
