"""What the wizard says in its banner, other than errors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from catalogue_gui.catalogue.errors import CatalogueError, ConnectionFailed, DecimalUndecided
from catalogue_gui.catalogue.importing import ImportReport
from catalogue_gui.gui.action_row import Action
from catalogue_gui.gui.csv_import.wording import count_words, number_words
from catalogue_gui.gui.messages import Message, Tone

CHECK_STOPPED = Message(
    "The check was stopped",
    "Nothing was written. Your choices are kept: press Next to check again.",
)
WRITE_STOPPED = Message(
    "The import was stopped", "Nothing was written: the catalogue is as it was before."
)
MENDING_STOPPED = Message(
    "The check was stopped",
    "Nothing was written, and the check of before stands. What you typed is kept: it is to be checked again.",
)
SAVING_STOPPED = Message("The rejected rows were not saved", "Saving them was stopped.")


def decimal_question(error: DecimalUndecided, choose: Callable[[str], None]) -> Message:
    """Ask which character is the decimal mark; the engine's own hint is about the command's option."""
    return Message(
        error.title,
        error.message,
        "Which one is the decimal mark? Nothing has been written.",
        actions=(
            Action("Point: 12.50", lambda: choose("."), "importPointButton"),
            Action("Comma: 12,50", lambda: choose(","), "importCommaButton"),
        ),
    )


def leaving_question(leave: Callable[[], None], stay: Callable[[], None]) -> Message:
    """Ask before choices that took some work are thrown away."""
    return Message(
        "Leave the import?",
        "Nothing has been written. What you chose is kept: you can go on with it the next time.",
        actions=(
            Action("Leave", leave, "importLeaveButton"),
            Action("Stay", stay, "importStayButton"),
        ),
    )


def check_needed(check: Callable[[], None]) -> Message:
    """Say that what the check had prepared is gone."""
    return Message(
        "The file has to be checked again",
        "The part of the program that had checked it has ended. Nothing was written, and your choices are kept.",
        actions=(Action("Check again", check, "importRetryButton"),),
    )


def typing_checked(before: ImportReport, after: ImportReport) -> Message:
    """Say what became of the records that were typed over."""
    taken = before.rejected - after.rejected
    if not after.rejected:
        return Message(
            "No record is rejected any more", "Nothing has been written yet.", tone=Tone.SUCCESS
        )
    left = count_words(after.rejected, "record is", "records are")
    if taken <= 0:
        return Message("Not mended yet", f"{left} still rejected; the reasons are below.")
    return Message(
        f"{count_words(taken, 'record')} mended", f"{left} still rejected.", tone=Tone.SUCCESS
    )


def typing_gone(number: int) -> Message:
    """Say that typed text was let go because its records are others now."""
    return Message(
        "Not all that you typed fits any more",
        f"{count_words(number, 'record')} that you typed over {'is' if number == 1 else 'are'} different in the "
        "file now, or can be taken as the file has it; what was typed there was left out.",
    )


def several_files(first: Path, others: int) -> Message:
    """Say which of several files is read."""
    rest = "the other one" if others == 1 else f"the other {number_words(others)}"
    return Message("One file at a time", f"“{first.name}” is read; import {rest} after it.")


def unfinished_offer(path: Path, go_on: Callable[[], None], forget: Callable[[], None]) -> Message:
    """Offer to go on with what was left before it was written."""
    return Message(
        f"“{path.name}” was not imported",
        "You left its import before anything was written. What you chose is kept.",
        actions=(
            Action("Go on with it", go_on, "importGoOnButton"),
            Action("Forget it", forget, "importForgetButton"),
        ),
    )


def connection_failed(
    error: ConnectionFailed, actions: Sequence[Action], *, is_open: bool
) -> Message:
    """Say that the server is gone, and what is true of the import all the same.

    Args:
        error: what happened.
        actions: what helps.
        is_open: True when it is not known whether the import was written.
    """
    truth = "It is not known yet whether it was written." if is_open else "Nothing was written."
    message = Message.of_error(error, actions=actions)
    if any(words in f"{error.message} {error.hint}" for words in ("not known", "Nothing was")):
        return message
    return replace(message, text=f"{message.text} {truth}")


def asking(error: CatalogueError) -> Message:
    """Say that the helper died at the worst moment, and that the server is being asked."""
    return Message(
        error.title,
        f"{error.message} The server is being asked, as it is not known whether it was written…",
        detail=error.detail,
        tone=Tone.PROBLEM,
    )


def outcome(is_written: bool | None, again: Sequence[Action]) -> Message:
    """Say what the server says of a write whose helper died.

    Args:
        is_written: None where it could not tell.
        again: what helps when it was not written.
    """
    if is_written:
        return Message(
            "The import was written",
            "The part of the program that wrote it stopped just afterwards. All of it is in the catalogue.",
            tone=Tone.SUCCESS,
        )
    if is_written is None:
        return Message(
            "It is not known whether it was written",
            "Either all of it was, or nothing. Look for one of its products before you import it again.",
            tone=Tone.PROBLEM,
            actions=tuple(again),
        )
    return Message(
        "Nothing was written",
        "The part of the program that writes stopped before it was done. Check the file again.",
        tone=Tone.PROBLEM,
        actions=tuple(again),
    )


def rejects_saved(report: ImportReport) -> Message:
    """Say where the rejected rows are."""
    return Message(
        f"{count_words(report.rejected, 'rejected row was', 'rejected rows were')} saved",
        f"{report.rejects_file}\nMend that file and import it; its columns with line and reason are left out then.",
        tone=Tone.SUCCESS,
    )
