"""Marks of erased records: what keeps a handle dead without keeping the handle."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from linkage.cluster.clusters import RecordKey
from protocol.refs import RefKey, erased_mark
from subgraphs.persons.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks that a unit keeps."""

    ledger: Ledger
    key: RefKey

    def set(self, keys: Iterable[RecordKey], today: date) -> None:
        """Marks records as erased."""
        of_agencies: dict[str, list[str]] = {}
        for agency, handle in keys:
            mark = erased_mark(self.key, agency, handle)
            of_agencies.setdefault(agency, []).append(mark)
        for agency, marks in of_agencies.items():
            self.ledger.mark(agency, marks, today)

    def dead(self, keys: Collection[RecordKey]) -> frozenset[RecordKey]:
        """Which of some records were erased."""
        marks = {
            agency: self.ledger.marks(agency)
            for agency in sorted({key.agency for key in keys})
        }
        return dead_among(keys, marks, self.key)


def dead_among(
    keys: Collection[RecordKey], marks: Mapping[str, Collection[str]], key: RefKey
) -> frozenset[RecordKey]:
    """Which of some records were erased; plain work, for a thread of its own.

    Args:
        keys: The records.
        marks: By agency.
        key: The unit's own.
    """
    return frozenset(
        each
        for each in keys
        if marks[each.agency] and erased_mark(key, *each) in marks[each.agency]
    )
