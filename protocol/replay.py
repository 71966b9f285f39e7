"""Replay guards: what was used once is not used again.

A guard remembers ids until they would be too old anyway. `remember` takes an id
once. `remember_shared` is for a node, which meets one statement in several hops
of one request: the id may come again, but only ever with the same fingerprint
(the statement's digest), while every hop's own id comes once.

Ids of statements, hops and lookup tokens are kept apart. The guard in memory
forgets when its process ends; where a process can be restarted within the
lifetime of a statement, or several share one door, take the SQLite guard. What it
took survives its process; a loss of power may cost the ids of the last moments.
"""

import heapq
import sqlite3
import threading
from abc import ABC, abstractmethod
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from typing import Final

from protocol.dates import Clock, epoch_seconds
from protocol.errors import (
    HopError,
    InternalError,
    LookupTokenError,
    StatementError,
    TautanError,
)


class Used(StrEnum):
    """What kind of thing has the id."""

    STATEMENT = "statement"
    HOP = "hop"
    LOOKUP = "lookup"
    ERRAND = "errand"


class ReplayGuard(ABC):
    """Remembers ids; both methods raise where an id may not be used."""

    def remember(
        self, jti: str, fingerprint: str, until: int, used: Used = Used.STATEMENT
    ) -> None:
        """Takes an id once.

        Args:
            jti: The id.
            fingerprint: Digest of the whole message.
            until: When it may be forgotten (seconds since 1970).
            used: What has the id.

        Raises:
            TautanError: STATEMENT_REPLAYED, HOP_REPLAYED or
                LOOKUP_TOKEN_INVALID: the id was met before.
        """
        if self._met(used, jti, fingerprint, until) is not None:
            raise replayed(used)

    def remember_shared(
        self, jti: str, fingerprint: str, until: int, used: Used = Used.STATEMENT
    ) -> None:
        """Takes an id any number of times, always with one fingerprint.

        Raises:
            TautanError: As `remember`: it was met with another fingerprint.
        """
        if self._met(used, jti, fingerprint, until) not in (None, fingerprint):
            raise replayed(used)

    def close(self) -> None:  # noqa: B027 -- most hold nothing
        """Lets go of what is held open."""

    @abstractmethod
    def _met(self, used: Used, jti: str, fingerprint: str, until: int) -> str | None:
        """The fingerprint met before, or None, and then it is remembered."""


class MemoryReplayGuard(ReplayGuard):
    """A guard of one process, for as long as it runs.

    Args:
        clock: Tells when to forget.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._seen: dict[tuple[Used, str], str] = {}
        self._expiry: list[tuple[int, Used, str]] = []

    def _met(self, used: Used, jti: str, fingerprint: str, until: int) -> str | None:
        now = epoch_seconds(self._clock())
        while self._expiry and self._expiry[0][0] < now:
            _, kind, old = heapq.heappop(self._expiry)
            del self._seen[kind, old]
        before = self._seen.get((used, jti))
        if before is None:
            self._seen[used, jti] = fingerprint
            heapq.heappush(self._expiry, (until, used, jti))
        return before


_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS used (
    kind TEXT NOT NULL,
    jti TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (kind, jti)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS used_until ON used (until);
"""


class SqliteReplayGuard(ReplayGuard):
    """A guard that outlives its process and may be shared by several.

    Args:
        path: The database file; made if it is missing.
        clock: Tells when to forget.
    """

    def __init__(self, path: Path, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._store = sqlite3.connect(
            path, isolation_level=None, check_same_thread=False, timeout=5.0
        )
        self._store.execute("PRAGMA journal_mode = WAL")
        self._store.execute("PRAGMA synchronous = NORMAL")
        self._store.executescript(_SCHEMA)

    def close(self) -> None:
        """Closes the database."""
        self._store.close()

    def _met(self, used: Used, jti: str, fingerprint: str, until: int) -> str | None:
        # the insert decides, not a look before it: of two processes that take an
        # id at once, one finds the row taken
        now = epoch_seconds(self._clock())
        row = (used.value, jti, fingerprint, until)
        try:
            with self._lock, closing(self._store.cursor()) as cursor:
                return _taken(cursor, row, now)
        except sqlite3.Error as error:
            raise InternalError(f"replay guard: {error}") from None


def _taken(
    cursor: sqlite3.Cursor, row: tuple[str, str, str, int], now: int
) -> str | None:
    cursor.execute("DELETE FROM used WHERE until < ?", (now,))
    cursor.execute("INSERT INTO used VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", row)
    if cursor.rowcount == 1:
        return None
    cursor.execute(
        "SELECT fingerprint FROM used WHERE kind = ? AND jti = ?", (row[0], row[1])
    )
    found = cursor.fetchone()
    return "" if found is None else str(found[0])


def replayed(used: Used) -> TautanError:
    """The refusal of something that was used before."""
    match used:
        case Used.STATEMENT | Used.ERRAND:
            return StatementError("STATEMENT_REPLAYED")
        case Used.HOP:
            return HopError("HOP_REPLAYED")
        case Used.LOOKUP:
            return LookupTokenError("LOOKUP_TOKEN_INVALID", diagnostics="used before")
