"""Which records an asker reaches from one record, and how sure each link is.

Inside a person's cluster every link of PROBABLE or better may be followed, over
the pairs of agencies that the asker may traverse; how sure a record is, is how
sure the weakest link on the best way to it is; of ways that are equally sure, the
shortest tells reason and day. A POSSIBLE link is a candidate for
a human eye: it counts directly from the record itself, and nothing follows it.

Every pair has a floor, the band that its linkage agreement asks for at least: a
link below it is not followed, wherever on the way it lies.

Laws: a record reached over a pair is reached over every larger set of pairs; a
stricter band never reaches more; the record itself is always reached.

This file knows neither requests nor databases.
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from linkage.cluster.clusters import RecordKey
from linkage.match.links import Band

Pairs = Mapping[frozenset[str], Band]
"""Pairs of agencies that an asker may traverse, each with its floor."""


@dataclass(frozen=True, slots=True)
class Link:
    """One end of a link, seen from the other."""

    other: RecordKey
    band: Band
    reason: str
    linked_on: date
    same_person: bool
    """Whether both ends are of one cluster."""


@dataclass(frozen=True, slots=True)
class Reached:
    """A record that was reached."""

    record: RecordKey
    band: Band
    reason: str | None
    """What the last link on the way rests on; None for the record itself."""
    linked_on: date | None


Neighbours = Mapping[RecordKey, Sequence[Link]]
"""All links of the records of one person."""


def reach(
    origin: RecordKey, neighbours: Neighbours, pairs: Pairs, min_band: Band
) -> tuple[Reached, ...]:
    """The records that are reached, the origin first, then by agency and handle.

    Args:
        origin: The record that the asker came from.
        neighbours: Links of the origin's person.
        pairs: What the asker may traverse.
        min_band: The least sure band that may be shown.
    """
    found = {origin: Reached(origin, Band.CERTAIN, None, None)}
    for band in (Band.CERTAIN, Band.PROBABLE):
        if band >= min_band:
            _spread(found, neighbours, pairs, band)
    if min_band <= Band.POSSIBLE:
        for link in _open(neighbours.get(origin, ()), origin, pairs):
            found.setdefault(link.other, _reached(link, Band.POSSIBLE))
    others = sorted(key for key in found if key != origin)
    return (found[origin], *(found[key] for key in others))


def _spread(
    found: dict[RecordKey, Reached], neighbours: Neighbours, pairs: Pairs, band: Band
) -> None:
    """Follows links of a band or better, as far as they lead, the nearest first."""
    ahead = deque(found)
    while ahead:
        here = ahead.popleft()
        for link in _open(neighbours.get(here, ()), here, pairs):
            if link.same_person and link.band >= band and link.other not in found:
                found[link.other] = _reached(link, band)
                ahead.append(link.other)


def _reached(link: Link, band: Band) -> Reached:
    return Reached(link.other, band, link.reason, link.linked_on)


def _open(links: Iterable[Link], here: RecordKey, pairs: Pairs) -> Iterable[Link]:
    for link in sorted(links, key=lambda link: link.other):
        floor = pairs.get(frozenset((here.agency, link.other.agency)))
        if floor is not None and link.band >= floor:
            yield link
