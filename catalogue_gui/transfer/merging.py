"""How a staged record and the catalogue come together: which product it finds, and what that product becomes.

All of it is SQL over ``s`` (the staged record) and ``p`` (the product it found). A NULL in the staging table is a blank cell or a
column that the file does not have.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import islice
from typing import Any

from psycopg import sql

from catalogue_gui.catalogue.importing import METADATA_PREFIX, ImportOptions, Mode
from catalogue_gui.catalogue.metadata_fields import metadata_path
from catalogue_gui.catalogue.product import Field
from catalogue_gui.database.quoting import quoted_array, quoted_literal
from catalogue_gui.database.table_name import TableName
from catalogue_gui.transfer.mapping import REQUIRED, ColumnMapping
from catalogue_gui.transfer.nested_metadata import NestedKey, with_nested, without_staged

_MOST_BITS = 62  # of a bigint; the next one stands for all the fields beyond


class MergeRules:
    """The rules of one import.

    Args:
        products: qualified name of the catalogue's table.
        options: with ``match`` resolved.
        mapping: which column goes where.
        defaults: field to its default, as SQL takes it.
    """

    def __init__(
        self,
        products: TableName,
        options: ImportOptions,
        mapping: ColumnMapping,
        defaults: Mapping[str, Any],
    ) -> None:
        self.products = products
        self.options = options
        self.mapping = mapping
        self._defaults = dict(defaults)
        self._nested = [
            NestedKey(column.metadata_path, column.metadata_key)
            for column in mapping.metadata_columns
            if column.metadata_path and column.metadata_key and len(column.metadata_path) > 1
        ]

    @property
    def is_compared(self) -> bool:
        """False when every staged record is a new product, so that there is nothing to compare."""
        return self.options.match is not None

    def comparison(self) -> sql.Composed:
        mode, match = self.options.mode, self.options.match or ""
        blank = [
            sql.SQL("WHEN s.{} IS NULL THEN {}").format(
                sql.Identifier(name), sql.Literal(f"blank:{name}")
            )
            for name in REQUIRED
            if name not in self._defaults
        ]
        blank_code = (
            sql.SQL("CASE {} END").format(sql.SQL(" ").join(blank)) if blank else sql.SQL("NULL")
        )
        return sql.SQL(
            """
            INSERT INTO pg_temp.import_outcome (record, line, outcome, product_id, seen, fields, code, number)
            WITH numbered AS (
                SELECT s.*,
                       row_number() OVER same AS nth,
                       first_value(s.line) OVER same AS first_line{id_columns}
                FROM pg_temp.import_staging s
                WINDOW same AS (PARTITION BY s.match_key ORDER BY s.record
                                ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW){id_window}
            ), found AS ({found}), judged AS (
                SELECT s.record, s.line, s.first_line, {first_id_line} AS first_id_line,
                       coalesce(f.number, 0) AS number, p.id AS product_id, p.xmin AS seen,
                       CASE WHEN s.match_key IS NOT NULL AND s.nth > 1 THEN 'duplicate'
                            WHEN f.number > 1 THEN 'several'
                            WHEN f.number IS NULL AND {is_update} THEN 'missing'
                            WHEN f.number = 1 AND {is_add} THEN 'exists'
                            {id_clash}
                            WHEN f.number IS NULL THEN {blank}
                       END AS code,
                       f.number IS NULL AS is_new,
                       {fields} AS fields
                FROM numbered s
                LEFT JOIN found f ON f.match_key = s.match_key
                LEFT JOIN {products} p ON p.id = f.product_id AND f.number = 1
            )
            SELECT record, line,
                   CASE WHEN code IS NOT NULL THEN 'rejected' WHEN is_new THEN 'new'
                        WHEN fields <> 0 THEN 'changed' ELSE 'unchanged' END,
                   product_id, seen, coalesce(fields, 0), code,
                   CASE code WHEN 'duplicate' THEN first_line WHEN 'id_repeated' THEN first_id_line
                             ELSE number END
            FROM judged
            ORDER BY record
            """
        ).format(
            **self._id_clash(match),
            found=self._found(match),
            is_update=sql.Literal(mode == Mode.UPDATE),
            is_add=sql.Literal(mode == Mode.ADD),
            blank=blank_code,
            fields=self._changed_fields(),
            products=self.products.identifier,
        )

    def _id_clash(self, match: str) -> dict[str, sql.Composable]:
        """The parts of the comparison that keep a new product from an id that is taken, where ids are not the match key."""
        if match == Field.ID or self.mapping.column_of(Field.ID) is None:
            nothing = sql.SQL("")
            return {
                "id_columns": nothing,
                "id_window": nothing,
                "id_clash": nothing,
                "first_id_line": sql.SQL("NULL::bigint"),
            }
        return {
            "id_columns": sql.SQL(
                ", row_number() OVER same_id AS nth_id, first_value(s.line) OVER same_id AS first_id_line"
            ),
            "id_window": sql.SQL(
                ", same_id AS (PARTITION BY s.id ORDER BY s.record"
                " ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)"
            ),
            "id_clash": sql.SQL(
                "WHEN f.number IS NULL AND s.id IS NOT NULL AND s.nth_id > 1 THEN 'id_repeated'"
                " WHEN f.number IS NULL AND EXISTS (SELECT FROM {} q WHERE q.id = s.id) THEN 'id_exists'"
            ).format(self.products.identifier),
            "first_id_line": sql.SQL("s.first_id_line"),
        }

    def _found(self, match: str) -> sql.Composed:
        """Match key to the product it finds, and how many it finds."""
        if match == Field.ID:
            return sql.SQL(
                "SELECT s.match_key, 1::bigint AS number, p.id AS product_id FROM "
                "(SELECT DISTINCT match_key FROM pg_temp.import_staging WHERE match_key IS NOT NULL) s "
                "JOIN {} p ON p.id = s.match_key::uuid"
            ).format(self.products.identifier)
        if match == Field.NAME:
            key: sql.Composable = sql.SQL("p.name")
        else:
            path = metadata_path(match) or ()
            # The plain form may have an index of the user's.
            key = (
                sql.SQL("(p.metadata ->> {})").format(quoted_literal(path[0]))
                if len(path) == 1
                else sql.SQL("(p.metadata #>> {})").format(quoted_array(path))
            )
        return sql.SQL(
            "SELECT s.match_key, count(*) AS number, (array_agg(p.id))[1] AS product_id FROM "
            "(SELECT DISTINCT match_key FROM pg_temp.import_staging WHERE match_key IS NOT NULL) s "
            "JOIN {} p ON {} = s.match_key GROUP BY s.match_key"
        ).format(self.products.identifier, key)

    def updated_values(self) -> dict[str, sql.Composable]:
        """Field to its value after an update, over ``s`` (staged) and ``p`` (product); only fields the file has."""
        values: dict[str, sql.Composable] = {}
        clear = {name for name, policy in self.options.blanks.items() if policy == "clear"}
        for name in (*REQUIRED, Field.TAGS, Field.STOCK):
            # What a product was found by is what it is already.
            if self.mapping.column_of(name) is None or name == self.options.match:
                continue
            if name in clear:
                empty = sql.SQL("'{}'::text[]" if name == Field.TAGS else "0")
                values[name] = sql.SQL("coalesce(s.{}, {})").format(sql.Identifier(name), empty)
            else:
                values[name] = sql.SQL("coalesce(s.{0}, p.{0})").format(sql.Identifier(name))
        columns = self.mapping.metadata_columns
        if columns or self.mapping.column_of(Field.METADATA):
            base: sql.Composable = sql.SQL("p.metadata")
            for column in columns:
                if column.field in clear or Field.METADATA in clear:
                    path = quoted_array(column.metadata_path or ())
                    base = sql.SQL("{} #- {}").format(base, path)
            values[Field.METADATA] = self._with_staged_metadata(sql.SQL("({})").format(base))
        return values

    def _with_staged_metadata(self, base: sql.Composable) -> sql.Composable:
        """A product's metadata with what is staged over it."""
        staged = without_staged(sql.SQL("coalesce(s.metadata, '{}')"), self._nested)
        merged = sql.SQL("({} || {})").format(base, staged)
        return with_nested(merged, self._nested) if self._nested else merged

    def _differences(self) -> dict[str, sql.Composable]:
        """Field, or metadata key, to the condition that an update changes it, over ``s`` and ``p``."""
        values = self.updated_values()
        metadata = values.pop(Field.METADATA, None)
        found: dict[str, sql.Composable] = {
            name: sql.SQL("p.{} IS DISTINCT FROM {}").format(sql.Identifier(name), value)
            for name, value in values.items()
        }
        if metadata is not None and self.mapping.column_of(Field.METADATA) is not None:
            found[Field.METADATA] = sql.SQL("p.metadata IS DISTINCT FROM {}").format(metadata)
            return found
        for column in self.mapping.metadata_columns:
            if column.field == self.options.match:
                continue
            key = quoted_literal(column.metadata_key or "")
            condition = sql.SQL("p.metadata #> {} IS DISTINCT FROM s.metadata -> {}").format(
                quoted_array(column.metadata_path or ()), key
            )
            if not self._is_cleared(column.field):
                condition = sql.SQL("s.metadata ? {} AND {}").format(key, condition)
            found[column.field] = condition
        return found

    def _is_cleared(self, name: str) -> bool:
        """Whether a blank cell removes a metadata key."""
        blanks = self.options.blanks
        return "clear" in (blanks.get(name), blanks.get(Field.METADATA))

    def field_bits(self) -> dict[str, int]:
        """Field, or metadata key, to the bit of ``fields`` that says that a record changes it.

        Fields beyond the number of bits have none of their own and are not among these.
        """
        return {
            name: 1 << place for place, name in enumerate(islice(self._differences(), _MOST_BITS))
        }

    def _changed_fields(self) -> sql.Composable:
        bits = self.field_bits()
        parts = [
            sql.SQL("CASE WHEN {} THEN {}::bigint ELSE 0 END").format(
                condition, sql.Literal(bits.get(name, 1 << _MOST_BITS))
            )
            for name, condition in self._differences().items()
        ]
        return sql.SQL(" | ").join(parts) if parts else sql.SQL("0::bigint")

    def _default(self, name: str) -> sql.Composable | None:
        """What a new product gets where a cell is blank; None where nothing is known to be given."""
        value = self._defaults.get(name)
        if name == Field.TAGS:
            return quoted_array(value or ())
        if name == Field.STOCK:
            return sql.Literal(value or 0)
        if isinstance(value, str):
            return quoted_literal(value)
        return None if value is None else sql.Literal(value)

    def inserted_values(self) -> dict[str, sql.Composable]:
        """Field to its value in a new product, over ``s`` (staged)."""
        values: dict[str, sql.Composable] = {}
        for name in (*REQUIRED, Field.TAGS, Field.STOCK):
            default = self._default(name)
            column = sql.SQL("s.{}").format(sql.Identifier(name))
            values[name] = (
                column if default is None else sql.SQL("coalesce({}, {})").format(column, default)
            )
        defaults = {
            name.removeprefix(METADATA_PREFIX): text
            for name, text in self._defaults.items()
            if name.startswith(METADATA_PREFIX)
        }
        values[Field.METADATA] = sql.SQL("coalesce(s.metadata, '{}')")
        if defaults or self._nested:
            values[Field.METADATA] = self._with_staged_metadata(
                sql.SQL("{}::jsonb").format(quoted_literal(json.dumps(defaults)))
            )
        if self.mapping.column_of(Field.ID) is not None:
            values[Field.ID] = sql.SQL("coalesce(s.id, gen_random_uuid())")
        return values
