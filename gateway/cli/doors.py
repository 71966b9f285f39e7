"""How a gateway decides, records and signs, whichever way its settings say."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from graphql import DocumentNode

from gateway.executor.hop import Hop
from gateway.policy.access import Access, Visit
from gateway.policy.journal import Journal
from gateway.policy.question import Question
from gateway.supergraph.model import Supergraph


@dataclass(frozen=True, slots=True)
class Doors:
    """What one supergraph's gateway decides, records and signs with."""

    access: Access
    journal: Journal
    hop_for: Callable[[Visit, Question], Hop]


class Doorkeeper(Protocol):
    """What a process keeps when supergraph or agreements are exchanged."""

    def doors(self, document: DocumentNode, supergraph: Supergraph) -> Doors:
        """Make the doors of a supergraph.

        Args:
            document: its SDL, parsed.
            supergraph: the same, read.

        Raises:
            SettingsError: agreements can't be used.
        """
        ...

    async def keep_fresh(self) -> None:
        """Follow the token issuer's keys, until cancelled."""
        ...
