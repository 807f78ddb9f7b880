"""Which values a profile may have, and how that is said beside a field."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from catalogue_gui.profiles.conninfo import KEYWORDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from catalogue_gui.profiles.profile import ConnectionProfile

SSL_MODES: Final = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
SESSION_ATTRIBUTES: Final = (
    "any",
    "read-write",
    "read-only",
    "primary",
    "standby",
    "prefer-standby",
)
KEEP_IN_KEYRING: Final = "keyring"
KEEP_FOR_SESSION: Final = "session"
ASK_EACH_TIME: Final = "ask"
PASSWORD_KEEPINGS: Final = (KEEP_IN_KEYRING, KEEP_FOR_SESSION, ASK_EACH_TIME)

DEFAULT_TABLE: Final = "products"
# PostgreSQL cuts longer names off, in bytes, and would then look for another table. Source: PostgreSQL manual, 4.1.1.
_IDENTIFIER_LIMIT_BYTES: Final = 63

# Long enough for any sensible name, short enough for a menu.
NAME_LIMIT: Final = 100
# libpq takes a shorter time for two seconds.
LEAST_CONNECT_TIMEOUT_S: Final = 2
CONNECT_TIMEOUT_LIMIT_S: Final = 300

# Settings that are a secret in themselves. A profile is a readable file, so it must never hold one.
SECRET_KEYWORDS: Final = frozenset(
    {"oauth_client_secret", "password", "scram_client_key", "scram_server_key", "sslpassword"}
)

FIELD_WORDS: Final[Mapping[str, str]] = {
    "id": "The id",
    "name": "The name",
    "colour": "The colour",
    "host": "The server",
    "port": "The port",
    "dbname": "The database",
    "user": "The user",
    "sslmode": "The encryption",
    "sslrootcert": "The trusted authorities' file",
    "sslcert": "The certificate",
    "sslkey": "The private key",
    "target_session_attrs": "The kind of server",
    "pool_min": "The least number of connections",
    "pool_max": "The largest number of connections",
    "connect_timeout_s": "The time to wait for the server",
    "statement_timeout_s": "The time limit for one request",
    "lock_timeout_s": "The time to wait for others",
    "read_only": "Read only",
    "is_production": "Production",
    "group": "The group",
    "schema": "The schema",
    "table": "The catalogue table",
    "browse_on_standby": "Browsing on a standby",
    "password_keeping": "Where the password is kept",
    "other_settings": "The list of further settings",
}

_TEXT_FIELDS: Final = (
    "id",
    "name",
    "colour",
    "host",
    "port",
    "dbname",
    "user",
    "sslmode",
    "sslrootcert",
    "sslcert",
    "sslkey",
    "target_session_attrs",
    "group",
    "schema",
    "table",
    "password_keeping",
)


def find_problems(profile: ConnectionProfile) -> dict[str, str]:
    """Return field to reason, a phrase to stand after the field's name; empty when the profile can be saved."""
    found = {
        name: "holds a character that cannot be stored"
        for name in _TEXT_FIELDS
        if _has_control_character(getattr(profile, name))
    }
    reasons = {
        "id": _pattern_problem(profile.id, r"[0-9a-f]{32}", "has to be 32 hexadecimal digits"),
        "name": _name_problem(profile.name),
        "colour": _pattern_problem(
            profile.colour, r"(#[0-9a-fA-F]{6})?", "has to be written like #2563eb"
        ),
        "port": _port_problem(profile.port, profile.host.count(",") + 1),
        "sslmode": _sslmode_problem(profile),
        "sslcert": "needs its private key too" if profile.sslcert and not profile.sslkey else "",
        "sslkey": "needs its certificate too" if profile.sslkey and not profile.sslcert else "",
        "target_session_attrs": _choice_problem(
            profile.target_session_attrs or "any", SESSION_ATTRIBUTES
        ),
        "pool_max": _range_problem(profile.pool_max, 1, 50),
        "pool_min": _range_problem(profile.pool_min, 1, max(1, min(profile.pool_max, 50))),
        "connect_timeout_s": _range_problem(
            profile.connect_timeout_s, LEAST_CONNECT_TIMEOUT_S, CONNECT_TIMEOUT_LIMIT_S
        ),
        "statement_timeout_s": _range_problem(profile.statement_timeout_s, 0, 86_400),
        "lock_timeout_s": _range_problem(profile.lock_timeout_s, 0, 3_600),
        "group": _group_problem(profile.group),
        "schema": _identifier_problem(profile.schema),
        "table": _identifier_problem(profile.table) if profile.table else "is missing",
        "browse_on_standby": "cannot be had together with a kind of server that never takes changes"
        if profile.browse_on_standby and profile.target_session_attrs in ("standby", "read-only")
        else "",
        "password_keeping": _choice_problem(profile.password_keeping, PASSWORD_KEEPINGS),
        "other_settings": _other_settings_problem(profile.other_settings),
    }
    for name, reason in reasons.items():
        if reason:
            found.setdefault(name, reason)
    return found


def _has_control_character(text: str) -> bool:
    # Cc: controls, line ends among them. Cs: half a character, which no file can hold.
    return any(unicodedata.category(character) in ("Cc", "Cs") for character in text)


def _pattern_problem(text: str, pattern: str, reason: str) -> str:
    return "" if re.fullmatch(pattern, text) else reason


def _choice_problem(value: str, choices: tuple[str, ...]) -> str:
    return "" if value in choices else f"has to be one of {', '.join(choices)}"


def _range_problem(value: int, least: int, most: int) -> str:
    if least <= value <= most:
        return ""
    return f"has to be {least}" if least == most else f"has to be from {least} to {most}"


def _name_problem(name: str) -> str:
    if not name.strip():
        return "is missing"
    if name != name.strip():
        return "may not begin or end with a space"
    if len(name) > NAME_LIMIT:
        return f"may have {NAME_LIMIT} characters at most"
    return ""


def _group_problem(group: str) -> str:
    if group != group.strip():
        return "may not begin or end with a space"
    return f"may have {NAME_LIMIT} characters at most" if len(group) > NAME_LIMIT else ""


def _identifier_problem(name: str) -> str:
    if len(name.encode("utf-8", "replace")) > _IDENTIFIER_LIMIT_BYTES:
        return (
            f"may have {_IDENTIFIER_LIMIT_BYTES} bytes at most, as PostgreSQL cuts longer names off"
        )
    return ""


def _port_problem(port: str, host_count: int) -> str:
    if not port:
        return ""
    ports = [each.strip() for each in port.split(",")]
    if not all(not each or _is_port(each) for each in ports):
        return "has to be a number from 1 to 65535"
    if len(ports) not in (1, host_count):
        return "has to be one number, or one for each server"
    return ""


def _is_port(text: str) -> bool:
    # Five digits at most: int() itself refuses to read thousands of them.
    return bool(re.fullmatch(r"[0-9]{1,5}", text)) and 1 <= int(text) <= 65_535


def _sslmode_problem(profile: ConnectionProfile) -> str:
    if profile.sslrootcert == "system" and profile.sslmode != "verify-full":
        return "has to be verify-full when this computer's own authorities are trusted"
    return _choice_problem(profile.sslmode, SSL_MODES)


def _other_settings_problem(settings: tuple[tuple[str, str], ...]) -> str:
    for keyword, value in settings:
        if keyword in SECRET_KEYWORDS:
            return f"may not hold {keyword}: it is a secret"
        if keyword not in KEYWORDS:
            return "holds a name that PostgreSQL does not know"
        if keyword in _TEXT_FIELDS or keyword == "connect_timeout":
            return f"may not hold {keyword}: it has a field of its own"
        if _has_control_character(value):
            return "holds a character that cannot be stored"
    return ""
