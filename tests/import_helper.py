"""The helper process as the window meets it: lines in, lines out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from catalogue_gui.database.target import Target

SERVE = "import sys; from catalogue_gui.transfer.helper import serve; sys.exit(serve(sys.stdin, sys.stdout))"


class Helper:
    """A helper process and a conversation with it.

    Args:
        uri: the catalogue.
        temporary: where it is to put its temporary files; None for the system's place.
    """

    def __init__(self, uri: str, *, temporary: Path | None = None) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", SERVE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=os.environ | ({"TMPDIR": str(temporary)} if temporary else {}),
        )
        self.progress: list[dict[str, Any]] = []
        self.send({"target": Target.from_uri(uri).to_json()})

    def send(self, message: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(message) + "\n")
        self.process.stdin.flush()

    def next_event(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        return json.loads(self.process.stdout.readline())

    def answer(self, number: int) -> dict[str, Any]:
        """The event that ends a request."""
        while (event := self.next_event())["event"] == "progress":
            self.progress.append(event["progress"])
        assert event["id"] == number
        return event

    def ask(self, number: int, command: str, **arguments: Any) -> dict[str, Any]:
        self.send({"id": number, "command": command, **arguments})
        return self.answer(number)

    def end(self) -> tuple[int, str, str]:
        """Exit code, what was left unread, and what was said on standard error."""
        out, errors = self.process.communicate(timeout=20)
        return self.process.returncode, out, errors
