"""What the import wizard decides: the choices made so far, what stands in the way of the next step. No Qt.

The plan outlives every failure: a lost connection or a helper process that died takes nothing of it away.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from catalogue_gui.catalogue.errors import InvalidValue
from catalogue_gui.catalogue.importing import (
    IGNORE,
    METADATA_PREFIX,
    SHARED_FIELDS,
    ColumnView,
    FileView,
    ImportOptions,
    ImportReport,
    Mode,
    ReadOptions,
)
from catalogue_gui.catalogue.metadata_fields import format_metadata_field
from catalogue_gui.catalogue.product import Field
from catalogue_gui.catalogue.typed_values import NumberMarks, parse_field
from catalogue_gui.gui.csv_import.steps import Step
from catalogue_gui.gui.csv_import.wording import field_words

REQUIRED_FIELDS = (Field.NAME, Field.PRICE, Field.CATEGORY)
CLEARABLE_FIELDS = (Field.TAGS, Field.STOCK, Field.METADATA)
_GUESS_BELOW = 0.5  # of a column's confidence
PRODUCT_FIELDS = (*REQUIRED_FIELDS, Field.TAGS, Field.STOCK, Field.ID)


@dataclass(slots=True)
class ImportPlan:
    """The choices of one import, and what has been found out about its file.

    Args:
        marks: how the user writes numbers; a default price is read by them.
        path: the file, None until one is chosen.
        read: the user's corrections to how it is read.
        view: the file as it was read with them; None before it was read, or when it could not be.
        choices: column key to field, where the user chose otherwise than was suggested. A choice for a column that is not
            there just now is kept: a correction on the first page may bring it back.
        choice_reasons: column key to where its choice comes from, where that is not the user.
        keep_others: True when columns that match no field become metadata, False when they are left out.
        mode: what may be done with the catalogue.
        chosen_match: how a record finds its product, as the user chose; None for the mode's own way.
        decimal: ``","`` or ``"."``, None to find out.
        tag_separator: text between tags, None to find out.
        category_separator: text between the levels of a category, empty to take them as written, None to find out.
        blanks: field to ``keep`` or ``clear``: what a blank cell does in an update; a field that is not named keeps.
        typed_defaults: required field to the text typed for it, as typed.
        other_defaults: defaults of other fields, as a preset brings them along.
        report: what the last check or write found; None when there is none for this file.
        checked: the options of that check.
    """

    marks: NumberMarks = field(default_factory=NumberMarks)
    path: Path | None = None
    read: ReadOptions = field(default_factory=ReadOptions)
    view: FileView | None = None
    choices: dict[str, str] = field(default_factory=dict)
    choice_reasons: dict[str, str] = field(default_factory=dict)
    keep_others: bool = True
    mode: Mode = Mode.ADD
    chosen_match: str | None = None
    decimal: str | None = None
    tag_separator: str | None = None
    category_separator: str | None = None
    blanks: dict[str, str] = field(default_factory=dict)
    typed_defaults: dict[Field, str] = field(default_factory=dict)
    other_defaults: dict[str, str] = field(default_factory=dict)
    report: ImportReport | None = None
    checked: ImportOptions | None = None
    _keys: frozenset[str] = frozenset()

    # The file

    def choose_file(self, path: Path) -> None:
        """Begin with another file: what was found out about the one before goes, the choices of columns stay."""
        if path != self.path:
            self.read = ReadOptions()
        self.path = path
        self.view = None
        self.forget_check()

    def correct(self, read: ReadOptions) -> None:
        """Read the same file differently."""
        self.read = read
        self.view = None

    def show(self, view: FileView) -> None:
        """Take in how the file was read."""
        self.view = view
        self._keys = frozenset(column.key for column in view.columns)

    def forget_check(self) -> None:
        """Have the next check made anew."""
        self.report = None
        self.checked = None

    @property
    def columns(self) -> tuple[ColumnView, ...]:
        """The file's columns; none while it has not been read."""
        return self.view.columns if self.view is not None else ()

    @property
    def has_choices(self) -> bool:
        """True when leaving now would lose choices that took the user some work."""
        return self.path is not None and bool(self.choices or any(self.typed_defaults.values()))

    # Columns

    def field_of(self, column: ColumnView) -> str:
        """Where a column goes: a field, ``metadata``, ``metadata.KEY`` or ``ignore``."""
        if column.key in self.choices:
            return self.choices[column.key]
        if column.field.startswith(METADATA_PREFIX):
            return column.field if self.keep_others else IGNORE
        if column.field != IGNORE and self._is_chosen_elsewhere(column):
            return self.metadata_field(column) if self.keep_others else IGNORE
        return column.field

    def reason_of(self, column: ColumnView) -> str:
        """Why a column goes there, in the user's words."""
        if column.key in self.choices:
            return self.choice_reasons.get(column.key, "your choice")
        if column.field != IGNORE and self._is_chosen_elsewhere(column):
            return f"another column is the {column.field}"
        return f"a guess: {column.reason}" if self.is_guess(column) else column.reason

    def is_guess(self, column: ColumnView) -> bool:
        """True where the user should look whether a column goes where it is sent."""
        return column.key not in self.choices and column.confidence < _GUESS_BELOW

    def _is_chosen_elsewhere(self, column: ColumnView) -> bool:
        return any(
            name == column.field and key != column.key and key in self._keys
            for key, name in self.choices.items()
        )

    def choose_field(self, column: ColumnView, name: str) -> None:
        """Send a column to a field; what went there before makes room."""
        self.choice_reasons.pop(column.key, None)
        if name != IGNORE:
            for other in self.columns:
                if other.key != column.key and self.choices.get(other.key) == name:
                    del self.choices[other.key]
        if name == column.field and self.keep_others:
            self.choices.pop(column.key, None)
        else:
            self.choices[column.key] = name

    def join_field(self, column: ColumnView, name: str) -> None:
        """Send a column to a field that others fill, too: together they are its tags, or one category path."""
        self.choice_reasons.pop(column.key, None)
        for other in (*self.columns_for(name), column):
            self.choices[other.key] = name

    def can_join(self, column: ColumnView, name: str) -> bool:
        """True where another column fills a field that several can fill together."""
        return name in SHARED_FIELDS and any(
            other.key != column.key for other in self.columns_for(name)
        )

    def choose_others(self, *, keep: bool) -> None:
        """Say what becomes of the columns that match no field."""
        self.keep_others = keep

    def column_for(self, name: str) -> ColumnView | None:
        """The column that fills a field; None when there is none."""
        return next(iter(self.columns_for(name)), None)

    def columns_for(self, name: str) -> tuple[ColumnView, ...]:
        """The columns that fill a field, in the file's order."""
        return tuple(column for column in self.columns if self.field_of(column) == name)

    def metadata_field(self, column: ColumnView) -> str:
        """The metadata field that a column fills when it is kept as metadata; no two columns have the same."""
        if column.field.startswith(METADATA_PREFIX):
            return column.field
        place = self.columns.index(column)
        key = column.header.strip() or f"column {place + 1}"
        taken = {
            other.field if other.field.startswith(METADATA_PREFIX) else self.choices.get(other.key)
            for other in self.columns
            if other.key != column.key
        }
        candidate, number = format_metadata_field((key,)), 1
        while candidate in taken:
            number += 1
            candidate = format_metadata_field((f"{key} ({number})",))
        return candidate

    @property
    def found_category_separator(self) -> str | None:
        """What stands between the levels of the file's categories by their first values; None for nothing."""
        columns = self.columns_for(Field.CATEGORY)
        return columns[0].category_separator if len(columns) == 1 else None

    @property
    def clear_blanks(self) -> bool:
        """True when a blank cell empties what a product holds, wherever a product can do without."""
        return all(self.blanks.get(name) == "clear" for name in CLEARABLE_FIELDS)

    @clear_blanks.setter
    def clear_blanks(self, is_wanted: bool) -> None:
        self.blanks = {str(name): "clear" for name in CLEARABLE_FIELDS} if is_wanted else {}

    @property
    def clears_some_blanks(self) -> bool:
        """True when a preset says for single fields what a blank cell does."""
        return not self.clear_blanks and "clear" in self.blanks.values()

    # How records find their product

    @property
    def match_choices(self) -> tuple[str | None, ...]:
        """The ways in which a record can find its product here; None: it does not look for one, it is new."""
        targets = [self.field_of(column) for column in self.columns]
        found: list[str | None] = [str(each) for each in (Field.ID, Field.NAME) if each in targets]
        found += [each for each in targets if each.startswith(METADATA_PREFIX)]
        if self.mode == Mode.ADD and Field.ID not in targets:
            found.insert(0, None)
        return tuple(found)

    @property
    def match(self) -> str | None:
        """The way in force: the user's choice where it is possible, else the first that is."""
        choices = self.match_choices
        if self.chosen_match in choices:
            return self.chosen_match
        return choices[0] if choices else None

    # What stands in the way

    def default_problem(self, name: Field) -> str:
        """Why the default typed for a field cannot be used; empty when it can, or there is none."""
        text = self.typed_defaults.get(name, "").strip()
        if not text:
            return ""
        try:
            parse_field(name, text, self.marks)
        except InvalidValue as error:
            return error.reason
        return ""

    def missing_fields(self) -> tuple[Field, ...]:
        """The fields that a new product needs and that have neither column nor default."""
        if self.mode == Mode.UPDATE:
            return ()
        return tuple(
            name
            for name in REQUIRED_FIELDS
            if self.column_for(name) is None and not self.typed_defaults.get(name, "").strip()
        )

    def doubled_fields(self) -> tuple[str, ...]:
        """The fields to which more than one column goes, and that take one only."""
        targets = [self.field_of(column) for column in self.columns]
        kept = [each for each in targets if each != IGNORE and each not in SHARED_FIELDS]
        return tuple(dict.fromkeys(each for each in kept if kept.count(each) > 1))

    def obstacle(self, step: Step) -> str:
        """Why the step after this one cannot be taken, in a sentence; empty when it can."""
        match step:
            case Step.FILE:
                return self._file_obstacle()
            case Step.COLUMNS:
                return self._columns_obstacle()
            case Step.CHECK:
                return "" if self.report is not None else "The file has not been checked yet."
            case Step.CHANGES:
                return self._write_obstacle()
            case Step.DONE:
                return ""

    def _file_obstacle(self) -> str:
        if self.path is None:
            return "Choose a file first."
        if self.view is None:
            return "Choose a file that can be read."
        return "" if self.view.rows else "The file has no records to import."

    def _columns_obstacle(self) -> str:
        for name in REQUIRED_FIELDS:
            if problem := self.default_problem(name):
                return f"If the {name} is blank: {problem}"
        if doubled := self.doubled_fields():
            return f"Two columns go to {field_words(doubled[0])}. Choose one."
        if missing := self.missing_fields():
            wanted = [f"a {name}" for name in missing]
            listed = " and ".join(filter(None, [", ".join(wanted[:-1]), wanted[-1]]))
            return f"Every product needs {listed}: choose a column, or type a value for all."
        if self.mode != Mode.ADD and self.match is None:
            return (
                "Choose a column by which records find their product: id, name or a metadata key."
            )
        return ""

    def _write_obstacle(self) -> str:
        report = self.report
        if report is None:
            return "The file has not been checked yet."
        if self.to_write:
            return ""
        if report.rejected and not report.unchanged:
            return "Nothing to write: every record is rejected."
        if report.unchanged and not report.rejected:
            return "Nothing to write: the catalogue holds all of this already."
        return "Nothing to write: no record is new or changed."

    @property
    def to_write(self) -> int:
        """How many products a write would add or change, as far as the check knows."""
        return self.report.new + self.report.changed if self.report is not None else 0

    # What the engine is asked to do

    def to_options(self) -> ImportOptions:
        """The choices as the engine takes them.

        Every column is named, by its place, so that what was shown is what is done.

        Raises:
            InvalidValue: the default typed for the price is none; ``obstacle`` says so before.
        """
        return ImportOptions(
            read=self.read,
            mapping={
                f"#{place}": self.field_of(column)
                for place, column in enumerate(self.columns, start=1)
            },
            mode=self.mode,
            match=self.match,
            decimal=self.decimal,
            tag_separator=self.tag_separator,
            category_separator=self.category_separator,
            extra="metadata" if self.keep_others else IGNORE,
            defaults=self.other_defaults
            | {
                str(name): self._engine_default(name, text.strip())
                for name, text in self.typed_defaults.items()
                if text.strip()
            },
            blanks=dict(self.blanks) if self.mode != Mode.ADD else {},
        )

    def _engine_default(self, name: Field, text: str) -> str:
        """A default as the engine reads it: a price with the file's decimal mark, not the user's."""
        if name != Field.PRICE:
            return text
        value = parse_field(name, text, self.marks)
        return str(value).replace(".", self.decimal or ".")

    @property
    def needs_check(self) -> bool:
        """True when the last check, if any, was made for other choices than those that are made now."""
        return self.report is None or self.checked != self.to_options()

    def take_check(self, options: ImportOptions, report: ImportReport) -> None:
        """Keep what a check found."""
        self.checked = options
        self.report = report

    def take_written(self, report: ImportReport) -> None:
        """Keep what a write did; a check is needed before there can be another."""
        self.report = report
        self.checked = None

    def begin_again(self) -> None:
        """Another file, the same habits: only what belongs to this file goes."""
        self.path = None
        self.read = ReadOptions()
        self.view = None
        self.forget_check()
