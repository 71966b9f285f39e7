"""What is true in the demonstration's world, and what its link table says.

The rows are those that fill the agencies' databases, read from the generator; the
truth says whose each record is. The link table is read as plain rows of SQL.
Nothing here knows gateway, nodes or linkage.
"""

import csv
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path
from typing import Any, Protocol, TypeVar

from subgraphs.population.population import Population
from subgraphs.population.rows import Row

R = TypeVar("R", bound=Row)
Record = tuple[str, str]
"""An agency and a handle."""

POSSIBLE, PROBABLE, CERTAIN = 1, 2, 3
MAY_LINK = frozenset(
    frozenset(pair.split("-"))
    for pair in (
        "ahu-dukcapil",
        "ahu-imigrasi",
        "ahu-kemlu",
        "dukcapil-imigrasi",
        "dukcapil-kemlu",
        "imigrasi-kemlu",
        "dukcapil-pemasyarakatan",
        "imigrasi-pemasyarakatan",
    )
)
"""Pairs of agencies with a linkage agreement."""


class Links(Protocol):
    """Whoever says which records of an agency are of the same person as one is."""

    agencies: frozenset[str]
    """Those that are reached."""

    def of(self, record: Record, agency: str) -> tuple[str, ...]:
        """Their handles, in order."""


@dataclass(frozen=True)
class Facts:
    """Every row of every agency, and whose each person record is."""

    rows: dict[type, list[Row]]
    person: dict[Record, int]
    made: dict[object, Any] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, population: Population, truth: Path) -> "Facts":
        rows: defaultdict[type, list[Row]] = defaultdict(list)
        for one in population.rows():
            rows[type(one.row)].append(one.row)
        with truth.open(encoding="utf-8", newline="") as file:
            person = {
                (each["agency"], each["handle"]): int(each["person"])
                for each in csv.DictReader(file)
            }
        return cls(dict(rows), person)

    def all(self, kind: type[R]) -> list[R]:
        return self.rows.get(kind, [])  # type: ignore[return-value]

    def by(self, kind: type[R], column: str) -> dict[str, R]:
        """The rows of a table by a column that is unique."""
        return self._once((kind, column), lambda: self._by(kind, column))

    def grouped(self, kind: type[R], column: str, order: str) -> dict[str, list[R]]:
        """The rows of a table by a column, each group in order."""
        key = (kind, column, order)
        return self._once(key, lambda: self._grouped(kind, column, order))

    def _by(self, kind: type[R], column: str) -> dict[str, R]:
        return {getattr(row, column): row for row in self.all(kind)}

    def _grouped(self, kind: type[R], column: str, order: str) -> dict[str, list[R]]:
        found: defaultdict[str, list[R]] = defaultdict(list)
        for row in sorted(self.all(kind), key=attrgetter(order)):
            found[getattr(row, column)].append(row)
        return dict(found)

    def _once(self, key: object, make: Callable[[], Any]) -> Any:
        if key not in self.made:
            self.made[key] = make()
        return self.made[key]


class TrueLinks:
    """Links as they would be if linkage missed nothing."""

    def __init__(self, facts: Facts) -> None:
        self.agencies = frozenset(agency for agency, _ in facts.person)
        self._person = facts.person
        self._of: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
        for (agency, handle), person in sorted(facts.person.items()):
            self._of[agency, person].append(handle)

    def of(self, record: Record, agency: str) -> tuple[str, ...]:
        return tuple(self._of[agency, self._person[record]])


class FoundLinks:
    """Links as the unit's table has them, for an asker who reaches some agencies.

    Inside a person, links of a band or better are followed as far as they lead; a
    POSSIBLE link counts from the record itself alone.
    """

    def __init__(
        self, table: Path, agencies: Collection[str], least: int = CERTAIN
    ) -> None:
        self.agencies = frozenset(agencies)
        self._least = least
        self._links: defaultdict[Record, list[tuple[Record, int, bool]]]
        self._links = defaultdict(list)
        with closing(sqlite3.connect(table)) as database:
            found = database.execute(
                "SELECT agency, handle, other_agency, other_handle, band, person "
                "FROM links"
            )
            for agency, handle, other, other_handle, band, person in found:
                pair = frozenset((agency, other))
                if pair in MAY_LINK and pair <= self.agencies:
                    link = ((other, other_handle), band, person is not None)
                    self._links[agency, handle].append(link)

    def of(self, record: Record, agency: str) -> tuple[str, ...]:
        reached = {record, *self._followed(record)}
        if self._least == POSSIBLE:
            reached.update(other for other, _, _ in self._links[record])
        return tuple(sorted(handle for at, handle in reached if at == agency))

    def _followed(self, record: Record) -> Iterator[Record]:
        least, seen, ahead = max(self._least, PROBABLE), {record}, [record]
        while ahead:
            for other, band, same in self._links[ahead.pop()]:
                if same and band >= least and other not in seen:
                    seen.add(other)
                    ahead.append(other)
                    yield other


def records_by_person(table: Path) -> dict[str, list[Record]]:
    """The records that the unit takes for one person, by its id of the person."""
    persons: defaultdict[str, list[Record]] = defaultdict(list)
    with closing(sqlite3.connect(table)) as database:
        for agency, handle, person in database.execute(
            "SELECT agency, handle, person FROM records"
        ):
            persons[person].append((agency, handle))
    return persons
