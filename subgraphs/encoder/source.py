"""What an agency links by: one select, and how its rows become a record.

The rows of one person stand together (ordered by handle), so a person with
several passports or aliases is one record. Rows are streamed, and memory does
not grow with the table.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Column, Select

from linkage.pipeline.rows import stream_rows
from linkage.record import PartialDate, Precision, Record

CHUNK = 5_000
"""Rows fetched at a time."""

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LinkageSource:
    """An agency's side of linkage, as its maintainer declares it."""

    select: Select[Any]
    """Names a column `handle`, and is ordered by it."""
    record: Callable[[Sequence[Values]], Record]
    """Takes the rows of one handle, at least one."""

    def records(self, dsn: str) -> Iterator[Record]:
        """The records of a database, streamed.

        Args:
            dsn: The agency's database.
        """
        yield from self._read(dsn, self.select)

    def some(self, dsn: str, handles: Collection[str]) -> Iterator[Record]:
        """Those of a few records that are there.

        Args:
            dsn: The agency's database.
            handles: Theirs.
        """
        handle = self.select.selected_columns["handle"]
        yield from self._read(dsn, self.select.where(handle.in_(sorted(handles))))

    def _read(self, dsn: str, query: Select[Any]) -> Iterator[Record]:
        chunks = stream_rows(dsn, query, CHUNK)
        rows = (row for chunk in chunks for row in chunk)
        for _, group in groupby(rows, key=lambda row: row["handle"]):
            yield self.record(list(group))


def birth_date_columns(columns: Any) -> tuple[Column[Any], ...]:
    """The columns that `birth_date_of` reads, of a table's columns."""
    return (
        columns.birth_date,
        columns.birth_date_precision,
        columns.birth_date_imputed,
    )


def birth_date_of(row: Values) -> PartialDate:
    """The birth date of a row."""
    return PartialDate(
        value=row["birth_date"],
        precision=Precision(row["birth_date_precision"]),
        imputed=bool(row["birth_date_imputed"]),
    )


def known(values: Sequence[str | None]) -> tuple[str, ...]:
    """The values that are there, each once, in their order."""
    return tuple(dict.fromkeys(value for value in values if value))
