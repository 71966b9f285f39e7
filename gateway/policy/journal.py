"""What is written down of each request, before its answer leaves.

A line says who asked, for what and how, by which agreements, which fields, of
how many entities, and how it ended. It has no place for a value.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol

from gateway.policy.access import Visit


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a request ended."""

    code: str
    """OK, PARTIAL (some of it was refused or failed), or the code of a refusal."""
    agreements: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    """Agencies that something was sent to."""
    unanswered: tuple[str, ...] = ()
    """Those of them that gave no valid answer."""
    coordinates: tuple[str, ...] = ()
    """`Type.field` of everything that was asked of subgraphs, sorted."""
    counts: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """Entities that were asked for, by type."""
    plan_digest: str = ""
    follows: str = ""
    """Of an answer that comes bit by bit: CONTINUED or ENDED for what follows the
    first."""

    @property
    def answered(self) -> bool:
        """Whether there was an answer at all."""
        return self.code in {"OK", "PARTIAL"}


class Journal(Protocol):
    """Keeps what happened where it can't be changed unnoticed."""

    async def write(self, visit: Visit, outcome: Outcome) -> None:
        """Write one line, durably.

        Raises:
            TautanError: AUDIT_UNAVAILABLE; then nothing may be answered.
        """
        ...

    def turned_away(self, code: str) -> None:
        """Note that a request was not admitted; it is written soon.

        Args:
            code: of the refusal; who sent it is not proven.
        """
        ...

    def close(self) -> None:
        """Let go of what is held open."""
        ...


class NoJournal:
    """Development mode, where nobody is known and no data personal."""

    async def write(self, visit: Visit, outcome: Outcome) -> None:
        """Keep nothing."""

    def turned_away(self, code: str) -> None:
        """Keep nothing."""

    def close(self) -> None:
        """Hold nothing."""
