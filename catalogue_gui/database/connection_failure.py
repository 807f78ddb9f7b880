"""Why a connection could not be opened, in the user's words.

libpq gives no SQLSTATE for a connection that was never made, only its message: the failures are told apart by that text,
in English, with a general answer for any other language.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import psycopg

from catalogue_gui.catalogue.errors import (
    CatalogueError,
    LoginRejected,
    PasswordRejected,
    ServerUnreachable,
)
from catalogue_gui.database.encryption_failure import encryption_failure
from catalogue_gui.database.translate import detail_of


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
    encryption = encryption_failure(text, address, user)
    if encryption is not None:
        return LoginRejected(
            encryption.message,
            title=encryption.title,
            hint=encryption.hint,
            detail=detail_of(error),
        )
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


class OnlyStandbys(ServerUnreachable):
    """Some of the servers answer, and none of those is a primary, which takes changes."""


_ConnectionBuilder = Callable[[str, str, str, str], CatalogueError]


def _unreachable(
    message: str, hint: str, title: str = "", kind: type[ServerUnreachable] = ServerUnreachable
) -> _ConnectionBuilder:
    def build(address: str, user: str, database: str, detail: str) -> CatalogueError:
        words = message.format(address=address, user=user or "?", database=database or user or "?")
        return kind(words, hint=hint, detail=detail, title=title)

    return build


def _rejected(
    message: str, hint: str, title: str = "", kind: type[LoginRejected] = LoginRejected
) -> _ConnectionBuilder:
    def build(address: str, user: str, database: str, detail: str) -> CatalogueError:
        words = message.format(address=address, user=user or "?", database=database or user or "?")
        return kind(words, hint=hint, detail=detail, title=title)

    return build


# Tried in this order: with several hosts the text holds one line a host, and what the server itself said tells more
# than what the network did on another one.
_CONNECTION_TEXTS: tuple[tuple[str, _ConnectionBuilder], ...] = (
    (
        r"server is in hot standby mode|session is read-only",
        _unreachable(
            "None of the servers at {address} that answer takes changes: they are standbys.",
            "Nothing is lost. It goes on as soon as one of them has taken over, or the primary is back.",
            "No primary server",
            OnlyStandbys,
        ),
    ),
    (
        r"no password supplied|empty password",
        _rejected(
            "The server at {address} wants a password for the user “{user}”, and none was given.",
            "Enter the password in the connection's profile.",
            "Password needed",
            PasswordRejected,
        ),
    ),
    (
        r"(?:password|sasl|pam|ldap|radius) authentication failed",
        _rejected(
            "The server at {address} did not accept the password of the user “{user}”.",
            "Check the user and the password in the connection's profile.",
            "Wrong user or password",
            PasswordRejected,
        ),
    ),
    (
        r'role ".*" does not exist|role ".*" is not permitted to log in|(?:ident|peer|gss\w*|certificate) authentication failed',
        _rejected(
            "The server at {address} does not let the user “{user}” in.",
            "Check the user's name in the profile, or ask whoever runs the server.",
            "User refused",
        ),
    ),
    (
        r'database ".*" does not exist|no such database',
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
        _unreachable(
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
        # The line broke while the encryption was being agreed: no news of the encryption.
        r"unexpected eof while reading|SSL SYSCALL error|connection reset|broken pipe",
        _unreachable(
            "The connection to the server at {address} broke while it was being made.",
            "Check your network or VPN, and try again.",
        ),
    ),
    (
        r"SSL error|certificate",
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
