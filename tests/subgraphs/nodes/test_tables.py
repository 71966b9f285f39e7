"""Every agency's tables have the columns of the rows that fill them."""

from importlib import import_module

import pytest

from subgraphs.population.rows import TABLES, column_names

AGENCIES = sorted(TABLES)


@pytest.mark.parametrize("agency", AGENCIES)
def test_tables_have_the_columns_of_their_rows(agency) -> None:
    tables = import_module(f"subgraphs.{agency}.tables").metadata.tables
    assert {name: tuple(table.columns.keys()) for name, table in tables.items()} == {
        rows.TABLE: column_names(rows) for rows in TABLES[agency]
    }
