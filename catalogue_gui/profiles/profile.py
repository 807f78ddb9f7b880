"""One saved connection, without its password."""

from __future__ import annotations

import re
import unicodedata
import uuid
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, Final, TypedDict

from catalogue_gui.catalogue.errors import InvalidValue
from catalogue_gui.profiles.conninfo import parse_conninfo
from catalogue_gui.profiles.profile_rules import (
    CONNECT_TIMEOUT_LIMIT_S,
    DEFAULT_TABLE,
    FIELD_WORDS,
    KEEP_IN_KEYRING,
    LEAST_CONNECT_TIMEOUT_S,
    SECRET_KEYWORDS,
    find_problems,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

# libpq keywords that have a field of their own.
_OWN_KEYWORDS: Final = (
    "host",
    "port",
    "dbname",
    "user",
    "sslmode",
    "sslrootcert",
    "sslcert",
    "sslkey",
    "target_session_attrs",
)


class TargetArguments(TypedDict):
    """What ``catalogue_gui.database.target.Target`` is made of, the password excepted."""

    parameters: Mapping[str, str]
    label: str
    read_only: bool
    pool_min: int
    pool_max: int
    connect_timeout_s: int
    statement_timeout_s: int
    lock_timeout_s: int
    schema: str
    table: str
    browse_on_standby: bool


def new_profile_id() -> str:
    """Return a new id: 32 hexadecimal digits, the same for the life of the profile."""
    return uuid.uuid4().hex


def name_key(name: str) -> str:
    """Return what two names are compared by: neither case nor the way an accent is typed makes a new name."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionProfile:
    """One saved connection, without its password.

    Any values can be held, so that a half-filled form is a profile too; :meth:`problems` says which of them cannot be
    saved or used.

    Args:
        id: 32 hexadecimal digits; the password is kept under it, so renaming a profile does not lose it.
        name: what the user calls it, 1..100 characters, unique.
        colour: ``#rrggbb``, or empty for none.
        host: server name, address or socket folder; several are separated by commas, as libpq takes them. Empty
            means this computer.
        port: empty (5432), one number, or one for each host, separated by commas.
        dbname: database; empty means the one named after the user.
        user: login name; empty means that of the operating system.
        sslmode: one of ``profile_rules.SSL_MODES``.
        sslrootcert: file with the authorities to trust, ``system``, or empty.
        sslcert: file with the client's certificate, or empty.
        sslkey: file with the client's private key, or empty.
        target_session_attrs: which of several servers will do, one of ``profile_rules.SESSION_ATTRIBUTES``.
        pool_min: connections always kept open, 1..pool_max.
        pool_max: connections at most, 1..50.
        connect_timeout_s: 2..300 seconds for each host.
        statement_timeout_s: 0..86400 seconds, 0 for no limit.
        lock_timeout_s: 0..3600 seconds, 0 for no limit.
        read_only: True when nothing may be changed through this profile.
        is_production: True when mistakes here are dear.
        group: the heading under which it is listed, empty for none.
        schema: where the catalogue's table is; empty for wherever the server's search path finds it.
        table: the catalogue's table.
        browse_on_standby: True to read from a standby among the servers and to write to the primary.
        password_keeping: where its password is kept, one of ``profile_rules.PASSWORD_KEEPINGS``.
        other_settings: further libpq keywords with their values, sorted.
    Source: PostgreSQL manual, 34.1.2 "Parameter Key Words".
    """

    id: str = field(default_factory=new_profile_id)
    name: str = ""
    colour: str = ""
    host: str = ""
    port: str = ""
    dbname: str = ""
    user: str = ""
    sslmode: str = "prefer"
    sslrootcert: str = ""
    sslcert: str = ""
    sslkey: str = ""
    target_session_attrs: str = ""
    pool_min: int = 1
    pool_max: int = 4
    connect_timeout_s: int = 5
    statement_timeout_s: int = 60
    lock_timeout_s: int = 10
    read_only: bool = False
    is_production: bool = False
    group: str = ""
    schema: str = ""
    table: str = DEFAULT_TABLE
    browse_on_standby: bool = False
    password_keeping: str = KEEP_IN_KEYRING
    other_settings: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_uri(cls, name: str, uri: str) -> tuple[ConnectionProfile, str | None]:
        """Make a profile of a connection URI or a libpq ``keyword=value`` string.

        Args:
            name: name of the new profile.
            uri: ``postgresql://user:password@host:port/dbname?keyword=value`` or ``host=… dbname=…``.
        Returns:
            The profile, and the password that stood in ``uri``, None when there was none.
        Raises:
            InvalidValue: with a reason that never repeats the text.
        """
        return cls.from_settings(name, parse_conninfo(uri))

    @classmethod
    def from_settings(
        cls, name: str, settings: Mapping[str, str]
    ) -> tuple[ConnectionProfile, str | None]:
        """Make a profile of libpq settings.

        Args:
            name: name of the new profile.
            settings: libpq keyword to value, the password among them when there is one.
        Returns:
            The profile, and the password, None when there was none.
        Raises:
            InvalidValue: with a reason that never repeats a value.
        """
        settings = dict(settings)
        password = settings.pop("password", None) or None
        for keyword in sorted(SECRET_KEYWORDS & settings.keys()):
            raise InvalidValue(
                "uri",
                f"holds {keyword}, a secret that a saved connection cannot keep",
                title="Connection address not taken",
            )
        settings = {keyword: value for keyword, value in settings.items() if value}
        own: dict[str, Any] = {
            keyword: settings.pop(keyword) for keyword in _OWN_KEYWORDS if keyword in settings
        }
        if own.get("sslrootcert") == "system":
            own.setdefault("sslmode", "verify-full")
        timeout = settings.pop("connect_timeout", "").strip()
        profile = replace(
            cls(name=name, other_settings=tuple(sorted(settings.items()))),
            **own,
        )
        # libpq waits for ever at 0 and below. A window must not, so those keep our own limit.
        if re.fullmatch("[0-9]{1,9}", timeout) and int(timeout) > 0:
            seconds = min(max(int(timeout), LEAST_CONNECT_TIMEOUT_S), CONNECT_TIMEOUT_LIMIT_S)
            profile = replace(profile, connect_timeout_s=seconds)
        profile.check()
        return profile, password

    @classmethod
    def from_json(cls, entry: Mapping[str, Any]) -> ConnectionProfile:
        """Make a profile of one entry of the profiles file; keys that are not known are passed over.

        Raises:
            InvalidValue: a value is missing, of the wrong kind, or out of range.
        """
        values: dict[str, Any] = {}
        for each in fields(cls):
            if each.name not in entry:
                if each.name in ("id", "name"):
                    raise InvalidValue(each.name, f"{FIELD_WORDS[each.name]} is missing.")
                continue
            value = entry[each.name]
            if each.name == "other_settings":
                if not isinstance(value, dict) or not all(
                    isinstance(text, str) for text in value.values()
                ):
                    raise InvalidValue(
                        each.name, "The list of further settings has to hold names with texts."
                    )
                value = tuple(sorted(value.items()))
            elif each.name == "port" and type(value) is int:
                value = str(value)  # what somebody who edits the file by hand would write
            elif type(value) is not (str if each.name == "id" else type(each.default)):
                raise InvalidValue(
                    each.name, f"{FIELD_WORDS[each.name]} is not the right kind of value."
                )
            values[each.name] = value
        profile = cls(**values)
        profile.check()
        return profile

    def to_json(self) -> dict[str, Any]:
        """Return the entry for the profiles file. It holds no secret."""
        entry = {each.name: getattr(self, each.name) for each in fields(self)}
        entry["other_settings"] = dict(self.other_settings)
        return entry

    def libpq_parameters(self) -> dict[str, str]:
        """Return libpq keyword to value for all that is not left at its default; never a password."""
        values = {keyword: getattr(self, keyword) for keyword in _OWN_KEYWORDS}
        return {**dict(self.other_settings), **{key: text for key, text in values.items() if text}}

    def target_arguments(self) -> TargetArguments:
        """Return the keyword arguments for a database target: ``Target(password=…, **arguments)``."""
        return {
            "parameters": self.libpq_parameters(),
            "label": self.name,
            "read_only": self.read_only,
            "pool_min": self.pool_min,
            "pool_max": self.pool_max,
            "connect_timeout_s": self.connect_timeout_s,
            "statement_timeout_s": self.statement_timeout_s,
            "lock_timeout_s": self.lock_timeout_s,
            "schema": self.schema,
            "table": self.table,
            "browse_on_standby": self.browse_on_standby,
        }

    @property
    def address(self) -> str:
        """Where it leads, for people: ``user@host:port/database``."""
        hosts = [host.strip() for host in self.host.split(",")]
        ports = [port.strip() for port in self.port.split(",")]
        if len(ports) == 1:
            ports *= len(hosts)
        places = [
            f"{f'[{host}]' if ':' in host else host or 'this computer'}{f':{port}' if port else ''}"
            for host, port in zip(hosts, ports, strict=False)
        ]
        user = f"{self.user}@" if self.user else ""
        return f"{user}{','.join(places)}{f'/{self.dbname}' if self.dbname else ''}"

    def problems(self) -> dict[str, str]:
        """Return field to reason for each value that cannot be saved; empty when all is well."""
        return find_problems(self)

    def check(self) -> None:
        """Accept this profile as one that can be saved.

        Raises:
            InvalidValue: the first of :meth:`problems`.
        """
        for name, reason in self.problems().items():
            raise InvalidValue(name, f"{FIELD_WORDS[name]} {reason}.")
