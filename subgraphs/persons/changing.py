"""Carries changed records through to links and persons, inside one transaction.

what is different → compare those records alone → carry (`linkage.cluster.carry`) →
who is who (`linkage.cluster.heirs`) → write

A change is judged as the last whole run judged (`basis.py`). A record that was erased
is never compared, whatever a file says.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from linkage.cluster.carry import Change, Finding, carry
from linkage.cluster.clusters import RecordKey
from linkage.cluster.heirs import Turn, succeed
from linkage.exchange.encoding import Encoding
from linkage.match.links import REASONS, Band
from linkage.match.lookup import judged_among
from linkage.match.prepared import Prepared
from linkage.profile import Profile
from subgraphs.persons.basis import Basis
from subgraphs.persons.contents import content_digest
from subgraphs.persons.ledger import Ledger, Turned
from subgraphs.persons.linking import NewId

Files = Mapping[str, Prepared]
"""Encodings by agency."""


@dataclass(frozen=True, slots=True)
class Changer:
    """Changes what is linked."""

    ledger: Ledger
    profile: Profile
    basis: Basis
    new_id: NewId

    def change(
        self, erased: Iterable[RecordKey], found: "Compared", turned: Turned
    ) -> "Changed":
        """Writes what erased, new and changed records make of links and persons.

        Args:
            erased: Records that are gone.
            found: Records that are new or changed, compared.
            turned: When and why.
        """
        gone = frozenset(self.ledger.persons(frozenset(erased)))
        change = Change(gone, frozenset(found.contents), found.findings)
        region = carry(change, self.ledger, self.basis.compared, self.profile)
        before = self.ledger.persons(region.records | gone)
        lost = len({each.finding.ends for each in self.ledger.standings(gone)})
        succession = succeed(before, region.groups, self.new_id)
        self.ledger.settle(region, before, succession, found.contents, turned)
        ended = sum(event.turn is Turn.ENDED for event in succession.events)
        return Changed(len(gone), len(found.contents), lost, ended)


@dataclass(frozen=True, slots=True)
class Changed:
    """What a change did."""

    erased: int
    """Records that were linked and are gone."""
    present: int
    """Records that are new or changed."""
    links_erased: int
    persons_ended: int


@dataclass(frozen=True, slots=True)
class Compared:
    """New and changed records, compared with all others."""

    contents: Mapping[RecordKey, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def compare(
    present: Mapping[RecordKey, Encoding], files: Files, changer: Changer
) -> Compared:
    """Compares new and changed records with the records of other agencies.

    Args:
        present: The records as they are now, which stand in `files` as well.
        files: Of all agencies.
        changer: Knows how pairs are judged, and which records are linked.
    """
    found = {
        each.ends: each
        for key, encoding in present.items()
        for each in _findings(key, encoding, files, changer)
    }
    ends = {end for pair in found for end in pair}
    alive = changer.ledger.persons(ends).keys() | present.keys()
    kept = (each for each in found.values() if alive.issuperset(each.ends))
    contents = {key: content_digest(encoding) for key, encoding in present.items()}
    return Compared(contents, tuple(kept))


def _findings(
    key: RecordKey, encoding: Encoding, files: Files, changer: Changer
) -> Iterator[Finding]:
    """The pairs of one record, each judged by itself."""
    for pair in sorted(changer.basis.compared):
        others = [agency for agency in pair if agency != key.agency]
        if key.agency not in pair or others[0] not in files:
            continue
        ground = changer.basis.ground(changer.profile, pair)
        rules = changer.profile.match
        file, _, judged = judged_among(encoding, files[others[0]], ground, rules)
        for at, place in enumerate(judged.pairs[:, 1].tolist()):
            other = RecordKey(others[0], file.handles[place])
            yield Finding(
                min(key, other),
                max(key, other),
                float(judged.evidence[at]),
                Band(int(judged.bands[at])),
                REASONS[int(judged.reasons[at])],
            )
