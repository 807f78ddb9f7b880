"""How long the window does not react while a file is checked, looked at, mended and written: the gaps of a 10 ms timer.

``python -m tests.benchmarks.import_pauses [--uri URI] [--rows N] [--rounds N]``

The real window with the real wizard and helper process, on an empty catalogue; then once more as an update of what was
written, so that there is something changed to look at. Beside the gaps: how soon the first progress of a check is there, and
how soon a cancel is answered.
"""

from __future__ import annotations

import csv
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import psycopg
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QPushButton, QTableView

from catalogue_gui.catalogue.importing import Mode, Outcome
from catalogue_gui.gui.csv_import.reject_model import RejectModel
from catalogue_gui.gui.csv_import.row_pages import RowKind
from catalogue_gui.gui.csv_import.steps import Step
from catalogue_gui.gui.csv_import.wizard import ImportWizard
from catalogue_gui.gui.csv_import.work_progress import WorkProgress
from catalogue_gui.gui.main_window import MainWindow
from tests.benchmarks.figures import percentile, print_figure, print_head
from tests.benchmarks.import_speed import write_csv
from tests.benchmarks.million import arguments, catalogue, empty_catalogue
from tests.benchmarks.pauses import MAX_LIMIT_MS, P99_LIMIT_MS, STEP_MS, gaps_of
from tests.benchmarks.window import opened, pump, run_for, wait_until_complete

ROWS = 200_000
REJECTED_EVERY = 40  # records to one without a price
TYPED = 200  # rejected records that are typed over
SCROLL_S = 6.0
IDLE_S = 3.0
PATIENCE_S = 1_800.0
FIRST_PROGRESS_LIMIT_S, CANCEL_LIMIT_S = 1.0, 0.5

Add = Callable[[str, Callable[[], None]], None]


def main() -> None:
    """The command line."""
    parser = arguments(__doc__, rounds=1)
    parser.add_argument("--rows", type=int, default=ROWS, help="default: %(default)s")
    given = parser.parse_args()
    gaps: dict[str, list[float]] = {}
    waits: dict[str, list[float]] = {}

    def add(what: str, work: Callable[[], None]) -> None:
        gaps.setdefault(what, []).extend(gaps_of(work))

    with catalogue(given.uri) as server, tempfile.TemporaryDirectory(prefix="cgi") as folder:
        path = Path(folder) / "products.csv"
        write_file(path, given.rows)
        print_head("Gaps of a 10 ms timer during an import", given.rows)
        for _ in range(given.rounds):
            with empty_catalogue(server) as uri:
                measure_adding(uri, path, add, waits)
                change_some(uri)
                measure_updating(uri, path, add)
    gaps["all of it"] = [
        gap for what, found in gaps.items() if not what.startswith("idle") for gap in found
    ]
    for what, found in gaps.items():
        has_limit = not what.startswith("idle")
        print_figure(
            f"{what}, longest", max(found), "ms", limit=MAX_LIMIT_MS if has_limit else None
        )
        print_figure(
            f"{what}, p99",
            percentile(found, 0.99),
            "ms",
            limit=P99_LIMIT_MS if has_limit else None,
            beside=f"{len(found):,} ticks",
        )
    for what, limit in (
        ("first progress of a check", FIRST_PROGRESS_LIMIT_S),
        ("cancel of a check answered", CANCEL_LIMIT_S),
    ):
        print_figure(f"{what}, longest", max(waits[what]), "s", limit=limit)


def write_file(path: Path, count: int) -> None:
    """Made-up products, some of them with a price that is none."""
    whole = path.with_suffix(".whole")
    write_csv(whole, count)
    with (
        whole.open(encoding="utf-8", newline="") as source,
        path.open("w", encoding="utf-8", newline="") as target,
    ):
        reader, writer = csv.reader(source), csv.writer(target)
        header = next(reader)
        price = header.index("price")
        writer.writerow(header)
        for number, record in enumerate(reader):
            if number % REJECTED_EVERY == 0:
                record[price] = "on request"
            writer.writerow(record)
    whole.unlink()


def measure_adding(uri: str, path: Path, add: Add, waits: dict[str, list[float]]) -> None:
    """A first import: read, check, cancel, check again, look, mend, write."""
    with wizard_on(uri) as wizard:
        add("idle (the machine's own noise)", partial(run_for, IDLE_S))
        add("reading the first rows", partial(read_file, wizard, path))
        press(wizard, "wizardNextButton")
        add("check, to its cancel", partial(check_and_cancel, wizard, waits))
        add("check", partial(check, wizard))
        press(wizard, "wizardNextButton")
        add("looking at what is new", partial(look_at, wizard, RowKind(Outcome.NEW)))
        add("looking at what is rejected", partial(look_at, wizard, RowKind(Outcome.REJECTED)))
        add("typing and checking again", partial(mend, wizard))
        add("write", partial(write, wizard))
        add("the table shows what was written", partial(run_for, IDLE_S))


def measure_updating(uri: str, path: Path, add: Add) -> None:
    """The same file over changed products: old and new side by side."""
    with wizard_on(uri) as wizard:
        read_file(wizard, path)
        press(wizard, "wizardNextButton")
        choose(wizard, "importMode", Mode.UPDATE)
        add("check against what is there", partial(check, wizard))
        press(wizard, "wizardNextButton")
        changed = RowKind(Outcome.CHANGED)
        add("looking at what changes", partial(look_at, wizard, changed))
        press(wizard, "wizardNextButton")
        add("write of what changes", partial(finish_writing, wizard))


def change_some(uri: str) -> None:
    """Another price for two products of three, another stock for one of five."""
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(
            "UPDATE products SET price = price + 1 WHERE hashtext(id::text) % 3 <> 0"
        )
        connection.execute("UPDATE products SET stock = stock + 1 WHERE hashtext(id::text) % 5 = 0")


@contextmanager
def wizard_on(uri: str) -> Iterator[ImportWizard]:
    """The wizard over the window of a catalogue."""
    with opened(uri) as window:
        wait_until_complete(window)
        window.open_import()
        wizard = window.findChild(ImportWizard)
        assert wizard is not None
        wizard.resize(1100, 750)
        run_for(1.0)
        yield wizard
        finish(window, wizard)


def finish(window: MainWindow, wizard: ImportWizard) -> None:
    """Close the wizard as a user does when all is done."""
    wizard.accept()
    wait_until_complete(window)


def press(wizard: ImportWizard, name: str) -> None:
    """Press a button that can be pressed."""
    button = wizard.findChild(QPushButton, name)
    assert button is not None
    assert button.isEnabled(), f"{name}: {wizard.message_text}"
    button.click()


def choose(wizard: ImportWizard, name: str, value: object) -> None:
    """Choose an entry of a list."""
    box = wizard.findChild(QComboBox, name)
    assert box is not None
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def until_idle(wizard: ImportWizard) -> None:
    """Until nothing is under way."""
    pump(lambda: not wizard.engine.is_busy, PATIENCE_S)


def read_file(wizard: ImportWizard, path: Path) -> None:
    """Choose the file, and wait for its first rows."""
    wizard.choose_file(path)
    pump(lambda: wizard.plan.view is not None, PATIENCE_S)


def check(wizard: ImportWizard) -> None:
    """Check the whole file."""
    press(wizard, "wizardNextButton")
    until_idle(wizard)
    assert wizard.plan.report is not None, wizard.message_text


def check_and_cancel(wizard: ImportWizard, waits: dict[str, list[float]]) -> None:
    """Begin a check, and cancel it a while after it has told of its progress."""
    progress = wizard.findChild(WorkProgress, "importCheckProgress")
    assert progress is not None
    started = time.perf_counter()
    press(wizard, "wizardNextButton")
    pump(lambda: progress.has_news, PATIENCE_S)
    waits.setdefault("first progress of a check", []).append(time.perf_counter() - started)
    run_for(0.5)
    asked = time.perf_counter()
    press(wizard, "wizardCancelButton")
    until_idle(wizard)
    waits.setdefault("cancel of a check answered", []).append(time.perf_counter() - asked)
    assert wizard.step == Step.COLUMNS


def look_at(wizard: ImportWizard, kind: RowKind) -> None:
    """Choose a kind of record, and scroll from end to end of it."""
    press(wizard, f"importShow{kind.outcome.capitalize()}")
    is_rejected = kind.outcome == Outcome.REJECTED
    view = wizard.findChild(QTableView, "importRejectsTable" if is_rejected else "importRowsTable")
    assert view is not None
    scroll_through(view, SCROLL_S)
    run_for(1.0)


def scroll_through(view: QTableView, seconds: float) -> None:
    """Move the scroll bar from one end to the other, some sixty times a second."""
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
    bar = view.verticalScrollBar()
    steps = max(1, int(seconds * 1000 / STEP_MS))
    number = 0

    def move() -> None:
        nonlocal number
        number += 1
        bar.setValue(min(bar.maximum(), number * bar.maximum() // steps))

    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(move)
    timer.start(STEP_MS)
    run_for(seconds)
    timer.stop()


def mend(wizard: ImportWizard) -> None:
    """Type over rejected records one after the other, and have them checked."""
    view = wizard.findChild(QTableView, "importRejectsTable")
    assert view is not None
    model = view.model()
    assert isinstance(model, RejectModel)
    before = wizard.plan.report
    assert before is not None
    for row in range(min(TYPED, before.rejected)):
        view.scrollTo(model.index(row, 0))
        pump(lambda row=row: model.reject_at(row) is not None)  # type: ignore[misc]
        section = model.fault_section(row)
        assert section is not None
        model.setData(model.index(row, section), "9.95")
        run_for(0.002)
    press(wizard, "importCheckTypedButton")
    until_idle(wizard)
    after = wizard.plan.report
    assert after is not None, wizard.message_text
    assert after.rejected < before.rejected


def write(wizard: ImportWizard) -> None:
    """Write what was checked."""
    press(wizard, "wizardNextButton")
    finish_writing(wizard)


def finish_writing(wizard: ImportWizard) -> None:
    """Until it is written."""
    until_idle(wizard)
    assert wizard.step == Step.DONE, wizard.message_text


if __name__ == "__main__":
    main()
