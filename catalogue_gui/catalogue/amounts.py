"""Numbers as people write them: which character is the decimal one, and what the text comes to.

``1,299.00``, ``1.299,00``, ``1 299,00``, ``1'299.00`` and ``1,23,456`` are numbers; whether ``1,299`` is one thousand or one
and a bit can be told from its column only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

# Spaces that stand between thousands: plain, no-break, narrow no-break, thin, figure.
SPACES = " \u00a0\u202f\u2009\u2007"
_APOSTROPHES = "'’`´"
_MINUS = "-−–"
# One sign or code before or after the amount. Source: ISO 4217 for codes; Unicode category Sc for signs.
_SIGN = r"[$€£¥₹₽₺₩₪₫₴₦₱฿₡₲₵₸₼₾₿¢\u20a0-\u20cf]"
_CODE = (
    r"(?:USD|EUR|GBP|CHF|NOK|SEK|DKK|ISK|PLN|CZK|HUF|RON|BGN|HRK|RSD|UAH|RUB|TRY|JPY|CNY|RMB|KRW|INR|BRL|ARS|MXN|CLP|COP|PEN|"
    r"AUD|NZD|CAD|ZAR|SGD|HKD|TWD|THB|IDR|MYR|PHP|VND|ILS|AED|SAR|EGP|MAD|TND|KES|NGN|PKR|BDT|LKR|"
    r"US\$|C\$|CA\$|A\$|AU\$|NZ\$|R\$|HK\$|S\$|NT\$|MX\$|kr\.?|Kčs?|zł|Ft|lei|лв\.?|руб\.?|р\.|Rs\.?|Rp|SFr\.?|Fr\.?|TL|RM|"
    r"euros?|dollars?|円|元)"
)
_CURRENCY = rf"(?:{_SIGN}|{_CODE})"
_AMOUNT = re.compile(
    rf"^(?P<minus1>[{_MINUS}]?)[{SPACES}]*(?P<before>{_CURRENCY})?[{SPACES}]*(?P<minus2>[{_MINUS}+]?)[{SPACES}]*"
    rf"(?P<digits>[\d.,{SPACES}{_APOSTROPHES}]*?\d[\d.,]*?)(?P<dash>[.,][{_MINUS}—]{{1,2}})?[{SPACES}]*(?P<after>{_CURRENCY})?$",
    re.IGNORECASE,
)
_LONGEST_AMOUNT = 64  # characters; the pattern's time grows with the square of the length
_PLAIN = re.compile(r"^\d+$", re.ASCII)
# The plain case, which needs no taking apart: a mark with other than three digits behind it is the decimal one.
_ONE_MARK = re.compile(r"(\d+)([.,])(\d+)", re.ASCII)
_THOUSANDS = re.compile(r"^\d{1,3}(?P<mark>.)\d{3}(?:(?P=mark)\d{3})*$")
_LAKHS = re.compile(r"^\d{1,2}(?P<mark>,)(?:\d{2},)+\d{3}$")


@dataclass(slots=True)
class Amount:
    """The parts of a written number: the digits with their marks, whether negative, whether a currency stands by it."""

    digits: str
    is_negative: bool
    has_currency: bool


def split_amount(text: str) -> Amount | None:
    """Tell the sign, the currency and the digits of a text apart; None when it is not a number."""
    found = _AMOUNT.match(text) if len(text) <= _LONGEST_AMOUNT else None
    if found is None:
        return None
    if found["before"] and found["after"]:
        return None
    digits = found["digits"].strip(SPACES)
    if not digits.isascii():
        digits = re.sub(rf"[{SPACES}]", " ", digits)
        digits = re.sub(rf"[{_APOSTROPHES}]", "'", digits)
    if digits[0] in "'`´":
        return None
    minus = found["minus1"] or (found["minus2"] if found["minus2"] != "+" else "")
    if found["minus1"] and found["minus2"]:
        return None
    return Amount(digits, bool(minus), bool(found["before"] or found["after"]))


def to_decimal(digits: str, decimal: str) -> Decimal | None:
    """The value of digits with marks, in the habit where ``decimal`` is the decimal character.

    Args:
        digits: as :func:`split_amount` gives them, without sign.
        decimal: ``","`` or ``"."``.
    Returns:
        None when they are not a number in this habit.
    """
    if _PLAIN.match(digits):
        return Decimal(digits)
    marked, _, cents = digits.partition(decimal)
    if cents and not (cents.isdecimal() and cents.isascii()):
        return None
    whole = _without_thousands(marked, "," if decimal == "." else ".")
    if whole is None or not (whole or cents):
        return None
    return Decimal(f"{whole or '0'}.{cents}" if cents else whole)


def _without_thousands(whole: str, other: str) -> str | None:
    if not whole or _PLAIN.match(whole):
        return whole
    found = _THOUSANDS.match(whole)
    if found and found["mark"] in (other, " ", "'", "`", "´"):
        return whole.replace(found["mark"], "")
    if other == "," and _LAKHS.match(whole):
        return whole.replace(",", "")
    return None


@dataclass(slots=True)
class DecimalEvidence:
    """What a column's numbers say about its decimal character; filled by :meth:`look_at`, bounded in size.

    ``comma`` and ``point`` count the values that can be read with that decimal character only; ``either`` those that mean
    another number each way.
    """

    comma: int = 0
    point: int = 0
    either: int = 0
    comma_sample: str = ""
    point_sample: str = ""
    either_sample: str = ""

    def look_at(self, texts: Iterable[str]) -> None:
        """Take in the values of a column; what has neither comma nor point says nothing."""
        for text in texts:
            found = _ONE_MARK.fullmatch(text)
            if found is None:
                if "," in text or "." in text:
                    self._look_at_one(text)
            elif found.end(3) - found.start(3) == 3 and found.start(2) <= 3 and text[0] != "0":
                self.either += 1
                self.either_sample = self.either_sample or text
            else:
                self._count_decimal(found[2], text)

    def _look_at_one(self, text: str) -> None:
        amount = split_amount(text)
        if amount is None:
            return
        as_comma = to_decimal(amount.digits, ",")
        as_point = to_decimal(amount.digits, ".")
        if as_comma is not None and as_point is not None:
            if as_comma != as_point:
                if amount.digits.startswith("0"):
                    self._count_decimal(amount.digits, text)
                else:
                    self.either += 1
                    self.either_sample = self.either_sample or text
        elif as_comma is not None:
            self.comma += 1
            self.comma_sample = self.comma_sample or text
        elif as_point is not None:
            self.point += 1
            self.point_sample = self.point_sample or text

    def _count_decimal(self, digits: str, text: str) -> None:
        """``0,125`` has no thousands."""
        if "," in digits:
            self.comma += 1
            self.comma_sample = self.comma_sample or text
        else:
            self.point += 1
            self.point_sample = self.point_sample or text

    @property
    def decision(self) -> str | None:
        """``","`` or ``"."``; None when the column can be read both ways and that matters."""
        if self.comma > self.point:
            return ","
        if self.point > self.comma:
            return "."
        if self.comma:
            return None
        return None if self.either else "."
