"""Columns that tables of several agencies share.

A table's columns equal the fields of its row in `subgraphs/population/rows.py`.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    String,
    TypeDecorator,
)

Columns = tuple[Column[Any], ...]


class Instant(TypeDecorator[datetime]):
    """An instant with its zone, also where a database has none (SQLite)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """Stores UTC."""
        del dialect
        return value if value is None else value.astimezone(UTC)

    def process_result_value(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """Reads UTC."""
        del dialect
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


def handle_column() -> Column[str]:
    """The agency's surrogate for a record: 26 letters and digits, never a NIK."""
    return Column("handle", String(26), primary_key=True)


TEXT = String().with_variant(String(255), "mysql", "mariadb")
"""Text; MariaDB and MySQL index only what has a length."""


def text_column(name: str, *, optional: bool = False, index: bool = False) -> Any:
    """Text."""
    return Column(name, TEXT, nullable=optional, index=index)


def day_column(name: str, *, optional: bool = False, index: bool = False) -> Any:
    """A calendar day."""
    return Column(name, Date, nullable=optional, index=index)


def instant_column(name: str) -> Column[datetime]:
    """An instant."""
    return Column(name, Instant, nullable=False)


def flag_column(name: str) -> Column[bool]:
    """Yes or no."""
    return Column(name, Boolean, nullable=False)


def list_column(name: str) -> Column[Any]:
    """A list of texts, as JSON."""
    return Column(name, JSON, nullable=False)


def birth_date_columns() -> Columns:
    """A birth date, how much of it is known, and whether the rest was imputed."""
    return (
        text_column("birth_date"),
        text_column("birth_date_precision"),
        flag_column("birth_date_imputed"),
    )


def region_columns(prefix: str) -> Columns:
    """A region code with the version of the list it comes from."""
    return (
        text_column(f"{prefix}code", index=True),
        text_column(f"{prefix}list_version"),
    )


def citizenship_columns(*, decided: bool = True) -> Columns:
    """A status as the agency asserts it.

    Args:
        decided: Whether every row has one.
    """
    return (
        text_column("citizenship_status", optional=not decided, index=True),
        text_column("citizenship_basis", optional=not decided),
        text_column("citizenship_decision_number", optional=True),
        day_column("citizenship_decision_date", optional=True),
        day_column("citizenship_effective_from", optional=not decided),
        day_column("citizenship_effective_to", optional=True),
        day_column("citizenship_recorded_on", optional=not decided),
        text_column("citizenship_asserted_by", optional=not decided),
    )
