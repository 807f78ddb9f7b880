"""What the wizard keeps from one time to the next: where it was, how one works, and an import that was left."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings

from catalogue_gui.catalogue.importing import Mode, ReadOptions
from catalogue_gui.catalogue.product import Field
from catalogue_gui.gui.csv_import.mending import Mending
from catalogue_gui.gui.csv_import.plan import ImportPlan
from catalogue_gui.gui.csv_import.preset_use import Choices

_MOST_UNFINISHED = 1_000_000  # characters; a file mended by the thousand is not kept in settings


class ImportMemory:
    """Reads and writes what is kept.

    Args:
        path: the settings file; None to keep it for this run only.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._settings = (
            QSettings(str(path), QSettings.Format.IniFormat) if path is not None else None
        )
        self._values: dict[str, Any] = {}

    # Where it was

    @property
    def folder(self) -> Path | None:
        """The folder of the last file; None when there was none."""
        text = self._text("folder")
        return Path(text) if text else None

    @property
    def geometry(self) -> QByteArray | None:
        """Where the wizard stood, and how large it was."""
        value = self._value("geometry")
        return value if isinstance(value, QByteArray) and not value.isEmpty() else None

    def keep_folder(self, file: Path) -> None:
        """Keep where a file is, for choosing the next one."""
        self._set("folder", str(file.parent))

    def keep_geometry(self, geometry: QByteArray) -> None:
        """Keep where the wizard stands."""
        self._set("geometry", geometry)

    # How one works

    def keep_habits(self, plan: ImportPlan) -> None:
        """Keep the choices that are as good for another file."""
        habits = {"mode": str(plan.mode), "keep_others": plan.keep_others}
        self._set("habits", json.dumps(habits))

    def bring_habits(self, plan: ImportPlan) -> None:
        """Begin a plan with what was chosen the last time."""
        try:
            habits = json.loads(self._text("habits") or "{}")
            plan.mode = Mode(habits.get("mode", plan.mode))
            plan.keep_others = bool(habits.get("keep_others", plan.keep_others))
        except (ValueError, AttributeError):
            self._set("habits", "")  # damaged: the next choice is kept in its place

    # What was left

    @property
    def unfinished(self) -> Path | None:
        """The file of an import that was left before it was written; None when there is none."""
        text = self._unfinished().get("path")
        return Path(text) if isinstance(text, str) and text else None

    def keep_unfinished(self, plan: ImportPlan, mending: Mending) -> None:
        """Keep an import that is left."""
        if plan.path is None:
            return
        text = json.dumps(
            {
                "path": str(plan.path),
                "choices": asdict(Choices.of(plan)),
                "typed": mending.to_json(),
            }
        )
        self._set("unfinished", text if len(text) <= _MOST_UNFINISHED else "")

    def forget_unfinished(self) -> None:
        """The import that was left is done, or another one was made."""
        self._set("unfinished", "")

    def take_up(self, plan: ImportPlan, mending: Mending) -> bool:
        """Bring a plan to where an import was left; its file is to be read.

        Returns:
            False when what was kept cannot be understood.
        """
        value = self._unfinished()
        try:
            choices = _choices(value["choices"])
            mending.restore(value["typed"])
            plan.choose_file(Path(value["path"]))
        except (ValueError, KeyError, TypeError):
            self.forget_unfinished()
            return False
        choices.put_back(plan)
        plan.correct(choices.read)
        return True

    def _unfinished(self) -> dict[str, Any]:
        try:
            value = json.loads(self._text("unfinished") or "{}")
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}

    # Keeping

    def _value(self, key: str) -> Any:
        return self._settings.value(key) if self._settings is not None else self._values.get(key)

    def _text(self, key: str) -> str:
        value = self._value(key)
        return value if isinstance(value, str) else ""

    def _set(self, key: str, value: Any) -> None:
        if self._settings is not None:
            self._settings.setValue(key, value)
        else:
            self._values[key] = value


def _choices(value: dict[str, Any]) -> Choices:
    rest = dict(value)
    read = ReadOptions.from_json(rest.pop("read"))
    mode = Mode(rest.pop("mode"))
    typed = {Field(name): str(text) for name, text in rest.pop("typed_defaults").items()}
    return Choices(read=read, mode=mode, typed_defaults=typed, **rest)
