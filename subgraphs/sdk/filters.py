"""Filters of connections and counts, each tied to the field that it reads.

A filter tells something of the field that it reads: whoever may not see the
field may not filter a list of records by it. A count takes any filter, since
its agreement grants the count and its smallest cell.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol, TypeVar

from sqlalchemy import Column, ColumnElement
from strawberry import UNSET

Condition = ColumnElement[bool]

_Value = TypeVar("_Value")


class Permission(Protocol):
    """Raises where a coordinate is not granted."""

    def require(self, coordinate: str) -> object:
        """Passes when the coordinate is granted.

        Raises:
            TautanError: It is not.
        """


@dataclass(frozen=True, slots=True)
class Criterion:
    """What one member of a filter means."""

    reads: str
    """The coordinate of the field that it tells about."""
    condition: Callable[[Any], Condition]


class Filter:
    """The members of one filter input, by their Python names."""

    def __init__(self, **criteria: Criterion) -> None:
        self._criteria = criteria

    def rows(self, permission: Permission, given: object) -> tuple[Condition, ...]:
        """The conditions of a list of records.

        Args:
            permission: Says which fields the asker may see.
            given: The filter input, or UNSET or None.

        Raises:
            TautanError: A member reads a field that the asker may not see.
        """
        for criterion, _ in self._stated(given):
            permission.require(criterion.reads)
        return self.count(given)

    def count(self, given: object) -> tuple[Condition, ...]:
        """The conditions of a count."""
        return tuple(
            criterion.condition(_plain(value))
            for criterion, value in self._stated(given)
        )

    def _stated(self, given: object) -> list[tuple[Criterion, Any]]:
        if stated(given) is None:
            return []
        values = ((name, stated(getattr(given, name))) for name in self._criteria)
        return [
            (self._criteria[name], value) for name, value in values if value is not None
        ]


def stated(value: _Value | None) -> _Value | None:
    """A member's value; None where the filter leaves it out."""
    return None if value is UNSET else value


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.value if isinstance(value, Enum) else value


def equals(reads: str, column: Column[Any]) -> Criterion:
    """The column has the value."""
    return Criterion(reads, lambda value: column == value)


def one_of(reads: str, column: Column[Any]) -> Criterion:
    """The column has one of the values."""
    return Criterion(reads, column.in_)


def starts_with(reads: str, column: Column[Any]) -> Criterion:
    """The column begins with the text."""
    return Criterion(reads, lambda value: column.startswith(value, autoescape=True))


def before(reads: str, column: Column[Any]) -> Criterion:
    """The column's day is earlier."""
    return Criterion(reads, lambda value: column < value)


def is_known(reads: str, column: Column[Any]) -> Criterion:
    """The column has a value, or has none."""
    return Criterion(
        reads, lambda value: column.is_not(None) if value else column.is_(None)
    )
