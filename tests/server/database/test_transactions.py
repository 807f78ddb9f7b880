"""What became of a transaction whose answer was lost."""

from __future__ import annotations

import re

import pytest

from catalogue_gui.catalogue.errors import QueryTimedOut
from catalogue_gui.catalogue.transactions import TransactionState
from catalogue_gui.database.connect import Connection, open_connection
from catalogue_gui.database.target import Target
from catalogue_gui.database.transactions import (
    transaction_of,
    transaction_state,
    wait_for_product,
)
from tests.server.database.adding import add


@pytest.mark.parametrize("names_server", [True, False])
def test_that_a_transaction_is_known_while_it_runs_and_after_it_has_ended(
    connection: Connection, colleague: Connection, names_server: bool
) -> None:
    def state(number: str) -> TransactionState:
        return transaction_state(colleague, number, names_server=names_server)

    with connection.transaction():
        add(connection)
        committed = transaction_of(connection, names_server=names_server)
        assert transaction_of(connection, names_server=names_server) == committed
        assert state(committed) == TransactionState.IN_PROGRESS
    assert state(committed) == TransactionState.COMMITTED
    with connection.transaction(force_rollback=True):
        aborted = transaction_of(connection, names_server=names_server)
    assert state(aborted) == TransactionState.ABORTED


def test_that_a_transaction_cut_off_was_not_committed(
    connection: Connection, colleague: Connection, catalogue_uri: str
) -> None:
    product = add(connection)
    victim = open_connection(Target.from_uri(catalogue_uri))
    try:
        victim.execute("BEGIN")
        victim.execute("UPDATE products SET stock = 5")
        number = transaction_of(victim)
        colleague.execute("SELECT pg_terminate_backend(%s)", (victim.info.backend_pid,))
    finally:
        victim.close()
    with colleague.transaction():
        wait_for_product(colleague, product.id)
        assert transaction_state(colleague, number) == TransactionState.ABORTED


@pytest.mark.parametrize(
    "number",
    [
        "",
        "-1",
        "abc",
        "1.5",
        "18446744073709551615",
        "18446744073709551616",
        "9" * 20,
        "9" * 30,
        "1;",
        "1@",
        "1@x",
    ],
)
def test_that_a_number_that_means_nothing_here_is_unknown(
    connection: Connection, number: str
) -> None:
    with connection.transaction():
        assert transaction_state(connection, number) == TransactionState.UNKNOWN
        add(connection)  # the transaction lives
    assert connection.execute("SELECT count(*) FROM products").fetchone() == (1,)


def test_that_a_number_still_to_come_is_unknown(connection: Connection) -> None:
    with connection.transaction():
        number = transaction_of(connection)
    own, server = number.split("@")
    later = f"{int(own) + 1_000_000}@{server}"
    assert transaction_state(connection, later) == TransactionState.UNKNOWN


def test_that_the_number_of_another_server_or_another_history_of_it_is_unknown(
    connection: Connection,
) -> None:
    with connection.transaction():
        number = transaction_of(connection)
    found = re.fullmatch(r"(\d+)@(\d+)/(\d+)", number)
    assert found is not None
    own, server, history = found.groups()
    assert transaction_state(connection, number) == TransactionState.COMMITTED
    for other in (f"{own}@{int(server) + 1}/{history}", f"{own}@{server}/{int(history) + 1}"):
        assert transaction_state(connection, other) == TransactionState.UNKNOWN


def test_that_waiting_for_a_product_ends_when_whoever_holds_it_has_ended(
    connection: Connection, colleague: Connection
) -> None:
    product = add(connection)
    connection.execute("SET lock_timeout = '100ms'")
    with colleague.transaction():
        colleague.execute("UPDATE products SET stock = 1")
        with pytest.raises(QueryTimedOut), connection.transaction():
            wait_for_product(connection, product.id)
    with connection.transaction():
        wait_for_product(connection, product.id)
