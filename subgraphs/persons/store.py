"""Reads the link table: the persons of records, and the links around them.

One statement per batch, so that no answer mixes the links of two runs.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import RowMapping, Select, and_, or_, select

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
    """What surrounds an agency's records, in their order.

    Returns:
        Per handle its surroundings, None for a record that was not linked yet.
    """
    persons: dict[str, str] = {}
    around: defaultdict[str, defaultdict[RecordKey, list[Link]]]
    around = defaultdict(lambda: defaultdict(list))
    wanted = list(dict.fromkeys(handles))
    for row in await database.rows(_around(agency, wanted)) if wanted else ():
        asked = row["asked"]
        persons[asked] = row["of_person"]
        if row["handle"] is not None:
            here = RecordKey(row["agency"], row["handle"])
            around[asked][here].append(_link(row))
    return [
        Surrounded(RecordKey(agency, handle), persons[handle], around[handle])
        if handle in persons
        else None
        for handle in handles
    ]


def _around(agency: str, handles: Sequence[str]) -> Select[Any]:
    """Each record with the links of its person's records, and with its own.

    Its own are apart since a POSSIBLE link is of no one person.
    """
    its_own = and_(
        links.c.agency == records.c.agency, links.c.handle == records.c.handle
    )
    return (
        select(records.c.handle.label("asked"), records.c.person.label("of_person"))
        .add_columns(*links.c)
        .outerjoin_from(
            records, links, or_(links.c.person == records.c.person, its_own)
        )
        .where(records.c.agency == agency, records.c.handle.in_(handles))
    )


def _link(row: RowMapping) -> Link:
    return Link(
        other=RecordKey(row["other_agency"], row["other_handle"]),
        band=Band(row["band"]),
        reason=row["reason"],
        linked_on=row["linked_on"],
        same_person=row["person"] is not None,
    )


async def linked_on(database: Database) -> date | None:
    """The day of the last linkage; None before the first."""
    day: date | None = await database.scalar(select(runs.c.linked_on))
    return day
