"""The connections that PostgreSQL's own tools know of on this computer: services, password file, environment.

Source: PostgreSQL manual, 34.15 "Environment Variables", 34.16 "The Password File", 34.17 "The Connection Service File".
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from catalogue_gui.catalogue.errors import CatalogueError, FileProblem, InvalidValue
from catalogue_gui.profiles.password_file import PasswordFile, read_password_file
from catalogue_gui.profiles.profile import ConnectionProfile
from catalogue_gui.profiles.service_file import Service, read_service_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

VARIABLES: Final[Mapping[str, str]] = {
    "PGHOST": "host",
    "PGHOSTADDR": "hostaddr",
    "PGPORT": "port",
    "PGDATABASE": "dbname",
    "PGUSER": "user",
    "PGPASSWORD": "password",
    "PGSSLMODE": "sslmode",
    "PGSSLROOTCERT": "sslrootcert",
    "PGSSLCERT": "sslcert",
    "PGSSLKEY": "sslkey",
    "PGSSLCRL": "sslcrl",
    "PGSSLNEGOTIATION": "sslnegotiation",
    "PGCHANNELBINDING": "channel_binding",
    "PGREQUIREAUTH": "require_auth",
    "PGGSSENCMODE": "gssencmode",
    "PGKRBSRVNAME": "krbsrvname",
    "PGOPTIONS": "options",
    "PGCONNECT_TIMEOUT": "connect_timeout",
    "PGTARGETSESSIONATTRS": "target_session_attrs",
    "PGLOADBALANCEHOSTS": "load_balance_hosts",
}
# One of these says where to; the others only say how.
_PLACES: Final = ("PGHOST", "PGHOSTADDR", "PGPORT", "PGDATABASE", "PGUSER", "PGSERVICE")

# Where "pg_config --sysconfdir" usually leads: Debian and its kin, the community's packages, Homebrew, from source.
_SYSTEM_FOLDERS: Final = (
    "/etc/postgresql-common",
    "/etc/sysconfig/pgsql",
    "/opt/homebrew/etc/postgresql",
    "/usr/local/etc/postgresql",
    "/usr/local/pgsql/etc",
    "/etc",
)


@dataclass(frozen=True, slots=True)
class FoundConnection:
    """A connection that PostgreSQL's own tools know of.

    Args:
        profile: not in the store yet.
        origin: where it was found, in the user's words.
        password: found beside it, None when there was none. Not in ``repr``.
    """

    profile: ConnectionProfile
    origin: str
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class FoundConnections:
    """What was found on this computer.

    Args:
        connections: each once, services first, then the environment, then the password file.
        notices: files that were passed over, and why.
    """

    connections: tuple[FoundConnection, ...] = ()
    notices: tuple[CatalogueError, ...] = ()


def find_connections(
    environment: Mapping[str, str] | None = None, home: Path | None = None
) -> FoundConnections:
    """Look through the service files, the environment and the password file.

    Args:
        environment: that of this process when it is not given.
        home: the user's folder; found out when it is not given.
    Raises: nothing; what cannot be read is a notice.
    Thread: worker.
    """
    environment = os.environ if environment is None else environment
    try:
        search = _Search(environment, Path.home() if home is None else home)
    except RuntimeError:  # a user without a home folder has no files there either
        search = _Search(environment, Path())
    return search.run()


class _Search:
    def __init__(self, environment: Mapping[str, str], home: Path) -> None:
        self._environment = environment
        self._home = home
        self._notices: list[CatalogueError] = []
        self._services: dict[str, Service] = {}
        self._passwords = PasswordFile()

    def run(self) -> FoundConnections:
        for path in self._service_paths():
            services, notices = read_service_file(path)
            self._notices.extend(notices)
            for each in services:
                self._services.setdefault(each.name, each)  # the user's own file goes first
        self._passwords = read_password_file(self._password_path())
        self._notices.extend(self._passwords.notices)
        found: list[FoundConnection] = []
        for one in (*self._of_services(), *self._of_environment(), *self._of_passwords()):
            if not any(_leads_to_the_same(one.profile, other.profile) for other in found):
                found.append(one)
        return FoundConnections(tuple(found), tuple(self._notices))

    # Where the files are

    def _service_paths(self) -> Iterator[Path]:
        named = self._environment.get("PGSERVICEFILE")
        if named:
            yield Path(named)
        elif sys.platform == "win32":
            yield self._application_data() / ".pg_service.conf"
        else:
            yield self._home / ".pg_service.conf"
        folder = self._environment.get("PGSYSCONFDIR")
        for each in (folder,) if folder else _SYSTEM_FOLDERS:
            yield Path(each) / "pg_service.conf"

    def _password_path(self) -> Path:
        named = self._environment.get("PGPASSFILE")
        if named:
            return Path(named)
        if sys.platform == "win32":
            return self._application_data() / "pgpass.conf"
        return self._home / ".pgpass"

    def _application_data(self) -> Path:
        folder = self._environment.get("APPDATA")
        return Path(folder or self._home / "AppData" / "Roaming") / "postgresql"

    # What is in them

    def _of_services(self) -> Iterator[FoundConnection]:
        for service in self._services.values():
            yield from self._make(service.name, service.settings, f"service in {service.path}")

    def _of_environment(self) -> Iterator[FoundConnection]:
        if not any(self._environment.get(each) for each in _PLACES):
            return
        settings = {
            keyword: self._environment[variable]
            for variable, keyword in VARIABLES.items()
            if self._environment.get(variable)
        }
        service = self._services.get(self._environment.get("PGSERVICE", ""))
        if service is not None:
            settings |= service.settings  # libpq, too, asks the environment last
        name = settings.get("dbname") or settings.get("host") or "Environment"
        yield from self._make(name, settings, "PG… variables of the environment")

    def _of_passwords(self) -> Iterator[FoundConnection]:
        path = self._password_path()
        for each in self._passwords.entries:
            settings = each.settings
            # A pattern for any server leads nowhere by itself; it gives the others their password.
            if "host" in settings:
                name = settings.get("dbname") or settings["host"]
                yield from self._make(name, settings, f"password file {path}")

    def _make(
        self, name: str, settings: Mapping[str, str], origin: str
    ) -> Iterator[FoundConnection]:
        try:
            profile, password = ConnectionProfile.from_settings(_fit_name(name), settings)
        except InvalidValue as error:
            reason = error.reason if error.reason[:1].isupper() else f"It {error.reason}."
            self._notices.append(
                FileProblem(
                    f"“{_fit_name(name)}” ({origin}) is passed over. {reason}",
                    title="One connection is not usable",
                )
            )
            return
        if password is None:
            password = self._passwords.password_for(
                profile.host or dict(profile.other_settings).get("hostaddr", ""),
                profile.port,
                profile.dbname,
                profile.user,
            )
        yield FoundConnection(profile, origin, password)


def _fit_name(name: str) -> str:
    printable = "".join(each if each.isprintable() else " " for each in name)
    return " ".join(printable.split())[:100].strip() or "Connection"


def _leads_to_the_same(one: ConnectionProfile, other: ConnectionProfile) -> bool:
    def place(profile: ConnectionProfile) -> tuple[str, str, str, str]:
        return (
            profile.host.casefold() or "localhost",
            profile.port or "5432",
            profile.dbname or profile.user,
            profile.user,
        )

    return place(one) == place(other)
