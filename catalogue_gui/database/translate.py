"""PostgreSQL's errors in the user's words: one function, by SQLSTATE.

Source: PostgreSQL manual, appendix A "PostgreSQL Error Codes". libpq gives no SQLSTATE for a connection that was never
made, only its message: those are told apart by the text, in English, with a general answer for any other language.
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


def connection_failure(
    error: psycopg.Error, address: str, user: str = "", database: str = ""
) -> CatalogueError:
    """Say why a connection could not be opened.

    Args:
        error: what ``psycopg.connect`` raised.
        address: server and port for the message.
        user: the role that wanted in.
        database: the database it wanted.
    """
    text = str(error)
    for pattern, build in _CONNECTION_TEXTS:
        if re.search(pattern, text, re.IGNORECASE):
            return build(address, user, database, detail_of(error))
    if "FATAL" in text:
        return LoginRejected(
            f"The server at {address} refused the connection.",
            hint="The reason it gave is in the details. Check the profile, or ask whoever runs the server.",
            detail=detail_of(error),
        )
    return ServerUnreachable(
        f"The server at {address} cannot be reached.",
        hint="Check the server's name and port, and that this computer is on its network.",
        detail=detail_of(error),
    )


_ConnectionBuilder = Callable[[str, str, str, str], CatalogueError]


def _unreachable(message: str, hint: str) -> _ConnectionBuilder:
    def build(address: str, user: str, database: str, detail: str) -> CatalogueError:
        words = message.format(address=address, user=user or "?", database=database or user or "?")
        return ServerUnreachable(words, hint=hint, detail=detail)

    return build


def _rejected(message: str, hint: str, title: str = "") -> _ConnectionBuilder:
    def build(address: str, user: str, database: str, detail: str) -> CatalogueError:
        words = message.format(address=address, user=user or "?", database=database or user or "?")
        return LoginRejected(words, hint=hint, detail=detail, title=title)

    return build


# Tried in this order: with several hosts the text holds one line a host, and what the server itself said tells more
# than what the network did on another one.
_CONNECTION_TEXTS: tuple[tuple[str, _ConnectionBuilder], ...] = (
    (
        r"password authentication failed|no password supplied|empty password",
        _rejected(
            "The server at {address} did not accept the password of the user “{user}”.",
            "Check the user and the password in the connection's profile.",
            "Wrong user or password",
        ),
    ),
    (
        r'role ".*" does not exist|role ".*" is not permitted to log in|(?:ident|peer|gss\w*|pam|ldap|radius|certificate) authentication failed',
        _rejected(
            "The server at {address} does not let the user “{user}” in.",
            "Check the user's name in the profile, or ask whoever runs the server.",
            "User refused",
        ),
    ),
    (
        r'database ".*" does not exist',
        _rejected(
            "The server at {address} has no database called “{database}”.",
            "Check the database's name in the profile; capital letters count.",
            "No such database",
        ),
    ),
    (
        r"permission denied for database",
        _rejected(
            "The user “{user}” may not open the database “{database}”.",
            "Ask whoever runs the server for the right to connect to it.",
        ),
    ),
    (
        r"no pg_hba\.conf entry|pg_hba\.conf rejects",
        _rejected(
            "The server at {address} takes no connection from this computer for the user “{user}” and the database “{database}”.",
            "Ask whoever runs the server to allow it, or choose another kind of encryption in the profile.",
            "This computer is not allowed in",
        ),
    ),
    (
        r"too many connections|remaining connection slots|sorry, too many clients",
        _rejected(
            "The server at {address} has no room for another connection.",
            "Wait until somebody else has finished, then try again.",
            "The server is full",
        ),
    ),
    (
        r"the database system is (?:starting up|shutting down|in recovery|not yet accepting)",
        _unreachable(
            "The server at {address} is just starting or stopping.",
            "Wait a moment, then try again.",
        ),
    ),
    (
        r"server does not support SSL|SSL error|certificate|root\.crt",
        _rejected(
            "No encrypted connection could be agreed with the server at {address}.",
            "Look at “Encryption” in the profile: what it asks for does not fit what the server offers.",
            "Encryption not agreed",
        ),
    ),
    (
        r"could not translate host name|failed to resolve host|name or service not known|nodename nor servname|no address associated|name resolution",
        _unreachable(
            "There is no server by the name in “{address}”.",
            "Check the spelling of the server's name, and that this computer is on the right network.",
        ),
    ),
    (
        r"connection refused|No such file or directory",
        _unreachable(
            "Nothing answers at {address}: the computer is there, but no PostgreSQL server listens at that port.",
            "Check the port (usually 5432), and that the server is running.",
        ),
    ),
    (
        r"timeout expired|timed out",
        _unreachable(
            "The server at {address} did not answer in time.",
            "Check the server's name and port, your network or VPN, and try again.",
        ),
    ),
    (
        r"network is unreachable|no route to host|host is (?:down|unreachable)",
        _unreachable(
            "There is no way over the network to {address}.",
            "Check your network or VPN, then try again.",
        ),
    ),
    (
        r"server closed the connection|received invalid response|expected authentication request",
        _unreachable(
            "What answers at {address} is not a PostgreSQL server, or it closed the connection at once.",
            "Check the server's name and port.",
        ),
    ),
)


def _without_sqlstate(error: psycopg.Error) -> CatalogueError:
    """An error that did not come from the server as a message: the connection, or this program."""
    connection_is_gone = error.pgconn is not None and error.pgconn.status != pq.ConnStatus.OK
    if isinstance(error, psycopg.OperationalError) or connection_is_gone:
        return ConnectionLost(
            "The connection to the server was lost.",
            hint="What was not confirmed as saved has not been saved.",
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


def _check_violation(error: psycopg.Error) -> CatalogueError:
    name = _field_of(error)
    if name in (Field.PRICE, Field.STOCK):
        reason = f"{_FIELD_WORDS[name]} cannot be below zero."
    else:
        reason = f"{_FIELD_WORDS.get(name, 'A value') if name else 'A value'} is against a rule of this catalogue."
    return InvalidValue(name or "", reason, hint=NOTHING_SAVED, detail=detail_of(error))


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
        hint="What was not confirmed as saved has not been saved.",
        detail=detail_of(error),
    )


def _login(error: psycopg.Error) -> CatalogueError:
    return LoginRejected(
        "The server does not accept this user, password or database.",
        hint="Check the connection's profile.",
        detail=detail_of(error),
    )


def _server_full(error: psycopg.Error) -> CatalogueError:
    return LoginRejected(
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


_Builder = Callable[[psycopg.Error], CatalogueError]

_BY_STATE: dict[str, _Builder] = {
    "22001": _invalid("is longer than this catalogue allows."),
    "22003": _invalid("is larger than this catalogue can hold."),
    "22021": _invalid("holds a character that cannot be stored."),
    "22P05": _invalid("holds a character that this server cannot store."),
    "23502": _invalid("must not be empty."),
    "23503": _invalid("is not among those that this catalogue knows."),
    "23505": _invalid("is there already, and may be there only once."),
    "23514": _check_violation,
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
