import sqlite3
from contextlib import closing

import pytest

from linkage.errors import TableInvalid
from linkage.pipeline.database import read_database
from linkage.pipeline.sources import read_tables

COLUMNS = "handle, names, birth_date, birth_date_imputed, sex, niks"
ROWS = [
    ("a", "SITI AMINAH", "1951-07-01", True, "F", "7371010503710001"),
    ("b", None, None, None, None, None),
]
DRIVERS = ("sqlite", "sqlite+aiosqlite")


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "register.sqlite"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"CREATE TABLE resident ({COLUMNS}, secret)")
        connection.executemany(
            "INSERT INTO resident VALUES (?, ?, ?, ?, ?, ?, 1)", ROWS
        )
    return f":///{path}"


@pytest.mark.parametrize("driver", DRIVERS)
def test_a_query_gives_what_a_file_of_it_gives(database, tmp_path, driver):
    file = tmp_path / "records.csv"
    file.write_text(
        COLUMNS.replace(" ", "")
        + "\na,SITI AMINAH,1951-07-01,true,F,7371010503710001\nb,,,,,\n"
    )
    query = (
        "SELECT handle, names, birth_date, birth_date_imputed, sex, niks FROM resident"
    )
    (batch,) = read_database(driver + database, query)
    (expected,) = read_tables(file)
    assert batch.equals(expected)


@pytest.mark.parametrize("driver", DRIVERS)
def test_rows_come_in_batches_and_dates_as_text(database, driver):
    query = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40000)"
        " SELECT 'r' || i AS handle, DATE('1988-11-23') AS birth_date FROM n"
    )
    batches = list(read_database(driver + database, query))
    assert [len(each) for each in batches] == [32_768, 40_000 - 32_768]
    assert set(batches[1].column("birth_date").to_pylist()) == {"1988-11-23"}


@pytest.mark.parametrize("driver", DRIVERS)
def test_a_query_that_finds_nobody_gives_no_batch(database, driver):
    query = "SELECT handle FROM resident WHERE handle = 'c'"
    assert list(read_database(driver + database, query)) == []


@pytest.mark.parametrize("driver", DRIVERS)
@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM resident",
        "SELECT names FROM resident",
        "SELECT handle, 'X' AS sex FROM resident",
        "SELECT handle, 'yesterday' AS birth_date FROM resident",
        "SELECT handle FROM nowhere",
        "no query",
    ],
)
def test_what_is_no_table_of_records_is_refused(database, driver, query):
    with pytest.raises(TableInvalid) as caught:
        list(read_database(driver + database, query))
    assert "SITI" not in str(caught.value) + caught.value.diagnostics


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+asyncpg://me:geheim@127.0.0.1:9/register",
        "oracle+nodriver://me:geheim@127.0.0.1/x",
        "geheim",
    ],
)
def test_a_database_that_can_not_be_read_is_refused_without_its_password(url):
    with pytest.raises(TableInvalid) as caught:
        list(read_database(url, "SELECT 1 AS handle"))
    assert "geheim" not in str(caught.value) + caught.value.diagnostics
