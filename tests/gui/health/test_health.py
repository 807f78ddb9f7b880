"""The panel that shows how the connections are doing, and more time for what took too long."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from catalogue_gui.catalogue.connection_health import PoolFigures, ServerFacts
from catalogue_gui.gui.health.longer_time import longer_than
from catalogue_gui.gui.health.panel import HealthPanel
from catalogue_gui.gui.health.wording import Line, describe
from catalogue_gui.gui.main_window import MainWindow
from catalogue_gui.gui.session import State
from tests.gui.conftest import OpenWindow
from tests.gui.test_main_window import banner_text
from tests.tcp_proxy import proxy_before

LONG_MS = 20_000


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Numbers as the program writes them where the system names no locale."""
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    yield
    QLocale.setDefault(before)


def lines_of(*facts: ServerFacts, figures: PoolFigures | None = None) -> dict[str, str]:
    trips = [each.round_trip_ms for each in facts]
    found = describe(State.READY, facts, trips, figures or PoolFigures())
    return {each.name: each.text for each in found}


def open_panel(window: MainWindow, qtbot: QtBot) -> HealthPanel:
    window.health._timer.setInterval(20)
    button = window.findChild(QToolButton, "healthButton")
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    panel = window.health.panel
    assert panel is not None
    qtbot.waitUntil(lambda: "PostgreSQL" in panel.text_of("server"))
    return panel


def test_that_a_remote_server_is_described() -> None:
    found = lines_of(ServerFacts(12.34, "16.4", "db.example.org:5432", "TLSv1.3"))
    assert found["server"] == "PostgreSQL 16.4 at db.example.org:5432, primary"
    assert found["encryption"] == "Encrypted (TLSv1.3)"
    assert found["roundTrip"] == "12.3 ms"


def test_that_a_line_that_is_not_encrypted_is_said() -> None:
    assert lines_of(ServerFacts(1, "16", "db:5432"))["encryption"] == "Not encrypted"
    assert "not needed" in lines_of(ServerFacts(1, "16"))["encryption"]


def test_that_a_standby_that_is_read_from_has_a_line_of_its_own() -> None:
    found = lines_of(
        ServerFacts(1, "16", "a:5432"),
        ServerFacts(1, "16", "b:5432", is_standby=True, behind_s=3.2),
    )
    assert found["server"].endswith("a:5432, primary")
    assert found["reading"].endswith("b:5432, standby, 3.2 s behind")


def test_that_a_pooler_between_is_said() -> None:
    assert "connection pooler" in lines_of(ServerFacts(1, "16", is_pooled=True))["server"]


def test_that_the_figures_are_put_in_words() -> None:
    figures = PoolFigures(3, 2, 1, 4, loans=1204, waits=12, wait_ms=60, errors=2, lost=1)
    found = lines_of(figures=figures)
    assert found["connections"] == "3 open of at most 4, 2 in use"
    assert found["waiting"] == "1 now; 12 of 1,204 waited, 5.0 ms on average"
    assert found["errors"] == "2 not served or broken, 1 lost while idle"
    assert found["server"] == "–"


def test_that_the_panel_shows_the_connection_and_ends_its_questions_when_closed(
    qtbot: QtBot, window: MainWindow
) -> None:
    panel = open_panel(window, qtbot)
    assert panel.text_of("state") == "Connected"
    assert "on this computer, primary" in panel.text_of("server")
    assert "of at most 4" in panel.text_of("connections")
    assert panel.text_of("errors") == "None"
    qtbot.waitUntil(lambda: "lately" in panel.text_of("roundTrip"))
    qtbot.keyClick(panel, Qt.Key.Key_Escape)
    assert window.health.panel is None
    catalogue = window.session.catalogue
    assert catalogue is not None
    window.session._heartbeat.stop()
    qtbot.waitUntil(lambda: window._services.runner.active_count == 0)
    loans = catalogue.database.figures().loans
    with qtbot.assertNotEmitted(window.health._timer.timeout, wait=200):
        pass
    assert catalogue.database.figures().loans == loans


def test_that_the_connection_button_offers_it_too(window: MainWindow) -> None:
    entries = window.tools.connection_menu.actions()
    assert [each.objectName() for each in entries[-2:]] == ["connectionsAction", "healthAction"]


def test_that_everything_in_the_panel_has_a_name_and_can_be_copied(
    qtbot: QtBot, window: MainWindow
) -> None:
    panel = open_panel(window, qtbot)
    for button in panel.findChildren(QAbstractButton):
        assert button.objectName()
        assert button.accessibleName()
    texts = [each for each in panel.findChildren(QLabel) if each.objectName().endswith("Health")]
    assert len(texts) == 7
    assert all(each.accessibleName() and each.accessibleDescription() for each in texts)
    copy = panel.findChild(QPushButton, "copyHealthButton")
    assert copy is not None
    copy.click()
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("Connection: Connected\nServer: PostgreSQL")


def test_that_a_text_that_is_selected_stays_so_while_figures_change(qtbot: QtBot) -> None:
    panel = HealthPanel()
    qtbot.addWidget(panel)
    panel.show_lines(
        [Line("server", "Server", "PostgreSQL 16", ""), Line("errors", "Trouble", "None", "")], []
    )
    label = panel.findChild(QLabel, "serverHealth")
    assert label is not None
    label.setSelection(0, 4)
    panel.show_lines(
        [Line("server", "Server", "PostgreSQL 16", ""), Line("errors", "Trouble", "1", "")], []
    )
    assert label.selectedText() == "Post"
    assert panel.text_of("errors") == "1"


def test_that_a_server_that_is_away_is_no_longer_described(
    qtbot: QtBot, open_window: OpenWindow, shop_uri: str
) -> None:
    with proxy_before(shop_uri) as network:
        window = open_window("--dsn", network.uri)
        panel = open_panel(window, qtbot)
        network.cut()
        qtbot.waitUntil(lambda: panel.text_of("server") == "–", timeout=LONG_MS)
        window.tools.refresh.trigger()
        qtbot.waitUntil(lambda: "away" in panel.text_of("state"), timeout=LONG_MS)
        window.close()


@pytest.mark.parametrize(("limit_s", "longer_s"), [(1, 60), (60, 300), (300, 1800), (1800, 0)])
def test_that_each_time_more_time_is_offered(limit_s: int, longer_s: int) -> None:
    assert longer_than(limit_s) == longer_s


def test_that_a_search_that_took_too_long_is_repeated_with_more_time(
    qtbot: QtBot, window: MainWindow, shop_uri: str
) -> None:
    catalogue = window.session.catalogue
    assert catalogue is not None
    catalogue.database.allow_longer(1)
    with psycopg.connect(shop_uri) as owner:
        # Whoever reads the products waits for this; the lock's own limit is far away.
        owner.execute("LOCK TABLE products")
        window.model.refresh()
        qtbot.waitUntil(lambda: "longer than" in banner_text(window), timeout=LONG_MS)
    button = window.findChild(QPushButton, "allowLongerButton")
    assert button is not None
    assert button.text() == "Allow a minute"
    settled: list[None] = []
    window.model.rows.settled.connect(lambda: settled.append(None))
    button.click()
    assert catalogue.database.statement_timeout_s == 60
    qtbot.waitUntil(lambda: bool(settled), timeout=LONG_MS)
    assert window.model.rowCount() == 1000
