"""What agreements allow over time: requests in a day, and questions about a person.

The counts are kept in a database of the node's own, which replicas share: SQLite
for one process, any server that SQLAlchemy knows for several. A person is kept as
the pseudonym of the record for organisation and purpose (`protocol.refs`), never as
a handle, and only where an agreement has a budget.

An entry is written before the count is read, so of two requests that come at once
at least one counts the other: a limit is never passed, and may be met early. Entries
that go beyond it are taken back. An entry is of one request, so a request that comes
in several hops counts once.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import (
    Column,
    ColumnElement,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    delete,
    func,
    insert,
    select,
)
from sqlalchemy.exc import IntegrityError

from protocol.agreements.clauses import Budget
from protocol.dates import epoch_seconds, legal_day

METADATA: Final = MetaData()

ENTRIES: Final = Table(
    "spent",
    METADATA,
    Column("agreement", String(64), primary_key=True),
    Column("on", String(64), primary_key=True),
    Column("request", String(128), primary_key=True),
    Column("at", Integer, nullable=False, index=True),
)
"""One line per request and what it is spent on: a day, or a person's pseudonym."""

CHUNK: Final = 400
"""Things that one statement names; SQLite takes a thousand values at most."""

DAY_SECONDS: Final = 86_400


@dataclass(frozen=True, slots=True)
class Spending:
    """The counts of one node."""

    engine: Engine

    @classmethod
    def at(cls, dsn: str) -> "Spending":
        """The counts in a database, whose table is made if it is missing."""
        engine = create_engine(dsn)
        METADATA.create_all(engine)
        return cls(engine)

    def ask(self, agreement: str, request: str, limit: int, now: datetime) -> bool:
        """Count a request of today.

        Args:
            agreement: its id; an agreement has one recipient.
            request: the statement's jti.
            limit: how many a day may have.
            now: the present instant.

        Returns:
            Whether it is within the limit; else it is not counted.
        """
        day = legal_day(now).isoformat()
        kept = Budget(requests=limit, within="P2D")
        return self.meet(f"{agreement}/day", request, [day], kept, now)

    def meet(
        self,
        agreement: str,
        request: str,
        subjects: Iterable[str],
        budget: Budget,
        now: datetime,
    ) -> bool:
        """Count a question about each of some people.

        Args:
            agreement: the one whose budget it is.
            request: the statement's jti.
            subjects: pseudonyms of records.
            budget: of the agreement.
            now: the present instant.

        Returns:
            Whether all are within the budget; else none of them is counted.
        """
        at = epoch_seconds(now)
        self._forget(agreement, at - int(budget.within[1:-1]) * DAY_SECONDS)
        fresh = self._written(agreement, request, sorted(set(subjects)), at)
        if self._most(agreement, fresh) <= budget.requests:
            return True
        for part in _parts(fresh):
            self._delete(_of(agreement, part) & (ENTRIES.c.request == request))
        return False

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()

    def _forget(self, agreement: str, until: int) -> None:
        self._delete((ENTRIES.c.agreement == agreement) & (ENTRIES.c.at <= until))

    def _delete(self, which: ColumnElement[bool]) -> None:
        with self.engine.begin() as connection:
            connection.execute(delete(ENTRIES).where(which))

    def _written(
        self, agreement: str, request: str, spent_on: Sequence[str], at: int
    ) -> list[str]:
        """Write what the request has not spent before; another hop may do so too."""
        entry = {"agreement": agreement, "request": request, "at": at}
        while True:
            known = self._known(agreement, request)
            fresh = [one for one in spent_on if one not in known]
            if not fresh:
                return []
            try:
                with self.engine.begin() as connection:
                    lines = [{**entry, "on": one} for one in fresh]
                    connection.execute(insert(ENTRIES), lines)
            except IntegrityError:
                continue
            return fresh

    def _known(self, agreement: str, request: str) -> frozenset[str]:
        query = select(ENTRIES.c.on).where(
            ENTRIES.c.agreement == agreement, ENTRIES.c.request == request
        )
        with self.engine.connect() as connection:
            return frozenset(connection.execute(query).scalars())

    def _most(self, agreement: str, spent_on: Sequence[str]) -> int:
        """How often the most asked of some things was asked; 0 of none."""
        most = 0
        with self.engine.connect() as connection:
            for part in _parts(spent_on):
                query = (
                    select(func.count())
                    .where(_of(agreement, part))
                    .group_by(ENTRIES.c.on)
                )
                most = max(most, *connection.execute(query).scalars())
        return most


def _of(agreement: str, spent_on: Sequence[str]) -> ColumnElement[bool]:
    return (ENTRIES.c.agreement == agreement) & ENTRIES.c.on.in_(spent_on)


def _parts(spent_on: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(spent_on), CHUNK):
        yield spent_on[start : start + CHUNK]
