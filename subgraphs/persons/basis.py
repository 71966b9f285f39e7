"""How pairs were judged in the last whole run, so that a change is judged alike.

What a pair of records must show depends on the two files as wholes: how large they
are, and how many people they share. A whole run takes that from the files; between
whole runs it stays as it was. So a record that comes is judged as if it had been
there, and links between others don't move because of it.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from linkage.cluster.clusters import Pair
from linkage.exchange.encoding import Header
from linkage.match.evidence import Ground
from linkage.profile import Profile


@dataclass(frozen=True, slots=True)
class Basis:
    """What the last whole run was made by."""

    fingerprint: str
    """Of the profile."""
    epoch: str
    allowances: Mapping[Pair, float]
    """Per compared pair of agencies: evidence that the files' sizes and overlap ask
    for beyond the profile's."""

    @property
    def compared(self) -> frozenset[Pair]:
        """Pairs of agencies that were compared."""
        return frozenset(self.allowances)

    def ground(self, profile: Profile, pair: Pair) -> Ground:
        """What was asked of pairs of two agencies."""
        return replace(Ground.of(profile, 1), size_allowance=self.allowances[pair])

    def text(self) -> str:
        """As JSON."""
        pairs = sorted(self.allowances.items())
        return json.dumps(
            {
                "v": 1,
                "fingerprint": self.fingerprint,
                "epoch": self.epoch,
                "pairs": [[*pair, allowance] for pair, allowance in pairs],
            }
        )

    @classmethod
    def of_text(cls, text: str) -> "Basis":
        """What `text` wrote."""
        kept = json.loads(text)
        allowances = {(left, right): value for left, right, value in kept["pairs"]}
        return cls(kept["fingerprint"], kept["epoch"], allowances)

    def fits(self, headers: Iterable[Header]) -> bool:
        """Whether records of some files can be judged by it."""
        made_by = {(each.profile_fingerprint, each.epoch) for each in headers}
        return made_by == {(self.fingerprint, self.epoch)}

    def covers(self, profile: Profile, pairs: Iterable[Pair]) -> bool:
        """Whether it judged as a whole run would now."""
        asked = (profile.fingerprint, frozenset(pairs))
        return (self.fingerprint, self.compared) == asked
