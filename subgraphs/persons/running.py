"""A run: links follow what the agencies delivered.

Where little changed since the last run, the records that did are compared alone and
carried through (`changing.py`). Every pair is compared anew (`linking.py`) where that
is less work, or where pairs are no longer judged as they were: the first time, under
another profile, epoch or set of agreements, and when an agency is new.

A run that ends early has changed nothing: what it does to links, it does in one
transaction. The next one sees from the digests of encodings what is left to do.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TypeVar

import numpy as np
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from linkage.cluster.clusters import Pair, RecordKey
from linkage.exchange.encoding import Encoding
from linkage.match.prepared import Prepared
from linkage.pipeline.progress import Report
from linkage.profile import Profile
from protocol.refs import RefKey
from subgraphs.persons.basis import Basis
from subgraphs.persons.changing import Changer, Compared, compare
from subgraphs.persons.contents import content_digests
from subgraphs.persons.ledger import Cause, Ledger, Outcome, Turned
from subgraphs.persons.linking import (
    NewId,
    WholeRun,
    link_uploads,
    store_links,
)
from subgraphs.persons.marks import Marks
from subgraphs.persons.tables import metadata
from subgraphs.persons.uploads import Uploads

FEW = 10
"""Up to one record in so many may have changed for the change to be carried through."""

_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class Run:
    """What a run is given."""

    uploads: Uploads
    profile: Profile
    pairs: tuple[Pair, ...]
    """Pairs of agencies that may be compared, each in alphabetical order."""
    marks_key: RefKey
    new_id: NewId
    today: date
    report: Report


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run did."""

    outcome: Outcome
    whole: bool
    """Whether every pair was compared."""
    changed: int = 0
    """Records that were new or changed."""
    gone: int = 0


async def in_turn(engine: AsyncEngine, work: Callable[[Connection], _Made]) -> _Made:
    """Does work on the links, in a transaction, when it is its turn."""
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    async with engine.begin() as connection:
        await connection.run_sync(lambda sync: Ledger(sync).take_turn())
        return await connection.run_sync(work)


async def link(
    engine: AsyncEngine, run: Run, *, whole: bool = False, compromised: bool = False
) -> Ran:
    """Lets links follow what was delivered.

    Args:
        engine: Of the link table.
        run: What was delivered, and how it is linked.
        whole: Compare every pair, however little changed.
        compromised: The same, and every person gets an id that nobody had.

    Raises:
        LinkageError: A file is damaged, or of another profile, epoch or secret.
    """
    if not (whole or compromised):
        followed = await in_turn(engine, partial(follow, run))
        if followed is not None:
            return followed
    found = link_uploads(run.uploads, run.profile, run.pairs, run.report)
    cause = Cause.COMPROMISE if compromised else Cause.RUN
    outcome = await in_turn(engine, partial(store, run, found, cause=cause))
    return Ran(outcome, whole=True)


def store(
    run: Run, found: WholeRun, connection: Connection, cause: Cause = Cause.RUN
) -> Outcome:
    """Writes a whole run, without those that were erased while it went on."""
    turned = Turned(run.today, cause)
    ledger = Ledger(connection)
    new = set(found.records()) - ledger.everybody().keys()
    dead = Marks(ledger, run.marks_key).dead(new)
    store_links(connection, found, run.profile, turned, run.new_id)
    if dead:
        changer = Changer(ledger, run.profile, found.basis, run.new_id)
        changer.change(dead, Compared(), Turned(run.today, Cause.ERASURE))
    return ledger.outcome()


def follow(run: Run, connection: Connection, *, few: int = FEW) -> Ran | None:
    """Carries through what changed since the last run.

    Returns:
        What was done; None where every pair is to be compared.
    """
    ledger = Ledger(connection)
    basis = ledger.basis()
    if basis is None:
        return None
    files = run.uploads.all()
    if not _covered(basis, run, files):
        return None
    differences = Differences.between(ledger, files, Marks(ledger, run.marks_key))
    if few * len(differences) > sum(len(file) for file in files.values()):
        return None
    changer = Changer(ledger, run.profile, basis, run.new_id)
    found = compare(differences.encodings(files), files, changer)
    changed = changer.change(differences.gone, found, Turned(run.today, Cause.DATA))
    ledger.followed(run.today)
    done = ledger.outcome()
    return Ran(done, whole=False, changed=changed.present, gone=changed.erased)


def _covered(basis: Basis, run: Run, files: Mapping[str, Prepared]) -> bool:
    """Whether records of these files may be judged as the last whole run judged."""
    headers = (file.header for file in files.values())
    pairs = (pair for pair in run.pairs if files.keys() >= set(pair))
    return basis.fits(headers) and basis.covers(run.profile, pairs)


@dataclass(frozen=True, slots=True)
class Differences:
    """Where files differ from what is linked."""

    gone: frozenset[RecordKey]
    places: Mapping[RecordKey, int]
    """New and changed records, by their places in the prepared files."""

    def __len__(self) -> int:
        return len(self.gone) + len(self.places)

    @classmethod
    def between(
        cls, ledger: Ledger, files: Mapping[str, Prepared], marks: Marks
    ) -> "Differences":
        """Compares digests of encodings."""
        gone: set[RecordKey] = set()
        places: dict[RecordKey, int] = {}
        new: set[RecordKey] = set()
        for agency in sorted(files.keys() | ledger.agencies()):
            known = ledger.contents(agency)
            seen = set()
            for place, (handle, content) in enumerate(_contents(files.get(agency))):
                seen.add(handle)
                if known.get(handle) != content:
                    places[RecordKey(agency, handle)] = place
            new |= {RecordKey(agency, handle) for handle in seen - known.keys()}
            gone |= {RecordKey(agency, handle) for handle in known.keys() - seen}
        dead = marks.dead(new)
        alive = {key: place for key, place in places.items() if key not in dead}
        return cls(frozenset(gone), alive)

    def encodings(self, files: Mapping[str, Prepared]) -> dict[RecordKey, Encoding]:
        """The new and changed records as they are now."""
        return {
            key: files[key.agency].take(np.array([place])).encoding(0)
            for key, place in self.places.items()
        }


def _contents(file: Prepared | None) -> Iterator[tuple[str, str]]:
    """Handles and digests, in the order of places."""
    if file is not None:
        yield from content_digests(file.take(np.arange(len(file))))
