"""``catalogue-gui profiles add``: a connection from options, its password from the terminal or standard input."""

from __future__ import annotations

import argparse
import getpass
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from catalogue_gui.catalogue.errors import InvalidValue, SecretUnavailable
from catalogue_gui.profiles.profile import ConnectionProfile
from catalogue_gui.profiles.profile_rules import KEEP_IN_KEYRING, PASSWORD_KEEPINGS, SSL_MODES

if TYPE_CHECKING:
    from catalogue_gui.profiles.secrets import Secrets
    from catalogue_gui.profiles.store import ProfileStore

# Options that set the field of their name.
_GIVEN: Final = (
    "host",
    "port",
    "dbname",
    "user",
    "sslmode",
    "colour",
    "group",
    "table",
    "schema",
)


def add_adding_parser(
    actions: argparse._SubParsersAction[argparse.ArgumentParser],
) -> argparse.ArgumentParser:
    """Add ``add`` and return its parser."""
    parser = actions.add_parser(
        "add",
        help="save a connection; the password is asked for, or read as one line from standard input",
    )
    parser.add_argument("name", metavar="NAME")
    parser.add_argument(
        "--uri", help="postgresql://user@server:5432/database; the other options go before it"
    )
    parser.add_argument("--host", metavar="H", help="server name or address")
    parser.add_argument("--port", metavar="P", help="usually 5432")
    parser.add_argument("--dbname", metavar="D", help="database")
    parser.add_argument("--user", metavar="U", help="login name")
    parser.add_argument(
        "--sslmode", metavar="M", choices=SSL_MODES, help=f"encryption: {', '.join(SSL_MODES)}"
    )
    parser.add_argument("--read-only", action="store_true", help="never change anything through it")
    parser.add_argument("--production", action="store_true", help="the window says so at all times")
    parser.add_argument("--colour", metavar="C", help="a mark like #2563eb")
    parser.add_argument("--group", metavar="G", help="the heading under which it is listed")
    parser.add_argument("--table", metavar="T", help="the catalogue's table, usually products")
    parser.add_argument(
        "--schema", metavar="S", help="where the table is, if the server does not find it by itself"
    )
    parser.add_argument(
        "--browse-on-standby",
        action="store_true",
        help="read from a standby among the servers, write to the primary",
    )
    parser.add_argument(
        "--keep-password",
        dest="password_keeping",
        choices=PASSWORD_KEEPINGS,
        default=KEEP_IN_KEYRING,
        help="keyring; or session: until the window is closed, or ask: each time; "
        "with these two no password is asked for now",
    )
    return parser


def add_connection(args: argparse.Namespace, store: ProfileStore, secrets: Secrets) -> bool:
    """Save the connection that the options describe; return False when its password could not be kept.

    Raises:
        InvalidValue: it cannot be saved as it is, or its name is taken; nothing was.
        FileProblem: the file cannot be read or written; nothing was saved.
    """
    profile, password = _profile_from(args)
    # Said before anybody types a password for nothing.
    if store.load().named(profile.name) is not None:
        raise InvalidValue("name", f"Another connection is already called “{profile.name}”.")
    if profile.password_keeping != KEEP_IN_KEYRING:
        if password is not None:
            print(
                "The password in the address is not kept: the window asks for it.", file=sys.stderr
            )
        password = ""
    if password is None:
        password = _ask_password(profile.name)
    store.add(profile)
    print(f"Saved “{profile.name}” ({profile.address}).")
    if not password:
        return True
    try:
        secrets.save(profile.id, password)
    except (SecretUnavailable, InvalidValue) as error:
        print(
            f"The connection “{profile.name}” is saved, but its password is not. {error.message}\n"
            "Once the keyring can be used, save the password in the program's window, or remove the connection "
            "and add it again. Until then the window asks for the password.",
            file=sys.stderr,
        )
        return False
    print("The password is kept in the keyring.")
    return True


def _profile_from(args: argparse.Namespace) -> tuple[ConnectionProfile, str | None]:
    """Make the profile of the options; those given one by one go before the address."""
    profile, password = ConnectionProfile(name=args.name), None
    if args.uri is not None:
        profile, password = ConnectionProfile.from_uri(args.name, args.uri)
    given = {field: getattr(args, field) for field in _GIVEN if getattr(args, field) is not None}
    profile = replace(
        profile,
        **given,
        read_only=args.read_only,
        is_production=args.production,
        browse_on_standby=args.browse_on_standby,
        password_keeping=args.password_keeping,
    )
    profile.check()
    return profile, password


def _ask_password(name: str) -> str:
    """Ask on the terminal, or take one line of standard input; empty when there is none."""
    if sys.stdin is None:
        return ""
    if sys.stdin.isatty():
        return getpass.getpass(f"Password for “{name}” (empty for none): ")
    try:
        return sys.stdin.readline().rstrip("\r\n")
    except UnicodeDecodeError:
        # Not chained: the error of the codec holds what was read.
        raise InvalidValue("password", "The password is not text that can be read here.") from None
