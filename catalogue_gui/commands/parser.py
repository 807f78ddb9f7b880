"""The command line: options of the window, and the commands that run without one."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from catalogue_gui import __version__
from catalogue_gui.commands import exporting, helper, importing, profiles
from catalogue_gui.commands.connection import add_connection_options

COMMANDS = {
    "import": importing.run,
    "export": exporting.run,
    "profiles": profiles.run,
    "helper": helper.run,
}


def make_parser() -> argparse.ArgumentParser:
    """The whole command line; without a command the window opens."""
    parser = argparse.ArgumentParser(
        prog="catalogue-gui",
        description="Browse, search, edit and import a product catalogue kept in PostgreSQL. "
        "Without a command a window opens.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    add_connection_options(parser, has_defaults=True)
    commands = parser.add_subparsers(dest="command", metavar="{import,export,profiles}")
    importing.add_parser(commands)
    exporting.add_parser(commands)
    profiles.add_parser(commands)
    helper.add_parser(commands)
    return parser


def parse_arguments(argv: Sequence[str]) -> argparse.Namespace:
    """Read the program's arguments, without its name.

    Raises:
        SystemExit: they cannot be read, or ask for help.
    """
    return make_parser().parse_args(list(argv))
