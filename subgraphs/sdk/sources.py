"""Where a field's value comes from, as declared beside the field.

A source names the columns it needs and reads them from a row. Columns are
named relative to the part of the row that the object stands for: a `Part` with
prefix `citizenship_` reads `status` from the column `citizenship_status`.

This file knows nothing of requests: what needs another query (`Many`, `One`,
`Gathered`) is declared here and fetched by `subgraphs.sdk.loading`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column as TableColumn

Values = Mapping[str, Any]
"""A row, by column name."""


@dataclass(frozen=True, slots=True)
class Value:
    """One column; by default that of the field's own name."""

    column: str | None = None

    def columns(self, prefix: str, field: str) -> tuple[str, ...]:
        """The columns to select."""
        return (prefix + (self.column or field),)

    def read(self, values: Values, prefix: str, field: str) -> Any:
        """The value; a list from a JSON column stays a list."""
        return values[prefix + (self.column or field)]


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A birth date: ISO 8601 text, its precision, and whether it was imputed."""

    def columns(self, prefix: str, field: str) -> tuple[str, ...]:
        """The columns to select."""
        name = prefix + field
        return (name, f"{name}_precision", f"{name}_imputed")

    def read(self, values: Values, prefix: str, field: str) -> dict[str, Any] | None:
        """`{"value": …, "precision": …, "imputed": …}`; None where unknown."""
        text, precision, imputed = (
            values[name] for name in self.columns(prefix, field)
        )
        if text is None:
            return None
        return {"value": text, "precision": precision, "imputed": bool(imputed)}


@dataclass(frozen=True, slots=True)
class Ticket:
    """The record's handle on the wire, sealed for one request."""


@dataclass(frozen=True, slots=True)
class Ref:
    """The record's stable pseudonym for one organisation and purpose."""


@dataclass(frozen=True, slots=True)
class Part:
    """An object made from columns of the same row."""

    prefix: str = ""
    present: str | None = None
    """A column that is null where there is no such object."""


@dataclass(frozen=True, slots=True)
class Many:
    """Records of another table that point to this one by its handle."""

    owner: TableColumn[str]
    """The pointing column."""
    order: TableColumn[Any]


@dataclass(frozen=True, slots=True)
class One:
    """The record of another table that a column of this row points to."""

    column: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """Values of a column in another table, as one list per record."""

    value: TableColumn[Any]
    owner: TableColumn[str]
    order: TableColumn[Any]


@dataclass(frozen=True, slots=True)
class Resolved:
    """The field's own resolver: a function of the node."""

    needs: tuple[str, ...] = ()
    """Columns that the function reads from its row."""


Source = Value | PartialDate | Ticket | Ref | Part | Many | One | Gathered | Resolved
