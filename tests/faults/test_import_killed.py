"""An import ended at any moment: the catalogue is as before or wholly imported, nothing is left, and it is known which."""

from __future__ import annotations

import json
import select
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import psycopg
import pytest

from catalogue_gui.catalogue.transactions import TransactionState
from catalogue_gui.database.transactions import transaction_state
from tests.import_helper import Helper
from tests.tcp_proxy import TcpProxy, proxy_before

MOMENTS = 17  # of each of three ways to end it
_HALF = 1500
_LIMIT_S = 30.0
_HEADER = "name,price,category,tags,stock\n"
# The first half is there already, at another price.
STOCK = _HEADER + "".join(f"Product {n},1.50,Home,a,{n}\n" for n in range(_HALF))
DELIVERY = _HEADER + "".join(f'Product {n},2.50,Garden,"a,b",{n}\n' for n in range(2 * _HALF))
_SUM = "SELECT count(*), sum(price)::text, count(DISTINCT category) FROM products"
BEFORE = (_HALF, f"{_HALF * 1.5:.2f}", 1)
AFTER = (2 * _HALF, f"{2 * _HALF * 2.5:.2f}", 1)


class Scene:
    """A catalogue, a file to import into it, and the folders that are to be empty afterwards."""

    def __init__(self, uri: str, folder: Path) -> None:
        self.uri = uri
        self.helpers: list[Helper] = []
        self.file = folder / "delivery.csv"
        self.file.write_text(DELIVERY)
        self.undo_folder = folder / "undo"
        self.temporary = folder / "temporary"
        self.temporary.mkdir()
        self.connection = psycopg.connect(uri, autocommit=True)
        self.connection.execute("CREATE TABLE stock AS SELECT * FROM products WITH NO DATA")
        self.connection.execute(
            "INSERT INTO stock SELECT gen_random_uuid(), 'Product ' || n, 1.5, 'Home', '{a}', '{}', n, now(), now()"
            " FROM generate_series(0, %s) AS n",
            (_HALF - 1,),
        )

    def restock(self) -> None:
        self.connection.execute("TRUNCATE products")
        self.connection.execute("INSERT INTO products SELECT * FROM stock")
        for each in self.undo_folder.glob("*"):
            each.unlink()

    def start(self, uri: str) -> Helper:
        """A helper that has been asked to check the file."""
        helper = Helper(uri, temporary=self.temporary)
        self.helpers.append(helper)
        options = {"mode": "upsert", "match": "name"}
        helper.send({"id": 1, "command": "check", "path": str(self.file), "options": options})
        return helper

    def write(self, helper: Helper) -> None:
        helper.send({"id": 2, "command": "write", "undo_folder": str(self.undo_folder)})

    def state(self) -> tuple[object, ...] | None:
        return self.connection.execute(_SUM).fetchone()

    def require_nothing_left(self, *, is_written: bool) -> None:
        """No session, temporary table, lock or file, but the old rows of an import that was written."""
        deadline = time.monotonic() + _LIMIT_S
        left = (
            "SELECT 1 FROM pg_stat_activity WHERE application_name LIKE '%import' AND datname = current_database()"
            " UNION ALL SELECT 1 FROM pg_class WHERE relname LIKE 'import\\_%'"
            " UNION ALL SELECT 1 FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
            " WHERE locktype = 'advisory' AND datname = current_database()"
        )
        while self.connection.execute(left).fetchall():
            assert time.monotonic() < deadline, "something is left on the server"
        assert list(self.temporary.iterdir()) == []
        assert len(list(self.undo_folder.glob("*"))) == is_written


@pytest.fixture
def scene(catalogue_uri: str, tmp_path: Path) -> Iterator[Scene]:
    made = Scene(catalogue_uri, tmp_path)
    yield made
    for helper in made.helpers:
        if helper.process.poll() is None:
            helper.process.kill()
            helper.process.communicate()
    made.connection.close()


def seconds_of(scene: Scene) -> float:
    """How long it takes undisturbed, from the first event to the last."""
    scene.restock()
    helper = scene.start(scene.uri)
    scene.write(helper)
    helper.next_event()
    began = time.monotonic()
    helper.answer(1)
    assert helper.answer(2)["event"] == "written"
    seconds = time.monotonic() - began
    helper.send({"id": 0, "command": "close"})
    helper.end()
    assert scene.state() == AFTER
    return seconds


def events_until(helper: Helper, moment_s: float) -> list[dict[str, Any]]:
    """What the helper says until a moment after its first word, or until it is done."""
    events = [helper.next_event()]
    end = time.monotonic() + moment_s
    stdout = helper.process.stdout
    assert stdout is not None
    while (left := end - time.monotonic()) > 0:
        if not select.select([stdout], [], [], left)[0]:
            break
        events.append(helper.next_event())
        if events[-1]["event"] in ("written", "failed"):
            break
    return events


def rest_of(helper: Helper) -> list[dict[str, Any]]:
    """What it says to the end of the write."""
    events = []
    while not events or (events[-1]["id"], events[-1]["event"]) not in (
        (2, "written"),
        (2, "failed"),
    ):
        events.append(helper.next_event())
    helper.send({"id": 0, "command": "close"})
    helper.end()
    return events


def moments(scene: Scene, seed: str) -> list[float]:
    random = Random(seed)
    seconds = seconds_of(scene)
    return [random.uniform(0, seconds * 1.15) for _ in range(MOMENTS)]


def test_that_a_helper_killed_at_any_moment_leaves_all_or_nothing_and_whoever_listened_can_ask(
    scene: Scene,
) -> None:
    for moment_s in moments(scene, "helper"):
        scene.restock()
        helper = scene.start(scene.uri)
        scene.write(helper)
        events = events_until(helper, moment_s)
        helper.process.kill()
        # By the same reader, which may hold lines that nobody has asked for yet.
        assert helper.process.stdout is not None
        out = helper.process.stdout.read()
        helper.process.communicate()
        said = [*events, *whole_events(out)]
        is_told = any(event["event"] == "written" for event in said)
        begun = [event for event in said if "transaction" in event]
        is_written = bool(begun) and committed(scene, begun[0]["transaction"])
        assert is_written or not is_told
        assert scene.state() == (AFTER if is_written else BEFORE)
        if begun and not is_written:
            Path(begun[0]["undo"]["file"]).unlink(missing_ok=True)
        scene.require_nothing_left(is_written=is_written)


@pytest.mark.parametrize(("moment", "is_written"), [("cut_before", False), ("cut_after", True)])
def test_that_a_commit_whose_answer_was_lost_is_asked_about_as_soon_as_the_network_is_back(
    scene: Scene, moment: str, is_written: bool
) -> None:
    scene.restock()
    with proxy_before(scene.uri) as proxy:
        helper = scene.start(proxy.uri)
        helper.answer(1)
        setattr(proxy, moment, b"COMMIT\0")
        scene.write(helper)
        wait_until_cut(proxy)
        proxy.restore()
        last = rest_of(helper)[-1]
    assert (last["event"] == "written") == is_written
    if is_written:
        assert last["report"]["written"] == 2 * _HALF
    assert scene.state() == (AFTER if is_written else BEFORE)
    scene.require_nothing_left(is_written=is_written)


def test_that_a_network_that_stays_away_leaves_the_outcome_open_and_the_next_write_asks_first(
    scene: Scene,
) -> None:
    scene.restock()
    with proxy_before(scene.uri) as proxy:
        helper = scene.start(proxy.uri)
        helper.answer(1)
        proxy.cut_after = b"COMMIT\0"
        scene.write(helper)
        wait_until_cut(proxy)
        helper.send({"id": 2, "command": "cancel"})
        last = helper.answer(2)
        assert last["error"]["outcome_unknown"]
        proxy.restore()
        again = helper.ask(3, "write", undo_folder=str(scene.undo_folder))
        assert (again["event"], again["report"]["written"]) == ("written", 2 * _HALF)
        taken = helper.ask(4, "undo_import", undo=again["report"]["undo"])
        assert (taken["taken_back"], taken["left"]) == (2 * _HALF, 0)
        helper.send({"id": 0, "command": "close"})
        helper.end()
    assert scene.state() == BEFORE


def wait_until_cut(proxy: TcpProxy) -> None:
    deadline = time.monotonic() + _LIMIT_S
    while True:
        assert time.monotonic() < deadline
        if proxy.cut_before or proxy.cut_after:
            continue
        try:
            socket.create_connection(("127.0.0.1", proxy.port)).close()
        except OSError:
            return


def whole_events(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]


def committed(scene: Scene, number: str) -> bool:
    """Ask the server until it has decided."""
    deadline = time.monotonic() + _LIMIT_S
    while (state := transaction_state(scene.connection, number)) == TransactionState.IN_PROGRESS:
        assert time.monotonic() < deadline
    assert state in (TransactionState.COMMITTED, TransactionState.ABORTED)
    return state == TransactionState.COMMITTED


def test_that_a_session_ended_on_the_server_at_any_moment_leaves_all_or_nothing(
    scene: Scene,
) -> None:
    for moment_s in moments(scene, "server"):
        scene.restock()
        helper = scene.start(scene.uri)
        scene.write(helper)
        events = events_until(helper, moment_s)
        scene.connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name LIKE '%import' AND datname = current_database()"
        )
        require_truth(scene, helper, events)


def test_that_a_network_cut_at_any_moment_leaves_all_or_nothing(scene: Scene) -> None:
    with proxy_before(scene.uri) as proxy:
        for moment_s in moments(scene, "network"):
            scene.restock()
            helper = scene.start(proxy.uri)
            scene.write(helper)
            events = events_until(helper, moment_s)
            proxy.drop()
            require_truth(scene, helper, events)


def require_truth(scene: Scene, helper: Helper, events: list[dict[str, Any]]) -> None:
    """What the helper says of the write is what the catalogue holds."""
    if events[-1]["id"] != 2 or events[-1]["event"] == "progress":
        events += rest_of(helper)
    else:
        helper.send({"id": 0, "command": "close"})
        helper.end()
    last = events[-1]
    is_written = last["event"] == "written"
    if not is_written:
        assert last["event"] == "failed"
        assert not last["error"].get("outcome_unknown")
        hint = last["error"]["message"] + last["error"]["hint"]
        assert "othing was written" in hint or "No file has been checked" in hint
    assert scene.state() == (AFTER if is_written else BEFORE)
    scene.require_nothing_left(is_written=is_written)
