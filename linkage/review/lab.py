"""A laboratory: an agency's encodings, and an attacker who knows its people in plain.

The setting favours the attacker: every encoded person stands in the known population,
in the agency's own spelling, and the profile is known. The share of the population
that was encoded is the *overlap*.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from linkage.encode.encoder import Encoder
from linkage.exchange.encoding import FILTER_BYTES, Encoding
from linkage.hazmat.hardening.bits import Filters
from linkage.hazmat.keys import SECRET_BYTES, LinkageSecret
from linkage.profile import Hardening, Profile
from linkage.record import Record
from linkage.review.attacks.view import Known, Rows, Seen

_OWN_KEYS = 4
"""Keys of the attacker's own, over which it takes means."""


@dataclass(frozen=True, slots=True)
class Lab:
    """People, a profile, and a number from which all keys are drawn."""

    profile: Profile
    people: Sequence[Record]
    seed: int

    def seen(self, rows: Rows) -> Seen:
        """What the unit holds of some of the people."""
        encodings = self._encoded(self.profile, rows, 0)
        return Seen(_filters(encodings), _present(encodings))

    def known(self) -> Known:
        """All people, and the means of the attacker."""
        filter_ = self.profile.filter.model_copy(
            update={"hardening": Hardening(diffusion=0)}
        )
        bare = self.profile.model_copy(update={"filter": filter_})
        everybody = np.arange(len(self.people))
        own = [self._encoded(bare, everybody, 1 + key) for key in range(_OWN_KEYS)]
        return Known(
            filters=tuple(map(_filters, own)),
            present=_present(own[0]),
            taps=self.profile.filter.hardening.diffusion,
            rehearse=self._rehearsed,
        )

    def _rehearsed(self, rows: Rows, turn: int) -> Filters:
        return _filters(self._encoded(self.profile, rows, 1 + _OWN_KEYS + turn))

    def _encoded(self, profile: Profile, rows: Rows, key: int) -> list[Encoding]:
        value = np.random.default_rng([self.seed, key]).bytes(SECRET_BYTES)
        encoder = Encoder(profile, LinkageSecret("lab", value), "lab")
        chosen = (self.people[row] for row in rows.tolist())
        return [one for batch in encoder.encode(chosen) for one in batch]


def _filters(encodings: Sequence[Encoding]) -> Filters:
    joined = b"".join(each.filter for each in encodings)
    return np.frombuffer(joined, np.uint8).reshape(-1, FILTER_BYTES)


def _present(encodings: Sequence[Encoding]) -> NDArray[np.uint16]:
    return np.array([each.present for each in encodings], np.uint16)
