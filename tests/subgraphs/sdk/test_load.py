"""Rows go in as they come out of the population, from files and from memory."""

import asyncio
from datetime import UTC, datetime
from importlib import import_module

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import create_async_engine

from subgraphs.population.rows import TABLES, Crossing, Resident, column_names
from subgraphs.population.writer import cell
from subgraphs.sdk.errors import NodeError
from subgraphs.sdk.load import load, load_rows
from subgraphs.sdk.load_csv import csv_batches


def metadata_of(agency):
    return import_module(f"subgraphs.{agency}.tables").metadata


async def stored(dsn, metadata):
    engine = create_async_engine(dsn)
    async with engine.connect() as connection:
        found = {
            name: [
                tuple(row)
                for row in await connection.execute(
                    select(table).order_by(*table.primary_key.columns)
                )
            ]
            for name, table in metadata.tables.items()
        }
    await engine.dispose()
    return found


def as_stored(row):
    return tuple(plain(getattr(row, name)) for name in column_names(type(row)))


def plain(value):
    match value:
        case tuple():
            return list(value)
        case datetime():
            return value.astimezone(UTC)
        case _:
            return value


def expected_of(agency, rows):
    by_table = {rows_of.TABLE: [] for rows_of in TABLES[agency]}
    for row in rows:
        by_table[row.TABLE].append(as_stored(row))
    return by_table


def as_sets(tables):
    return {name: sorted(map(str, rows)) for name, rows in tables.items()}


def write_files(folder, agency, rows):
    for rows_of in TABLES[agency]:
        lines = [",".join(column_names(rows_of))]
        for row in rows:
            if isinstance(row, rows_of):
                cells = [cell(getattr(row, name)) for name in column_names(rows_of)]
                quoted = ['"' + text.replace('"', '""') + '"' for text in cells]
                lines.append(",".join(quoted))
        (folder / f"{rows_of.TABLE}.csv").write_text("\n".join(lines) + "\n")


@pytest.mark.parametrize("agency", sorted(TABLES))
def test_rows_come_out_as_they_went_in(tmp_path, agency_rows, agency) -> None:
    rows, metadata = agency_rows[agency], metadata_of(agency)
    dsn = f"sqlite+aiosqlite:///{tmp_path}/one.sqlite"
    done: list[int] = []
    counts = asyncio.run(load_rows(dsn, metadata, rows, done.append))
    found = asyncio.run(stored(dsn, metadata))
    assert as_sets(found) == as_sets(expected_of(agency, rows))
    assert sum(counts.values()) == sum(done) == len(rows)


@pytest.mark.parametrize("agency", ["dukcapil", "imigrasi"])
def test_files_and_postgresql_give_the_same_rows(
    tmp_path, agency_rows, postgres, agency
) -> None:
    rows, metadata = agency_rows[agency], metadata_of(agency)
    write_files(tmp_path, agency, rows)
    for _ in range(2):
        batches = csv_batches(metadata, tmp_path)
        asyncio.run(load(postgres.dsn(agency), metadata, batches))
    found = asyncio.run(stored(postgres.dsn(agency), metadata))
    assert as_sets(found) == as_sets(expected_of(agency, rows))


def test_an_instant_keeps_its_zone_where_the_database_has_none(tmp_path) -> None:
    at = datetime.fromisoformat("2026-01-09T23:30:00+07:00")
    row = Crossing("A" * 26, "B" * 26, at, "ENTRY", "TPI")
    metadata = metadata_of("imigrasi")
    dsn = f"sqlite+aiosqlite:///{tmp_path}/one.sqlite"
    asyncio.run(load_rows(dsn, metadata, [row]))
    ((_, _, found, _, _),) = asyncio.run(stored(dsn, metadata))["crossings"]
    assert found == at
    assert found.tzinfo is UTC


def test_a_cell_that_can_not_be_read_is_named(tmp_path, agency_rows) -> None:
    rows = [row for row in agency_rows["dukcapil"] if isinstance(row, Resident)][:3]
    metadata = metadata_of("dukcapil")
    write_files(tmp_path, "dukcapil", rows)
    path = tmp_path / "residents.csv"
    good = path.read_text()
    assert len(next(csv_batches(metadata, tmp_path)).records) == 3
    first, second, *rest = good.splitlines()
    spoilt = second.replace('"false"', '"no"').replace('"true"', '"no"')
    path.write_text("\n".join([first, spoilt, *rest]) + "\n")
    with pytest.raises(NodeError, match=r"residents\.csv:2: a cell"):
        list(csv_batches(metadata, tmp_path))
    path.write_text(good.replace("mother_name", "maiden_name", 1))
    with pytest.raises(NodeError, match="mother_name"):
        list(csv_batches(metadata, tmp_path))
    path.unlink()
    with pytest.raises(NodeError, match="is missing"):
        list(csv_batches(metadata, tmp_path))
