"""Reads and writes what is linked, inside one transaction.

Whoever changes links takes the turn first (`Ledger.take_turn`), so that what is read
stays true until it is written: a run, a correction and an erasure at the same moment
come one behind the other.

The functions are plain and blocking; they run where SQLAlchemy's `run_sync` puts them.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby, islice
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Table,
    and_,
    delete,
    func,
    insert,
    select,
    text,
    update,
)

from linkage.cluster.carry import Finding, Region, Standing
from linkage.cluster.clusters import RecordKey
from linkage.cluster.heirs import Event, Succession
from linkage.match.links import Band, Reason
from subgraphs.persons.basis import Basis
from subgraphs.persons.tables import erased, history, links, records, runs, turns

CHUNK = 5000
"""Rows that one statement writes."""
ASKED = 500
"""Records that one statement asks for."""


class Cause(StrEnum):
    """Why a person is not what it was."""

    DATA = "DATA"
    """Records are new, changed or gone from an agency's file."""
    ERASURE = "ERASURE"
    CORRECTION = "CORRECTION"
    RUN = "RUN"
    """Every pair was compared anew: other files, profile or agreements."""
    COMPROMISE = "COMPROMISE"
    """The key of an epoch was in wrong hands: every id died."""


@dataclass(frozen=True, slots=True)
class Turned:
    """When and why links change."""

    today: date
    cause: Cause


@dataclass(frozen=True, slots=True)
class Outcome:
    """How much is linked."""

    records: int
    persons: int
    """Persons with more than one record."""
    links: int


Since = dict[tuple[RecordKey, RecordKey], tuple[int, str, date]]
"""Of links their band, their reason, and since when they have had them."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """What is linked, over a connection in a transaction."""

    connection: Connection

    def take_turn(self) -> None:
        """Waits until nobody else changes links, and keeps others waiting."""
        if self.connection.dialect.name == "sqlite":
            # what it gives back it overwrites, and it waits a minute for its turn
            self.connection.execute(text("PRAGMA secure_delete = ON"))
            self.connection.execute(text("PRAGMA busy_timeout = 60000"))
        self.connection.execute(update(turns).values(taken=turns.c.taken + 1))

    def basis(self) -> Basis | None:
        """How the last whole run judged; None before the first."""
        kept = self.connection.scalar(select(runs.c.basis))
        return Basis.of_text(kept) if kept else None

    def contents(self, agency: str) -> dict[str, str]:
        """The records of an agency by handle, each with the digest of its encoding."""
        found = self.connection.execute(
            select(records.c.handle, records.c.content).where(
                records.c.agency == agency
            )
        )
        return {row.handle: row.content for row in found}

    def agencies(self) -> set[str]:
        """Agencies with records."""
        return set(self.connection.scalars(select(records.c.agency).distinct()))

    def persons(self, of: Collection[RecordKey]) -> dict[RecordKey, str]:
        """The persons of some records; one that was not linked is left out."""
        return {
            RecordKey(row.agency, row.handle): row.person
            for where in _about(of, records)
            for row in self.connection.execute(select(records).where(where))
        }

    def everybody(self) -> dict[RecordKey, str]:
        """The person of every record."""
        asked = select(records.c.agency, records.c.handle, records.c.person)
        return {
            RecordKey(agency, handle): person
            for agency, handle, person in self.connection.execute(asked)
        }

    def standings(self, records_: Collection[RecordKey]) -> Iterator[Standing]:
        """Every pair with one of some records, at least once."""
        for where in _about(records_, links):
            for row in self.connection.execute(select(links).where(where)):
                yield _standing(row)

    def since(self) -> Since:
        """Of every link its band, its reason, and since when it has had them."""
        once = select(links).where(links.c.agency < links.c.other_agency)
        return _since(self.connection, once)

    def marks(self, agency: str) -> set[str]:
        """What is kept of an agency's erased records."""
        asked = select(erased.c.erased_mark).where(erased.c.agency == agency)
        return set(self.connection.scalars(asked))

    def mark(self, agency: str, marks: Iterable[str], today: date) -> None:
        """Keeps that records were erased."""
        new = set(marks) - self.marks(agency)
        rows = [
            {"agency": agency, "erased_mark": one, "erased_on": today}
            for one in sorted(new)
        ]
        _insert(self.connection, erased, rows)

    def settle(
        self,
        region: Region,
        before: Mapping[RecordKey, str],
        succession: Succession,
        contents: Mapping[RecordKey, str],
        turned: Turned,
    ) -> None:
        """Writes what a change made of the records around it.

        Args:
            region: The records, by person, and their links.
            before: The persons of those that were linked, and of records that are no
                more.
            succession: The persons of the region.
            contents: Digests of new and changed records; others keep theirs.
            turned: When and why.
        """
        touched = region.records | before.keys()
        since: Since = {}
        for where in _about(touched, links):
            since |= _since(self.connection, select(links).where(where))
        for where in (*_about(touched, links), *_about(touched, links, "other_")):
            self.connection.execute(delete(links).where(where))
        for where in _about(before.keys() - region.records, records):
            self.connection.execute(delete(records).where(where))
        self._write_records(region, before, succession.persons, contents)
        rows = (
            row
            for each in region.standings
            for row in link_rows(each, succession.persons, since, turned.today)
        )
        _insert(self.connection, links, rows)
        self.tell(succession.events, turned)

    def _write_records(
        self,
        region: Region,
        known: Mapping[RecordKey, str],
        persons: Mapping[RecordKey, str],
        contents: Mapping[RecordKey, str],
    ) -> None:
        """Records that are new, or have another person or content."""
        for key in sorted(region.records & known.keys()):
            if persons[key] != known[key] or key in contents:
                values = {"person": persons[key]}
                if key in contents:
                    values["content"] = contents[key]
                (where,) = _about([key], records)
                self.connection.execute(update(records).where(where).values(values))
        new = sorted(region.records - known.keys())
        rows = (record_row(key, persons[key], contents[key]) for key in new)
        _insert(self.connection, records, rows)

    def replace(
        self, record_rows: Iterable[dict[str, Any]], rows: Iterable[dict[str, Any]]
    ) -> None:
        """Puts a whole run in the place of what was linked."""
        for table, of in ((records, record_rows), (links, rows)):
            self.connection.execute(delete(table))
            _insert(self.connection, table, of)

    def outcome(self) -> Outcome:
        """How much is linked."""
        count = self.connection.scalar
        several = select(records.c.person).group_by(records.c.person)
        several = several.having(func.count() > 1)
        return Outcome(
            records=count(select(func.count()).select_from(records)) or 0,
            persons=count(select(func.count()).select_from(several.subquery())) or 0,
            links=(count(select(func.count()).select_from(links)) or 0) // 2,
        )

    def ran(self, profile: str, basis: Basis, today: date) -> None:
        """Keeps that a whole run was made."""
        self.connection.execute(delete(runs))
        row = {
            "linked_on": today,
            "profile": profile,
            "epoch": basis.epoch,
            "whole_on": today,
            "basis": basis.text(),
        }
        self.connection.execute(insert(runs), [row])

    def followed(self, today: date) -> None:
        """Keeps that links follow the files again."""
        self.connection.execute(update(runs).values(linked_on=today))

    def tell(self, events: Iterable[Event], turned: Turned) -> None:
        """Writes down what became of persons."""
        rows = (
            {
                "day": turned.today,
                "cause": turned.cause.value,
                "turn": event.turn.value,
                "person": event.person,
                "other": event.other,
            }
            for event in events
        )
        _insert(self.connection, history, rows)


def record_row(key: RecordKey, person: str, content: str) -> dict[str, Any]:
    """A row of `records`."""
    return {
        "agency": key.agency,
        "handle": key.handle,
        "person": person,
        "content": content,
    }


def link_rows(
    standing: Standing, persons: Mapping[RecordKey, str], since: Since, today: date
) -> Iterator[dict[str, Any]]:
    """A link's rows, from either end; persons of both ends are known or differ."""
    finding, band = standing
    left, right = finding.ends
    person = persons.get(left)
    was = since.get(finding.ends, (0, "", today))
    kept = was[:2] == (int(band), finding.reason.value)
    for here, other in ((left, right), (right, left)):
        yield {
            "agency": here.agency,
            "handle": here.handle,
            "other_agency": other.agency,
            "other_handle": other.handle,
            "person": person if person == persons.get(right) else None,
            "band": int(band),
            "reason": finding.reason.value,
            "linked_on": was[2] if kept else today,
            "judged": int(finding.judged),
            "evidence": finding.evidence,
        }


def _standing(row: Row[Any]) -> Standing:
    left, right = _ends(row)
    judged, reason = Band(row.judged), Reason(row.reason)
    return Standing(Finding(left, right, row.evidence, judged, reason), Band(row.band))


def _ends(row: Row[Any]) -> tuple[RecordKey, RecordKey]:
    here = RecordKey(row.agency, row.handle)
    other = RecordKey(row.other_agency, row.other_handle)
    return min(here, other), max(here, other)


def _since(connection: Connection, of: Select[Any]) -> Since:
    rows = connection.execute(of)
    return {_ends(row): (row.band, row.reason, row.linked_on) for row in rows}


def _about(
    keys: Iterable[RecordKey], table: Table, end: str = ""
) -> Iterator[ColumnElement[bool]]:
    """Conditions that together name the rows of some records, few at a time."""
    agency_of, handle_of = table.c[f"{end}agency"], table.c[f"{end}handle"]
    for agency, of_agency in groupby(sorted(set(keys)), key=lambda key: key.agency):
        while handles := [key.handle for key in islice(of_agency, ASKED)]:
            yield and_(agency_of == agency, handle_of.in_(handles))


def _insert(
    connection: Connection, table: Table, rows: Iterable[dict[str, Any]]
) -> None:
    coming = iter(rows)
    while chunk := list(islice(coming, CHUNK)):
        connection.execute(insert(table), chunk)
