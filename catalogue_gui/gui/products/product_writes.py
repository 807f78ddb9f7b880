"""Whole changes to products on their way to the server and back: each with what to do when it is done, or not."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from catalogue_gui.catalogue.errors import CatalogueError
from catalogue_gui.catalogue.product import Edit, NewProduct, Product
from catalogue_gui.gui.products.edit_keeping import EditKeeping
from catalogue_gui.gui.products.send_queue import SendQueue
from catalogue_gui.gui.products.writing import fetch, refuse_changed, write_once
from catalogue_gui.jobs import JobContext, JobRunner

if TYPE_CHECKING:
    from catalogue_gui.database.catalogue import Catalogue

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Attempt:
    """An undo or redo that may have been tried before: its transaction is asked after, so that it is done once.

    Its worker writes it; one for each step and direction.
    """

    transaction: str = ""


T = TypeVar("T")


class ProductWrites(QObject):
    """Sends changes, one at a time for each product, and announces every product that came back."""

    product_changed = Signal(object)  # Product
    product_added = Signal(object)  # Product
    product_deleted = Signal(object)  # UUID

    def __init__(
        self, runner: JobRunner, keeping: EditKeeping, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._keeping = keeping
        self._catalogue: Catalogue | None = None
        self._queue = SendQueue()

    def apply(
        self,
        edit: Edit,
        done: Callable[[], None],
        failed: Callable[[CatalogueError], None],
        *,
        attempt: Attempt | None = None,
        step_id: int = 0,
        is_undo: bool = True,
    ) -> None:
        """Send an edit in its turn, without noting it in the history: undo and redo come here.

        Args:
            edit: of one field.
            done: it has been made.
            failed: it has not been made, or nobody knows.
            attempt: the same one is given when it is tried again.
            step_id: the step of the journal that is taken back or done again; 0 for none.
            is_undo: which of the two.
        """
        tried, key = attempt or Attempt(), self._keeping.key

        def on_success(product: Product) -> None:
            self.product_changed.emit(product)
            done()

        def work(catalogue: Catalogue, context: JobContext) -> Product:
            # From the list of steps, or in another window.
            is_done = is_undo and self._keeping.is_undone(key, step_id)
            with context.transaction() as connection:
                if is_done:
                    return fetch(catalogue, connection, edit.product_id)
                product = write_once(catalogue, connection, edit, tried)
            tried.transaction = ""
            self._keeping.record_edit(key, catalogue, edit, product)
            self._keeping.mark_undone(step_id, is_undone=is_undo)
            return product

        self._queue.add(
            edit.product_id, partial(self._send, edit.product_id, work, on_success, failed)
        )

    def insert(
        self,
        product: NewProduct,
        done: Callable[[Product], None],
        failed: Callable[[CatalogueError], None],
    ) -> None:
        """Add a product, without noting it in the history."""
        catalogue, key = self._catalogue, self._keeping.key
        if catalogue is None:
            return

        def work(context: JobContext) -> Product:
            with context.transaction() as connection:
                added = catalogue.insert(connection, product)
            self._keeping.record(key, catalogue, f"“{added.name}” added")
            return added

        def on_success(added: Product) -> None:
            self.product_added.emit(added)
            done(added)

        self._submit(catalogue, work, on_success, failed)

    def remove(
        self,
        product_id: UUID,
        done: Callable[[Product | None], None],
        failed: Callable[[CatalogueError], None],
        *,
        if_still: Product | None = None,
    ) -> None:
        """Delete a product, without noting it in the history; None is handed on when it was gone already.

        Args:
            product_id: the product.
            done: it is gone.
            failed: it is not.
            if_still: how it must be for that, its times aside; else it is a conflict, and stays.
        """
        catalogue, key = self._catalogue, self._keeping.key
        if catalogue is None:
            return

        def work(context: JobContext) -> Product | None:
            with context.transaction() as connection:
                deleted = catalogue.delete(connection, product_id)
                if deleted is not None and if_still is not None:
                    refuse_changed(deleted, if_still)  # which rolls the deletion back
            if deleted is not None:
                self._keeping.record(key, catalogue, f"“{deleted.name}” deleted")
            return deleted

        def on_success(deleted: Product | None) -> None:
            self.product_deleted.emit(product_id)
            done(deleted)

        self._submit(catalogue, work, on_success, failed)

    def refetch(self, product_id: UUID) -> None:
        """Fetch one product anew and announce it."""
        catalogue = self._catalogue
        if catalogue is None:
            return

        def work(context: JobContext) -> Product | None:
            with context.connection() as connection:
                return catalogue.fetch_page(connection, [product_id])[0]

        def done(product: Product | None) -> None:
            if product is None:
                self.product_deleted.emit(product_id)
            else:
                self.product_changed.emit(product)

        self._submit(catalogue, work, done, lambda error: logger.info("%s", error.message))

    def _send(
        self,
        product_id: UUID,
        work: Callable[[Catalogue, JobContext], T],
        on_success: Callable[[T], None],
        on_failure: Callable[[CatalogueError], None],
    ) -> bool:
        """Send what the queue let go; the next for the same product goes when this is answered."""
        catalogue = self._catalogue
        if catalogue is None:
            return False

        def succeed(result: T) -> None:
            on_success(result)
            self._queue.answered(product_id)

        def fail(error: CatalogueError) -> None:
            on_failure(error)
            self._queue.answered(product_id)

        self._submit(catalogue, partial(work, catalogue), succeed, fail)
        return True

    def _submit(
        self,
        catalogue: Catalogue,
        work: Callable[[JobContext], T],
        on_success: Callable[[T], None],
        on_failure: Callable[[CatalogueError], None],
    ) -> None:
        """Run some work; what arrives after another catalogue was opened is no news of this one."""

        def succeed(result: T) -> None:
            if self._catalogue is catalogue:
                on_success(result)

        def fail(error: CatalogueError) -> None:
            if self._catalogue is catalogue:
                on_failure(error)
            else:
                logger.warning("Too late for the catalogue that is open now: %s", error.message)

        self._runner.submit(work, owner=self, on_success=succeed, on_failure=fail, is_write=True)
