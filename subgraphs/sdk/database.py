"""The agency's database: any that SQLAlchemy has an asyncio driver for.

Every statement takes a connection of its own from the pool, so that the
batches of one request run side by side.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Executable, RowMapping
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

POOL = 8
"""Connections that one node holds at most."""


class Database:
    """Reads rows; holds no state but the pool."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine

    @classmethod
    def at(cls, dsn: str) -> "Database":
        """The database at a DSN, as `postgresql+asyncpg://…` or `sqlite+aiosqlite:///…`."""
        return cls(create_async_engine(dsn, pool_size=POOL, max_overflow=0))

    async def rows(self, statement: Executable) -> Sequence[RowMapping]:
        """Runs one statement and returns its rows by column name."""
        async with self.engine.connect() as connection:
            return (await connection.execute(statement)).mappings().all()

    async def scalar(self, statement: Executable) -> Any:
        """Runs one statement and returns the first column of its first row."""
        async with self.engine.connect() as connection:
            return (await connection.execute(statement)).scalar()

    async def close(self) -> None:
        """Gives the pool back."""
        await self.engine.dispose()
