"""Which person goes on under which id, when records come together or part.

A person's id is drawn at random and belongs to one person, for good:

- Each person of before follows the largest part of its records that is left; of
  parts of one size, the one with the least record.
- Where several persons follow one group, the one with most records in it gives the
  group its id, of equals the one with the least record; the others end there.
- A group that nobody follows is a new person, with an id that nobody had.

So an id is never taken up by records none of which had it. Every time that records
leave a person, or a person ends, an event says so: nothing that was one person
becomes another in silence.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from linkage.cluster.clusters import RecordKey

Group = Sequence[RecordKey]


class Turn(StrEnum):
    """What became of a person."""

    MERGED = "MERGED"
    """It ended, and its records went on as another."""
    SPLIT = "SPLIT"
    """Some of its records went on as another."""
    ENDED = "ENDED"
    """Its last record is gone."""


class Event(NamedTuple):
    """What became of one person."""

    turn: Turn
    person: str
    other: str | None
    """The person that records went on as; None where it ended."""


@dataclass(frozen=True, slots=True)
class Succession:
    """Who is who after a change."""

    persons: Mapping[RecordKey, str]
    """The person of every record."""
    events: tuple[Event, ...]
    """In order of persons."""


def succeed(
    before: Mapping[RecordKey, str],
    groups: Iterable[Group],
    new_id: Callable[[], str],
) -> Succession:
    """Gives each group its id.

    Args:
        before: The person of every record, erased ones included, of all persons
            with a record in a group.
        groups: The records by person, each group with one record at least.
        new_id: Draws an id that nobody had.
    """
    parts = [tuple(sorted(group)) for group in groups]
    followed = _followed(before, parts)
    ids = [
        _giver(before, part, followed[at]) or new_id() for at, part in enumerate(parts)
    ]
    persons = {key: ids[at] for at, part in enumerate(parts) for key in part}
    heirs = {each: ids[at] for at, persons in followed.items() for each in persons}
    return Succession(persons, _events(before, persons, heirs))


def _followed(
    before: Mapping[RecordKey, str], parts: Sequence[Group]
) -> defaultdict[int, set[str]]:
    """For each part, the persons that follow it."""
    shares: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for at, part in enumerate(parts):
        for key in part:
            if key in before:
                shares[before[key]][at] += 1
    followed: defaultdict[int, set[str]] = defaultdict(set)
    for person, counted in shares.items():
        least = {at: _least(before, parts[at], person) for at in counted}
        followed[min(counted, key=lambda at: (-counted[at], least[at]))].add(person)
    return followed


def _least(before: Mapping[RecordKey, str], part: Group, person: str) -> RecordKey:
    return min(key for key in part if before.get(key) == person)


def _giver(
    before: Mapping[RecordKey, str], part: Group, followers: set[str]
) -> str | None:
    """Of the persons that follow a part, the one that it is from now on."""
    counted = Counter(before[key] for key in part if before.get(key) in followers)
    order = [
        (-count, _least(before, part, person), person)
        for person, count in counted.items()
    ]
    return min(order)[2] if order else None


def _events(
    before: Mapping[RecordKey, str],
    after: Mapping[RecordKey, str],
    heirs: Mapping[str, str],
) -> tuple[Event, ...]:
    """What became of every person whose records are not what they were."""
    moves = {(person, after[key]) for key, person in before.items() if key in after}
    events = [
        Event(Turn.MERGED if heirs[person] == other else Turn.SPLIT, person, other)
        for person, other in moves
        if person != other
    ]
    ended = set(before.values()).difference(heirs)
    events += [Event(Turn.ENDED, person, None) for person in ended]
    return tuple(sorted(events, key=lambda event: (event.person, event.other or "")))
