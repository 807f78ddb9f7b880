"""The second page: which column goes where, what stands in for blanks, and how records find their product."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from catalogue_gui.catalogue.importing import Mode, ReadOptions
from catalogue_gui.catalogue.product import Field
from catalogue_gui.gui.csv_import.column_dragging import FieldSource
from catalogue_gui.gui.csv_import.column_table import ColumnTable
from catalogue_gui.gui.csv_import.column_targets import column_title
from catalogue_gui.gui.csv_import.parts import AutomaticChoice, named, quiet_label
from catalogue_gui.gui.csv_import.plan import REQUIRED_FIELDS, ImportPlan
from catalogue_gui.gui.csv_import.preset_bar import PresetBar
from catalogue_gui.gui.csv_import.preset_shelf import PresetShelf
from catalogue_gui.gui.csv_import.wording import (
    CATEGORY_SEPARATORS,
    DECIMALS,
    TAG_SEPARATORS,
    field_words,
    levels_words,
    one_line,
)

_MODES = (
    (Mode.ADD, "Add new products only"),
    (Mode.UPDATE, "Update existing products only"),
    (Mode.UPSERT, "Add new ones and update the rest"),
)


class ColumnsPage(QWidget):
    """Shows and changes the plan's mapping, defaults and mode.

    Args:
        plan: the choices.
        presets: those that are kept; without them there is no bar of presets.
    """

    changed = Signal()
    reading_corrected = Signal(ReadOptions)  # a preset needs the file read another way

    def __init__(self, plan: ImportPlan, presets: PresetShelf | None = None) -> None:
        super().__init__()
        self.setObjectName("importColumnsPage")
        self._plan = plan
        self._is_filling = False
        self.columns = ColumnTable(plan)
        self.columns.model.mapping_changed.connect(self._on_mapping_changed)
        self._presets = PresetBar(plan, presets) if presets is not None else None
        self._sources: dict[Field, FieldSource] = {}
        self._defaults: dict[Field, QLineEdit] = {}
        self._mode = named(QComboBox(), "importMode", "What the import may do")
        for mode, words in _MODES:
            self._mode.addItem(words, mode)
        self._match = named(QComboBox(), "importMatch", "How a record finds its product")
        self._others = named(QComboBox(), "importOthers", "Columns that match no field")
        self._others.addItem("Keep as metadata", True)
        self._others.addItem("Leave out", False)
        self._blanks = named(QComboBox(), "importBlanks", "Blank cells in an update")
        self._blanks.addItem("Keep what is there", False)
        self._blanks.addItem("Clear tags, stock, metadata", True)
        self._blanks.setToolTip("Name, price and category are always kept: no product is without")
        self._decimal = named(AutomaticChoice(DECIMALS), "importDecimal", "Decimal mark")
        self._separator = named(
            AutomaticChoice(TAG_SEPARATORS), "importTagSeparator", "Text between tags"
        )
        self._levels = named(
            AutomaticChoice(CATEGORY_SEPARATORS),
            "importCategorySeparator",
            "Text between the levels of a category",
        )
        self._levels.setToolTip(
            "“Home > Rugs” becomes the path Home/Rugs, which the list of categories opens level by level. "
            "Of several categories in one cell the first is taken."
        )
        for choice in (self._mode, self._match, self._others, self._blanks):
            choice.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            choice.setMinimumContentsLength(12)
            choice.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            choice.activated.connect(self._on_changed)
        for automatic in (self._decimal, self._separator, self._levels):
            automatic.chosen.connect(self._on_changed)

        settings = QHBoxLayout()
        settings.setSpacing(24)
        settings.addLayout(self._lay_out_required(), 1)
        settings.addLayout(self._lay_out_settings(), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        if self._presets is not None:
            self._presets.used.connect(self._on_preset_used)
            self._presets.reading_corrected.connect(self.reading_corrected)
            column.addWidget(self._presets)
        column.addWidget(self.columns, 1)
        column.addLayout(settings)

    def _lay_out_required(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        for place, words in enumerate(("Every product needs", "from", "where blank, use")):
            title = quiet_label(words)
            title.setWordWrap(False)
            grid.addWidget(title, 0, place)
        for row, name in enumerate(REQUIRED_FIELDS, start=1):
            words = field_words(name)
            source = FieldSource()
            source.setObjectName(f"importSource{words}")
            source.column_dropped.connect(partial(self._on_column_dropped, name))
            default = named(
                QLineEdit(), f"importDefault{words}", f"{words} where the file has none"
            )
            default.setPlaceholderText("reject the record")
            default.textChanged.connect(self._on_changed)
            grid.addWidget(QLabel(words), row, 0)
            grid.addWidget(source, row, 1)
            grid.addWidget(default, row, 2)
            self._sources[name] = source
            self._defaults[name] = default
        blanks = QLabel("B&lank cells in an update")
        blanks.setBuddy(self._blanks)
        last = len(REQUIRED_FIELDS) + 1
        grid.addWidget(blanks, last, 0, 1, 2)
        grid.addWidget(self._blanks, last, 2)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        grid.setRowStretch(last + 1, 1)
        return grid

    def _lay_out_settings(self) -> QFormLayout:
        form = QFormLayout()
        form.setHorizontalSpacing(10)
        form.setVerticalSpacing(6)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.addRow("What to &do", self._mode)
        form.addRow("Find products b&y", self._match)
        form.addRow("&Other columns", self._others)
        form.addRow("Decimal &mark", self._decimal)
        form.addRow("Between &tags", self._separator)
        form.addRow("Cate&gory levels", self._levels)
        return form

    def show_plan(self) -> None:
        """Show the plan, from its first column."""
        if self._presets is not None:
            self._presets.show_plan()
        self.columns.show_plan()
        self._fill()

    def _on_preset_used(self) -> None:
        self.columns.show_plan()
        self._fill()
        self.changed.emit()

    def _fill(self) -> None:
        plan = self._plan
        self._is_filling = True
        self._mode.setCurrentIndex(self._mode.findData(plan.mode))
        self._others.setCurrentIndex(self._others.findData(plan.keep_others))
        while self._blanks.count() > 2:
            self._blanks.removeItem(2)
        if plan.clears_some_blanks:
            self._blanks.addItem("Clear some, as the preset says", None)
        self._blanks.setCurrentIndex(
            2 if plan.clears_some_blanks else self._blanks.findData(plan.clear_blanks)
        )
        self._blanks.setEnabled(plan.mode != Mode.ADD)
        self._decimal.choose(plan.decimal)
        self._separator.choose(plan.tag_separator)
        self._levels.choose(plan.category_separator)
        self._levels.show_found(levels_words(plan.found_category_separator))
        self._match.clear()
        for match in plan.match_choices:
            words = "Not at all: every record is new" if match is None else field_words(match)
            self._match.addItem(words, match)
        self._match.setCurrentIndex(max(0, self._match.findData(plan.match)))
        self._match.setEnabled(self._match.count() > 1)
        for name, editor in self._defaults.items():
            typed = plan.typed_defaults.get(name, "")
            if editor.text() != typed:
                editor.setText(typed)
        self._show_sources()
        self._is_filling = False

    def _show_sources(self) -> None:
        missing = self._plan.missing_fields()
        for name, label in self._sources.items():
            columns = self._plan.columns_for(name)
            is_blank = bool(columns) and not any(column.samples for column in columns)
            titles = " / ".join(column_title(self._plan, column) for column in columns)
            if columns:
                note = " (a guess)" if any(map(self._plan.is_guess, columns)) else ""
                if is_blank:
                    note = " (blank so far)"
                label.setText(one_line(titles, 26) + note)
                headers = "\n".join(column.header for column in columns)
                label.setToolTip(f"{headers}\n\nDrag another column here to use that one")
            else:
                label.setText("no column")
                label.setToolTip(
                    "Drag a column here or choose one above, or type a value for all products"
                )
            label.setAccessibleName(f"{field_words(name)} comes from {label.text()}")
            font = label.font()
            font.setBold(name in missing)
            label.setFont(font)
            default = self._defaults[name]
            problem = self._plan.default_problem(name)
            default.setPlaceholderText(
                "one value for all" if name in missing or is_blank else "reject the record"
            )
            default.setToolTip(problem)
            default.setAccessibleDescription(problem)

    def _on_column_dropped(self, name: Field, key: str) -> None:
        self.columns.model.send_column(key, name)

    def _on_mapping_changed(self) -> None:
        self._take_change()

    def _on_changed(self) -> None:
        if self._is_filling:
            return
        plan = self._plan
        plan.mode = self._mode.currentData()
        plan.chosen_match = self._match.currentData()
        plan.choose_others(keep=self._others.currentData())
        if self._blanks.currentData() is not None:
            plan.clear_blanks = self._blanks.currentData()
        plan.decimal = self._decimal.value
        plan.tag_separator = self._separator.value
        plan.category_separator = self._levels.value
        plan.typed_defaults = {name: editor.text() for name, editor in self._defaults.items()}
        self.columns.model.refresh()
        self._take_change()

    def _take_change(self) -> None:
        if self._presets is not None:
            self._presets.take_change()
        self._fill()
        self.changed.emit()
