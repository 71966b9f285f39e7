"""What groups records before their filters are looked at.

`visible`: what an encoding of ours shows. `classical_keys`: blocking keys that other
programs hash and send along; for the control of the attack on blocks.
"""

from collections.abc import Hashable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from linkage.encode.features import features, niks, passports
from linkage.normalise.names import name_words
from linkage.normalise.places import place_words
from linkage.profile import Profile
from linkage.record import Record

Labels = NDArray[np.int64]
"""Shape (n, kinds)."""


def visible(profile: Profile, records: Sequence[Record]) -> Labels:
    """Which attributes there are, how many NIKs, and how many passports."""
    return np.column_stack(
        [
            _numbered(_present(profile, each) for each in records),
            [len(niks(each)) for each in records],
            [len(passports(each)) for each in records],
        ]
    ).astype(np.int64)


def classical_keys(records: Sequence[Record]) -> Labels:
    """Year and sex; day and month; first letters of name and year; place of birth."""
    return np.column_stack(
        [
            _numbered((_date(each)[:4], each.sex) for each in records),
            _numbered(_date(each)[4:] for each in records),
            _numbered((_initials(each), _date(each)[:3]) for each in records),
            _numbered(place_words(each.birth_place or "") for each in records),
        ]
    )


def _present(profile: Profile, record: Record) -> tuple[bool, ...]:
    found = features(record, profile.dates.default_days)
    return tuple(bool(found[each.name]) for each in profile.filter.attributes)


def _date(record: Record) -> str:
    return record.birth_date.value if record.birth_date else ""


def _initials(record: Record) -> tuple[str, ...]:
    words = name_words(record.names[0]) if record.names else ()
    return tuple(word[:2] for word in words[:2])


def _numbered(values: Iterable[Hashable]) -> NDArray[np.int64]:
    """Equal values get one number."""
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(each, len(numbers)) for each in values])
