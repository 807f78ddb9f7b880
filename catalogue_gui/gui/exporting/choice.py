"""What is chosen for an export: which products, which columns, for whom. No widgets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from catalogue_gui.catalogue.errors import InvalidValue
from catalogue_gui.catalogue.exporting import ExportOptions, Form
from catalogue_gui.catalogue.product import Field
from catalogue_gui.catalogue.query import ColumnKey, ExtraColumn, MetadataKey, ProductQuery, Sort
from catalogue_gui.catalogue.query_text import format_query
from catalogue_gui.catalogue.sort_text import format_key, format_sort, parse_key
from catalogue_gui.gui.bulk.scope import ProductScope


class ColumnChoice(StrEnum):
    """Which columns are written."""

    SHOWN = "shown"
    ALL = "all"
    OWN = "own"


_TITLES = {
    Field.ID: "Id",
    Field.NAME: "Name",
    Field.PRICE: "Price",
    Field.CATEGORY: "Category",
    Field.TAGS: "Tags",
    Field.METADATA: "Metadata, as one cell",
    Field.STOCK: "Stock",
    Field.CREATED_AT: "Created",
    Field.UPDATED_AT: "Updated",
}


def title_of(key: ColumnKey) -> str:
    """What a column is called in the window."""
    match key:
        case MetadataKey(path):
            return ".".join(path)
        case ExtraColumn(name):
            return name
        case Field():
            return _TITLES[key]


@dataclass(frozen=True, slots=True)
class ExportOffer:
    """What the window has that can be exported.

    Args:
        query: what is looked for, and ``sort`` its order.
        found_count: how many products that finds; None as long as they are counted.
        selected: the selected products; None when there are none.
        shown: the columns as they stand in the table.
        extra: the columns that only this catalogue has.
        metadata_keys: the keys that products have in their metadata.
    """

    query: ProductQuery
    sort: Sort
    found_count: int | None = None
    selected: ProductScope | None = None
    shown: tuple[ColumnKey, ...] = ()
    extra: tuple[str, ...] = ()
    metadata_keys: tuple[tuple[str, ...], ...] = ()

    @property
    def columns(self) -> tuple[ColumnKey, ...]:
        """Every column that can be written: those shown first, in their order, then the others."""
        others: list[ColumnKey] = [
            *_TITLES,
            *map(ExtraColumn, self.extra),
            *map(MetadataKey, self.metadata_keys),
        ]
        return tuple(dict.fromkeys([*self.shown, *others]))

    def all_columns(self, form: Form) -> tuple[ColumnKey, ...]:
        """What "all" means: for an import what it can write, and no value twice."""
        own: tuple[ColumnKey, ...] = tuple(_TITLES)
        return own if form == Form.EXCHANGE else (*own, *map(ExtraColumn, self.extra))

    @property
    def prefers_selected(self) -> bool:
        """True when several products are selected: one alone is merely where the user is."""
        return self.selected is not None and self.selected.count > 1


# A table to look at is what one sees; a table to import is all of it.
USUAL_COLUMNS = {Form.SPREADSHEET: ColumnChoice.SHOWN, Form.EXCHANGE: ColumnChoice.ALL}


@dataclass(frozen=True, slots=True)
class RememberedExport:
    """What was chosen the last time, as it is kept.

    Args:
        form: for whom.
        columns: which columns, for each form.
        own: the user's own choice of them, as key texts.
        folder: where the file went.
    """

    form: Form = Form.SPREADSHEET
    columns: Mapping[Form, ColumnChoice] = field(default_factory=lambda: dict(USUAL_COLUMNS))
    own: tuple[str, ...] = ()
    folder: str = ""


@dataclass(frozen=True, slots=True)
class ExportWish:
    """What is to be written."""

    offer: ExportOffer
    is_selected: bool
    form: Form
    columns: tuple[ColumnKey, ...]

    @property
    def scope(self) -> ProductScope | None:
        """The products by their ids; None for what the query finds."""
        return self.offer.selected if self.is_selected else None

    @property
    def count(self) -> int | None:
        """How many products are meant; None when it is not known."""
        scope = self.scope
        return scope.count if scope is not None else self.offer.found_count

    def options(self, decimal: str, time_zone: str) -> ExportOptions:
        """The same for the helper process.

        Args:
            decimal: the decimal mark of the user's country.
            time_zone: the name of their time zone.
        """
        # Where a comma is the decimal mark, spreadsheets expect semicolons between cells.
        decimal = "," if decimal == "," else "."
        return ExportOptions(
            query=format_query(self.offer.query),
            sort=format_sort(self.offer.sort),
            columns=tuple(map(format_key, self.columns)),
            form=self.form,
            delimiter=";" if decimal == "," else ",",
            decimal=decimal,
            time_zone=time_zone,
            total=self.count,
        )


def keys_of(texts: Iterable[str], offered: Sequence[ColumnKey]) -> tuple[ColumnKey, ...]:
    """The columns of a remembered choice that are still offered, in the order in which they are offered."""
    found: set[ColumnKey] = set()
    for text in texts:
        try:
            found.add(parse_key(text))
        except InvalidValue:
            continue  # of a later version
    return tuple(key for key in offered if key in found)


def advice(form: Form, columns: Sequence[ColumnKey]) -> str:
    """What the user should know of a choice before the file is written; empty for nothing."""
    if not columns:
        return "Choose at least one column."
    if form == Form.SPREADSHEET:
        return ""
    if Field.ID not in columns:
        return "Without the id, an import knows a product by its name only."
    if any(isinstance(key, ExtraColumn) for key in columns):
        return "An import leaves the columns of this catalogue's own as they are."
    return ""


def form_text(form: Form, decimal: str) -> str:
    """What a form is good for, in a sentence.

    Args:
        form: for whom.
        decimal: the decimal mark of the user's country.
    """
    if form == Form.EXCHANGE:
        return "Every value exactly as the catalogue holds it: imported again, nothing changes."
    marks = "semicolons between cells, 24,90" if decimal == "," else "commas between cells, 24.90"
    return f"Opens rightly in Excel and LibreOffice: {marks}. No text in it can run as a formula."
