"""PostgreSQL's errors in the user's words: one function, by SQLSTATE.

A connection that was never made has no SQLSTATE; :mod:`catalogue_gui.database.connection_failure` tells those apart.

Source: PostgreSQL manual, appendix A "PostgreSQL Error Codes".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from psycopg import pq
from psycopg_pool import PoolTimeout

from catalogue_gui.catalogue.errors import (
    AccessDenied,
    CatalogueBug,
    CatalogueError,
    CatalogueMissing,
    ConnectionLost,
    InvalidValue,
    LoginRejected,
    PoolExhausted,
    QueryTimedOut,
    ServerUnreachable,
)
from catalogue_gui.catalogue.product import Field

NOTHING_SAVED = "Nothing was changed."
# As much as is known of any lost connection; whoever knows more says that instead.
NOT_CONFIRMED = "What was not confirmed as saved has not been saved."
_RETRY = "Nothing was changed. Try again in a moment."

_FIELD_WORDS = {
    Field.NAME: "The name",
    Field.PRICE: "The price",
    Field.CATEGORY: "The category",
    Field.TAGS: "The tags",
    Field.METADATA: "The metadata",
    Field.STOCK: "The stock",
    Field.ID: "The id",
}


@contextmanager
def translated_errors() -> Iterator[None]:
    """Turn a psycopg error raised inside into a CatalogueError.

    Raises:
        CatalogueError: the translation; the psycopg error is its ``__cause__``.
    """
    try:
        yield
    except (psycopg.Error, PoolTimeout) as error:
        raise translate(error) from error


def translate(error: Exception) -> CatalogueError:
    """Say a psycopg error in the user's words.

    A statement that the server cancelled (57014) is taken for one that ran too long; who asked for the cancel knows
    better and says so.
    """
    if isinstance(error, PoolTimeout):
        return PoolExhausted(
            "Every connection this program may hold is busy.",
            hint="Nothing was lost. Wait for the running work to end, then try again.",
        )
    if not isinstance(error, psycopg.Error):
        return CatalogueBug(f"An unforeseen error: {type(error).__name__}.", detail=str(error))
    state = error.sqlstate
    if state is None:
        return _without_sqlstate(error)
    build = _BY_STATE.get(state) or _BY_CLASS.get(state[:2]) or _unforeseen
    return build(error)


def detail_of(error: BaseException) -> str:
    """The server's own text, on one page, with anything that looks like a password taken out."""
    text = str(error).strip()
    diag = getattr(error, "diag", None)
    for extra in (getattr(diag, "message_detail", None), getattr(diag, "message_hint", None)):
        if extra and extra not in text:
            text += f"\n{extra}"
    sqlstate = getattr(error, "sqlstate", None)
    if sqlstate:
        text += f"\n(SQLSTATE {sqlstate})"
    return without_secrets(text)


def without_secrets(text: str) -> str:
    """The text with passwords in URIs and key=value strings replaced by dots."""
    text = re.sub(r"(?i)(://[^\s:/@]*:)[^\s@]*(@)", r"\1•••\2", text)
    return re.sub(r"(?i)\b(password|passwd|sslpassword)(\s*=\s*)('[^']*'|\S+)", r"\1\2•••", text)


def _without_sqlstate(error: psycopg.Error) -> CatalogueError:
    """An error that did not come from the server as a message: the connection, or this program."""
    connection_is_gone = error.pgconn is not None and error.pgconn.status != pq.ConnStatus.OK
    if isinstance(error, psycopg.OperationalError) or connection_is_gone:
        return ConnectionLost(
            "The connection to the server was lost.",
            hint=NOT_CONFIRMED,
            detail=detail_of(error),
        )
    if isinstance(error, psycopg.DataError):
        return InvalidValue(
            "",
            "The value holds a character that cannot be stored.",
            hint=NOTHING_SAVED,
            detail=detail_of(error),
        )
    return _unforeseen(error)


def _unforeseen(error: psycopg.Error) -> CatalogueError:
    return CatalogueBug(
        "The server refused what this program asked of it.",
        hint=f"{NOTHING_SAVED} The details help whoever looks after the program.",
        detail=detail_of(error),
    )


def _field_of(error: psycopg.Error) -> Field | None:
    """The product field an error is about, from the column or from the constraint's name."""
    diag = error.diag
    for text in (diag.column_name or "", diag.constraint_name or ""):
        for name in Field:
            if text == name or re.search(rf"(^|_){name}(_|$)", text):
                return name
    return None


def _invalid(phrase: str) -> Callable[[psycopg.Error], CatalogueError]:
    def build(error: psycopg.Error) -> CatalogueError:
        name = _field_of(error)
        subject = _FIELD_WORDS.get(name, "A value") if name else "A value"
        return InvalidValue(
            name or "", f"{subject} {phrase}", hint=NOTHING_SAVED, detail=detail_of(error)
        )

    return build


def _access_denied(error: psycopg.Error) -> CatalogueError:
    return AccessDenied(
        "You are not allowed to do this in this catalogue.",
        hint=f"{NOTHING_SAVED} Ask whoever runs the server for the right to do it.",
        detail=detail_of(error),
    )


def _read_only(error: psycopg.Error) -> CatalogueError:
    return AccessDenied(
        "This connection may only read.",
        hint=f"{NOTHING_SAVED} The profile is marked read-only, or the server is a read-only copy.",
        detail=detail_of(error),
    )


def _timed_out(error: psycopg.Error) -> CatalogueError:
    return QueryTimedOut(
        "The server took longer than the profile allows, and the work was stopped.",
        hint=f"{NOTHING_SAVED} Narrow the search, or allow more time in the profile.",
        detail=detail_of(error),
    )


def _locked_out(error: psycopg.Error) -> CatalogueError:
    return QueryTimedOut(
        "Somebody else is changing the same products and has not finished.",
        title="Held by someone else",
        hint=_RETRY,
        detail=detail_of(error),
    )


def _collided(error: psycopg.Error) -> CatalogueError:
    return CatalogueError(
        "Somebody else changed the same products at the same moment.",
        title="Not saved",
        hint=_RETRY,
        detail=detail_of(error),
    )


def _lost(error: psycopg.Error) -> CatalogueError:
    return ConnectionLost(
        "The server ended the connection.",
        hint=NOT_CONFIRMED,
        detail=detail_of(error),
    )


def _login(error: psycopg.Error) -> CatalogueError:
    return LoginRejected(
        "The server does not accept this user, password or database.",
        hint="Check the connection's profile.",
        detail=detail_of(error),
    )


def _server_full(error: psycopg.Error) -> CatalogueError:
    return ServerUnreachable(
        "The server has no room for another connection.",
        title="The server is full",
        hint="Wait until somebody else has finished, then try again.",
        detail=detail_of(error),
    )


def _out_of_resources(what: str) -> Callable[[psycopg.Error], CatalogueError]:
    def build(error: psycopg.Error) -> CatalogueError:
        return CatalogueError(
            what,
            title="The server has run out of room",
            hint=f"{NOTHING_SAVED} Tell whoever runs the server.",
            detail=detail_of(error),
        )

    return build


def _table_missing(error: psycopg.Error) -> CatalogueError:
    return CatalogueMissing(
        "There is no product table in this database.",
        can_set_up=True,
        hint="Use “Set up catalogue” to create it, or choose another database.",
        detail=detail_of(error),
    )


def _table_differs(error: psycopg.Error) -> CatalogueError:
    return CatalogueMissing(
        "The product table in this database is not as this program needs it.",
        can_set_up=False,
        hint=f"{NOTHING_SAVED} Somebody may have changed the table meanwhile; connect again.",
        detail=detail_of(error),
    )


def _refused_by_rule(error: psycopg.Error) -> CatalogueError:
    said = (error.diag.message_primary or "").strip()
    return CatalogueError(
        f"A rule of this catalogue refused it: {said}"
        if said
        else "A rule of this catalogue refused it.",
        title="Refused",
        hint=NOTHING_SAVED,
        detail=detail_of(error),
    )


def _not_supported(error: psycopg.Error) -> CatalogueError:
    return CatalogueError(
        "This server cannot do that with its product table.",
        title="Not possible here",
        hint=f"{NOTHING_SAVED} The details say why; whoever runs the server can tell more.",
        detail=detail_of(error),
    )


_Builder = Callable[[psycopg.Error], CatalogueError]

_BY_STATE: dict[str, _Builder] = {
    "0A000": _not_supported,
    "22001": _invalid("is longer than this catalogue allows."),
    "22003": _invalid("is larger than this catalogue can hold."),
    "22021": _invalid("holds a character that cannot be stored."),
    "22P05": _invalid("holds a character that this server cannot store."),
    "23502": _invalid("must not be empty."),
    "23503": _invalid("is not among those that this catalogue knows."),
    "23505": _invalid("is there already, and may be there only once."),
    "23514": _invalid("is not allowed by a rule of this catalogue."),
    "25006": _read_only,
    "3D000": _login,
    "40001": _collided,
    "40P01": _collided,
    "42501": _access_denied,
    "42703": _table_differs,
    "42P01": _table_missing,
    "53100": _out_of_resources("The server's disk is full."),
    "53200": _out_of_resources("The server has no memory left for this."),
    "53300": _server_full,
    "54000": _invalid("is longer than this catalogue's index allows."),
    "55P03": _locked_out,
    "57014": _timed_out,
    "P0001": _refused_by_rule,
}
_BY_CLASS: dict[str, _Builder] = {
    "08": _lost,
    "22": _invalid("cannot be stored as it is."),
    "23": _invalid("is against a rule of this catalogue."),
    "28": _login,
    "57": _lost,
}
_BY_STATE["25P03"] = _BY_STATE["25P04"] = _lost
