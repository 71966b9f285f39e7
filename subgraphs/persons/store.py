"""Reads the link table: the persons of records, and the links around them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, or_, select

from linkage.cluster.clusters import RecordKey
from linkage.match.links import Band
from subgraphs.persons.reach import Link
from subgraphs.persons.tables import links, records, runs
from subgraphs.sdk.database import Database


@dataclass(frozen=True, slots=True)
class Surrounded:
    """A record that was linked: its person, and the links of the person's records."""

    record: RecordKey
    person: str
    neighbours: Mapping[RecordKey, Sequence[Link]]


async def surroundings_of(
    database: Database, agency: str, handles: Sequence[str]
) -> list[Surrounded | None]:
    """What surrounds an agency's records, in their order, with two statements.

    Returns:
        Per handle its surroundings, None for a record that was not linked yet.
    """
    wanted = list(dict.fromkeys(handles))
    of_records = select(records.c.handle, records.c.person).where(
        records.c.agency == agency, records.c.handle.in_(wanted)
    )
    persons = {row["handle"]: row["person"] for row in await database.rows(of_records)}
    around = await _links(database, agency, persons)
    return [
        Surrounded(RecordKey(agency, handle), persons[handle], around)
        if handle in persons
        else None
        for handle in handles
    ]


async def _links(
    database: Database, agency: str, persons: Mapping[str, str]
) -> Mapping[RecordKey, Sequence[Link]]:
    mine = and_(links.c.agency == agency, links.c.handle.in_(list(persons)))
    query = select(links).where(
        or_(links.c.person.in_(sorted(set(persons.values()))), mine)
    )
    around: defaultdict[RecordKey, list[Link]] = defaultdict(list)
    for row in await database.rows(query):
        link = Link(
            other=RecordKey(row["other_agency"], row["other_handle"]),
            band=Band(row["band"]),
            reason=row["reason"],
            linked_on=row["linked_on"],
            same_person=row["person"] is not None,
        )
        around[RecordKey(row["agency"], row["handle"])].append(link)
    return around


async def linked_on(database: Database) -> date | None:
    """The day of the last linkage; None before the first."""
    day: date | None = await database.scalar(select(runs.c.linked_on))
    return day
