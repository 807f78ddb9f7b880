"""What a made-up product's metadata say: three to nine keys, by the kind of product.

Each describing function gives the members of one JSON object as texts. They are written by hand and not by ``json``,
because numbers are to stand as a shop's system would have exported them: ``10.00`` beside ``10``, leading zeros in texts.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.benchmarks.words import (
    ALLERGENS,
    COUNTRIES,
    ENERGY_CLASSES,
    LANGUAGES,
    LICENCES,
    SIZES,
)

Draw = Callable[[], float]
Describe = Callable[[Draw, str, str, str], list[str]]

# An EAN's check digit by its digits in threes: at odd places they count once, at even ones three times.
_ODD_SUMS = [n // 100 + n // 10 % 10 * 3 + n % 10 for n in range(1000)]
_EVEN_SUMS = [n // 100 * 3 + n // 10 % 10 + n % 10 * 3 for n in range(1000)]


def _common(draw: Draw, brand: str) -> list[str]:
    """What nearly every product has."""
    found = []
    if draw() < 0.94:
        found.append(f'"brand": "{brand}"')
    if draw() < 0.9 or not found:
        found.append(f'"sku": "{int(draw() * 1_000_000):06}"')
    if draw() < 0.55:
        found.append(f'"ean": "{ean(int(draw() * 10**12))}"')
    if draw() < 0.00002:  # twenty in a million
        found.append(f'"recall_ref": "R-{int(draw() * 9000) + 1000}"')
    return found


def ean(number: int) -> str:
    """A number of up to twelve digits with the check digit of an EAN-13."""
    first, second, third, fourth = (
        number // 10**9,
        number // 10**6 % 1000,
        number // 1000 % 1000,
        number % 1000,
    )
    total = _ODD_SUMS[first] + _EVEN_SUMS[second] + _ODD_SUMS[third] + _EVEN_SUMS[fourth]
    return f"{number:012}{-total % 10}"


def _dims(draw: Draw) -> str:
    return (
        f'"dims": {{"w": {int(draw() * 1200) / 10 + 1}, "h": {int(draw() * 150) + 1}.00, '
        f'"d": {int(draw() * 80) + 1}}}'
    )


def _weight(draw: Draw, grams: int) -> str:
    return f'"weight_g": {int(grams * (0.2 + 2 * draw() * draw()))}'


def _warranty(draw: Draw) -> str:
    return f'"warranty_months": {(12, 24, 24, 24, 36, 60)[int(draw() * 6)]}'


def _country(draw: Draw) -> str:
    return f'"country": "{COUNTRIES[int(draw() * draw() * len(COUNTRIES))]}"'


def _yes_no(draw: Draw, key: str, share: float) -> str:
    """Yes, no, and now and then nobody has filled it in."""
    way = draw()
    return f'"{key}": {"null" if way > 0.96 else "true" if way < share else "false"}'


def _thing(draw: Draw, brand: str, colour: str, material: str, grams: int) -> list[str]:
    found = _common(draw, brand)
    found.append(f'"colour": "{colour}"')
    found.append(f'"material": "{material}"')
    if draw() < 0.6:
        found.append(_weight(draw, grams))
    if draw() < 0.45:
        found.append(_dims(draw))
    return found


def _home(draw: Draw, brand: str, colour: str, material: str) -> list[str]:
    found = _thing(draw, brand, colour, material, 1200)
    if draw() < 0.3:
        found.append(_yes_no(draw, "dishwasher_safe", 0.6))
    return found


def _clothing(draw: Draw, brand: str, colour: str, material: str) -> list[str]:
    found = _common(draw, brand)
    first = int(draw() * 3)
    sizes = SIZES[first : first + 1 + int(draw() * 4)]
    found.append(f'"colour": "{colour}"')
    found.append(f'"material": "{material}"')
    found.append('"sizes": ["' + '", "'.join(sizes) + '"]')
    if draw() < 0.5:
        found.append(f'"wash_c": {(30, 30, 40, 60)[int(draw() * 4)]}')
    if draw() < 0.4:
        found.append(_country(draw))
    return found


def _food(draw: Draw, brand: str, _: str, material: str) -> list[str]:
    found = _common(draw, brand)
    found.append(_weight(draw, 450))
    found.append(f'"packing": "{material}"')
    if draw() < 0.5:
        first = int(draw() * len(ALLERGENS))
        allergens = ALLERGENS[first : first + int(draw() * 3)]
        found.append('"allergens": [' + ", ".join(f'"{each}"' for each in allergens) + "]")
    found.append(_yes_no(draw, "organic", 0.35))
    if draw() < 0.4:
        found.append(f'"price_per_kg": {int(draw() * 60) + 1}.{int(draw() * 10)}0')
    if draw() < 0.5:
        found.append(_country(draw))
    return found


def _electronics(draw: Draw, brand: str, colour: str, material: str) -> list[str]:
    found = _thing(draw, brand, colour, material, 800)
    found.append(_warranty(draw))
    if draw() < 0.55:
        found.append(f'"energy_class": "{ENERGY_CLASSES[int(draw() * len(ENERGY_CLASSES))]}"')
    if draw() < 0.5:
        found.append(f'"power_w": {int(draw() * 4000) / 10}')
    return found


def _books(draw: Draw, brand: str, _: str, material: str) -> list[str]:
    found = [f'"publisher": "{brand}"', f'"isbn": "{ean(978 * 10**9 + int(draw() * 10**9))}"']
    found.append(f'"binding": "{material}"')
    found.append(f'"pages": {int(60 + 700 * draw() * draw())}')
    found.append(f'"language": "{LANGUAGES[int(draw() * draw() * len(LANGUAGES))]}"')
    if draw() < 0.25:
        licence = LICENCES[int(draw() * len(LICENCES))]
        found.append('"licence": null' if draw() < 0.1 else f'"licence": "{licence}"')
    return found


def _toys(draw: Draw, brand: str, colour: str, material: str) -> list[str]:
    found = _thing(draw, brand, colour, material, 600)
    found.append(f'"age_from": {(0, 1, 2, 3, 3, 4, 5, 6, 8, 10, 12)[int(draw() * 11)]}')
    if draw() < 0.4:
        found.append(_yes_no(draw, "batteries_included", 0.5))
    return found


def _sturdy(draw: Draw, brand: str, colour: str, material: str) -> list[str]:
    found = _thing(draw, brand, colour, material, 1500)
    if draw() < 0.5:
        found.append(_warranty(draw))
    if draw() < 0.3:
        found.append(_country(draw))
    return found


def _beauty(draw: Draw, brand: str, _: str, material: str) -> list[str]:
    found = _common(draw, brand)
    found.append(f'"volume_ml": {(int(draw() * 20) + 1) * 25}')
    found.append(f'"packing": "{material}"')
    found.append(_yes_no(draw, "vegan", 0.5))
    if draw() < 0.3:
        found.append(f'"rating": {int(draw() * 20) / 10 + 3:.2f}')
    return found


DESCRIBE: dict[str, Describe] = {
    "home": _home,
    "clothing": _clothing,
    "food": _food,
    "electronics": _electronics,
    "books": _books,
    "toys": _toys,
    "garden": _sturdy,
    "tools": _sturdy,
    "sport": _sturdy,
    "beauty": _beauty,
    "office": _sturdy,
    "pets": _sturdy,
    "music": _sturdy,
    "baby": _toys,
}
