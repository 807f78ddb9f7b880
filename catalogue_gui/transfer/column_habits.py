"""What one metadata column holds, learnt from its values: numbers, yes or no, or text.

In doubt it is text: as text nothing of a value is lost, while a bar code, a version or a telephone number that was taken for
a quantity comes back as another one.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import islice

from catalogue_gui.catalogue.amounts import SPACES, DecimalEvidence, split_amount, to_decimal
from catalogue_gui.transfer.headers import is_code_header, is_place_header

_MOST_DIGITS = (
    15  # a longer number is an identifier, and a spreadsheet would already have damaged it
)
# From here on, digits in groups of three are a telephone number as often as a quantity; commas are not used in those.
_GROUPED_CODE_DIGITS = 9
_GTIN_LENGTHS = frozenset({8, 12, 13, 14})
# Pairs of words that a yes/no column holds, first the yes.
_YES_NO: tuple[tuple[str, str], ...] = (
    ("true", "false"), ("yes", "no"), ("y", "n"), ("t", "f"), ("on", "off"), ("enabled", "disabled"),
    ("ja", "nein"), ("ja", "nee"), ("ja", "nei"), ("ja", "nej"), ("j", "n"), ("wahr", "falsch"),
    ("waar", "onwaar"), ("sant", "falskt"), ("sand", "falsk"), ("sann", "usann"),
    ("oui", "non"), ("vrai", "faux"), ("o", "n"),
    ("sí", "no"), ("si", "no"), ("sì", "no"), ("sim", "não"), ("sim", "nao"), ("s", "n"),
    ("vero", "falso"), ("verdadero", "falso"), ("verdadeiro", "falso"),
    ("tak", "nie"), ("prawda", "fałsz"), ("ano", "ne"), ("áno", "nie"), ("pravda", "nepravda"),
    ("kyllä", "ei"), ("tosi", "epätosi"), ("igen", "nem"), ("da", "nu"), ("da", "ne"),
    ("evet", "hayır"), ("evet", "hayir"), ("doğru", "yanlış"),
    ("да", "нет"), ("истина", "ложь"), ("так", "ні"), ("ναι", "όχι"),
    ("はい", "いいえ"), ("有", "無"), ("是", "否"), ("有", "无"), ("예", "아니요"), ("예", "아니오"),
)  # fmt: skip
# A short word by itself is as likely a size, a grade or a country ("NO"): both of a pair must occur.
_MIN_LETTERS_ALONE = 3
_SIMPLE_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:([.,])(\d+))?", re.ASCII)
_NUMBER = re.compile(rf"-?[1-9][\d.,'{SPACES}]*(?<=\d)", re.ASCII)


class ColumnHabit:
    """What one column has turned out to hold so far.

    Args:
        header: its name; some names say by themselves that their numbers are no quantities.
    """

    def __init__(self, header: str) -> None:
        self._may_be_number = not is_code_header(header)
        self._may_be_gtin = True
        self._pairs = () if is_place_header(header) or is_code_header(header) else _YES_NO
        self._words: set[str] = set()
        self._decimals = DecimalEvidence()
        # How many digits stand behind each mark, and whether some of those end with a zero that a number would not need.
        self._fractions: dict[str, set[int]] = {",": set(), ".": set()}
        self._has_padding = {",": False, ".": False}
        self._is_blank = True

    @property
    def is_text(self) -> bool:
        """True once nothing that follows can make it anything else."""
        return not self._may_be_number and not self._pairs

    def look_at(self, values: Collection[str]) -> None:
        """Take in some values: not blank, without spaces around."""
        if not values:
            return
        self._is_blank = False
        if self._may_be_number:
            self._may_be_number = all(map(self._take_number, values))
            if self._may_be_number:
                self._decimals.look_at(values)
                self._may_be_gtin = self._may_be_gtin and all(map(_is_gtin, values))
        if self._pairs:
            words = {value.casefold() for value in islice(values, 9)}
            if len(values) > 8:
                self._pairs = ()
            else:
                self._words |= words
                self._pairs = tuple(pair for pair in self._pairs if self._words <= set(pair))

    def _take_number(self, text: str) -> bool:
        found = _SIMPLE_NUMBER.fullmatch(text)
        if found is None or len(text) > _MOST_DIGITS:
            return _is_grouped_number(text)
        mark, fraction = found.groups()
        if mark:
            self._fractions[mark].add(len(fraction))
            if len(fraction) > 1 and fraction[-1] == "0":
                self._has_padding[mark] = True
        return True

    @property
    def yes_words(self) -> frozenset[str] | None:
        """The words that mean yes, in small letters; None when it is no yes/no column."""
        if self._is_blank or not self._pairs:
            return None
        if len(self._words) == 1 and len(next(iter(self._words))) < _MIN_LETTERS_ALONE:
            return None
        return frozenset(pair[0] for pair in self._pairs)

    def decimal(self, chosen: str | None) -> str | None:
        """The decimal character of a column of numbers; None when it is none, or cannot be read without doubt.

        Args:
            chosen: the file's as the user chose it; it decides only what the column leaves open.
        """
        found = self._decimals
        if self._is_blank or not self._may_be_number or self._may_be_gtin:
            return None
        if found.comma and found.point:
            return None
        own = found.decision if found.comma or found.point else None
        decimal = own or chosen or found.decision
        # "1.9" beside "1.10" was not written by one hand that counts: it is a version, or a place in a list.
        if decimal is not None and self._has_padding[decimal] and len(self._fractions[decimal]) > 1:
            return None
        return decimal


def _is_grouped_number(text: str) -> bool:
    """True for a number with thousands marks, of at most 15 digits, that is not as likely a telephone number."""
    if not _NUMBER.fullmatch(text):
        return False
    digits = sum(map(str.isdigit, text))
    if digits > _MOST_DIGITS:
        return False
    amount = split_amount(text)
    if amount is None:
        return False
    readings = [to_decimal(amount.digits, mark) for mark in ".,"]
    if digits >= _GROUPED_CODE_DIGITS and "," not in text:
        wholes = [value for value in readings if value is not None and value % 1 == 0]
        if wholes and any(mark in amount.digits for mark in ". "):
            return False
    return any(value is not None for value in readings)


def _is_gtin(text: str) -> bool:
    """True for a bar code's number: its length and its check digit are right.

    Source: GS1 General Specifications, 7.9 "Check digit calculations".
    """
    if len(text) not in _GTIN_LENGTHS or not (text.isascii() and text.isdecimal()):
        return False
    weighted = sum(int(digit) * (3, 1)[place % 2] for place, digit in enumerate(text[-2::-1]))
    return (weighted + int(text[-1])) % 10 == 0
