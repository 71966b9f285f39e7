"""What changed in an agreement since it was last signed, key by key."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from protocol.agreements.model import Agreement
from protocol.agreements.signatures import SignedRecord, record_of

_ABSENT = "-"


@dataclass(frozen=True, slots=True)
class Change:
    """One clause that says something else than what was signed."""

    clause: str
    signed: str
    """As it was signed; `-` where it was not there."""
    now: str
    """As it stands; `-` where it is gone."""


def changes_since(agreement: Agreement, signed: SignedRecord) -> tuple[Change, ...]:
    """The clauses that differ from the signed record, sorted.

    Elements are compared by their path, so that a moved one is no change.
    """
    before = dict(_leaves(signed.record, ""))
    after = dict(_leaves(record_of(agreement), ""))
    return tuple(
        Change(clause, before.get(clause, _ABSENT), after.get(clause, _ABSENT))
        for clause in sorted(before.keys() | after.keys())
        if before.get(clause) != after.get(clause)
    )


def _leaves(value: Any, clause: str) -> Iterator[tuple[str, str]]:
    match value:
        case Mapping():
            for key, item in value.items():
                yield from _leaves(item, f"{clause}.{key}" if clause else key)
        case list() | tuple() if any(isinstance(one, Mapping) for one in value):
            for index, item in enumerate(value):
                name = item.get("path", index) if isinstance(item, Mapping) else index
                yield from _leaves(item, f"{clause}[{name}]")
        case list() | tuple():
            yield clause, ", ".join(map(str, value))
        case _:
            yield clause, str(value)
