r"""A population as CSV files: one per table, and one for the ground truth.

Files are UTF-8 with a header and `\n` line ends; a null is an empty cell, a
boolean `true` or `false`, a day or instant ISO 8601, a list JSON.
"""

import csv
import json
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any, TextIO

from subgraphs.population.errors import OutputExists
from subgraphs.population.population import Population, truth_of
from subgraphs.population.rows import TABLES, Row, TruthRow, column_names

TRUTH = f"{TruthRow.TABLE}.csv"


def cell(value: Any) -> str:
    """A value of a row as text."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case date():
            return value.isoformat()
        case tuple():
            return json.dumps(value)
        case _:
            return str(value)


def write_csv(population: Population, directory: Path) -> Iterator[int]:
    """Write every table to `<directory>/<agency>/<table>.csv`, and `truth.csv`.

    Yields:
        After each person, how many people are written.

    Raises:
        OutputExists: The directory holds one of the files already.
    """
    if (directory / TRUTH).exists():
        raise OutputExists(f"{TRUTH} is there already; name an empty directory.")
    with ExitStack() as stack:
        files = {
            table: stack.enter_context(_open(directory / agency, table))
            for agency, tables in TABLES.items()
            for table in tables
        }
        truth = stack.enter_context(_open(directory, TruthRow))
        yield from _fill(population, files, truth)


def _fill(
    population: Population, files: dict[type[Row], TextIO], truth: TextIO
) -> Iterator[int]:
    writers = {table: _writer(file) for table, file in files.items()}
    truths = _writer(truth)
    done = 0
    for one in population.rows():
        writers[type(one.row)].writerow(_cells(one.row))
        if known := truth_of(one):
            truths.writerow(_cells(known))
        if one.person_index is not None and one.person_index >= done:
            done = one.person_index + 1
            yield done
    yield population.people


def _cells(row: Row | TruthRow) -> list[str]:
    return [cell(getattr(row, name)) for name in column_names(type(row))]


def _open(directory: Path, table: type[Row] | type[TruthRow]) -> TextIO:
    directory.mkdir(parents=True, exist_ok=True)
    file = (directory / f"{table.TABLE}.csv").open("w", encoding="utf-8", newline="")
    _writer(file).writerow(column_names(table))
    return file


def _writer(file: TextIO) -> Any:
    return csv.writer(file, lineterminator="\n")
