"""Searches for a password wherever a program can leave one: files, processes, the screen, objects, the clipboard."""

from __future__ import annotations

import base64
import gc
from collections.abc import Iterator
from pathlib import Path

import psutil
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

# Of these the objects are asked how they show themselves, as a log line or a traceback would.
_MODULES = ("catalogue_gui", "psycopg", "keyring", "secretstorage")


def forms(secret: str) -> list[bytes]:
    """The ways in which a program may write a text down without meaning to hide it."""
    raw = secret.encode()
    # A text within a longer one that was encoded as a whole: at each of three offsets its middle is the same.
    shifted = [base64.b64encode(b"x" * shift + raw)[4:-4] for shift in range(3)]
    return [
        raw,
        secret.encode("utf-16-le"),
        secret.encode("utf-16-be"),
        raw.hex().encode(),
        *shifted,
    ]


def files_that_hold(secret: str, *folders: Path) -> list[Path]:
    """The files below some folders in which the secret stands in one of its forms."""
    wanted = forms(secret)
    return [
        path
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and any(form in path.read_bytes() for form in wanted)
    ]


def family() -> Iterator[psutil.Process]:
    """This process and every process that it has started."""
    this = psutil.Process()
    yield this
    yield from this.children(recursive=True)


def processes_that_show(secret: str) -> list[str]:
    """The processes whose arguments or environment hold the secret, as others on this computer may read them."""
    found = []
    for process in family():
        for part in ("cmdline", "environ"):
            try:
                shown = Path(f"/proc/{process.pid}/{part}").read_bytes()
            except OSError:
                continue
            if secret.encode() in shown:
                found.append(f"{process.pid} {part}")
    return found


def widgets_that_show(secret: str) -> list[str]:
    """The widgets in whose words, seen, spoken or at the pointer, the secret stands."""
    found = []
    for top in QApplication.topLevelWidgets():
        for widget in (top, *top.findChildren(QWidget)):
            words = [
                widget.windowTitle(),
                widget.toolTip(),
                widget.statusTip(),
                widget.whatsThis(),
                widget.accessibleName(),
                widget.accessibleDescription(),
                *(
                    str(shown() if callable(shown) else shown)
                    for shown in (getattr(widget, name, "") for name in ("text", "title"))
                ),
            ]
            if isinstance(widget, QLineEdit):
                words.append(widget.displayText())
            if any(secret in each for each in words):
                found.append(f"{type(widget).__name__} {widget.objectName()}")
    return found


def clipboards_that_hold(secret: str) -> list[str]:
    """The clipboards that hold the secret."""
    clipboard = QGuiApplication.clipboard()
    modes = (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection)
    return [mode.name for mode in modes if secret in clipboard.text(mode)]


def objects_that_tell(secret: str) -> list[str]:
    """The classes of the objects that show the secret when they are put into words."""
    gc.collect()  # what nothing holds any more is not kept
    found = set()
    for each in gc.get_objects():
        if isinstance(each, type) or not type(each).__module__.startswith(_MODULES):
            continue
        try:
            words = f"{each!r} {each!s}"
        except Exception:
            continue  # half taken down, or not meant to be put into words
        if secret in words:
            found.add(type(each).__qualname__)
    return sorted(found)
