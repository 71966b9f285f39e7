"""What the encodings of a whole register show: bits, repeats, groups, similarities."""

from collections.abc import Hashable, Sequence

import numpy as np

from linkage.exchange.encoding import EncodingsFile
from linkage.profile import Profile
from linkage.record import Record
from linkage.review.findings import Shown
from linkage.review.lab import drawn_encoder
from linkage.review.labels import visible
from linkage.review.measures.closeness import Closeness, closeness_of
from linkage.review.measures.repeats import grouped, told_by
from linkage.review.quality import encoded, true_pairs
from linkage.review.registers import Register


def shown(
    profile: Profile, records: Sequence[Record], encodings: EncodingsFile
) -> Shown:
    """What is equal of encodings, and what equal things tell of fields."""
    labels = visible(profile, records)
    names = [tuple(row) for row in labels.tolist()]
    fields: dict[str, Sequence[Hashable]] = {
        "sex": [each.sex for each in records],
        "birth_decade": [
            each.birth_date and each.birth_date.value[:3] for each in records
        ],
        "has_nik": [bool(each.niks) for each in records],
        "has_passport": [bool(each.passports) for each in records],
        "birth_place": [each.birth_place for each in records],
    }
    return Shown(
        filters=grouped(encodings.filters),
        visible=grouped(labels),
        told={name: told_by(names, values) for name, values in fields.items()},
        held={name: told_by(values, values) for name, values in fields.items()},
    )


def similarities(profile: Profile, sides: Sequence[Register], seed: int) -> Closeness:
    """Of strangers and true pairs of the two largest registers."""
    one, other = sorted(sides, key=lambda each: -len(each.records))[:2]
    encoder = drawn_encoder(profile, seed)
    files = encoded(one, encoder), encoded(other, encoder)
    return closeness_of(
        (files[0].filters, files[1].filters),
        true_pairs(one, other),
        np.random.default_rng([seed, 17]),
    )
