"""Numbers of features: every feature of an attribute has one, fixed for good.

`features.py` says which features a value has and in which order they stand; here is
only how each is numbered, and the way back from a number to the feature that gets
hashed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from string import ascii_uppercase, digits

from linkage.normalise.identifiers import LONGEST
from linkage.normalise.names import MUHAMMAD
from linkage.profile import AttributeName

SYMBOLS = digits + ascii_uppercase

_EDGE = "_"
WORD_FEATURES = tuple(
    sorted([*map("".join, product(SYMBOLS + _EDGE, repeat=2)), MUHAMMAD])
)
"""Padded bigrams in alphabetical order, which is the order of a value's features."""
WORD_NUMBERS = {feature: number for number, feature in enumerate(WORD_FEATURES)}

_DECADES = 10_000
_TENS = _DECADES + 1_000
_ONES = _TENS + 10
_SUMS = 32 * 32
_DAYS = 2 * _SUMS
_MONTHS = _DAYS + 32


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The features of one kind of attribute."""

    size: int
    feature: Callable[[int], str]
    """The feature of a number in 0..size."""


def year_features(year: int) -> list[int]:
    """The year, its decade, and the last two digits each at its place."""
    tens, ones = divmod(year, 10)
    return [year, _DECADES + tens, _TENS + tens % 10, _ONES + ones]


def day_features(day: int, month: int) -> list[int]:
    """Day and month in no order, twice; then each as what it is."""
    pair = min(day, month) * 32 + max(day, month)
    return [pair, _SUMS + pair, _DAYS + day, _MONTHS + month]


def _year(number: int) -> str:
    if number < _DECADES:
        return f"{number:04}"
    if number < _TENS:
        return f"{number - _DECADES:03}."
    if number < _ONES:
        return f"..{number - _TENS}."
    return f"...{number - _ONES}"


def _day(number: int) -> str:
    if number >= _MONTHS:
        return f"m{number - _MONTHS:02}"
    if number >= _DAYS:
        return f"d{number - _DAYS:02}"
    sums, pair = divmod(number, _SUMS)
    low, high = divmod(pair, 32)
    return f"{low:02}{'+' if sums else '/'}{high:02}"


def _character(number: int) -> str:
    at, symbol = divmod(number, len(SYMBOLS))
    return f"{at}:{SYMBOLS[symbol]}"


_WORDS = Vocabulary(len(WORD_FEATURES), WORD_FEATURES.__getitem__)
_NUMBER = Vocabulary(LONGEST * len(SYMBOLS), _character)

VOCABULARIES = {
    AttributeName.NAME: _WORDS,
    AttributeName.BIRTH_YEAR: Vocabulary(_ONES + 10, _year),
    AttributeName.BIRTH_DAY: Vocabulary(_MONTHS + 13, _day),
    AttributeName.BIRTH_PLACE: _WORDS,
    AttributeName.SEX: Vocabulary(2, "FM".__getitem__),
    AttributeName.MOTHER_NAME: _WORDS,
    AttributeName.NIK: _NUMBER,
    AttributeName.PASSPORT: _NUMBER,
    AttributeName.ADDRESS: _WORDS,
}
