"""Fills an agency's tables, in chunks and in one transaction.

PostgreSQL takes its COPY protocol, every other database batches of inserts.
Rows are dataclasses whose fields are the columns and whose `TABLE` names the
table, as in `subgraphs/population/rows.py`; a row comes after the row that it
refers to.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import groupby, islice
from operator import attrgetter
from typing import Any

import orjson
from sqlalchemy import JSON, MetaData, Table
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

CHUNK = 5_000

Done = Callable[[int], None]
"""Told how many more rows are in."""


async def load_rows(
    dsn: str, metadata: MetaData, rows: Iterable[Any], done: Done = lambda _: None
) -> Mapping[str, int]:
    """Makes the tables anew and fills them.

    Args:
        dsn: The database; what its tables of these names held is lost.
        metadata: The tables.
        rows: The rows, read once.
        done: Told of progress, chunk by chunk.

    Returns:
        Rows per table.
    """
    engine = create_async_engine(dsn)
    counts = dict.fromkeys(metadata.tables, 0)
    copies = engine.dialect.driver == "asyncpg"
    try:
        async with engine.begin() as connection:
            await connection.run_sync(metadata.drop_all)
            await connection.run_sync(metadata.create_all)
            for name, chunk in _chunks(rows):
                table = metadata.tables[name]
                await (_copy if copies else _insert)(connection, table, chunk)
                counts[name] += len(chunk)
                done(len(chunk))
    finally:
        await engine.dispose()
    return counts


def _chunks(rows: Iterable[Any]) -> Iterator[tuple[str, list[Any]]]:
    """Neighbouring rows of one table, at most `CHUNK` at a time."""
    for name, group in groupby(rows, key=attrgetter("TABLE")):
        while chunk := list(islice(group, CHUNK)):
            yield name, chunk


async def _insert(
    connection: AsyncConnection, table: Table, rows: Sequence[Any]
) -> None:
    await connection.execute(table.insert(), [asdict(row) for row in rows])


async def _copy(connection: AsyncConnection, table: Table, rows: Sequence[Any]) -> None:
    names = [column.name for column in table.columns]
    lists = {column.name for column in table.columns if isinstance(column.type, JSON)}
    records = [
        tuple(_copied(getattr(row, name), as_json=name in lists) for name in names)
        for row in rows
    ]
    raw = await connection.get_raw_connection()
    driver: Any = raw.driver_connection
    await driver.copy_records_to_table(table.name, records=records, columns=names)


def _copied(value: Any, *, as_json: bool) -> Any:
    return orjson.dumps(value).decode() if as_json else value
