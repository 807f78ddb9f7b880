"""A preset and the choices of an import: the one made from the other, and taken back. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from catalogue_gui.catalogue.cell_values import ValueRejected, parse_price
from catalogue_gui.catalogue.column_names import find_columns
from catalogue_gui.catalogue.importing import (
    IGNORE,
    ImportOptions,
    Mode,
    ReadOptions,
    proper_field,
)
from catalogue_gui.catalogue.presets import Preset
from catalogue_gui.catalogue.product import Field
from catalogue_gui.catalogue.typed_values import NumberMarks, format_price
from catalogue_gui.gui.csv_import.plan import REQUIRED_FIELDS, ImportPlan


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices that a preset replaces, to be put back."""

    read: ReadOptions
    columns: dict[str, str]
    reasons: dict[str, str]
    keep_others: bool
    mode: Mode
    match: str | None
    decimal: str | None
    tag_separator: str | None
    category_separator: str | None
    blanks: dict[str, str]
    typed_defaults: dict[Field, str]
    other_defaults: dict[str, str]

    @classmethod
    def of(cls, plan: ImportPlan) -> Choices:
        """The choices as they are now."""
        return cls(
            plan.read,
            dict(plan.choices),
            dict(plan.choice_reasons),
            plan.keep_others,
            plan.mode,
            plan.chosen_match,
            plan.decimal,
            plan.tag_separator,
            plan.category_separator,
            dict(plan.blanks),
            dict(plan.typed_defaults),
            dict(plan.other_defaults),
        )

    def put_back(self, plan: ImportPlan) -> None:
        """Make the plan's choices these again; how its file is read is left to whoever reads it."""
        plan.choices = dict(self.columns)
        plan.choice_reasons = dict(self.reasons)
        plan.keep_others = self.keep_others
        plan.mode = self.mode
        plan.chosen_match = self.match
        plan.decimal = self.decimal
        plan.tag_separator = self.tag_separator
        plan.category_separator = self.category_separator
        plan.blanks = dict(self.blanks)
        plan.typed_defaults = dict(self.typed_defaults)
        plan.other_defaults = dict(self.other_defaults)


def make_preset(plan: ImportPlan, name: str) -> Preset:
    """The plan's choices as a preset: columns by their names, so that their order may change.

    Raises:
        InvalidValue: the default typed for the price is none.
    """
    options = plan.to_options()
    return Preset(
        name=name,
        headers=tuple(column.header.strip() for column in plan.columns),
        options=ImportOptions(
            read=options.read,
            mapping={column.key: plan.field_of(column) for column in plan.columns},
            mode=options.mode,
            match=options.match,
            decimal=options.decimal,
            tag_separator=options.tag_separator,
            # What was found and shown is what is meant, also where nobody is there to be shown it.
            category_separator=(
                plan.found_category_separator
                if options.category_separator is None
                else options.category_separator
            ),
            extra=options.extra,
            defaults=options.defaults,
            blanks=dict(plan.blanks),
        ),
    )


def use_preset(plan: ImportPlan, preset: Preset) -> tuple[str, ...]:
    """Replace the plan's choices by a preset's; how the file is read is left to whoever reads it.

    Returns:
        The preset's columns that the file does not have; nothing comes of those.
    """
    options = preset.options
    plan.choices = {}
    plan.choice_reasons = {}
    plan.keep_others = options.extra != IGNORE
    plan.mode = options.mode
    plan.chosen_match = options.match
    plan.decimal = options.decimal
    plan.tag_separator = options.tag_separator
    plan.category_separator = options.category_separator
    plan.blanks = dict(options.blanks)
    names = {proper_field(name): text for name, text in options.defaults.items()}
    plan.typed_defaults = {
        name: _typed_default(name, names[name], options.decimal, plan.marks)
        for name in REQUIRED_FIELDS
        if name in names
    }
    plan.other_defaults = {
        name: text
        for name, text in names.items()
        if name is not None and name not in REQUIRED_FIELDS
    }
    headers = [column.header.strip() for column in plan.columns]
    missing = []
    for wanted, target in options.mapping.items():
        found = find_columns(wanted, headers)
        field = proper_field(target)
        if len(found) != 1 or field is None:
            missing.append(wanted)
            continue
        key = plan.columns[found[0]].key
        plan.choices[key] = field
        plan.choice_reasons[key] = f"preset “{preset.name}”"
    return tuple(missing)


def _typed_default(name: Field, text: str, decimal: str | None, marks: NumberMarks) -> str:
    """A default as the user would type it: a price in the preset is written with its file's decimal mark."""
    if name != Field.PRICE:
        return text
    mark = decimal or ("," if "," in text and "." not in text else ".")
    try:
        return format_price(parse_price(text.strip(), mark)[0], marks)
    except ValueRejected:
        return text  # shown as it is, with what is wrong with it


def headers_of(plan: ImportPlan) -> tuple[str, ...]:
    """The headers of the plan's file, by which a preset for it is known."""
    return tuple(column.header.strip() for column in plan.columns)
