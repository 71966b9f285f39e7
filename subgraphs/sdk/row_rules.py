"""What a node declares besides its types: who sees which rows.

A *scope* belongs to a type and narrows its rows to what the asker's office
may see; an *attested* type is, when one case is asked about, narrowed to the
case or the person in the attestation.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import Any

from sqlalchemy import Column

from protocol.asks import Asker
from subgraphs.sdk.filters import Condition

Scope = Callable[[Asker], Condition | None]
"""The rows that an asker may see; None means every row."""


class Attests(Enum):
    """What an attestation says of a type's rows."""

    CASE = "case"
    """The row's key is the attested case's number."""
    SUBJECT = "subject"
    """The row is the attested person's record, where this node attested it."""


@dataclass(frozen=True, slots=True)
class RowRules:
    """Which rows of which type; a type that is not named has no limit of its own."""

    scopes: Mapping[str, Scope] = field(default_factory=lambda: MappingProxyType({}))
    attested: Mapping[str, Attests] = field(
        default_factory=lambda: MappingProxyType({})
    )
    case_only: frozenset[str] = frozenset()
    """Types that are shown for one attested case, and never otherwise."""


def within_region(column: Column[Any]) -> Scope:
    """An office of a region sees the rows whose code begins with the region's."""

    def scope(asker: Asker) -> Condition | None:
        region = asker.region
        return None if region is None else column.startswith(region, autoescape=True)

    return scope


def at_post(column: Column[Any]) -> Scope:
    """A mission abroad sees its own rows."""

    def scope(asker: Asker) -> Condition | None:
        return None if asker.post is None else column == asker.post

    return scope


def for_own_offices(agency: str, scope: Scope) -> Scope:
    """Narrows the agency's own officers.

    Those of another agency see what an agreement grants; they were narrowed where
    they started.
    """

    def own(asker: Asker) -> Condition | None:
        return scope(asker) if asker.agency == agency else None

    return own
