"""Where a file's columns can be sent, and what is said of it. No Qt."""

from __future__ import annotations

from catalogue_gui.catalogue.cell_preview import preview_cell
from catalogue_gui.catalogue.importing import IGNORE, ColumnView
from catalogue_gui.catalogue.product import Field
from catalogue_gui.gui.csv_import.plan import PRODUCT_FIELDS, ImportPlan
from catalogue_gui.gui.csv_import.wording import field_words, one_line

_TOGETHER = "+"  # before a field that a column fills together with others


def target_choices(plan: ImportPlan, column: ColumnView) -> list[tuple[str, str]]:
    """Where a column can be sent: the choice, and what it is called."""
    choices: list[tuple[str, str]] = []
    for name in map(str, PRODUCT_FIELDS):
        choices.append((name, field_words(name)))
        if plan.can_join(column, name):
            others = [each for each in plan.columns_for(name) if each.key != column.key]
            words = f"{field_words(name)}, together with “{one_line(column_title(plan, others[0]), 24)}”"
            choices.append((_TOGETHER + name, words))
    if column.field == Field.METADATA:
        choices.append((str(Field.METADATA), field_words(Field.METADATA)))
    metadata = plan.metadata_field(column)
    return [*choices, (metadata, field_words(metadata)), (IGNORE, field_words(IGNORE))]


def target_choice(plan: ImportPlan, column: ColumnView) -> str:
    """Which of :func:`target_choices` is in force."""
    name = plan.field_of(column)
    return _TOGETHER + name if plan.can_join(column, name) else name


def choose_target(plan: ImportPlan, column: ColumnView, choice: str) -> None:
    """Carry out one of :func:`target_choices`."""
    if choice.startswith(_TOGETHER):
        plan.join_field(column, choice.removeprefix(_TOGETHER))
    else:
        plan.choose_field(column, choice)


def target_words(plan: ImportPlan, column: ColumnView) -> str:
    """Where a column goes, with its level where several make one category path."""
    name = plan.field_of(column)
    if name == Field.CATEGORY and plan.can_join(column, name):
        return f"{field_words(name)}, level {plan.columns_for(name).index(column) + 1}"
    return field_words(name)


def column_title(plan: ImportPlan, column: ColumnView) -> str:
    """What a column is called on the screen: its header, or its place where it has none."""
    return one_line(column.header.strip(), 80) or f"Column {plan.columns.index(column) + 1}"


def becomes_words(plan: ImportPlan, column: ColumnView) -> str:
    """What the first values of a column become where it goes now."""
    target = plan.field_of(column)
    previews = (
        preview_cell(
            sample,
            target,
            column,
            decimal=plan.decimal,
            separator=plan.tag_separator,
            levels=plan.category_separator,
            marks=plan.marks,
        )
        for sample in dict.fromkeys(column.samples)
    )
    return " · ".join(dict.fromkeys(one_line(each, 60) for each in previews if each))


def target_rank(target: str) -> int:
    """Where a column stands in the table, by the field that it fills."""
    names = [str(name) for name in PRODUCT_FIELDS]
    return names.index(target) if target in names else len(names)
