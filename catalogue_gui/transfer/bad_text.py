"""Text that no database stores: NUL characters, and bytes that the file's encoding cannot read.

The latter come through reading as lone surrogates, or as the replacement character.
"""

from __future__ import annotations

from collections.abc import Sequence


def is_bad(text: str) -> bool:
    """Whether a text holds any of it."""
    if "\0" in text or "\ufffd" in text:
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def find_bad_text(cells: Sequence[str]) -> tuple[int, str] | None:
    """The first cell that holds any: its place, and what is wrong with it in the user's words; None for none."""
    for index, cell in enumerate(cells):
        if not is_bad(cell):
            continue
        bad = next(each for each in cell if "\ud800" <= each <= "\udfff" or each in "\0\ufffd")
        if bad == "\0":
            return index, "the cell holds a NUL character"
        if "\udc80" <= bad <= "\udcff":
            byte = f"{ord(bad) - 0xDC00:#04x}"
            return index, f"byte {byte} in the cell cannot be read in the file's encoding"
        return index, "the cell holds text that could not be read in the file's encoding"
    return None
