"""Reads an agency's rows from CSV files, one per table, as `<table>.csv`.

UTF-8 with a header; an empty cell is null, a boolean `true` or `false`, a day
or instant ISO 8601, a list JSON. The population command writes such files.
"""

import csv
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    Integer,
    MetaData,
    TypeDecorator,
)

from subgraphs.sdk.errors import NodeError
from subgraphs.sdk.load import BATCH, Batch

Parse = Callable[[str], Any]


def csv_batches(metadata: MetaData, directory: Path) -> Iterator[Batch]:
    """The rows of every table, table by table.

    Raises:
        NodeError: A file is missing, lacks a column, or a cell can't be read.
    """
    for table in metadata.sorted_tables:
        path = directory / f"{table.name}.csv"
        if not path.exists():
            raise NodeError(f"{path} is missing.")
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            missing = set(table.columns.keys()) - set(reader.fieldnames or ())
            if missing:
                raise NodeError(f"{path} lacks the columns {sorted(missing)}.")
            parsers = {column.name: _parser(column) for column in table.columns}
            while lines := list(islice(reader, BATCH)):
                first = reader.line_num - len(lines) + 1
                yield Batch(table.name, list(_records(path, first, lines, parsers)))


def _records(
    path: Path,
    first: int,
    lines: list[dict[str, str]],
    parsers: Mapping[str, Parse],
) -> Iterator[list[Any]]:
    for number, line in enumerate(lines, start=first):
        try:
            yield [
                None if line[name] == "" else parse(line[name])
                for name, parse in parsers.items()
            ]
        except ValueError:
            raise NodeError(f"{path}:{number}: a cell can't be read.") from None


def _parser(column: Column[Any]) -> Parse:
    kind = column.type.impl if isinstance(column.type, TypeDecorator) else column.type
    for known, parse in _PARSERS:
        if isinstance(kind, known):
            return parse
    return str


def _flag(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError("not a boolean")
    return text == "true"


_PARSERS: tuple[tuple[type, Parse], ...] = (
    (JSON, orjson.loads),
    (Boolean, _flag),
    (DateTime, datetime.fromisoformat),
    (Date, date.fromisoformat),
    (Integer, int),
    (Float, float),
)
"""What is none of these is text."""
