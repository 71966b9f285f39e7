"""Rows of any database that SQLAlchemy has a driver for, streamed.

A driver may be synchronous (`sqlite`, `postgresql+psycopg`) or asynchronous
(`sqlite+aiosqlite`, `postgresql+asyncpg`); the rows come the same way.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Executable, create_engine, make_url
from sqlalchemy.ext.asyncio import create_async_engine

Rows = Sequence[Mapping[str, Any]]


def stream_rows(url: str, statement: Executable, chunk: int) -> Iterator[Rows]:
    """The rows of a statement, so many at a time; memory does not grow with them.

    Args:
        url: SQLAlchemy URL of the database.
        statement: What selects them.
        chunk: Rows fetched at a time; no chunk is empty.

    Raises:
        SQLAlchemyError, OSError, ImportError: It can't be reached, has no driver
            here, or refuses the statement.
    """
    if not make_url(url).get_dialect().is_async:
        yield from _stream(url, statement, chunk)
        return
    with asyncio.Runner() as runner:
        coming = _stream_async(url, statement, chunk)
        yield from iter(lambda: runner.run(_next(coming)), None)


def _stream(url: str, statement: Executable, chunk: int) -> Iterator[Rows]:
    engine = create_engine(url)
    try:
        with engine.connect().execution_options(stream_results=True) as connection:
            found = connection.execute(statement).mappings()
            yield from (cast("Rows", rows) for rows in found.partitions(chunk))
    finally:
        engine.dispose()


async def _stream_async(
    url: str, statement: Executable, chunk: int
) -> AsyncIterator[Rows]:
    engine = create_async_engine(url)
    try:
        async with engine.connect() as connection:
            found = await connection.stream(statement)
            async for rows in found.mappings().partitions(chunk):
                yield cast("Rows", rows)
    finally:
        await engine.dispose()


async def _next(coming: AsyncIterator[Rows]) -> Rows | None:
    return await anext(coming, None)
