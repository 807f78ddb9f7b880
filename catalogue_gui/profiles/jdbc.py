"""Read a JDBC address, as Java programs pass PostgreSQL connections around, into libpq's settings.

What has no meaning for libpq (the size of a fetch, the name of a class) is passed over: it is about the Java program.

Source: PostgreSQL JDBC driver's documentation, "Connecting to the Database" and "Connection Parameters".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import unquote_plus

from catalogue_gui.catalogue.errors import InvalidValue

if TYPE_CHECKING:
    from collections.abc import Callable

PREFIX: Final = "jdbc:"
_SCHEME: Final = "jdbc:postgresql:"

# The driver's property: libpq's keyword.
_KEYWORDS: Final = {
    "user": "user",
    "password": "password",
    "ssl": "ssl",
    "sslmode": "sslmode",
    "sslrootcert": "sslrootcert",
    "sslcert": "sslcert",
    "sslkey": "sslkey",
    "sslpassword": "sslpassword",
    "connectTimeout": "connect_timeout",
    "targetServerType": "target_session_attrs",
    "options": "options",
}
_SESSION_ATTRIBUTES: Final = {
    "any": "any",
    "primary": "primary",
    "master": "primary",
    "secondary": "standby",
    "slave": "standby",
    "preferSecondary": "prefer-standby",
    "preferSlave": "prefer-standby",
    "preferPrimary": "any",
}


def parse_jdbc(text: str, parse_uri: Callable[[str], dict[str, str]]) -> dict[str, str]:
    """Return the libpq settings that a JDBC address stands for.

    Args:
        text: begins with ``jdbc:``.
        parse_uri: reads what follows ``postgresql://``.
    Raises:
        InvalidValue: field ``"uri"``; the reason never repeats the text.
    """
    if not text.startswith(_SCHEME):
        raise _problem("is for another kind of database: it does not begin with jdbc:postgresql:")
    address, _, query = text[len(_SCHEME) :].partition("?")
    if not address.startswith("//"):
        # Without a server: only the database's name, on this computer.
        address = f"//localhost/{address.lstrip('/')}"
    settings = parse_uri(address.removeprefix("//"))
    schema = ""
    for parameter in filter(None, query.split("&")):
        # The driver reads these as Java's URLDecoder does, a plus as a space.
        name, _, value = parameter.partition("=")
        name, value = unquote_plus(name), unquote_plus(value)
        if "\0" in value or "\ufffd" in value:
            raise _problem("has percent codes that do not make UTF-8 text")
        if name == "currentSchema":
            schema = value
        elif name in _KEYWORDS:
            settings[_KEYWORDS[name]] = value
    if schema:
        path = schema.replace("\\", "\\\\").replace(" ", "\\ ")
        settings["options"] = f"{settings.get('options', '')} -csearch_path={path}".strip()
    return _translated(settings)


def _translated(settings: dict[str, str]) -> dict[str, str]:
    is_encrypted = settings.pop("ssl", "false") not in ("false", "")
    if is_encrypted:
        # Like the driver, whose "ssl" alone asks for the strictest of modes.
        settings.setdefault("sslmode", "verify-full")
    kind = settings.get("target_session_attrs")
    if kind is not None:
        settings["target_session_attrs"] = _SESSION_ATTRIBUTES.get(kind, kind)
    return settings


def _problem(reason: str) -> InvalidValue:
    return InvalidValue("uri", reason, title="Connection address not understood")
