"""Rows to the clipboard as a table that a spreadsheet takes, also those that are not at hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject, Signal
from PySide6.QtWidgets import QApplication

from catalogue_gui.catalogue.errors import CatalogueError
from catalogue_gui.catalogue.product import Field, Product
from catalogue_gui.catalogue.progress import Progress
from catalogue_gui.catalogue.query import ExtraColumn, MetadataKey
from catalogue_gui.catalogue.typed_values import NumberMarks, format_price, format_tags
from catalogue_gui.gui.products.columns import (
    Column,
    text_maker,
    value_at,
    value_text,
)
from catalogue_gui.gui.products.loading import MAX_PAGE_ROWS
from catalogue_gui.gui.products.order import RowOrder
from catalogue_gui.jobs import JobContext, JobHandle, JobRunner

if TYPE_CHECKING:
    from catalogue_gui.database.catalogue import Catalogue

# More than a spreadsheet is pasted by hand; a clipboard is held in memory by every program that looks at it.
MAX_ROWS = 50_000


def table_text(lines: Iterable[Sequence[str]]) -> str:
    """Lines of cells as text that spreadsheets take: tabs between cells, quotes where a cell needs them."""
    return "\n".join("\t".join(map(_quoted, line)) for line in lines)


def cells_for_copying(product: Product, columns: Sequence[Column], locale: QLocale) -> list[str]:
    """A product's cells with nothing cut off, and numbers without thousands marks, so that they stay numbers."""
    return [_cell(product, column, locale) for column in columns]


def _cell(product: Product, column: Column, locale: QLocale) -> str:
    marks = NumberMarks(locale.decimalPoint(), "")
    match column.key:
        case Field.NAME:
            return product.name
        case Field.PRICE:
            return format_price(product.price, marks)
        case Field.CATEGORY:
            return product.category
        case Field.TAGS:
            return format_tags(product.tags)
        case Field.STOCK:
            return str(product.stock)
        case MetadataKey(path):
            return value_text(value_at(product.metadata, path))
        case ExtraColumn(name):
            return dict(product.extra).get(name) or ""
        case _:
            return text_maker(column, locale)(product)


def _quoted(cell: str) -> str:
    if any(mark in cell for mark in '\t\n\r"'):
        return '"' + cell.replace('"', '""') + '"'
    return cell


class RowCopying(QObject):
    """Fetches the selected rows and puts them on the clipboard; a newer copy supersedes an older one."""

    copied = Signal(int)  # rows
    too_many = Signal(int)  # rows asked for
    failed = Signal(object)  # CatalogueError
    progressed = Signal(object)  # Progress

    def __init__(self, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._catalogue: Catalogue | None = None
        self._job: JobHandle[tuple[str, int]] | None = None

    def use_catalogue(self, catalogue: Catalogue | None) -> None:
        """Copy from another catalogue from now on."""
        self.cancel()
        self._catalogue = catalogue

    def cancel(self) -> None:
        """Give up a copy under way; the clipboard stays as it is."""
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def put(self, lines: Iterable[Sequence[str]], row_count: int) -> None:
        """Put cells on the clipboard."""
        self._put_text(table_text(lines), row_count)

    def copy(
        self,
        order: RowOrder,
        spans: Sequence[range],
        columns: Sequence[Column],
        *,
        with_titles: bool,
    ) -> None:
        """Copy rows of an order, fetching them first; ``copied``, ``too_many`` or ``failed`` follows."""
        catalogue = self._catalogue
        count = sum(map(len, spans))
        if catalogue is None or not count:
            return
        if count > MAX_ROWS:
            self.too_many.emit(count)
            return
        locale = QLocale()

        def work(context: JobContext) -> tuple[str, int]:
            lines = [[column.title for column in columns]] if with_titles else []
            with context.reading() as connection:
                for page in _pages(spans):
                    context.check_cancelled()
                    ids = order.ids(page.start, page.stop)
                    if ids is None:
                        products = catalogue.fetch_slice(
                            connection, order.query, order.sort, page.start, len(page)
                        )
                    else:
                        products = [
                            each
                            for each in catalogue.fetch_page(connection, ids)
                            if each is not None
                        ]
                    lines += [cells_for_copying(each, columns, locale) for each in products]
                    context.report(Progress("Copying", len(lines), count, "rows"))
            return table_text(lines), len(lines) - with_titles

        self._job = self._runner.submit(
            work,
            owner=self,
            on_success=lambda copied: self._put_text(*copied),
            on_failure=self._on_failed,
            on_progress=self.progressed.emit,
            replaces="copy",
        )

    def _put_text(self, text: str, count: int) -> None:
        self._job = None
        QApplication.clipboard().setText(text)
        self.copied.emit(count)

    def _on_failed(self, error: CatalogueError) -> None:
        self._job = None
        self.failed.emit(error)


def _pages(spans: Sequence[range]) -> Iterable[range]:
    for span in spans:
        for start in range(span.start, span.stop, MAX_PAGE_ROWS):
            yield range(start, min(start + MAX_PAGE_ROWS, span.stop))
