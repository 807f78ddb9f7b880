"""What a window can open: the demo catalogue, a profile, an address. No Qt: it is opened before the window is built."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from catalogue_gui.catalogue.errors import CatalogueError
from catalogue_gui.database.ahead import CatalogueAhead
from catalogue_gui.database.catalogue import Catalogue
from catalogue_gui.database.embedded import EmbeddedServer
from catalogue_gui.database.target import Target
from catalogue_gui.gui.source import CatalogueSource
from catalogue_gui.profiles.profile import ConnectionProfile
from catalogue_gui.profiles.profile_rules import KEEP_FOR_SESSION
from catalogue_gui.profiles.secrets import Secrets
from catalogue_gui.profiles.secrets.login_password import LoginPassword
from catalogue_gui.profiles.store import ProfileStore
from catalogue_gui.targets import demo_target, login_target


class Sources:
    """Makes sources of what is kept in a settings folder.

    Args:
        folder: the settings folder.
    """

    def __init__(self, folder: Path) -> None:
        self.profiles = ProfileStore(folder / "profiles.json")
        self.secrets = Secrets()
        self._server = EmbeddedServer(folder / "server")

    def demo(self) -> CatalogueSource:
        """The demo catalogue on this computer."""
        holder = object()
        return CatalogueSource(
            label="Demo",
            make_target=lambda: demo_target(self._server, holder),
            release=lambda: self._server.release(holder),
            key="demo",
        )

    def profile(self, profile: ConnectionProfile, password: str | None) -> CatalogueSource:
        """A saved connection; the password, when given, goes before the keyring's."""
        login = LoginPassword(profile, self.secrets, password)
        return CatalogueSource(
            label=profile.name,
            make_target=lambda: login_target(profile, login),
            colour=profile.colour,
            is_production=profile.is_production,
            release=login.close,
            key=f"profile:{profile.id}",
            place=f"{profile.dbname}/{profile.schema}.{profile.table}",
            login=login,
        )

    def address(self, uri: str) -> CatalogueSource:
        """A server by its address.

        Raises:
            InvalidValue: it cannot be understood.
        """
        target = Target.from_uri(uri)
        name = target.parameters.get("dbname", target.address)
        # Should the server want another password than the address has, it is asked for, and kept for this run at most.
        host, port, dbname, user = (
            target.parameters.get(each, "") for each in ("host", "port", "dbname", "user")
        )
        unsaved = ConnectionProfile(
            name=name,
            host=host,
            port=port,
            dbname=dbname,
            user=user,
            password_keeping=KEEP_FOR_SESSION,
        )
        login = LoginPassword(unsaved, self.secrets, target.password)
        return CatalogueSource(
            name,
            lambda: replace(target, password=login.find()),
            release=login.close,
            key=_key_of(target),
            login=login,
        )


class OpeningAhead:
    """Opens what the program was started for while its window is still being loaded and built.

    Args:
        arguments: as parsed; ``demo``, ``dsn`` or ``profile`` say what, if anything.
        sources: makes it.
    """

    def __init__(self, arguments: argparse.Namespace, sources: Sources) -> None:
        self.error: CatalogueError | None = None
        self._source: CatalogueSource | None = None
        self._ahead: CatalogueAhead | None = None
        self._opened: dict[str, CatalogueSource] = {}
        if arguments.demo:
            self._source = sources.demo()
        elif arguments.dsn:
            try:
                self._source = sources.address(arguments.dsn)
            except CatalogueError as error:
                self.error = error
        if self._source is not None:
            self._ahead = CatalogueAhead(self._source.make_target)
        elif arguments.profile:
            name = arguments.profile
            self._ahead = CatalogueAhead(
                lambda: self._same(sources.profile(sources.profiles.get(name), None)).make_target()
            )

    @property
    def source(self) -> CatalogueSource | None:
        """What is being opened, where that is known without reading the profiles."""
        return self.of(self._source) if self._source is not None else None

    def of(self, source: CatalogueSource) -> CatalogueSource:
        """The same source, which finds its catalogue open the first time."""
        if self._ahead is None:
            return source
        return replace(self._same(source), make_target=self._ahead.make_target)

    def make_catalogue(self, target: Target) -> Catalogue:
        """The catalogue opened ahead, if it is the one; else a new one."""
        return Catalogue(target) if self._ahead is None else self._ahead.make_catalogue(target)

    def _same(self, source: CatalogueSource) -> CatalogueSource:
        """The one source of this key: whoever types its password types it for what is being opened. Any thread."""
        return self._opened.setdefault(source.key, source)

    def give_up(self) -> None:
        """Close what nobody has taken."""
        if self._ahead is not None:
            self._ahead.give_up()


def _key_of(target: Target) -> str:
    """Under which a catalogue that was given by its address is remembered; never with a password."""
    user, host, port, name = (
        target.parameters.get(each, "") for each in ("user", "host", "port", "dbname")
    )
    return f"dsn:{user}@{host or target.parameters.get('hostaddr', '')}:{port}/{name}"
