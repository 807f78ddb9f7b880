"""What can go wrong, in the user's words.

    CatalogueError
    ├ ConnectionFailed
    │ ├ ServerUnreachable     nothing answers at that address, or not in time
    │ ├ LoginRejected         the server answered and refused this user, password or database
    │ │ └ PasswordRejected    the password is wrong, or none was given
    │ ├ PoolExhausted         every connection of this program is busy
    │ └ ConnectionLost        the server went away in the middle of the work
    ├ AccessDenied            the role may not do this
    ├ InvalidValue            one field holds something the catalogue cannot take
    ├ EditConflict            somebody changed or deleted the product meanwhile
    ├ CatalogueMissing        the database has no products table, or one that does not fit
    ├ FileProblem             a file cannot be read or written
    ├ ImportRejected          one record of a file cannot be taken
    ├ ImportRefused           the whole import cannot begin, or was refused by the server
    │ └ DecimalUndecided      its prices can be read with a decimal comma and with a point, and mean different sums
    ├ SecretUnavailable       the keyring cannot give or take a password
    ├ PasswordWanted          the password of a connection has to be typed
    ├ QueryTimedOut           the server took longer than allowed
    └ CatalogueBug            a mistake of this program
    Cancelled                 not an error, never shown

A message has three parts: what happened (``message``), what is now true of the data, and what to do next (both in
``hint``). The server's own text goes in ``detail``, as plain text without secrets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID


class CatalogueError(Exception):
    """Something the user should be told.

    Args:
        message: what happened, one or two sentences.
        title: a few words for the head of a banner or dialog; each class has its own.
        hint: what is now true of the data and what to do next; empty when the message says all.
        detail: the server's or the operating system's own text, without secrets; shown on demand.
    """

    default_title: ClassVar[str] = "Something went wrong"

    def __init__(self, message: str, *, title: str = "", hint: str = "", detail: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.title = title or self.default_title
        self.hint = hint
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class ConnectionFailed(CatalogueError):
    """No working connection to the server could be had, or it was lost."""

    default_title = "No connection"


class ServerUnreachable(ConnectionFailed):
    """Nothing answers at the address, the name is unknown, or the answer did not come in time."""

    default_title = "Server not reached"


class LoginRejected(ConnectionFailed):
    """The server answered, and refused the user, the password, the database or the encryption."""

    default_title = "Login refused"


class PasswordRejected(LoginRejected):
    """The server wants another password than the one it was given, or it was given none."""

    default_title = "Wrong user or password"


class PoolExhausted(ConnectionFailed):
    """Every connection this program may hold is busy."""

    default_title = "All connections busy"


class ConnectionLost(ConnectionFailed):
    """The connection broke in the middle of the work.

    Args:
        outcome_unknown: True when it broke while a change was being committed, so that nobody here can know
            whether the change was made.
    """

    default_title = "Connection lost"

    def __init__(
        self,
        message: str,
        *,
        title: str = "",
        hint: str = "",
        detail: str = "",
        outcome_unknown: bool = False,
    ) -> None:
        super().__init__(message, title=title, hint=hint, detail=detail)
        self.outcome_unknown = outcome_unknown


class AccessDenied(CatalogueError):
    """The role that is logged in may not do this."""

    default_title = "Not allowed"


class InvalidValue(CatalogueError):
    """One field holds something that the catalogue cannot take.

    Args:
        field: name of the field, as in :class:`~catalogue_gui.catalogue.product.Field`; empty when not known.
        reason: why, as a phrase that can stand beside the field.
    """

    default_title = "Value not accepted"

    def __init__(
        self, field: str, reason: str, *, title: str = "", hint: str = "", detail: str = ""
    ) -> None:
        super().__init__(reason, title=title, hint=hint, detail=detail)
        self.field = field
        self.reason = reason


class EditConflict(CatalogueError):
    """Somebody changed or deleted the product between reading and saving.

    Args:
        product_id: the product.
        name: what it is called now, or was at last.
        mine: field to the value the user wanted.
        theirs: field to the value that the catalogue holds now; None when the product is gone.
        seen: field to the value the user started from.
    """

    default_title = "Changed by someone else"

    def __init__(
        self,
        message: str,
        *,
        product_id: UUID,
        mine: Mapping[str, object],
        theirs: Mapping[str, object] | None,
        seen: Mapping[str, object],
        name: str = "",
        hint: str = "",
    ) -> None:
        super().__init__(message, hint=hint)
        self.name = name
        self.product_id = product_id
        self.mine = dict(mine)
        self.theirs = None if theirs is None else dict(theirs)
        self.seen = dict(seen)

    @property
    def is_deleted(self) -> bool:
        """True when the product is gone altogether."""
        return self.theirs is None


class CatalogueMissing(CatalogueError):
    """The database has no products table, or one that this program cannot use.

    Args:
        can_set_up: True when "Set up catalogue" would mend it.
        can_have_fast_text: True when the catalogue that is set up could have the index for free text.
    """

    default_title = "No catalogue here"

    def __init__(
        self,
        message: str,
        *,
        can_set_up: bool,
        can_have_fast_text: bool = False,
        title: str = "",
        hint: str = "",
        detail: str = "",
    ) -> None:
        super().__init__(message, title=title, hint=hint, detail=detail)
        self.can_set_up = can_set_up
        self.can_have_fast_text = can_have_fast_text


class FileProblem(CatalogueError):
    """A file cannot be opened, read, understood or written."""

    default_title = "File not usable"


class ImportRejected(CatalogueError):
    """One record of a file cannot be taken.

    Args:
        line: 1-based line in the file where the record begins.
        column: header of the column at fault; empty when it is the record as a whole.
        reason: why, as a phrase.
    """

    default_title = "Record not accepted"

    def __init__(self, line: int, column: str, reason: str) -> None:
        where = f"line {line}, {column}" if column else f"line {line}"
        super().__init__(f"{where}: {reason}")
        self.line = line
        self.column = column
        self.reason = reason


class ImportRefused(CatalogueError):
    """The import as a whole cannot begin, or the server refused it. Nothing was written."""

    default_title = "Nothing was imported"


class DecimalUndecided(ImportRefused):
    """The prices of a file can be read with a decimal comma and with a decimal point, and mean different sums."""

    default_title = "Comma or point?"


class SecretUnavailable(CatalogueError):
    """The keyring cannot give or take a password.

    Args:
        state: one of ``"locked"``, ``"absent"``, ``"refused"``, ``"silent"``.
    """

    default_title = "Keyring not available"

    def __init__(
        self, message: str, *, state: str, title: str = "", hint: str = "", detail: str = ""
    ) -> None:
        super().__init__(message, title=title, hint=hint, detail=detail)
        self.state = state


class PasswordWanted(CatalogueError):
    """The password of a connection is kept nowhere, as its user wanted it, and has to be typed."""

    default_title = "Password needed"


class QueryTimedOut(CatalogueError):
    """The server took longer than the profile allows, and the work was stopped."""

    default_title = "Took too long"


class CatalogueBug(CatalogueError):
    """A mistake of this program, not of the user's data; the traceback is in the log."""

    default_title = "A mistake in this program"


class Cancelled(Exception):
    """The work was stopped because somebody asked for it. Never shown."""
