"""``catalogue-gui profiles``: the saved connections, without a window.

Exit codes: 0 done; 1 done, but not wholly: the keyring did not do its part (the password was not saved, or may still
be there), or an entry of an imported file could not be read;
2 nothing done (unknown or taken name, a value that cannot be saved, an unusable file); 3 ``test`` found no usable
connection; 130 interrupted.
"""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from catalogue_gui.catalogue.errors import (
    CatalogueError,
    FileProblem,
    SecretUnavailable,
)
from catalogue_gui.commands.profile_adding import add_adding_parser, add_connection
from catalogue_gui.commands.profile_files import (
    add_file_parsers,
    export_connections,
    import_connections,
    list_found,
)
from catalogue_gui.profiles.profile import ConnectionProfile
from catalogue_gui.profiles.profile_rules import KEEP_IN_KEYRING
from catalogue_gui.profiles.secrets import Secrets
from catalogue_gui.profiles.secrets.session_secrets import SecretState
from catalogue_gui.profiles.store import ProfileStore
from catalogue_gui.settings_folder import settings_folder

if TYPE_CHECKING:
    from collections.abc import Callable

PROFILES_FILE: Final = "profiles.json"

EXIT_DONE: Final = 0
EXIT_PARTLY: Final = 1
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
    for action in add_file_parsers(actions):
        _add_settings(actions.choices[action])
    _add_settings(add_adding_parser(actions))


def _add_settings(parser: argparse.ArgumentParser) -> None:
    # SUPPRESS: one that was given before the subcommand is not overwritten with a default.
    parser.add_argument(
        "--settings",
        type=Path,
        metavar="DIR",
        default=argparse.SUPPRESS,
        help="the folder the program keeps its settings in",
    )


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
        "export": _export,
        "import": _import,
        "find": _find,
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
    if profile.password_keeping != KEEP_IN_KEYRING:
        return "none kept"
    try:
        is_kept = secrets.read(profile.id) is not None
    except SecretUnavailable as error:
        return f"cannot be told ({error.message})"
    return "kept in the keyring" if is_kept else "none kept"


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
        return EXIT_PARTLY if is_left else EXIT_DONE
    return EXIT_DONE


def _add(args: argparse.Namespace, store: ProfileStore, secrets: Secrets) -> int:
    return EXIT_DONE if add_connection(args, store, secrets) else EXIT_PARTLY


def _export(args: argparse.Namespace, store: ProfileStore, _secrets: Secrets) -> int:
    export_connections(args, store)
    return EXIT_DONE


def _import(args: argparse.Namespace, store: ProfileStore, _secrets: Secrets) -> int:
    return EXIT_DONE if import_connections(args, store) else EXIT_PARTLY


def _find(_args: argparse.Namespace, store: ProfileStore, _secrets: Secrets) -> int:
    list_found(store)
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
    """Return the saved password. One that is not kept is asked for on a terminal, and otherwise done without."""
    if profile.password_keeping == KEEP_IN_KEYRING:
        try:
            return secrets.read(profile.id)
        except SecretUnavailable as error:
            print(f"note    Password: {error.message} The test goes on without it.", flush=True)
    if sys.stdin is not None and sys.stdin.isatty():
        return getpass.getpass(f"Password for “{profile.name}” (empty for none): ") or None
    return None
