"""``catalogue-gui profiles``: the saved connections, without a window.

Exit codes: 0 done; 1 done, but the keyring did not do its part (the password was not saved, or may still be there);
2 nothing done (unknown or taken name, a value that cannot be saved, an unusable file); 3 ``test`` found no usable
connection; 130 interrupted.
"""

from __future__ import annotations

import argparse
import getpass
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from catalogue_gui.catalogue.errors import (
    CatalogueError,
    FileProblem,
    InvalidValue,
    SecretUnavailable,
)
from catalogue_gui.profiles.profile import ConnectionProfile
from catalogue_gui.profiles.profile_rules import SSL_MODES
from catalogue_gui.profiles.secrets import Secrets
from catalogue_gui.profiles.session_secrets import SecretState
from catalogue_gui.profiles.store import ProfileStore
from catalogue_gui.settings_folder import settings_folder

if TYPE_CHECKING:
    from collections.abc import Callable

PROFILES_FILE: Final = "profiles.json"

EXIT_DONE: Final = 0
EXIT_KEYRING: Final = 1
EXIT_NOTHING_DONE: Final = 2
EXIT_NO_CONNECTION: Final = 3
EXIT_INTERRUPTED: Final = 130

_Subparsers = argparse._SubParsersAction


def add_parser(subparsers: _Subparsers[argparse.ArgumentParser]) -> None:
    """Add ``profiles`` and its own subcommands; :func:`run` carries them out."""
    parser = subparsers.add_parser(
        "profiles", help="list, add, show, remove and test saved connections"
    )
    _add_settings(parser)
    actions = parser.add_subparsers(dest="profiles_action", required=True, metavar="ACTION")
    _add_settings(
        actions.add_parser("list", help="one line a connection: its name and where it leads")
    )
    for action, words in (
        ("show", "every setting of a connection, but no password"),
        ("remove", "remove a connection and its password"),
        ("test", "try a connection step by step"),
    ):
        named = actions.add_parser(action, help=words)
        named.add_argument("name", metavar="NAME")
        _add_settings(named)
    _add_adding(
        actions.add_parser(
            "add",
            help="save a connection; the password is asked for, or read as one line from standard input",
        )
    )


def _add_settings(parser: argparse.ArgumentParser) -> None:
    # SUPPRESS: one that was given before the subcommand is not overwritten with a default.
    parser.add_argument(
        "--settings",
        type=Path,
        metavar="DIR",
        default=argparse.SUPPRESS,
        help="the folder the program keeps its settings in",
    )


def _add_adding(parser: argparse.ArgumentParser) -> None:
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
    _add_settings(parser)


def run(args: argparse.Namespace, *, secrets: Secrets | None = None) -> int:
    """Carry out one ``profiles`` subcommand.

    Args:
        args: as parsed by what :func:`add_parser` added.
        secrets: where passwords are; the keyring when it is not given.
    Returns:
        The exit code.
    """
    actions: dict[str, Callable[[argparse.Namespace, ProfileStore, Secrets], int]] = {
        "list": _list,
        "show": _show,
        "add": _add,
        "remove": _remove,
        "test": _test,
    }
    try:
        store = ProfileStore(_settings_folder(args) / PROFILES_FILE)
        return actions[args.profiles_action](args, store, secrets or Secrets())
    except CatalogueError as error:
        _complain(error)
        return EXIT_NOTHING_DONE
    except KeyboardInterrupt:
        print("\nInterrupted.", file=sys.stderr)
        return EXIT_INTERRUPTED


def _settings_folder(args: argparse.Namespace) -> Path:
    try:
        return settings_folder(getattr(args, "settings", None))
    except OSError as error:
        raise FileProblem(
            f"The settings folder cannot be used: {error.strerror or error}.", detail=str(error)
        ) from error


def _complain(error: CatalogueError) -> None:
    print(error.message, file=sys.stderr)
    if error.hint:
        print(error.hint, file=sys.stderr)


# -- the subcommands -----------------------------------------------------------------------------------------------


def _list(_args: argparse.Namespace, store: ProfileStore, _secrets: Secrets) -> int:
    loaded = store.load()
    for profile in loaded.profiles:
        print(f"{profile.name}\t{profile.address}")
    for notice in loaded.notices:
        _complain(notice)
    return EXIT_DONE


def _show(args: argparse.Namespace, store: ProfileStore, secrets: Secrets) -> int:
    profile = store.get(args.name)
    for key, value in profile.to_json().items():
        if key == "other_settings":
            for keyword, setting in profile.other_settings:
                print(f"{keyword}: {setting}")
        else:
            print(f"{key}: {_words(value)}")
    print(f"password: {_password_words(profile, secrets)}")
    return EXIT_DONE


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _password_words(profile: ConnectionProfile, secrets: Secrets) -> str:
    try:
        is_kept = secrets.read(profile.id) is not None
    except SecretUnavailable as error:
        return f"cannot be told ({error.message})"
    return "kept in the keyring" if is_kept else "none kept"


def _add(args: argparse.Namespace, store: ProfileStore, secrets: Secrets) -> int:
    profile, password = _profile_from(args)
    # Said before anybody types a password for nothing.
    if store.load().named(profile.name) is not None:
        raise InvalidValue("name", f"Another connection is already called “{profile.name}”.")
    if password is None:
        password = _ask_password(profile.name)
    store.add(profile)
    print(f"Saved “{profile.name}” ({profile.address}).")
    if not password:
        return EXIT_DONE
    try:
        secrets.save(profile.id, password)
    except (SecretUnavailable, InvalidValue) as error:
        print(
            f"The connection “{profile.name}” is saved, but its password is not. {error.message}\n"
            "Once the keyring can be used, save the password in the program's window, or remove the connection "
            "and add it again. Until then the window asks for the password.",
            file=sys.stderr,
        )
        return EXIT_KEYRING
    print("The password is kept in the keyring.")
    return EXIT_DONE


def _profile_from(args: argparse.Namespace) -> tuple[ConnectionProfile, str | None]:
    """Make the profile of the options; those given one by one go before the address."""
    profile, password = ConnectionProfile(name=args.name), None
    if args.uri is not None:
        profile, password = ConnectionProfile.from_uri(args.name, args.uri)
    given = {
        field: getattr(args, field)
        for field in ("host", "port", "dbname", "user", "sslmode")
        if getattr(args, field) is not None
    }
    profile = replace(profile, **given, read_only=args.read_only)
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


def _remove(args: argparse.Namespace, store: ProfileStore, secrets: Secrets) -> int:
    profile = store.get(args.name)
    store.remove(profile.id)
    print(f"Removed “{profile.name}”.")
    try:
        secrets.forget(profile.id)
    except SecretUnavailable as error:
        _complain(error)
        # Without any keyring there is hardly a password left behind.
        is_left = error.state != SecretState.ABSENT.value
        return EXIT_KEYRING if is_left else EXIT_DONE
    return EXIT_DONE


def _test(args: argparse.Namespace, store: ProfileStore, secrets: Secrets) -> int:
    # Imported here: the other subcommands need no PostgreSQL client.
    from catalogue_gui.database.diagnosis import diagnose
    from catalogue_gui.database.target import Target

    profile = store.get(args.name)
    password = _password_for_test(profile, secrets)
    is_usable = True
    for result in diagnose(Target(password=password, **profile.target_arguments())):
        mark = "FAILED" if not result.ok else "note" if result.is_warning else "ok"
        print(f"{mark:<6}  {result.step}: {result.message}", flush=True)
        if result.hint:
            print(f"{'':<6}  {result.hint}", flush=True)
        is_usable = is_usable and result.ok
    return EXIT_DONE if is_usable else EXIT_NO_CONNECTION


def _password_for_test(profile: ConnectionProfile, secrets: Secrets) -> str | None:
    """Return the saved password. Without the keyring it is asked for on a terminal, and otherwise done without."""
    try:
        return secrets.read(profile.id)
    except SecretUnavailable as error:
        print(f"note    Password: {error.message} The test goes on without it.", flush=True)
    if sys.stdin is not None and sys.stdin.isatty():
        return getpass.getpass(f"Password for “{profile.name}” (empty for none): ") or None
    return None
