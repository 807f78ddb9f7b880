"""A pasted list, read as tags. No widgets."""

from __future__ import annotations

from catalogue_gui.catalogue.typed_values import parse_tags

# What spreadsheets, text files and chats put between the words of a list.
_SEPARATORS = ";\t"
_LISTS = (",", ";", "\t", "\n", "\r")


def is_list(text: str) -> bool:
    """True when a pasted text is a list, and not a word or part of one."""
    return any(each in text.strip() for each in _LISTS)


def read_pasted_tags(text: str) -> tuple[str, ...]:
    """Read tags separated by commas, semicolons, tabs or line ends; what stands in double quotes is one tag."""
    outside = True
    read = []
    for character in text:
        if character == '"':
            outside = not outside
        read.append("," if outside and character in _SEPARATORS else character)
    return parse_tags("".join(read))


def has_open_quote(text: str) -> bool:
    """True where a comma belongs to the tag being typed, as its closing quote is still to come."""
    return text.count('"') % 2 == 1


def with_tags(tags: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    """The tags with more of them at the end; those that are there already stay where they are."""
    return tuple(dict.fromkeys((*tags, *more)))
