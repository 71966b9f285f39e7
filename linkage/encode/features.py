"""A record to its features, attribute by attribute.

A feature is what gets hashed: two letters of a word, a digit at its place, a part
of a date. Words carry bigrams padded at both ends, so that a typo costs two or
three of them and the first and last letter count. Half of what a birthday says is
the pair of day and month in no order, so that a swap costs the other half, and
another day of the same month costs three quarters.
"""

from collections.abc import Collection, Iterable, Mapping

from linkage.normalise.dates import KnownDate, known_date
from linkage.normalise.identifiers import nik, passport
from linkage.normalise.names import MUHAMMAD, name_words
from linkage.normalise.places import place_words
from linkage.profile import AttributeName
from linkage.record import Record

_NIK_DIGITS = 16
_NIK_DATE = slice(6, 12)

Features = Mapping[AttributeName, tuple[str, ...]]
"""Each attribute's features in a fixed order; an attribute that is missing has none."""


def features(record: Record, default_days: Collection[str]) -> Features:
    """The features of a record. Only the first name, NIK and passport count."""
    date = record.birth_date and known_date(record.birth_date, default_days)
    return {
        AttributeName.NAME: word_features(map(name_words, record.names[:1])),
        AttributeName.BIRTH_YEAR: _year(date) if date else (),
        AttributeName.BIRTH_DAY: _day(date) if date else (),
        AttributeName.BIRTH_PLACE: word_features(
            [place_words(record.birth_place or "")]
        ),
        AttributeName.SEX: (record.sex,) if record.sex else (),
        AttributeName.MOTHER_NAME: word_features(
            [name_words(record.mother_name or "")]
        ),
        AttributeName.ADDRESS: word_features([place_words(record.address or "")]),
        AttributeName.NIK: tuple(
            feature for value in niks(record)[:1] for feature in _nik(value)
        ),
        AttributeName.PASSPORT: tuple(
            feature for value in passports(record)[:1] for feature in _characters(value)
        ),
    }


def niks(record: Record) -> tuple[str, ...]:
    """The NIKs of a record in one spelling, each once, placeholders left out."""
    return _unique(map(nik, record.niks))


def passports(record: Record) -> tuple[str, ...]:
    """As `niks`, for passport numbers."""
    return _unique(map(passport, record.passports))


def word_features(values: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Padded bigrams of folded words; the commonest name of all is one feature."""
    found: set[str] = set()
    for value in values:
        for word in value:
            if word == MUHAMMAD:
                found.add(word)
                continue
            padded = f"_{word}_"
            found.update(padded[at : at + 2] for at in range(len(padded) - 1))
    return tuple(sorted(found))


def _unique(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def _year(date: KnownDate) -> tuple[str, ...]:
    year = date.year
    return (year, f"{year[:3]}.", f"..{year[2]}.", f"...{year[3]}")


def _day(date: KnownDate) -> tuple[str, ...]:
    if date.day is None:
        return ()
    day, month = date.day
    low, high = sorted(date.day)
    return (f"{low}/{high}", f"{low}+{high}", f"d{day}", f"m{month}")


def _nik(value: str) -> tuple[str, ...]:
    """Digits at their places; of a whole NIK only the region and the serial.

    Its date repeats the birth date and sex, which would make two people of one
    birthday look as if half of their NIKs agreed.
    """
    digits = _characters(value)
    if len(value) != _NIK_DIGITS:
        return digits
    return digits[: _NIK_DATE.start] + digits[_NIK_DATE.stop :]


def _characters(value: str) -> tuple[str, ...]:
    return tuple(f"{at}:{character}" for at, character in enumerate(value))
