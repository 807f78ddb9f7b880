"""A test of a connection says where it stopped, what was not tried, and can be handed to whoever runs the server."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import QGuiApplication

from catalogue_gui.database.server_reach import StepResult
from catalogue_gui.gui.connections.step_list import Step, steps_not_tried, summary_of
from catalogue_gui.profiles.profile import ConnectionProfile
from catalogue_gui.profiles.store import ProfileStore
from tests.gui.connections.test_connection_dialog import (
    PASSWORD,
    SHOP,
    Opener,
    no_keyring,
    open_dialog,
    runner,
    secrets,
    store,
)

__all__ = ["no_keyring", "open_dialog", "runner", "secrets", "store"]

PORT = Step("Port", "It answers.")
REFUSED = Step("Login", "It refuses.", "Ask.", ok=False)
RIGHTS = Step("Rights", "You may do all.")
UNENCRYPTED = Step("Encryption", "None.", is_warning=True)


def test_that_what_comes_after_the_failed_step_was_not_tried() -> None:
    assert steps_not_tried([PORT, REFUSED]) == ["Encryption", "Catalogue", "Rights"]
    assert steps_not_tried([PORT, RIGHTS]) == []
    assert steps_not_tried([PORT, Step("Test", "Stopped.", ok=False)]) == []
    assert steps_not_tried([]) == []


def test_that_the_outcome_is_one_sentence() -> None:
    assert summary_of([PORT, REFUSED]) == "It stopped at “Login”."
    assert summary_of([PORT, RIGHTS]) == "All is in order."
    assert "look at the points" in summary_of([UNENCRYPTED, RIGHTS])
    assert summary_of([PORT]) == ""  # stopped by hand
    assert summary_of([]) == ""


def test_that_the_result_can_be_copied_and_holds_no_password(
    open_dialog: Opener, no_keyring: None
) -> None:
    def refuse(_profile: ConnectionProfile, _password: str | None) -> Iterator[StepResult]:
        yield StepResult("Port", ok=True, message="It answers.")
        yield StepResult("Login", ok=False, message="It refuses.", hint="Ask.")

    dialog = open_dialog(SHOP, diagnosis=refuse)
    dialog.type("passwordField", PASSWORD)
    dialog.press("testConnectionButton")
    dialog.until(lambda: "It stopped at “Login”." in dialog.steps)
    dialog.press("copyTestButton")
    copied = QGuiApplication.clipboard().text()
    assert copied.splitlines() == [
        "Port: It answers.",
        "Login: It refuses. Ask.",
        "Encryption: not tried",
        "Catalogue: not tried",
        "Rights: not tried",
        "It stopped at “Login”.",
    ]
    assert PASSWORD not in copied


def test_that_a_damaged_file_is_said_in_the_dialog_and_kept_aside(
    open_dialog: Opener, no_keyring: None, store: ProfileStore
) -> None:
    store.path.write_text('{"profiles": [')
    dialog = open_dialog()
    dialog.until(lambda: "could not be understood" in dialog.message)
    (aside,) = store.path.parent.glob("profiles.json.damaged-*")
    assert str(aside) in dialog.message
    assert aside.read_text() == '{"profiles": ['
