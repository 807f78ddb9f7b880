"""The dialog that changes many products at once: which ones, what, and what would become of them."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt, QTimer
from PySide6.QtGui import QIcon, QStandardItemModel
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from catalogue_gui.catalogue.bulk import BulkChange, BulkPreview
from catalogue_gui.catalogue.errors import CatalogueError, InvalidValue
from catalogue_gui.catalogue.rights import Rights
from catalogue_gui.gui.bulk.bulk_editing import BulkEditing
from catalogue_gui.gui.bulk.form import (
    ChangeKind,
    FormState,
    NothingTyped,
    needs_confirming,
    read_change,
)
from catalogue_gui.gui.bulk.pages import ChangePages, align_labels
from catalogue_gui.gui.bulk.preview_table import PreviewModel, PreviewTable
from catalogue_gui.gui.bulk.previewing import DEBOUNCE_MS, BulkPreviewing
from catalogue_gui.gui.bulk.scope import ProductScope
from catalogue_gui.gui.bulk.scope_choice import ScopeChoice
from catalogue_gui.gui.bulk.wording import preview_text, products
from catalogue_gui.gui.connections.field_box import ReasonLabel
from catalogue_gui.gui.products.columns import locale_marks
from catalogue_gui.gui.search.vocabulary import Vocabulary

_WIDTH = 560
_WIDEST_APPLY = "  Change 10,000,000 products  "  # so that the button stands still while one types


class BulkEditDialog(QDialog):
    """Asks for a change, shows its effect while it is typed, and starts it.

    It goes when the change is under way, and comes back with what was typed if that fails.

    Args:
        bulk: runs the change; its catalogue is open.
        selected: the selected products, None or none of them to offer all that are found only.
        found: all products found, None as long as their number is not known.
        vocabulary: the catalogue's words.
        rights: what may be changed here.
        label: what the user calls the catalogue.
        is_production: it is one that is worked with for real.
        debounce_ms: the pause in typing before the effect is looked up.
    """

    def __init__(
        self,
        bulk: BulkEditing,
        selected: ProductScope | None,
        found: ProductScope | None,
        vocabulary: Vocabulary,
        rights: Rights,
        label: str,
        parent: QWidget | None = None,
        *,
        is_production: bool = False,
        debounce_ms: int = DEBOUNCE_MS,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("bulkEditDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(_WIDTH)
        catalogue = bulk.catalogue
        assert catalogue is not None
        self._bulk = bulk
        self._rights = rights
        self._label = label
        self._is_production = is_production
        self._state = FormState(is_production=is_production)
        self._change: BulkChange | None = None
        self._previewing = BulkPreviewing(bulk.runner, catalogue, self, debounce_ms=debounce_ms)
        self._previewing.loaded.connect(self._on_previewed)
        self._previewing.failed.connect(self._on_preview_failed)
        self._is_started = False
        # When all parts have told their layouts what room they need now.
        self._fitting = QTimer(self)
        self._fitting.setSingleShot(True)
        self._fitting.timeout.connect(self._fit)
        self._make_parts(vocabulary, selected, found)
        self._lay_out()
        for ended, react in (
            (bulk.finished, self._on_finished),
            (bulk.cancelled, self._on_over),
            (bulk.outcome_unknown, self._on_over),
            (bulk.failed, self._on_failed),
        ):
            ended.connect(react)
        self._on_kind_chosen()

    # Layout

    def _make_parts(
        self, vocabulary: Vocabulary, selected: ProductScope | None, found: ProductScope | None
    ) -> None:
        self._which = ScopeChoice(selected, found)
        self._which.changed.connect(self._on_scope_chosen)
        self._kind = self._make_kinds()
        self._denied = ReasonLabel(self)
        self._denied.setObjectName("bulkDenied")
        self._pages = ChangePages(vocabulary)
        self._pages.changed.connect(self._on_typed)
        self._model = PreviewModel(self)
        self._table = PreviewTable(self._model)
        self._summary = QLabel()
        self._summary.setObjectName("bulkSummary")
        self._summary.setWordWrap(True)
        self._summary.setTextFormat(Qt.TextFormat.PlainText)
        # Room for two lines, so that nothing jumps when the second is needed.
        self._summary.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self._summary.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._confirm = QCheckBox()
        self._confirm.setObjectName("bulkConfirm")
        self._confirm.toggled.connect(lambda _: self._show_state())
        self._confirm.hide()
        self._trouble = ReasonLabel(self)
        self._trouble.setObjectName("bulkTrouble")

    def _make_kinds(self) -> QComboBox:
        box = QComboBox()
        box.setObjectName("bulkKind")
        box.setAccessibleName("What to change")
        for kind in ChangeKind:
            box.addItem(kind.value, kind)
        items = box.model()
        allowed: list[int] = []
        for row, kind in enumerate(ChangeKind):
            why_not = self._rights.why_not(kind.field)
            if not why_not:
                allowed.append(row)
            elif isinstance(items, QStandardItemModel):
                items.item(row).setEnabled(False)
                items.item(row).setToolTip(why_not)
        box.setMaxVisibleItems(len(ChangeKind))
        box.setCurrentIndex(allowed[0] if allowed else 0)
        box.currentIndexChanged.connect(lambda _: self._on_kind_chosen())
        return box

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setVerticalSpacing(10)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.addRow(QLabel("Products"), self._which)
        what = QLabel("What")
        what.setBuddy(self._kind)
        form.addRow(what, self._kind)
        align_labels(form, self)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addLayout(form)
        layout.addWidget(self._denied)
        layout.addWidget(self._pages)
        layout.addSpacing(4)
        layout.addWidget(self._table)
        layout.addWidget(self._summary)
        layout.addWidget(self._confirm)
        layout.addWidget(self._trouble)
        layout.addStretch()
        layout.addWidget(self._make_buttons())

    def _make_buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        self._apply = QPushButton("Change")
        self._apply.setObjectName("bulkApplyButton")
        self._apply.setDefault(True)
        self._apply.setMinimumWidth(self.fontMetrics().horizontalAdvance(_WIDEST_APPLY))
        buttons.addButton(self._apply, QDialogButtonBox.ButtonRole.AcceptRole)
        cancel = buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        cancel.setObjectName("bulkCancelButton")
        cancel.setAccessibleName("Cancel")
        cancel.setIcon(QIcon())
        buttons.accepted.connect(self._on_apply)
        buttons.rejected.connect(self.reject)
        return buttons

    # What is chosen and typed

    @property
    def _chosen_kind(self) -> ChangeKind:
        return ChangeKind(self._kind.currentData())

    def _on_kind_chosen(self) -> None:
        kind = self._chosen_kind
        why_not = self._rights.why_not(kind.field)
        self._denied.show_reason(why_not)
        self._model.show(kind.field, None)
        self._pages.show_kind(kind)
        self._pages.setEnabled(not why_not)
        self._on_scope_chosen()

    def _on_scope_chosen(self) -> None:
        scope = self._which.scope
        self._table.make_room_for(scope.count if scope is not None else 0)
        self._on_typed()
        self._fitting.start()

    def _fit(self) -> None:
        """Be as high as what is asked for needs; more would be empty."""
        self.resize(self.width(), self.sizeHint().height())

    def _on_typed(self) -> None:
        """Read the form anew, and look up its effect if it can be read."""
        scope, kind = self._which.scope, self._chosen_kind
        self._previewing.stop()
        self._confirm.setChecked(False)
        self._change = None
        mistake: InvalidValue | None = None
        why_not = self._rights.why_not(kind.field)
        if why_not:
            mistake = InvalidValue(kind.field, why_not)
        elif scope is None:
            mistake = InvalidValue("", "There are no products to change.")
        else:
            try:
                texts = self._pages.page(kind).texts()
                self._change = read_change(kind, texts, locale_marks(QLocale()))
            except InvalidValue as error:
                mistake = error
        self._pages.page(kind).show_mistake(mistake)
        self._state = FormState(mistake, is_production=self._is_production)
        if self._change is not None and scope is not None:
            self._previewing.load(scope, self._change)
        else:
            self._model.show(kind.field, None)
        self._show_state()

    # What would become of it

    def _on_previewed(self, preview: BulkPreview) -> None:
        self._state = FormState(preview=preview, is_production=self._is_production)
        self._model.show(self._chosen_kind.field, preview)
        self._show_state()

    def _on_preview_failed(self, error: CatalogueError) -> None:
        self._state = FormState(problem=str(error), is_production=self._is_production)
        self._model.show(self._chosen_kind.field, None)
        self._show_state()

    def _show_state(self) -> None:
        scope = self._which.scope
        self._show_title(
            f"Change {products(scope.count)}" if scope is not None else "Change products"
        )
        preview = self._state.preview
        is_asked = preview is not None and needs_confirming(
            preview, is_production=self._is_production
        )
        if preview is not None:
            place = f" of {self._label}" if self._label else ""
            words = f"Yes, change {products(preview.changing)}{place}"
            self._confirm.setText(words.replace("&", "&&"))
            self._confirm.setAccessibleName(words)
        self._confirm.setVisible(is_asked)
        state = FormState(
            self._state.mistake,
            self._state.problem,
            preview,
            self._confirm.isChecked(),
            self._is_production,
        )
        is_known = preview is not None and self._change is not None
        self._summary.setText(
            preview_text(self._change, preview) if self._change and preview else ""
        )
        # A mistake is told where it stands, a trouble of the server's below; the rest in the room for the products.
        is_told = self._state.mistake is not None and not isinstance(
            self._state.mistake, NothingTyped
        )
        self._table.show_instead("" if is_known or is_told or state.problem else state.why_not)
        self._trouble.show_reason(state.problem)
        count = products(preview.changing) if preview is not None and preview.changing else ""
        self._apply.setText(f"Change {count}" if count else "Change")
        self._apply.setAccessibleName(self._apply.text())
        self._apply.setEnabled(not state.why_not)
        self._apply.setToolTip(state.why_not)
        self._apply.setAccessibleDescription(state.why_not)

    def _show_title(self, title: str) -> None:
        self.setWindowTitle(title)
        self.setAccessibleName(title)

    # Doing it

    def _on_apply(self) -> None:
        scope, change = self._which.scope, self._change
        if scope is None or change is None or not self._apply.isEnabled():
            return
        self._is_started = True
        self.hide()
        self._bulk.change(scope, change)

    def _on_finished(self) -> None:
        self._on_over()

    def _on_over(self) -> None:
        if self._is_started:
            self.accept()

    def _on_failed(self, error: CatalogueError) -> None:
        if self._is_started:
            self._is_started = False
            self._state = FormState(problem=f"{error.title}: {error}")
            self._show_state()
            self.open()
