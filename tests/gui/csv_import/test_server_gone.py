"""The server is gone on each page in turn: what is said is true, and one goes on from there when it is back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from catalogue_gui.catalogue.importing import Mode, Outcome
from catalogue_gui.database.target import Target
from catalogue_gui.gui.csv_import.changes_page import ChangesPage
from catalogue_gui.gui.csv_import.steps import Step
from catalogue_gui.jobs.helper_process import HelperProcess
from tests.gui.csv_import.conftest import HELPER_COMMAND, Driver, count_products
from tests.tcp_proxy import TcpProxy, proxy_before


@pytest.fixture
def proxy(catalogue_uri: str) -> Iterator[TcpProxy]:
    """A network between the wizard's helper and the server that can be cut."""
    with proxy_before(catalogue_uri) as proxy:
        yield proxy


@pytest.fixture
def make_helper(proxy: TcpProxy) -> Callable[[], HelperProcess]:
    """Makes helper processes that reach the catalogue over that network."""
    target = Target.from_uri(proxy.uri)
    return lambda: HelperProcess(HELPER_COMMAND, {"target": target.to_json()})


def check_again(driver: Driver) -> None:
    driver.button("importRetryButton").click()
    driver.wait(lambda: driver.wizard.plan.report is not None)


def test_that_a_file_is_looked_at_without_any_server(
    driver: Driver, proxy: TcpProxy, shop_file: Path
) -> None:
    proxy.cut()
    driver.to_columns(shop_file)
    assert driver.wizard.message_text == ""
    driver.next()
    driver.wait_until_idle()
    assert driver.wizard.step == Step.CHECK
    assert driver.wizard.message_text
    assert "Traceback" not in driver.wizard.message_text
    proxy.restore()
    check_again(driver)
    assert driver.wizard.message_text == ""


def test_that_rows_which_cannot_be_fetched_any_more_are_asked_for_anew(
    driver: Driver, proxy: TcpProxy, shop_file: Path, catalogue_uri: str
) -> None:
    driver.to_columns(shop_file)
    driver.choose("importMode", Mode.UPSERT)
    driver.next()
    driver.wait_until_idle()
    proxy.cut()
    driver.next()
    driver.wait(lambda: "Nothing was written" in driver.wizard.message_text)
    assert not driver.button("wizardNextButton").isEnabled()
    proxy.restore()
    check_again(driver)
    driver.next()
    assert len(driver.cells(Outcome.NEW)) == 5
    driver.next()
    driver.wait_until_idle()
    assert count_products(catalogue_uri) == 5


def test_that_what_was_typed_outlives_a_lost_connection(
    driver: Driver, proxy: TcpProxy, shop_file: Path, catalogue_uri: str
) -> None:
    driver.to_changes(shop_file)
    driver.rejects()
    driver.type_over(0, "Regular price", "15")
    proxy.cut()
    driver.button("importCheckTypedButton").click()
    driver.wait_until_idle()
    assert "Nothing was written" in driver.wizard.message_text
    proxy.restore()
    check_again(driver)
    driver.next()
    assert [line for line, *_rest in driver.rejects()] == [8, 9]
    driver.next()
    driver.wait_until_idle()
    assert count_products(catalogue_uri) == 6


def test_that_a_write_that_was_cut_off_is_made_again_from_where_one_is(
    driver: Driver, proxy: TcpProxy, shop_file: Path, catalogue_uri: str
) -> None:
    driver.to_changes(shop_file)
    driver.rejects()
    driver.type_over(0, "Regular price", "15")
    driver.button("importCheckTypedButton").click()
    driver.wait_until_idle()
    proxy.cut()
    driver.next()
    driver.wait_until_idle()
    assert driver.wizard.step == Step.CHANGES
    assert "Nothing was written" in driver.wizard.message_text
    assert count_products(catalogue_uri) == 0
    proxy.restore()
    driver.button("importWriteAgainButton").click()
    driver.wait_until_idle()
    assert driver.wizard.step == Step.DONE
    assert count_products(catalogue_uri) == 6


@pytest.mark.parametrize("is_committed", [True, False])
def test_that_a_commit_whose_answer_was_lost_is_asked_after_and_never_made_twice(
    driver: Driver, proxy: TcpProxy, shop_file: Path, catalogue_uri: str, is_committed: bool
) -> None:
    driver.to_changes(shop_file)
    if is_committed:
        proxy.cut_after = b"COMMIT"
    else:
        proxy.cut_before = b"COMMIT"
    driver.next()
    driver.wait_until_idle()
    proxy.restore()
    if driver.wizard.step != Step.DONE:
        assert "not known" in driver.wizard.message_text or (
            "Nothing was written" in driver.wizard.message_text
        )
        driver.button("importWriteAgainButton").click()
        driver.wait_until_idle()
    assert driver.wizard.step == Step.DONE
    assert count_products(catalogue_uri) == 5


def test_that_rows_which_cannot_be_shown_do_not_hide_that_a_write_is_in_doubt(
    driver: Driver, proxy: TcpProxy, shop_file: Path, catalogue_uri: str
) -> None:
    driver.to_changes(shop_file)
    proxy.cut_after = b"COMMIT"
    driver.next()
    driver.wait_until_idle()
    page = driver.wizard.findChild(ChangesPage)
    # Not fetched before, and the connection that they lie in is gone.
    with driver.qtbot.waitSignal(page.rows_failed):
        driver.button("importShowNew").click()
    proxy.restore()
    driver.button("importWriteAgainButton").click()
    driver.wait_until_idle()
    assert driver.wizard.step == Step.DONE
    assert count_products(catalogue_uri) == 5


def test_that_rejected_rows_are_saved_without_any_server(
    driver: Driver, proxy: TcpProxy, shop_file: Path, tmp_path: Path
) -> None:
    driver.to_changes(shop_file)
    driver.next()
    driver.wait_until_idle()
    proxy.cut()
    saved = tmp_path / "rejected.csv"
    driver.wizard._work.save_rejects(saved)
    driver.wait_until_idle()
    assert "3 rejected rows were saved" in driver.wizard.message_text
    assert saved.exists()
