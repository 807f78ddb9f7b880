"""Do an import's options go together with the columns of its file? Asked before anything is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from catalogue_gui.catalogue.errors import ImportRefused
from catalogue_gui.catalogue.importing import IGNORE, METADATA_PREFIX, ImportOptions, Mode
from catalogue_gui.catalogue.product import Field
from catalogue_gui.transfer.mapping import (
    NOTHING_WRITTEN,
    REQUIRED,
    ColumnMapping,
    checked_field,
    column_list,
)


def resolve_options(
    options: ImportOptions, mapping: ColumnMapping, samples: Sequence[Sequence[str]] = ()
) -> ImportOptions:
    """Fill in the match key, and see that the options go together with the columns.

    Args:
        options: as given.
        mapping: which column goes where.
        samples: the first records, by which a column that is missing can be suggested.
    Returns:
        The options with ``match`` set to ``id``, ``name`` or ``metadata.KEY``; None when every record is a new product.
    Raises:
        ImportRefused: a required field has neither column nor default, or an option makes no sense.
    """
    for name in options.defaults:
        if checked_field(name) in (IGNORE, Field.ID, Field.METADATA):
            raise ImportRefused(f"There can be no default for {name}.", hint=NOTHING_WRITTEN)
    for name, policy in options.blanks.items():
        _require_policy(checked_field(name), policy)
    if options.mode != Mode.UPDATE:
        missing = [
            str(name)
            for name in REQUIRED
            if mapping.column_of(name) is None and not options.defaults.get(name, "").strip()
        ]
        if missing:
            raise _missing_fields(missing, mapping, samples)
    match = options.match
    if match is None:
        if mapping.column_of(Field.ID) is not None:
            match = str(Field.ID)
        elif options.mode != Mode.ADD:
            match = str(Field.NAME)
    if match is not None:
        match = checked_field(match)
        if match not in (Field.ID, Field.NAME) and not match.startswith(METADATA_PREFIX):
            raise ImportRefused(
                f"Products cannot be matched by {match}.",
                hint=f"{NOTHING_WRITTEN} Match by id, name or metadata.KEY.",
            )
        if mapping.column_of(match) is None:
            raise ImportRefused(
                f"Products are to be matched by {match}, but no column is mapped to it.",
                hint=f"{NOTHING_WRITTEN} Map a column to {match}, or match by something else.",
            )
    return replace(options, match=match)


def _require_policy(name: str, policy: str) -> None:
    if policy not in ("keep", "clear"):
        raise ImportRefused(
            f"A blank cell can keep or clear what is there, not “{policy}”.", hint=NOTHING_WRITTEN
        )
    if policy == "clear" and name in (*REQUIRED, Field.ID):
        raise ImportRefused(
            f"A blank cell cannot clear the {name}: every product needs one.", hint=NOTHING_WRITTEN
        )


def _missing_fields(
    missing: Sequence[str], mapping: ColumnMapping, samples: Sequence[Sequence[str]]
) -> ImportRefused:
    listed = " and ".join(filter(None, [", ".join(missing[:-1]), missing[-1]]))
    columns = column_list([column.key for column in mapping.columns])
    pronoun = "it" if len(missing) == 1 else "them"
    likely = "".join(
        f" “{view.key}” may hold the {view.field}."
        for view in mapping.to_views(samples)
        if view.confidence < 1 and view.field in missing
    )
    return ImportRefused(
        f"No column of the file holds the {listed} of the products.",
        title="A column is missing",
        hint=f"{NOTHING_WRITTEN} Map a column to {pronoun}, or give a default.{likely} The columns are {columns}.",
    )
