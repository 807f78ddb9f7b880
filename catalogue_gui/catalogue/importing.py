"""What an import is asked to do and what it answers, as plain values.

They cross the line between the window and the helper process as JSON, so each can be written to and read from a plain
mapping: ``to_json`` and ``from_json``.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Self


class Mode(StrEnum):
    """What an import may do with the catalogue."""

    ADD = "add"
    UPDATE = "update"
    UPSERT = "upsert"


class Outcome(StrEnum):
    """What becomes of one record."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


IGNORE = "ignore"  # the mapping target of a column that is left out
METADATA_PREFIX = "metadata."
# Fields that several columns can fill together: the tags of all of them; one category path, from its top.
SHARED_FIELDS = ("tags", "category")
CATEGORY_LEVELS = "/"  # between the levels of a path that is put together from several columns
IMPORT_FIELDS = ("name", "price", "category", "tags", "stock", "id")


def proper_field(name: str) -> str | None:
    """A mapping target as a person wrote it, in its proper form; None when there is no such target."""
    text = name.strip()
    if text.lower() in (*IMPORT_FIELDS, "metadata", IGNORE):
        return text.lower()
    if text.lower().startswith(METADATA_PREFIX) and len(text) > len(METADATA_PREFIX):
        return METADATA_PREFIX + text[len(METADATA_PREFIX) :]
    return None


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How a file is to be read; None means: find out.

    ``encoding`` is a Python codec name, ``delimiter`` and ``quote`` are one character (``quote=""``: no quoting),
    ``header`` tells whether the first record holds names.
    """

    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    header: bool | None = None

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Self:
        return cls(**value)


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """Everything that decides what an import does with a file.

    Args:
        read: how the file is read.
        mapping: column to field; a column is a header text or ``#N`` (1-based), a field is name, price, category, tags,
            stock, id, ``metadata.KEY`` or ``ignore``. Columns not named here are matched automatically. Several columns
            may go to tags, and several to category.
        mode: add, update, upsert.
        match: how a record finds its product: ``id``, ``name``, ``metadata.KEY``, or None for the mode's own choice.
        decimal: ``","`` or ``"."``, None to decide from the column.
        tag_separator: text between tags, None to decide from the column.
        category_separator: what stands between the levels of a category, which become those of a path; empty to take
            categories as they are written, None to decide from the column.
        extra: ``metadata`` or ``ignore``: what becomes of columns that match no field.
        defaults: field to the text used where a cell is blank or the column is missing.
        blanks: field to ``keep`` or ``clear``: what a blank cell does in an update.
    """

    read: ReadOptions = field(default_factory=ReadOptions)
    mapping: dict[str, str] = field(default_factory=dict)
    mode: Mode = Mode.ADD
    match: str | None = None
    decimal: str | None = None
    tag_separator: str | None = None
    category_separator: str | None = None
    extra: str = "metadata"
    defaults: dict[str, str] = field(default_factory=dict)
    blanks: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Self:
        rest = dict(value)
        read = ReadOptions.from_json(rest.pop("read", {}))
        mode = Mode(rest.pop("mode", Mode.ADD))
        return cls(read=read, mode=mode, **rest)


@dataclass(frozen=True, slots=True)
class ColumnView:
    """One column of a file as the wizard shows it.

    Args:
        key: how ``--map`` names it: the header text where that is unique and not empty, else ``#N``.
        header: the text in the file; empty when there is none.
        field: where it goes at present: a field, ``metadata.KEY`` or ``ignore``.
        reason: why it goes there, in the user's words ("header “Regular price”"); empty for a choice of the user.
        samples: the first few values that are not blank.
        confidence: how sure that is, 0..1: 1 for a choice of the user and for a header that is known whole, below 0.5 for a
            guess from what the column holds.
        yes_words: the words that mean yes, in small letters, where its first values are yes or no throughout.
        number_decimal: the decimal character of a metadata column whose first values are numbers throughout, else None.
        amount_decimal: the decimal character of its first values as prices; None where they can be read both ways.
        tag_separator: what stands between tags in its first values; None for nothing.
        category_separator: what stands between the levels of its first values as categories; None for nothing.
    """

    key: str
    header: str
    field: str
    reason: str
    samples: tuple[str, ...]
    confidence: float = 1.0
    yes_words: tuple[str, ...] = ()
    number_decimal: str | None = None
    amount_decimal: str | None = "."
    tag_separator: str | None = None
    category_separator: str | None = None


@dataclass(frozen=True, slots=True)
class FileView:
    """A file as the wizard shows it before anything is checked.

    ``rows`` are the first records, each with its 1-based line. ``evidence`` are sentences that say how the file was
    understood. ``columns`` carry the suggested mapping.
    """

    path: str
    size_bytes: int
    encoding: str
    delimiter: str
    quote: str
    header: bool
    evidence: tuple[str, ...]
    columns: tuple[ColumnView, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Self:
        rest = dict(value)
        columns = tuple(
            ColumnView(
                **{
                    **column,
                    "samples": tuple(column["samples"]),
                    "yes_words": tuple(column.get("yes_words", ())),
                }
            )
            for column in rest.pop("columns")
        )
        rows = tuple((int(line), tuple(cells)) for line, cells in rest.pop("rows"))
        evidence = tuple(rest.pop("evidence"))
        return cls(columns=columns, rows=rows, evidence=evidence, **rest)


@dataclass(frozen=True, slots=True)
class Reject:
    """One record that was not taken: 1-based ``line``, ``column`` (empty: the record), ``value`` and ``reason``.

    ``cells`` is the whole record as read, or as it was last mended.
    """

    line: int
    column: str
    value: str
    reason: str
    cells: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Self:
        return cls(**{**value, "cells": tuple(value.get("cells", ()))})


@dataclass(frozen=True, slots=True)
class RowPreview:
    """One record as it would be written.

    ``changes`` holds, field by field, the old text (None for a new product) and the new one.
    """

    line: int
    outcome: Outcome
    name: str
    changes: tuple[tuple[str, str | None, str], ...]


@dataclass(frozen=True, slots=True)
class ImportUndo:
    """What is needed to take a whole import back.

    Args:
        file: path of the old rows of the products it changed; None where it changed none.
        transaction: the server's number for it, as :func:`catalogue_gui.database.transactions.transaction_of` gives it.
        inserted: rows it added.
        updated: rows it changed.
    """

    file: str | None
    transaction: str
    inserted: int
    updated: int

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Self:
        return cls(**value)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import found, and what it wrote.

    Always ``records == new + changed + unchanged + rejected``. ``written`` counts the rows inserted and updated: 0 until
    the write, and after a dry run. ``columns`` is the mapping in force. ``rejects_file`` is a path, or None. ``undo`` is
    None until something was written, and where it cannot be taken back.
    """

    records: int
    new: int
    changed: int
    unchanged: int
    rejected: int
    written: int
    encoding: str
    delimiter: str
    header: bool
    columns: dict[str, str]
    warnings: dict[str, int]
    rejects_file: str | None
    seconds: float
    undo: ImportUndo | None = None

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Self:
        undo = value.get("undo")
        return cls(**{**value, "undo": None if undo is None else ImportUndo.from_json(undo)})
