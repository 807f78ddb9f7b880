"""The composition root: the one place that builds the services and wires them to the window.

Qt and the window's modules are imported only when the catalogue is being opened: they take as long as its server.
"""

from __future__ import annotations

import argparse
import gc
import logging
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING

from catalogue_gui.catalogue.errors import CatalogueBug
from catalogue_gui.settings_folder import settings_folder
from catalogue_gui.sources import OpeningAhead, Sources

if TYPE_CHECKING:
    from PySide6.QtCore import QtMsgType
    from PySide6.QtWidgets import QApplication

    from catalogue_gui.database.server_reach import StepResult
    from catalogue_gui.gui.main_window import MainWindow
    from catalogue_gui.gui.services import Services
    from catalogue_gui.profiles.profile import ConnectionProfile
    from catalogue_gui.transfer.preset_store import PresetStore

logger = logging.getLogger(__name__)

HELPER_COMMAND = (sys.executable, "-m", "catalogue_gui", "helper")
WINDOW_COMMAND = (sys.executable, "-m", "catalogue_gui")
LOG_BYTES = 1_000_000
# Each time Qt calls back into Python, and painting does so for each cell, the GUI thread may have to wait this long for
# a worker that runs Python. Beside one busy worker a screen that takes 4 ms alone takes 136 at Python's own five
# milliseconds, 19 at a tenth of one and 11 at a fiftieth, less than which no longer helps; the workers are no slower for it.
THREAD_TURN_S = 0.00002
# The pool's own chatter about each loan is left out.
_LOGGED = {"catalogue_gui": logging.INFO, "psycopg": logging.WARNING}


def build(argv: Sequence[str]) -> tuple[QApplication, MainWindow]:
    """Build and show the window without entering the event loop.

    Args:
        argv: the program's arguments, with or without its name before them.
    Returns:
        The application, made unless there is one, and the window. The connection opens in the background.
    """
    from catalogue_gui.commands.parser import parse_arguments

    has_name = bool(argv) and not argv[0].startswith(
        "-"
    )  # the window's own arguments are all options
    return build_window(parse_arguments(argv[1:] if has_name else argv))


def build_window(arguments: argparse.Namespace) -> tuple[QApplication, MainWindow]:
    """Build and show the window that parsed arguments ask for."""
    sys.setswitchinterval(THREAD_TURN_S)
    folder = settings_folder(arguments.settings)
    start_log(folder)
    sources = Sources(folder)
    ahead = OpeningAhead(arguments, sources)
    # Loading makes hundreds of thousands of objects and no garbage: to look for some takes a tenth of the time.
    with without_collector():
        application = _application()
        use_readable_locale()

        from catalogue_gui.gui.main_window import MainWindow

    services = _services(folder, sources, ahead)
    window = MainWindow(services)
    _route_unforeseen_errors(window)
    window.closed.connect(ahead.give_up)
    _open_what_was_asked_for(arguments, ahead, services, window)
    window.show()
    return application, window


@contextmanager
def without_collector() -> Iterator[None]:
    """Hold Python's collector of cyclic garbage off for as long as the context lasts."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def run(arguments: argparse.Namespace) -> int:
    """Open the window and stay until it is closed."""
    application, window = build_window(arguments)
    # Asked to end from outside, the program ends as if its window had been closed. Python sees the signal at the next
    # turn of a timer; the job runner has one.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: window.close())
    code = application.exec()
    window.end()
    return code


def use_readable_locale() -> None:
    """Where the system names no locale ("C"), numbers and dates are written as in English, and not as in source code."""
    from PySide6.QtCore import QLocale

    if QLocale().language() == QLocale.Language.C:
        QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))


def start_log(folder: Path) -> None:
    """Write the log into the settings folder, bounded in size; never a password."""
    path = folder / "catalogue-gui.log"
    handler = RotatingFileHandler(
        path, maxBytes=LOG_BYTES, backupCount=1, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    for name, level in _LOGGED.items():
        log = logging.getLogger(name)
        for old in list(log.handlers):
            if isinstance(old, RotatingFileHandler):
                log.removeHandler(old)
                old.close()
        log.addHandler(handler)
        log.setLevel(level)


def _application() -> QApplication:
    from PySide6.QtCore import Qt, qInstallMessageHandler
    from PySide6.QtWidgets import QApplication

    from catalogue_gui.gui.icons import application_icon
    from catalogue_gui.gui.main_window import TITLE

    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    qInstallMessageHandler(_log_qt_message)
    application = QApplication([TITLE])
    application.setApplicationName("catalogue-gui")
    application.setApplicationDisplayName(TITLE)
    application.setDesktopFileName("catalogue-gui")
    application.setWindowIcon(application_icon())
    application.setAttribute(Qt.ApplicationAttribute.AA_DontShowIconsInMenus)
    return application


def _log_qt_message(kind: QtMsgType, _: object, text: str) -> None:
    from PySide6.QtCore import QtMsgType

    level = (
        logging.WARNING
        if kind in (QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg)
        else logging.INFO
    )
    logger.log(level, "Qt: %s", text)


def _services(folder: Path, sources: Sources, ahead: OpeningAhead) -> Services:
    from PySide6.QtCore import QProcess

    from catalogue_gui.gui.services import Services
    from catalogue_gui.jobs import JobRunner
    from catalogue_gui.jobs.helper_process import HelperProcess
    from catalogue_gui.journal import Journal
    from catalogue_gui.profiles.recent_store import RecentStore
    from catalogue_gui.profiles.view_store import ViewStore
    from catalogue_gui.targets import profile_target

    def diagnose(profile: ConnectionProfile, password: str | None) -> Iterator[StepResult]:
        from catalogue_gui.database.diagnosis import diagnose as diagnose_target

        return diagnose_target(profile_target(profile, sources.secrets, password))

    def open_window(arguments: Sequence[str]) -> bool:
        # A program of its own: neither a pause nor an end of one window is then any business of the others, and each
        # closes all its connections with itself. What they share are files made for several programs at once.
        program, *first = WINDOW_COMMAND
        is_started, _ = QProcess.startDetached(
            program, [*first, f"--settings={folder}", *arguments]
        )
        return is_started

    def make_presets() -> PresetStore:
        from catalogue_gui.transfer.preset_store import PresetStore

        return PresetStore(folder / "presets")

    return Services(
        runner=JobRunner(),
        profiles=sources.profiles,
        recent=RecentStore(folder / "recent.json"),
        views=ViewStore(folder / "views.json"),
        secrets=sources.secrets,
        make_catalogue=ahead.make_catalogue,
        make_helper=lambda target: HelperProcess(HELPER_COMMAND, {"target": target.to_json()}),
        make_presets=make_presets,
        demo_source=sources.demo,
        profile_source=sources.profile,
        diagnose=diagnose,
        open_window=open_window,
        settings_folder=folder,
        journal=Journal(folder / "journal.sqlite3"),
    )


def _open_what_was_asked_for(
    arguments: argparse.Namespace, ahead: OpeningAhead, services: Services, window: MainWindow
) -> None:
    if ahead.error is not None:
        window.messages.show_error(ahead.error)
    elif ahead.source is not None:
        window.open_source(ahead.source)
    elif arguments.profile:
        # Another window may hold the profiles file for a moment, so it is read on a worker thread.
        services.runner.submit(
            lambda _: services.profiles.get(arguments.profile),
            owner=window,
            on_success=lambda profile: window.open_source(
                ahead.of(services.profile_source(profile, None))
            ),
            on_failure=window.messages.show_error,
        )
    else:
        window.open_last()


def _route_unforeseen_errors(window: MainWindow) -> None:
    """An exception nobody caught is logged and told as a mistake of the program; the window goes on."""

    def hook(kind: type[BaseException], error: BaseException, _: object) -> None:
        if issubclass(kind, KeyboardInterrupt):
            window.close()
            return
        logger.error("An exception nobody caught", exc_info=error)
        window.messages.show_error(
            CatalogueBug(
                f"Something went wrong in this program: {kind.__name__}.",
                hint="What was not confirmed as saved has not been saved. You can go on working.",
                detail=f"{kind.__name__}: {error}",
            )
        )

    previous = sys.excepthook
    sys.excepthook = hook

    def restore() -> None:
        sys.excepthook = previous

    window.closed.connect(restore)
