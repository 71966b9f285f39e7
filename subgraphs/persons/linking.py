"""The batch run: encodings of the agencies to the link table.

read the uploads → pairs that a linkage agreement in force covers → match, cluster
(`linkage.pipeline.link`) → replace the table in one transaction. A run that fails
leaves the links as they were.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Table, delete, insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from linkage.cluster.clusters import RecordKey, person_id
from linkage.match.links import Links
from linkage.pipeline.link import Linked, link_files
from linkage.pipeline.progress import Report
from linkage.profile import Profile
from protocol.agreements.book import AgreementBook
from protocol.rules.links import pairs_in_force
from subgraphs.persons.tables import links, metadata, records, runs
from subgraphs.persons.uploads import Uploads

CHUNK = 5000
"""Rows that one statement writes."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run made."""

    records: int
    persons: int
    """Persons with more than one record."""
    links: int


def link_uploads(
    uploads: Uploads,
    profile: Profile,
    book: AgreementBook,
    today: date,
    report: Report,
) -> Linked:
    """Matches and clusters what was uploaded.

    Args:
        uploads: One encodings file per agency.
        profile: In force.
        book: The unit's copy of the agreements.
        today: The legal day.
        report: Told of progress.

    Raises:
        LinkageError: A file is damaged, or of another profile, epoch or secret.
    """
    pairs = [
        (min(pair), max(pair))
        for pair, agreement in sorted(
            pairs_in_force(book, today).items(), key=lambda item: sorted(item[0])
        )
        if agreement.profile == profile.id
    ]
    return link_files(uploads.paths(), profile, pairs, report)


async def store_links(
    engine: AsyncEngine, linked: Linked, profile: Profile, today: date
) -> Outcome:
    """Replaces the link table by the outcome of a run, or leaves it as it was."""
    persons = _persons(linked)
    rows = [
        row
        for found in linked.links.values()
        for row in _link_rows(found, persons, today)
    ]
    epoch = next((file.header.epoch for file in linked.files.values()), "")
    run = {"linked_on": today, "profile": profile.id, "epoch": epoch}
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
        await _replace(connection, records, _record_rows(persons))
        await _replace(connection, links, rows)
        await _replace(connection, runs, [run])
    return Outcome(len(persons), len(linked.clusters.clusters), len(rows) // 2)


def _persons(linked: Linked) -> dict[RecordKey, str]:
    """The person of every record; one that links to nobody is a person too."""
    clustered = linked.clusters.of()
    return {
        key: clustered.get(key) or person_id([key])
        for agency, file in linked.files.items()
        for key in (RecordKey(agency, handle) for handle in file.handles)
    }


def _record_rows(persons: dict[RecordKey, str]) -> Iterator[dict[str, Any]]:
    for key, person in persons.items():
        yield {"agency": key.agency, "handle": key.handle, "person": person}


def _link_rows(
    found: Links, persons: dict[RecordKey, str], today: date
) -> Iterator[dict[str, Any]]:
    for at in range(len(found)):
        link = found[at]
        left = RecordKey(found.left_agency, link.left)
        right = RecordKey(found.right_agency, link.right)
        person = persons[left] if persons[left] == persons[right] else None
        for here, other in ((left, right), (right, left)):
            yield {
                "agency": here.agency,
                "handle": here.handle,
                "other_agency": other.agency,
                "other_handle": other.handle,
                "person": person,
                "band": int(link.band),
                "reason": link.reason.value,
                "linked_on": today,
            }


async def _replace(
    connection: AsyncConnection, table: Table, rows: Iterable[dict[str, Any]]
) -> None:
    await connection.execute(delete(table))
    chunk: list[dict[str, Any]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            await connection.execute(insert(table), chunk)
            chunk = []
    if chunk:
        await connection.execute(insert(table), chunk)
