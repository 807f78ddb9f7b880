"""What every editor of a field can do, in a cell of the table and beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QLocale
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import QWidget

from catalogue_gui.catalogue.product import Field, Product
from catalogue_gui.gui.products.pending_edits import PendingEdit

if TYPE_CHECKING:
    from uuid import UUID

    from PySide6.QtCore import SignalInstance

    from catalogue_gui.catalogue.product import FieldValue
    from catalogue_gui.catalogue.rights import Rights
    from catalogue_gui.catalogue.typed_values import NumberMarks
    from catalogue_gui.gui.products.pending_edits import PendingEdits


class Submitting(Protocol):
    """Where an editor puts what was typed: the product editing, as the editors know it."""

    pending: PendingEdits
    rights: Rights

    @property
    def pending_changed(self) -> SignalInstance:
        """Emitted with the id of a product when what is pending for it has changed."""

    @property
    def rights_changed(self) -> SignalInstance:
        """Emitted when something else may be done than before."""

    def submit_text(self, product: Product, field: Field, text: str, marks: NumberMarks) -> bool:
        """Take what was typed into a field; False when it cannot be read and is kept to be mended."""

    def submit_value(self, product: Product, field: Field, value: FieldValue, text: str) -> None:
        """Take a new value for a field."""

    def take_back(self, product_id: UUID, field: Field) -> None:
        """Forget a value that was refused."""


class Editor(Protocol):
    """A widget in which one field's value is typed."""

    field: Field
    edited: SignalInstance  # something was typed
    committed: SignalInstance  # Return, or the focus went on: what was typed is meant
    reverted: SignalInstance  # Escape: what was typed is not meant

    @property
    def is_typed(self) -> bool:
        """True while something is typed that has been neither committed nor given up."""

    def widget(self) -> QWidget:
        """The editor as Qt knows it."""

    def show_field(self, product: Product, pending: PendingEdit | None) -> None:
        """Show a product's value, or what is pending in its place; what was typed goes."""

    def problem(self) -> str:
        """The reason why what is typed cannot be taken; empty when it can."""

    def hint(self) -> str:
        """What will come of what is typed, where that is not plain to see."""

    def describe(self, words: str) -> None:
        """Have assistive technology say what stands against the value, or what will come of it."""

    def submit(self, editing: Submitting, product: Product) -> None:
        """Hand on what is typed as a change of a product as it was seen."""

    def has_use_for(self, event: QKeyEvent) -> bool:
        """True when a key press is the editor's own, and does not end it."""

    def set_read_only(self, is_read_only: bool) -> None:
        """Show the value only."""


def title_of(field: Field) -> str:
    """A field's name as a person reads it."""
    return field.value.capitalize()


def grey_out(widget: QWidget, is_grey: bool) -> None:
    """Give a value that cannot be changed the colour of what is not there to be typed over."""
    palette = QPalette()
    if is_grey:
        roles, groups = QPalette.ColorRole, QPalette.ColorGroup
        for group in (groups.Active, groups.Inactive):
            palette.setColor(group, roles.Text, palette.color(group, roles.PlaceholderText))
            palette.setColor(group, roles.Base, palette.color(group, roles.Window))
    widget.setPalette(palette)


def decimal_mark() -> str:
    """The decimal mark of the user's locale."""
    return QLocale().decimalPoint()
