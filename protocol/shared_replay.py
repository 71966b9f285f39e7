"""A replay guard for several replicas: used ids in a database that they share.

Any database that SQLAlchemy has an asyncio driver for. The insert decides, not a look
before it: of two replicas that take an id at once, one meets the other's row. A store
that does not answer in time refuses.

Whoever asks waits for the store's answer, a round trip within the federation's own
network, and holds up its event loop meanwhile: that is the price of asking before
anything is done. One process alone is better served by a file (`protocol.replay`).
"""

import asyncio
import threading
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, Final, TypeVar

from sqlalchemy import (
    BigInteger,
    Column,
    MetaData,
    String,
    Table,
    delete,
    insert,
    select,
)
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine

from protocol.dates import Clock, epoch_seconds
from protocol.errors import InternalError
from protocol.replay import ReplayGuard, SqliteReplayGuard, Used

WAIT_SECONDS: Final = 2.0
FORGET_EVERY_SECONDS: Final = 60

METADATA: Final = MetaData()
USED: Final = Table(
    "tautan_used",
    METADATA,
    Column("kind", String(16), primary_key=True),
    Column("jti", String(128), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("until", BigInteger, nullable=False, index=True),
)

_Result = TypeVar("_Result")


class SharedReplayGuard(ReplayGuard):
    """A guard whose ids are in a database; its statements run in a thread of its own.

    Args:
        dsn: SQLAlchemy's, with an asyncio driver, as `postgresql+asyncpg://…`.
        clock: Tells when to forget.

    Raises:
        InternalError: The database can't be reached.
    """

    def __init__(self, dsn: str, clock: Clock) -> None:
        self._clock = clock
        self._forgot_at = 0
        self._engine = create_async_engine(dsn)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        try:
            self._wait(self._prepare())
        except InternalError:
            self.close()
            raise

    def close(self) -> None:
        """Gives the connections back and ends the thread."""
        if self._loop.is_closed():
            return
        asyncio.run_coroutine_threadsafe(self._engine.dispose(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _met(self, used: Used, jti: str, fingerprint: str, until: int) -> str | None:
        row = {
            "kind": used.value,
            "jti": jti,
            "fingerprint": fingerprint,
            "until": until,
        }
        return self._wait(self._take(row, epoch_seconds(self._clock())))

    async def _prepare(self) -> None:
        async with self._engine.begin() as connection:
            await connection.run_sync(METADATA.create_all)

    async def _take(self, row: dict[str, Any], now: int) -> str | None:
        await self._forget(row, now)
        try:
            async with self._engine.begin() as connection:
                await connection.execute(insert(USED).values(row))
        except IntegrityError:
            return await self._fingerprint(row)
        return None

    async def _forget(self, row: dict[str, Any], now: int) -> None:
        """Removes an id that is old, and now and then all that are."""
        which = (USED.c.kind == row["kind"]) & (USED.c.jti == row["jti"])
        if now >= self._forgot_at + FORGET_EVERY_SECONDS:
            self._forgot_at = now
            which = USED.c.until < now
        async with self._engine.begin() as connection:
            await connection.execute(delete(USED).where(which, USED.c.until < now))

    async def _fingerprint(self, row: dict[str, Any]) -> str:
        query = select(USED.c.fingerprint).where(
            USED.c.kind == row["kind"], USED.c.jti == row["jti"]
        )
        async with self._engine.connect() as connection:
            return str((await connection.execute(query)).scalar() or "")

    def _wait(self, work: Coroutine[Any, Any, _Result]) -> _Result:
        if self._loop.is_closed():
            work.close()
            raise InternalError("replay guard: closed")
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result(WAIT_SECONDS)
        except (SQLAlchemyError, OSError, TimeoutError) as error:
            future.cancel()
            raise InternalError(f"replay guard: {type(error).__name__}") from None


def replay_guard(where: str, home: Path, clock: Clock) -> ReplayGuard:
    """The guard that settings name.

    Args:
        where: A file, or the DSN of a database that replicas share.
        home: The directory that a file is relative to.
        clock: Tells when to forget.

    Raises:
        InternalError: The database can't be reached.
    """
    if "://" in where:
        return SharedReplayGuard(where, clock)
    return SqliteReplayGuard(home / where, clock)
