"""A register and a copy of it in which clerks have slipped.

For a review of one register alone, and for registers of which nobody knows which records
are of one person. How often a clerk slips is an assumption, and reports say so:
a name in 3 of 10 records, a day of birth in 1 of 10, a year in 1 of 50; a NIK is missing
in 3 of 10 and wrong in 1 of 50. What the copy tells of recall is what such slips cost.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from linkage.record import PartialDate, Precision, Record
from linkage.review.registers import Register

_NAME, _DAY, _YEAR = 0.3, 0.1, 0.02
_NO_NIK, _WRONG_NIK = 0.3, 0.02


def copied(register: Register, generator: np.random.Generator) -> Register:
    """The register as another agency would have it; each record is its own person."""
    people = [each.handle for each in register.records]
    records = [slipped(each, generator) for each in register.records]
    return Register(f"{register.agency}-copy", records, people)


def as_own_people(register: Register) -> Register:
    """The register, each record a person of its own."""
    return Register(
        register.agency, register.records, [each.handle for each in register.records]
    )


def slipped(record: Record, generator: np.random.Generator) -> Record:
    """The record as written down once more."""
    return replace(
        record,
        names=_names(record.names, generator),
        birth_date=_date(record.birth_date, generator),
        niks=_niks(record.niks, generator),
    )


def _names(names: Sequence[str], generator: np.random.Generator) -> tuple[str, ...]:
    if not names or generator.random() >= _NAME:
        return tuple(names)
    return (_swapped(names[0], generator), *names[1:])


def _date(
    date: PartialDate | None, generator: np.random.Generator
) -> PartialDate | None:
    if date is None or date.precision != Precision.DAY:
        return date
    year, month, day = int(date.value[:4]), date.value[5:7], date.value[8:10]
    if generator.random() < _DAY:
        day = f"{1 + int(generator.integers(28)):02}"
    if generator.random() < _YEAR and (month, day) != ("02", "29"):
        year += 1
    return replace(date, value=f"{year:04}-{month}-{day}")


def _niks(niks: Sequence[str], generator: np.random.Generator) -> tuple[str, ...]:
    chance = generator.random()
    if not niks or chance < _NO_NIK:
        return ()
    if chance < _NO_NIK + _WRONG_NIK:
        return (_swapped(niks[0], generator),)
    return tuple(niks)


def _swapped(text: str, generator: np.random.Generator) -> str:
    """Two neighbouring characters the wrong way round."""
    at = int(generator.integers(max(1, len(text) - 1)))
    return text[:at] + text[at : at + 2][::-1] + text[at + 2 :]
