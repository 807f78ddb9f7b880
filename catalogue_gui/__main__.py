"""The command line: opens the window, or runs a command without one."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from catalogue_gui.commands.parser import COMMANDS, parse_arguments


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; returns its exit code."""
    arguments = parse_arguments(sys.argv[1:] if argv is None else argv)
    if arguments.command is not None:
        return COMMANDS[arguments.command](arguments)
    # Imported here: a command without a window needs no Qt.
    from catalogue_gui.app import run

    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
