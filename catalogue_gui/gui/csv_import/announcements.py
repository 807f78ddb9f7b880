"""What the wizard says in its banner, other than errors."""

from __future__ import annotations

from collections.abc import Callable

from catalogue_gui.catalogue.errors import DecimalUndecided
from catalogue_gui.catalogue.importing import ImportReport
from catalogue_gui.gui.action_row import Action
from catalogue_gui.gui.csv_import.wording import count_words
from catalogue_gui.gui.messages import Message, Tone

CHECK_STOPPED = Message(
    "The check was stopped",
    "Nothing was written. Your choices are kept: press Next to check again.",
)
WRITE_STOPPED = Message(
    "The import was stopped", "Nothing was written: the catalogue is as it was before."
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
        "Nothing has been written. What you chose here is not kept.",
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


def rejects_saved(report: ImportReport) -> Message:
    """Say where the rejected rows are."""
    return Message(
        f"{count_words(report.rejected, 'rejected row was', 'rejected rows were')} saved",
        f"{report.rejects_file}\nMend that file and import it; its columns with line and reason are left out then.",
        tone=Tone.SUCCESS,
    )
