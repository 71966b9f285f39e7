import csv
from datetime import UTC, date, datetime

import pytest
from typer.testing import CliRunner

from subgraphs.population import cli
from subgraphs.population.errors import OutputExists
from subgraphs.population.population import Population
from subgraphs.population.rows import TABLES
from subgraphs.population.writer import cell, write_csv

TODAY = date(2026, 1, 15)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        (date(2026, 1, 2), "2026-01-02"),
        (datetime(2026, 1, 2, 3, 4, tzinfo=UTC), "2026-01-02T03:04:00+00:00"),
        (("a", "b"), '["a", "b"]'),
        (5.25, "5.25"),
    ],
)
def test_cells(value, text):
    assert cell(value) == text


def test_files_hold_every_row(tmp_path):
    population = Population(5, 200, TODAY)
    counts = list(write_csv(population, tmp_path))
    assert counts[-1] == 200
    assert counts == sorted(counts)
    written = {}
    for agency, tables in TABLES.items():
        for table in tables:
            with (tmp_path / agency / f"{table.TABLE}.csv").open(newline="") as file:
                written[table] = list(csv.DictReader(file))
    rows = list(population.rows())
    assert sum(map(len, written.values())) == len(rows)
    first = next(one.row for one in rows if one.table == "residents")
    assert written[type(first)][0]["handle"] == first.handle
    with (tmp_path / "truth.csv").open(newline="") as file:
        assert len(list(csv.DictReader(file))) == len(list(population.truth()))


def test_files_are_not_overwritten(tmp_path):
    list(write_csv(Population(5, 10, TODAY), tmp_path))
    with pytest.raises(OutputExists):
        list(write_csv(Population(5, 10, TODAY), tmp_path))


def run(*arguments):
    return CliRunner().invoke(cli.population, [str(part) for part in arguments])


def test_the_command_writes_the_same_bytes_twice(tmp_path):
    for name in ("one", "other"):
        result = run(tmp_path / name, "--people", 80, "--seed", 3, "--today", TODAY)
        assert result.exit_code == 0, result.output
        assert "80 invented people" in result.output
    for path in (tmp_path / "one").rglob("*.csv"):
        other = tmp_path / "other" / path.relative_to(tmp_path / "one")
        assert path.read_bytes() == other.read_bytes()


def test_the_command_takes_jakartas_day_by_default(tmp_path):
    assert run(tmp_path, "--people", 5).exit_code == 0
    assert abs((cli.today_in_jakarta() - datetime.now(UTC).date()).days) <= 1


def test_the_command_says_what_is_wrong(tmp_path):
    assert run(tmp_path, "--today", "yesterday").exit_code == 2
    result = run(tmp_path, "--people", 0)
    assert result.exit_code == 2
    assert "POPULATION_SIZE_INVALID" in result.output
