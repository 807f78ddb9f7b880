"""A CatalogueError as plain JSON and back, for the line between the window and its helper process."""

from __future__ import annotations

from typing import Any

from catalogue_gui.catalogue import errors
from catalogue_gui.catalogue.errors import (
    CatalogueBug,
    CatalogueError,
    CatalogueMissing,
    ConnectionLost,
    ImportRejected,
    InvalidValue,
    SecretUnavailable,
)


def error_to_json(error: CatalogueError) -> dict[str, Any]:
    """An error as a plain mapping: its class as ``kind``, its words, and what its class adds."""
    record: dict[str, Any] = {
        "kind": type(error).__name__,
        "title": error.title,
        "message": error.message,
        "hint": error.hint,
        "detail": error.detail,
    }
    match error:
        case ConnectionLost():
            record["outcome_unknown"] = error.outcome_unknown
        case InvalidValue():
            record["field"] = error.field
        case CatalogueMissing():
            record["can_set_up"] = error.can_set_up
            record["can_have_fast_text"] = error.can_have_fast_text
        case SecretUnavailable():
            record["state"] = error.state
        case ImportRejected():
            record.update(line=error.line, column=error.column, reason=error.reason)
    return record


def error_from_json(record: dict[str, Any]) -> CatalogueError:
    """Read what :func:`error_to_json` wrote; an unknown kind becomes a CatalogueBug with the same words."""
    rest = dict(record)
    kind = getattr(errors, str(rest.pop("kind", "")), None)
    message = str(rest.pop("message", ""))
    if isinstance(kind, type) and issubclass(kind, CatalogueError):
        if issubclass(kind, InvalidValue) and kind is InvalidValue:
            return InvalidValue(str(rest.pop("field", "")), message, **rest)
        if kind is ImportRejected:
            return ImportRejected(int(rest["line"]), str(rest["column"]), str(rest["reason"]))
        try:
            error: CatalogueError = kind(message, **rest)
        except TypeError:
            pass
        else:
            return error
    words = {key: str(rest[key]) for key in ("title", "hint", "detail") if key in rest}
    return CatalogueBug(message, **words)
