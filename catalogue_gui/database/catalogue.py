"""An open catalogue as the window knows it: its connections and what can be asked of it.

Every operation takes a connection that a job borrowed, so that the job can cancel what runs on it.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING
from uuid import UUID

import psycopg

from catalogue_gui.catalogue.errors import Cancelled
from catalogue_gui.catalogue.facets import Facets, MetadataKeyFacet
from catalogue_gui.catalogue.product import Edit, Field, NewProduct, Product
from catalogue_gui.catalogue.query import ProductQuery, Sort
from catalogue_gui.catalogue.rights import Rights, nothing_allowed
from catalogue_gui.catalogue.snapshot import OrderSnapshot
from catalogue_gui.catalogue.transactions import TransactionState
from catalogue_gui.catalogue.typed_values import EDITABLE_FIELDS
from catalogue_gui.database import (
    editing,
    facets,
    order_index,
    products,
    text_index,
    transactions,
)
from catalogue_gui.database.connect import Connection
from catalogue_gui.database.database import Database
from catalogue_gui.database.pooler import ServerConnection
from catalogue_gui.database.rights import rights_of
from catalogue_gui.database.snapshot import fetch_snapshot
from catalogue_gui.database.table_name import TableName
from catalogue_gui.database.target import Target

if TYPE_CHECKING:
    from catalogue_gui.catalogue.bulk import BulkChange, BulkOutcome, BulkPreview, RowChange

logger = logging.getLogger(__name__)

Request = tuple[ProductQuery, Sort, int]  # query, sort, limit
AHEAD_STEP_S = 0.05  # how often somebody who waits looks whether he is still waited for
CANCEL_TIMEOUT_S = 2.0


class Catalogue:
    """One catalogue: ``database`` lends the connections, the methods say what is done with them.

    What changes many products at once is imported when it is asked for: the window has rows to show first.
    """

    def __init__(self, target: Target) -> None:
        self.database = Database(target)
        self._ahead: tuple[Request, Future[list[Product]]] | None = None
        self._reading_ahead: Connection | None = None

    @property
    def extra_columns(self) -> tuple[str, ...]:
        """The table's columns beyond the program's own."""
        return self.database.table.extra_columns if self.database.table else ()

    @property
    def columns_without_order(self) -> frozenset[str]:
        """The extra columns that the server cannot sort by."""
        return self.database.table.without_order if self.database.table else frozenset()

    @property
    def is_writable(self) -> bool:
        """True when this role may change anything here, be it one column."""
        return self.database.table is not None and self.database.table.is_writable

    @property
    def user(self) -> str:
        """The role that is logged in; empty before that."""
        return self.database.table.access.user if self.database.table is not None else ""

    @property
    def rights(self) -> Rights:
        """What this user may do here, as it was found when the catalogue was opened."""
        table = self.database.table
        if table is None:
            return nothing_allowed(EDITABLE_FIELDS, "The catalogue is not open yet.")
        return rights_of(table.access, is_marked_read_only=self.database.target.read_only)

    @property
    def _table(self) -> TableName:
        return self.database.target.table_name

    @property
    def _names_server(self) -> bool:
        return self.database.table is not None and self.database.table.access.names_server

    @property
    def _has_category_index(self) -> bool:
        return self.database.table is not None and self.database.table.has_category_index

    def fetch_slice(
        self, connection: Connection, query: ProductQuery, sort: Sort, start: int, limit: int
    ) -> list[Product]:
        """See :func:`catalogue_gui.database.products.fetch_slice`."""
        return products.fetch_slice(
            connection,
            query,
            sort,
            start,
            limit,
            self.extra_columns,
            table=self._table,
            has_category_index=self._has_category_index,
        )

    def read_ahead(
        self, query: ProductQuery, sort: Sort, limit: int
    ) -> Callable[[ServerConnection], None]:
        """Promise the first rows of a query to whoever takes them.

        Returns:
            What keeps the promise on a connection, to be called once, on any worker. Whatever comes in the way is logged, and whoever
            takes the rows is told that there are none.
        """
        future: Future[list[Product]] = Future()
        self._ahead = ((query, sort, limit), future)

        def keep(connection: ServerConnection) -> None:
            self._reading_ahead = connection
            try:
                rows = self.fetch_slice(connection, query, sort, 0, limit)
            except Exception as error:  # noqa: BLE001 - who asks in the ordinary way is told
                logger.info("The first rows could not be read ahead: %s", error)
                future.set_exception(error)
            else:
                future.set_result(rows)
            finally:
                self._reading_ahead = None

        return keep

    def take_ahead(
        self, query: ProductQuery, sort: Sort, limit: int, check_cancelled: Callable[[], None]
    ) -> list[Product] | None:
        """The rows that were promised, if they are these; they are given once. None when they are to be asked for.

        Args:
            check_cancelled: raises Cancelled when nobody waits for them any more; they are then given up.
        Raises:
            Cancelled.
        """
        ahead, self._ahead = self._ahead, None
        if ahead is None or ahead[0] != (query, sort, limit):
            return None
        future = ahead[1]
        while True:
            try:
                return future.result(AHEAD_STEP_S)
            except TimeoutError:
                try:
                    check_cancelled()
                except Cancelled:
                    self.give_up_ahead()
                    raise
            except Exception:  # noqa: BLE001 - logged by whoever read; asked for again, it is told
                return None

    def give_up_ahead(self) -> None:
        """Cancel on the server what is being read ahead."""
        connection = self._reading_ahead
        if connection is not None:
            with contextlib.suppress(psycopg.Error):
                connection.cancel_safe(timeout=CANCEL_TIMEOUT_S)

    def fetch_snapshot(
        self,
        connection: Connection,
        query: ProductQuery,
        sort: Sort,
        snapshot: OrderSnapshot,
        on_block: Callable[[], None] = lambda: None,
    ) -> None:
        """See :func:`catalogue_gui.database.snapshot.fetch_snapshot`."""
        fetch_snapshot(
            connection,
            query,
            sort,
            snapshot,
            on_block,
            table=self._table,
            has_category_index=self._has_category_index,
        )

    def fetch_page(self, connection: Connection, ids: Sequence[UUID]) -> list[Product | None]:
        """See :func:`catalogue_gui.database.products.fetch_page`."""
        return products.fetch_page(connection, ids, self.extra_columns, table=self._table)

    def find_by_prefix(
        self,
        connection: Connection,
        query: ProductQuery,
        sort: Sort,
        field: Field,
        prefix: str,
        skip: int,
    ) -> UUID | None:
        """See :func:`catalogue_gui.database.products.find_by_prefix`."""
        return products.find_by_prefix(
            connection,
            query,
            sort,
            field,
            prefix,
            skip,
            table=self._table,
            has_category_index=self._has_category_index,
        )

    def fetch_facets(self, connection: Connection, query: ProductQuery) -> Facets:
        """See :func:`catalogue_gui.database.facets.fetch_facets`."""
        return facets.fetch_facets(
            connection, query, table=self._table, has_category_index=self._has_category_index
        )

    def fetch_count(self, connection: Connection, query: ProductQuery) -> int:
        """See :func:`catalogue_gui.database.facets.fetch_count`."""
        return facets.fetch_count(
            connection, query, table=self._table, has_category_index=self._has_category_index
        )

    def fetch_metadata_keys(self, connection: Connection) -> tuple[MetadataKeyFacet, ...]:
        """See :func:`catalogue_gui.database.facets.fetch_metadata_keys`."""
        return facets.fetch_metadata_keys(connection, table=self._table)

    def fetch_metadata_values(
        self, connection: Connection, path: tuple[str, ...], prefix: str = ""
    ) -> tuple[tuple[str, int], ...]:
        """See :func:`catalogue_gui.database.facets.fetch_metadata_values`."""
        return facets.fetch_metadata_values(connection, path, prefix, table=self._table)

    def fetch_tags(self, connection: Connection, prefix: str) -> tuple[tuple[str, int], ...]:
        """See :func:`catalogue_gui.database.facets.fetch_tags`."""
        return facets.fetch_tags(connection, prefix, table=self._table)

    def can_have_text_index(self, connection: Connection) -> bool:
        """True when there is no index for free text, and this user can have it made."""
        state = text_index.text_index_state(connection, self._table)
        return state == text_index.TextIndexState.POSSIBLE

    def add_text_index(self, connection: Connection) -> None:
        """See :func:`catalogue_gui.database.text_index.add_text_index`."""
        text_index.add_text_index(connection, self._table)

    def can_have_order_index(self, connection: Connection) -> bool:
        """See :func:`catalogue_gui.database.order_index.can_have_order_index`."""
        return order_index.can_have_order_index(connection, self._table)

    def add_order_index(self, connection: Connection) -> None:
        """See :func:`catalogue_gui.database.order_index.add_order_index`."""
        order_index.add_order_index(connection, self._table)

    def insert(self, connection: Connection, product: NewProduct) -> Product:
        """See :func:`catalogue_gui.database.editing.insert_product`."""
        return editing.insert_product(connection, product, self.extra_columns, table=self._table)

    def update(self, connection: Connection, edit: Edit) -> Product:
        """See :func:`catalogue_gui.database.editing.update_product`."""
        return editing.update_product(connection, edit, self.extra_columns, table=self._table)

    def delete(self, connection: Connection, product_id: UUID) -> Product | None:
        """See :func:`catalogue_gui.database.editing.delete_product`."""
        return editing.delete_product(connection, product_id, self.extra_columns, table=self._table)

    def transaction_of(self, connection: Connection) -> str:
        """See :func:`catalogue_gui.database.transactions.transaction_of`."""
        return transactions.transaction_of(connection, names_server=self._names_server)

    def transaction_state(self, connection: Connection, number: str) -> TransactionState:
        """See :func:`catalogue_gui.database.transactions.transaction_state`."""
        return transactions.transaction_state(connection, number, names_server=self._names_server)

    def lock(self, connection: Connection, product_id: UUID) -> None:
        """See :func:`catalogue_gui.database.transactions.wait_for_product`."""
        transactions.wait_for_product(connection, product_id, table=self._table)

    def preview_bulk(
        self, connection: Connection, ids: Sequence[UUID], change: BulkChange, limit: int
    ) -> BulkPreview:
        """See :func:`catalogue_gui.database.bulk.preview_bulk`."""
        from catalogue_gui.database import bulk

        return bulk.preview_bulk(connection, ids, change, limit, table=self._table)

    def apply_bulk(
        self,
        connection: Connection,
        ids: Iterable[UUID],
        change: BulkChange,
        on_rows: Callable[[list[RowChange]], None],
        on_progress: Callable[[int], None],
    ) -> BulkOutcome:
        """See :func:`catalogue_gui.database.bulk.apply_bulk`."""
        from catalogue_gui.database import bulk

        return bulk.apply_bulk(connection, ids, change, on_rows, on_progress, table=self._table)

    def revert_bulk(
        self,
        connection: Connection,
        change: BulkChange,
        batches: Iterable[list[RowChange]],
        on_progress: Callable[[int], None],
    ) -> BulkOutcome:
        """See :func:`catalogue_gui.database.bulk.revert_bulk`."""
        from catalogue_gui.database import bulk

        return bulk.revert_bulk(connection, change, batches, on_progress, table=self._table)

    def delete_many(
        self,
        connection: Connection,
        ids: Iterable[UUID],
        on_rows: Callable[[list[Product]], None],
        on_progress: Callable[[int], None],
    ) -> BulkOutcome:
        """See :func:`catalogue_gui.database.many.delete_many`."""
        from catalogue_gui.database import many

        return many.delete_many(
            connection, ids, on_rows, on_progress, self.extra_columns, table=self._table
        )

    def insert_many(
        self,
        connection: Connection,
        batches: Iterable[list[NewProduct]],
        on_progress: Callable[[int], None],
    ) -> int:
        """See :func:`catalogue_gui.database.many.insert_many`."""
        from catalogue_gui.database import many

        return many.insert_many(connection, batches, on_progress, table=self._table)
