"""A laboratory: an agency's encodings, and an attacker who knows its people in plain.

The setting favours the attacker: every encoded person stands in the known population,
in the agency's own spelling, and the profile is known. The share of the population
that was encoded is the *overlap*.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linkage.encode.encoder import Encoder
from linkage.encode.features import features
from linkage.exchange.encoding import FILTER_BYTES, Encoding
from linkage.hazmat.hardening.bits import Filters
from linkage.hazmat.keys import SECRET_BYTES, LinkageSecret
from linkage.profile import Profile
from linkage.record import Record
from linkage.review.attacks.view import Known, Rows, Seen

_OWN_KEYS = 4
"""Keys of the attacker's own, over which it takes means."""
_COMMON = 0.02
"""Share of people from which a feature is common enough to look for."""


@dataclass(frozen=True, slots=True)
class View:
    """Under which of the drawn secrets, and in which epoch, people are encoded."""

    key: int
    epoch: str = "lab"


FIRST = View(0)
"""How the agency encodes; the keys above it are the attacker's own."""
OTHER_PROJECT = View(1_000_000)
NEXT_EPOCH = View(0, "lab-next")


Made = dict[tuple[str, View, bytes], Seen]
"""What was encoded already: by fingerprint, view and rows."""


@dataclass(frozen=True, slots=True)
class Lab:
    """People, a profile, and a number from which all keys are drawn."""

    profile: Profile
    people: Sequence[Record]
    seed: int
    made: Made = field(default_factory=dict, repr=False, compare=False)
    """Shared by labs of the same people and number, so that nothing is made twice."""

    def seen(self, rows: Rows, view: View = FIRST) -> Seen:
        """What the unit holds of some of the people."""
        return self._seen(self.profile, rows, view)

    def tokens(self, rows: Rows) -> list[tuple[bytes, ...]]:
        """The tokens of the NIKs of some of the people."""
        return [each.nik_tokens for each in self._encoded(self.profile, rows, FIRST)]

    def known(self) -> Known:
        """All people, and the means of the attacker."""
        bare = unhardened(self.profile)
        everybody = np.arange(len(self.people))
        own = [self._seen(bare, everybody, View(1 + key)) for key in range(_OWN_KEYS)]
        return Known(
            filters=tuple(each.filters for each in own),
            present=own[0].present,
            taps=self.profile.filter.hardening.diffusion,
            holds=self._common_features(),
            rehearse=self._rehearsed,
        )

    def _rehearsed(self, rows: Rows, turn: int) -> Filters:
        return self._seen(self.profile, rows, View(1 + _OWN_KEYS + turn)).filters

    def _common_features(self) -> NDArray[np.bool_]:
        """Who holds which of the features that many hold; shape (N, features)."""
        held = [
            {
                (attribute.name, value)
                for attribute in self.profile.filter.attributes
                for value in found[attribute.name]
            }
            for found in (
                features(each, self.profile.dates.default_days) for each in self.people
            )
        ]
        counts = Counter(one for each in held for one in each)
        # Sorted, since sets of texts have another order in each process.
        common = sorted(
            one for one, count in counts.items() if count >= _COMMON * len(self.people)
        )
        return np.array([[one in each for one in common] for each in held], np.bool_)

    def _seen(self, profile: Profile, rows: Rows, view: View) -> Seen:
        key = (profile.fingerprint, view, rows.tobytes())
        if key not in self.made:
            encodings = self._encoded(profile, rows, view)
            self.made[key] = Seen(_filters(encodings), _present(encodings))
        return self.made[key]

    def _encoded(self, profile: Profile, rows: Rows, view: View) -> list[Encoding]:
        encoder = drawn_encoder(profile, self.seed, view)
        chosen = (self.people[row] for row in rows.tolist())
        return [one for batch in encoder.encode(chosen) for one in batch]


def drawn_encoder(profile: Profile, seed: int, view: View = FIRST) -> Encoder:
    """An encoder under a secret that a number decides; for attacks and samples alone."""
    value = np.random.default_rng([seed, view.key]).bytes(SECRET_BYTES)
    return Encoder(_alone(profile), LinkageSecret("lab", value), view.epoch)


def unhardened(profile: Profile) -> Profile:
    """The same profile, its filters leaving as they are."""
    return with_taps(profile, 0)


def with_taps(profile: Profile, taps: int) -> Profile:
    """The same profile under another strength of diffusion."""
    hardening = profile.filter.hardening.model_copy(update={"diffusion": taps})
    filter_ = profile.filter.model_copy(update={"hardening": hardening})
    return changed(profile, filter=filter_)


def changed(profile: Profile, **values: Any) -> Profile:
    """The profile with other values; a copy would keep the old fingerprint."""
    kept = {name: getattr(profile, name) for name in Profile.model_fields}
    return Profile.model_construct(**{**kept, **values})


def _alone(profile: Profile) -> Profile:
    """Tokens of one key where custodians would make them: to others they look alike."""
    if profile.identifiers.mode != "oprf":
        return profile
    identifiers = profile.identifiers.model_copy(update={"mode": "keyed"})
    return changed(profile, identifiers=identifiers)


def _filters(encodings: Sequence[Encoding]) -> Filters:
    joined = b"".join(each.filter for each in encodings)
    return np.frombuffer(joined, np.uint8).reshape(-1, FILTER_BYTES)


def _present(encodings: Sequence[Encoding]) -> NDArray[np.uint16]:
    return np.array([each.present for each in encodings], np.uint16)
