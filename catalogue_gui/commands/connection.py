"""The options that say which catalogue is meant, the same for the window and for every command."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from catalogue_gui.catalogue.errors import InvalidValue

if TYPE_CHECKING:
    from catalogue_gui.database.target import Target


def add_connection_options(parser: argparse.ArgumentParser, *, has_defaults: bool = False) -> None:
    """Add ``--demo``, ``--profile``, ``--dsn`` and ``--settings``.

    They may stand before a command or after it, so a command's own parser leaves alone what it was not given.

    Args:
        parser: where to.
        has_defaults: True for the outermost parser, which gives each option a value.
    """
    nothing = None if has_defaults else argparse.SUPPRESS
    group = parser.add_argument_group("catalogue").add_mutually_exclusive_group()
    group.add_argument(
        "--demo",
        action="store_true",
        default=False if has_defaults else argparse.SUPPRESS,
        help="the demo catalogue on this computer",
    )
    group.add_argument("--profile", metavar="NAME", default=nothing, help="a saved connection")
    group.add_argument(
        "--dsn",
        metavar="URI",
        default=nothing,
        help="a PostgreSQL address; a password in it is used for this run and not kept",
    )
    parser.add_argument(
        "--settings",
        metavar="DIR",
        type=Path,
        default=nothing,
        help="keep everything in this folder instead of the user's own",
    )


def resolve_target(args: argparse.Namespace) -> Target:
    """Find the catalogue that the options name; starts the server on this computer where they name the demo.

    Raises:
        InvalidValue: none is named, or the address is none.
        PasswordWanted: its password is kept nowhere, and there is no terminal to ask for it on.
        CatalogueError: the profile is unknown, the keyring cannot be read, or the server does not start.
    """
    # Imported here: --help and mistakes in the options need no database.
    from catalogue_gui.database.target import Target
    from catalogue_gui.settings_folder import settings_folder

    if args.dsn:
        return Target.from_uri(args.dsn)
    if not args.demo and not args.profile:
        raise InvalidValue(
            "connection",
            "It is not said which catalogue is meant.",
            hint="Give one of --demo, --profile NAME or --dsn URI.",
        )
    from catalogue_gui.targets import demo_target, profile_target

    folder = settings_folder(args.settings)
    if args.demo:
        from catalogue_gui.database.embedded import EmbeddedServer

        # Held until the process ends, when the package that brings the server lets go of it.
        return demo_target(EmbeddedServer(folder / "server"), "command")
    from catalogue_gui.profiles.profile_rules import KEEP_IN_KEYRING
    from catalogue_gui.profiles.secrets import Secrets
    from catalogue_gui.profiles.store import ProfileStore

    profile = ProfileStore(folder / "profiles.json").get(args.profile)
    is_kept = profile.password_keeping == KEEP_IN_KEYRING
    return profile_target(profile, Secrets(), None if is_kept else _typed_password(profile.name))


def _typed_password(name: str) -> str | None:
    """Ask for a password that is kept nowhere; None where there is no terminal to ask on."""
    if sys.stdin is None or not sys.stdin.isatty():
        return None
    return getpass.getpass(f"Password for “{name}” (empty for none): ")
