"""Rows of any database that SQLAlchemy has a driver for, streamed.

A driver may be synchronous (`sqlite`, `postgresql+psycopg`) or asynchronous
(`sqlite+aiosqlite`, `postgresql+asyncpg`); the rows come the same way.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, cast

import pyarrow as pa
from sqlalchemy import Executable, create_engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine

from linkage.encode.encoder import BATCH_ROWS
from linkage.errors import RecordInvalid, TableInvalid
from linkage.pipeline.sources import check_columns, record_batch

Rows = Sequence[Mapping[str, Any]]


def read_database(url: str, query: str) -> Iterator[Any]:
    """Stream what a query selects; its columns are those of `tables`.

    A date, a number or a truth value counts as its text.

    Args:
        url: SQLAlchemy URL of the database.
        query: One SELECT in the database's own SQL.

    Returns:
        Batches of `encode.columns.table.RECORDS`.

    Raises:
        TableInvalid: The database can't be read, the query does not run, or what
            it selects is no table of records.
    """
    try:
        for rows in stream_rows(url, text(query), BATCH_ROWS):
            check_columns(list(rows[0]))
            columns = {name: [_text(row[name]) for row in rows] for name in rows[0]}
            yield record_batch(pa.RecordBatch.from_pydict(columns))
    except (SQLAlchemyError, OSError, ImportError) as error:
        # The cause is dropped: it could quote the password, or a cell.
        raise TableInvalid(
            "The database can't be read: check its URL, its driver and the query.",
            diagnostics=type(error).__name__,
        ) from None
    except (ValueError, KeyError, RecordInvalid, pa.ArrowException) as error:
        raise TableInvalid(
            "The query selects something that is no record.",
            diagnostics=type(error).__name__,
        ) from None


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


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case date():
            return value.isoformat()[:10]
        case _:
            return str(value)
