"""Telling the code pages apart: which reading of the same bytes looks like words?

Each candidate decodes the same lines, and each language written in it says how likely such letters are in it, and in such
places: a small letter stands among letters of its own script, a capital begins a word or stands among capitals, a sign
stands where signs stand. The most likely reading wins.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from functools import lru_cache

from catalogue_gui.transfer.reading.alphabets import (
    CODE_PAGES,
    EAST_ASIAN,
    LETTERS,
    RARER_LANGUAGES,
)
from catalogue_gui.transfer.reading.ideographs import worth_of_ideograph

_MOST_BYTES = (
    1 << 15
)  # a hundredth of it is enough for most files; all of it is read more than twenty times
# Natural logarithms of how likely a character is in its place, by judgement; only their differences matter.
_NO_SUCH_BYTE = -14.0
_CONTROL = -12.0
_SYMBOL = -9.0  # box drawing, accents without a letter, mathematics
_SIGN = -3.0
_MISPLACED_SIGN = -8.0
_FOREIGN_LETTER = -6.5  # a letter that the language does not have
_MIXED_SCRIPTS = -5.0  # a word in two scripts
_CAPITAL_IN_WORD = -4.0
_TWO_CAPITALS = -2.0  # at the beginning of a word otherwise small
_CAPITAL = -1.0
_LONE_LETTER = -1.5
_LONE_ACCENTED = -4.0
_ACCENTS_IN_A_ROW = -1.0
_UNPAIRED_QUOTE = -2.0
_SECOND_LANGUAGE = 3.0  # of an East Asian encoding, which was made for its first one
_DECAY = 0.8  # from one accented letter of a language to the next in frequency
_DECAY_OF_ALPHABET = 0.92  # likewise where all letters of a script count
_ALPHABET_SIZE = 20

_ANYWHERE = frozenset("–—•·×±µ§\xa0\xad‰†‡№")
_QUOTES = frozenset("‘’“”„‚«»‹›")
_BEFORE_WORDS = frozenset("¿¡")
_BEHIND_WORDS = frozenset("©®™°²³ªº…")
_MONEY = frozenset("€£¥¢½¼¾")
_WORDS_OF_ONE_LETTER = frozenset("àèéáíóúåöøæÀÈÉÅÆØÖ")  # French, Italian, Spanish, Nordic
# UTF-8 taken for Windows-1252 and written again: Ã¼. Such damage is in many files, and is Windows-1252's.
_TWICE_ENCODED = frozenset("ÂÃ")
_AT_THE_END = frozenset(
    "ςךםןףץ"
)  # forms that Greek and Hebrew letters have at the end of words only
_INSIDE_WORDS = frozenset("’·\xad")


def best_codepage(sample: bytes) -> str:
    """The Python codec that makes the most of lines known not to be UTF-8.

    Args:
        sample: lines that hold bytes beyond ASCII.
    Returns:
        A codec name; ``cp1252`` when nothing is better.
    """
    lines = sample.splitlines(keepends=True)
    step = len(sample) // _MOST_BYTES + 1
    chosen = b"".join(lines[::step])[: 2 * _MOST_BYTES]
    best, best_score = "cp1252", -math.inf
    for page in CODE_PAGES:
        in_place, letters = _read(chosen, page.codec)
        likeliest = max(_likelihood(letters, language) for language in page.languages)
        score = in_place + likeliest - page.rarity
        if score > best_score:
            best, best_score = page.codec, score
    for page in EAST_ASIAN:
        in_place, letters = _read(chosen, page.codec)
        ideographs = max(
            sum(
                count * worth_of_ideograph(letter, page.codec, language)
                for letter, count in letters.items()
            )
            - place * _SECOND_LANGUAGE
            for place, language in enumerate(page.languages)
        )
        score = in_place + ideographs - page.rarity
        if score > best_score:
            best, best_score = page.codec, score
    return best


def _read(sample: bytes, codec: str) -> tuple[float, Counter[str]]:
    """How likely the places of all characters are in one reading, and its letters with their numbers."""
    text = f" {sample.decode(codec, 'surrogateescape')} "
    letters: Counter[str] = Counter()
    in_place = 0.0
    for (before, character, behind), count in Counter(
        zip(text, text[1:], text[2:], strict=False)
    ).items():
        if character <= "\x7f":
            continue
        if character.isalpha():
            letters[character.lower()] += count
            in_place += count * _place_of_letter(before, character, behind)
        else:
            in_place += count * _place_of_sign(before, character, behind)
    return in_place + _UNPAIRED_QUOTE * abs(text.count("«") - text.count("»")), letters


def _likelihood(letters: Counter[str], language: str) -> float:
    weights = _weights(language)
    found = sum(count * weights.get(letter, _FOREIGN_LETTER) for letter, count in letters.items())
    return found - RARER_LANGUAGES.get(language, 0.0)


@lru_cache(maxsize=len(LETTERS))
def _weights(language: str) -> dict[str, float]:
    letters = LETTERS[language]
    decay = _DECAY if len(letters) < _ALPHABET_SIZE else _DECAY_OF_ALPHABET
    shares = [decay**rank for rank in range(len(letters))]
    return {
        letter: math.log(share / sum(shares)) for letter, share in zip(letters, shares, strict=True)
    }


@lru_cache(maxsize=8192)
def _script(character: str) -> str:
    """The first word of a letter's name: LATIN, GREEK, CYRILLIC, …; all East Asian ones are one."""
    if character.isascii():
        return "LATIN"
    first = unicodedata.name(character, "").split(" ", 1)[0]
    is_east_asian = first in {"CJK", "HIRAGANA", "KATAKANA", "HALFWIDTH", "FULLWIDTH", "HANGUL"}
    return "EAST ASIAN" if is_east_asian else first


def _place_of_letter(before: str, character: str, behind: str) -> float:
    script = _script(character)
    if script == "EAST ASIAN":
        return _place_of_east_asian(before, behind)
    if character in _TWICE_ENCODED and ("\x80" <= behind <= "\xbf" or behind == "?"):
        return 0.0
    neighbours = [each for each in (before, behind) if each.isalpha()]
    worth = _MIXED_SCRIPTS * sum(_script(each) != script for each in neighbours)
    if not neighbours and character not in _WORDS_OF_ONE_LETTER:
        worth += _LONE_ACCENTED if script == "LATIN" else _LONE_LETTER
    if character in _AT_THE_END and behind.isalpha():
        worth += _MISPLACED_SIGN
    if character.isupper():
        worth += _place_of_capital(before, behind)
    if script == "LATIN" and behind > "\x7f" and behind.isalpha():
        worth += _ACCENTS_IN_A_ROW
    return worth


def _place_of_east_asian(before: str, behind: str) -> float:
    """Such a character may stand beside anything, but not as a single one in a word of other letters."""
    is_alone = before <= "\x7f" and behind <= "\x7f"
    return _MIXED_SCRIPTS * (before.isalpha() + behind.isalpha()) if is_alone else 0.0


def _place_of_capital(before: str, behind: str) -> float:
    if before.islower():
        return _CAPITAL_IN_WORD
    if before.isupper():
        return _TWO_CAPITALS if behind.islower() else 0.0
    return _CAPITAL


def _place_of_sign(before: str, sign: str, behind: str) -> float:
    if "\udc80" <= sign <= "\udcff":
        return _NO_SUCH_BYTE
    category = unicodedata.category(sign)
    if category in {"Cc", "Cn", "Co"}:
        return _CONTROL
    if category.startswith("M"):
        # Points, vowels and tones above letters, one or two.
        is_placed = before.isalpha() or unicodedata.category(before).startswith("M")
        return _SIGN if is_placed else _SYMBOL
    if "\u3000" <= sign <= "\u303f" or "\uff00" <= sign <= "\uff60":
        return _SIGN  # East Asian punctuation
    if before in _TWICE_ENCODED:
        return _SIGN
    if before.isalpha() and behind.isalpha():
        return _SIGN if sign in _INSIDE_WORDS else _MISPLACED_SIGN
    if sign == "’" and behind.isalpha():
        return _MISPLACED_SIGN  # it closes, and opens nothing
    if sign in _ANYWHERE or sign in _QUOTES:
        return _SIGN
    if sign in _BEFORE_WORDS:
        return _SIGN if behind.isalpha() else _MISPLACED_SIGN
    if sign in _BEHIND_WORDS:
        return _SIGN if not behind.isalpha() or sign == "°" else _MISPLACED_SIGN
    if sign in _MONEY:
        return _SIGN if not before.isalpha() and not behind.isalpha() else _MISPLACED_SIGN
    return _SYMBOL
