"""The records on which recall is measured: a sample of people, at all agencies."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from linkage.review.copies import as_own_people, copied
from linkage.review.registers import Register, Registers
from linkage.review.scale import Scale

KNOWN = "known"
COPIES = "copies"


def truth_of(registers: Registers) -> str:
    """How it is known which records are of one person."""
    several = len(registers.all) > 1
    told = all(each.people is not None for each in registers.all)
    return KNOWN if several and told else COPIES


def to_link(registers: Registers, scale: Scale) -> tuple[Register, ...]:
    """Registers of so many people, whose records are known.

    Where it is not known, the largest register and a copy of it with slips.
    """
    generator = np.random.default_rng([scale.seed, 13])
    if truth_of(registers) == KNOWN:
        everybody = sorted({one for each in registers.all for one in each.people or ()})
        rows = generator.permutation(len(everybody))[: scale.linked]
        people = {everybody[row] for row in rows.tolist()}
        return tuple(_those(each, people) for each in registers.all)
    whole = registers.largest
    rows = generator.permutation(len(whole.records))[: scale.linked]
    records = [whole.records[row] for row in np.sort(rows).tolist()]
    part = as_own_people(Register(whole.agency, records, None))
    return part, copied(part, generator)


def without_numbers(registers: Sequence[Register]) -> tuple[Register, ...]:
    """The same records without NIKs and passports: linked by their filters alone."""
    return tuple(
        Register(
            each.agency,
            [replace(record, niks=(), passports=()) for record in each.records],
            each.people,
        )
        for each in registers
    )


def _those(register: Register, people: set[str]) -> Register:
    kept: Sequence[int] = [
        row for row, one in enumerate(register.people or ()) if one in people
    ]
    return Register(
        register.agency,
        [register.records[row] for row in kept],
        [(register.people or ())[row] for row in kept],
    )
