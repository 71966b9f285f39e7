"""Fills an agency's tables, in batches and in one transaction.

PostgreSQL takes its COPY protocol, every other database batches of inserts. The
tables are made anew: what tables of these names held is lost.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from operator import attrgetter
from typing import Any

import orjson
from sqlalchemy import JSON, MetaData, Table
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

BATCH = 5_000
"""Rows that are written at a time."""

Record = Sequence[Any]
"""Values in the order of the table's columns."""

Done = Callable[[int], None]
"""Told how many more rows are in."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of one table."""

    table: str
    records: Sequence[Record]


async def load(
    dsn: str, metadata: MetaData, batches: Iterable[Batch], done: Done = lambda _: None
) -> Mapping[str, int]:
    """Makes the tables anew and fills them.

    Args:
        dsn: The database.
        metadata: The tables.
        batches: The rows, read once; a row comes after the row it refers to.
        done: Told of progress.

    Returns:
        Rows per table.
    """
    engine = create_async_engine(dsn)
    write = _copy if engine.dialect.driver == "asyncpg" else _insert
    counts = dict.fromkeys(metadata.tables, 0)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(metadata.drop_all)
            await connection.run_sync(metadata.create_all)
            for batch in batches:
                await write(connection, metadata.tables[batch.table], batch.records)
                counts[batch.table] += len(batch.records)
                done(len(batch.records))
    finally:
        await engine.dispose()
    return counts


async def load_rows(
    dsn: str, metadata: MetaData, rows: Iterable[Any], done: Done = lambda _: None
) -> Mapping[str, int]:
    """As `load`, from dataclasses.

    Args:
        dsn: The database.
        metadata: The tables.
        rows: Their fields are the columns and their `TABLE` names the table, as
            in `subgraphs/population/rows.py`.
        done: Told of progress.

    Returns:
        Rows per table.
    """
    return await load(dsn, metadata, _batches_of(metadata, rows), done)


def _batches_of(metadata: MetaData, rows: Iterable[Any]) -> Iterator[Batch]:
    """Neighbouring rows of one table, at most `BATCH` at a time."""
    for name, group in groupby(rows, key=attrgetter("TABLE")):
        names = metadata.tables[name].columns.keys()
        while rows_of := list(islice(group, BATCH)):
            yield Batch(name, [[getattr(row, key) for key in names] for row in rows_of])


async def _insert(
    connection: AsyncConnection, table: Table, records: Sequence[Record]
) -> None:
    names = table.columns.keys()
    rows = [dict(zip(names, record, strict=True)) for record in records]
    await connection.execute(table.insert(), rows)


async def _copy(
    connection: AsyncConnection, table: Table, records: Sequence[Record]
) -> None:
    names = table.columns.keys()
    lists = [isinstance(column.type, JSON) for column in table.columns]
    raw = await connection.get_raw_connection()
    driver: Any = raw.driver_connection
    copied = [
        [
            orjson.dumps(value).decode() if as_json else value
            for value, as_json in zip(record, lists, strict=True)
        ]
        for record in records
    ]
    await driver.copy_records_to_table(table.name, records=copied, columns=names)
