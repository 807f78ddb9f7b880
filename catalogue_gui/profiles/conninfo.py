"""Read the forms in which people pass PostgreSQL connections around: a URI, and ``keyword=value`` pairs.

Plain Python, so that a profile can be made from either without a PostgreSQL client library at hand. The rules are
those of libpq, and the tests hold this reader against libpq itself.

No message made here repeats any part of what was typed: a badly quoted password can stand anywhere in it.

Source: PostgreSQL manual, 34.1.1 "Connection Strings" (34.1.1.1 keyword/value, 34.1.1.2 URIs) and
34.1.2 "Parameter Key Words".
"""

from __future__ import annotations

from typing import Final
from urllib.parse import unquote_to_bytes

from catalogue_gui.catalogue.errors import InvalidValue
from catalogue_gui.profiles import jdbc

URI_SCHEMES: Final = ("postgresql://", "postgres://")

KEYWORDS: Final = frozenset(
    [
        "application_name",
        "channel_binding",
        "client_encoding",
        "connect_timeout",
        "dbname",
        "fallback_application_name",
        "gssdelegation",
        "gssencmode",
        "gsslib",
        "host",
        "hostaddr",
        "keepalives",
        "keepalives_count",
        "keepalives_idle",
        "keepalives_interval",
        "krbsrvname",
        "load_balance_hosts",
        "max_protocol_version",
        "min_protocol_version",
        "oauth_client_id",
        "oauth_client_secret",
        "oauth_issuer",
        "oauth_scope",
        "options",
        "passfile",
        "password",
        "port",
        "replication",
        "require_auth",
        "requirepeer",
        "scram_client_key",
        "scram_server_key",
        "service",
        "servicefile",
        "ssl_max_protocol_version",
        "ssl_min_protocol_version",
        "sslcert",
        "sslcertmode",
        "sslcompression",
        "sslcrl",
        "sslcrldir",
        "sslkey",
        "sslkeylogfile",
        "sslmode",
        "sslnegotiation",
        "sslpassword",
        "sslrootcert",
        "sslsni",
        "target_session_attrs",
        "tcp_user_timeout",
        "user",
    ]
)

# The white space of C's isspace(), which is what libpq asks; str.isspace() also takes non-breaking spaces.
_SPACES: Final = " \t\n\r\v\f"

_ENCODE_HINT: Final = (
    "A user or password with one of / : @ ? # % or a space in it has to be written with percent codes: "
    "%2F %3A %40 %3F %23 %25 %20."
)


def parse_conninfo(text: str) -> dict[str, str]:
    """Return the libpq settings that a connection URI, a JDBC address or a ``keyword=value`` string stands for.

    Args:
        text: as typed or pasted; white space around it is ignored.
    Returns:
        libpq keyword to value, the password among them when there is one. A keyword given twice has its last value.
    Raises:
        InvalidValue: field ``"uri"``; the reason never repeats the text.
    """
    text = text.strip()
    if not text:
        raise _problem("is empty")
    if "\0" in text:
        raise _problem("holds a NUL character")
    for scheme in URI_SCHEMES:
        if text.startswith(scheme):
            return _parse_uri(text[len(scheme) :])
    if text.startswith(jdbc.PREFIX):
        return jdbc.parse_jdbc(text, _parse_uri)
    if "://" in text.split("=", 1)[0]:
        raise _problem("does not begin with postgresql:// or postgres://")
    return _parse_pairs(text)


def _problem(reason: str, hint: str = "") -> InvalidValue:
    return InvalidValue("uri", reason, title="Connection address not understood", hint=hint)


# -- the URI form --------------------------------------------------------------------------------------------------


def _parse_uri(rest: str) -> dict[str, str]:
    settings: dict[str, str] = {}

    # libpq looks for the "@" that ends the user part up to the first slash only, question marks included.
    before_slash, slash, after_slash = rest.partition("/")
    if "@" in before_slash:
        user_part, _, before_slash = before_slash.partition("@")
        user, _, password = user_part.partition(":")
        _store(settings, "user", user)
        _store(settings, "password", password)
    rest = before_slash + slash + after_slash

    hosts, ports, rest = _take_hosts(rest)
    _store(settings, "host", ",".join(hosts))
    # Commas alone say nothing: every server then listens at the default port.
    if any(port.strip(" ") for port in ports):
        _store(settings, "port", ",".join(ports))

    if rest.startswith("/"):
        database, _, query = rest[1:].partition("?")
        if "@" in database:
            # libpq takes it for a part of the database's name. It is far likelier that the password has a slash in
            # it, and then the rest of the password would be kept, and shown, as a name.
            raise _problem("has an @ after the first /", _ENCODE_HINT)
        _store(settings, "dbname", database)
    else:
        query = rest[1:]
    parameters = query.split("&")
    if not parameters[-1]:
        parameters.pop()  # nothing after the question mark, or one "&" too many at the end
    for number, parameter in enumerate(parameters, start=1):
        _store_parameter(settings, number, parameter)
    return settings


def _take_hosts(rest: str) -> tuple[list[str], list[str], str]:
    """Split ``host:port,host:port`` from the front; the rest begins with ``/`` or ``?`` or is empty."""
    hosts: list[str] = []
    ports: list[str] = []
    while True:
        if rest.startswith("["):
            host, bracket, rest = rest[1:].partition("]")
            if not bracket:
                raise _problem("has an opening [ without its closing ]")
            if not host:
                raise _problem("has nothing between [ and ]")
            if rest and rest[0] not in ":/?,":
                raise _problem(
                    "has something other than a port, a comma or / after ]", _ENCODE_HINT
                )
        else:
            host, rest = _cut(rest, ":/?,")
        port = ""
        if rest.startswith(":"):
            port, rest = _cut(rest[1:], "/?,")
        hosts.append(host)
        ports.append(port)
        if not rest.startswith(","):
            return hosts, ports, rest
        rest = rest[1:]


def _cut(text: str, stops: str) -> tuple[str, str]:
    """Split before the first of the characters in ``stops``."""
    end = next((at for at, character in enumerate(text) if character in stops), len(text))
    return text[:end], text[end:]


def _store_parameter(settings: dict[str, str], number: int, parameter: str) -> None:
    keyword, equals, value = parameter.partition("=")
    where = f"setting {number} after the question mark"
    if not equals:
        raise _problem(f"has no = in {where}", _ENCODE_HINT)
    if "=" in value:
        raise _problem(f"has more than one = in {where}", "Write %3D for an = inside a value.")
    keyword, value = _decoded(keyword), _decoded(value)
    if (keyword, value) == ("ssl", "true"):  # what JDBC calls sslmode=require
        keyword, value = "sslmode", "require"
    if keyword not in KEYWORDS:
        raise _problem(f"has a name that PostgreSQL does not know in {where}", _ENCODE_HINT)
    settings[keyword] = value


def _store(settings: dict[str, str], keyword: str, encoded: str) -> None:
    if encoded:
        settings[keyword] = _decoded(encoded)


def _decoded(text: str) -> str:
    """Resolve percent codes as libpq does: ``+`` stays a plus, %00 is refused, spaces may only surround a value."""
    text = text.strip(" ")
    if " " in text:
        raise _problem("has a space inside a value", _ENCODE_HINT)
    for piece in text.split("%")[1:]:
        code = piece[:2]
        if len(code) < 2 or not all(digit in "0123456789abcdefABCDEF" for digit in code):
            raise _problem("has a % without two hexadecimal digits after it", _ENCODE_HINT)
        if code == "00":
            raise _problem("holds the code %00, which PostgreSQL does not allow")
    try:
        return unquote_to_bytes(text).decode("utf-8")
    except UnicodeDecodeError as error:
        raise _problem("has percent codes that do not make UTF-8 text") from error


# -- the keyword=value form ----------------------------------------------------------------------------------------


def _parse_pairs(text: str) -> dict[str, str]:
    settings: dict[str, str] = {}
    at = 0
    number = 0
    while (at := _skip_space(text, at)) < len(text):
        number += 1
        keyword, at = _take_keyword(text, at, number)
        value, at = _take_value(text, at, number)
        if keyword not in KEYWORDS:
            raise _problem(
                f"has a name that PostgreSQL does not know in setting {number}",
                "A value with a space in it has to stand in 'single quotes'.",
            )
        settings[keyword] = value
    return settings


def _skip_space(text: str, at: int) -> int:
    while at < len(text) and text[at] in _SPACES:
        at += 1
    return at


def _take_keyword(text: str, at: int, number: int) -> tuple[str, int]:
    start = at
    while at < len(text) and text[at] not in f"={_SPACES}":
        at += 1
    keyword = text[start:at]
    at = _skip_space(text, at)
    if at == len(text) or text[at] != "=":
        raise _problem(
            f"has no = after the name of setting {number}",
            "Write host=… dbname=… user=…, or an address that begins with postgresql://.",
        )
    return keyword, _skip_space(text, at + 1)


def _take_value(text: str, at: int, number: int) -> tuple[str, int]:
    """Read one value, quoted or bare; in both a backslash makes the next character an ordinary one."""
    quoted = text[at : at + 1] == "'"
    at += quoted
    value: list[str] = []
    while at < len(text):
        character = text[at]
        if quoted and character == "'":
            return "".join(value), at + 1
        if not quoted and character in _SPACES:
            break
        if character == "\\":
            at += 1
            character = text[at : at + 1]
        value.append(character)
        at += 1
    if quoted:
        raise _problem(f"has an opening quote without its closing one in setting {number}")
    return "".join(value), at
