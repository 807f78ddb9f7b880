"""``catalogue-gui helper``: the process in which the window has its bulk work done. Not for people."""

from __future__ import annotations

import argparse
import io
import sys


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``helper``, which the help does not list."""
    subparsers.add_parser("helper", add_help=False)


def run(_: argparse.Namespace) -> int:
    """Serve the window on standard input and output until the input ends."""
    from catalogue_gui.transfer.helper import serve

    stdin = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8")
    stdout = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", write_through=True)
    return serve(stdin, stdout)
