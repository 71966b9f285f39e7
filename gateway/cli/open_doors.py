"""Doors of a gateway without agreements: open, but for what tokens give."""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final

from graphql import DocumentNode

from gateway.cli.doors import Doors
from gateway.executor.hop import Hop, PlainHop
from gateway.policy.access import Access, Rights, Visit
from gateway.policy.journal import NoJournal
from gateway.policy.open_access import OpenAccess
from gateway.policy.question import Question
from gateway.policy.scope_rules import Need, read_needs
from gateway.policy.scoped_access import ScopedAccess, no_issuer
from gateway.supergraph.model import Supergraph
from gateway.web import log
from protocol.classification import read_classification
from protocol.dates import system_clock

_ID_BYTES: Final = 16


async def _nothing() -> None:
    """Follow no keys."""


@dataclass(frozen=True, slots=True)
class OpenDoors:
    """Doors that everyone may pass; see `Doorkeeper`."""

    rights: Callable[[str], Rights | None] = no_issuer
    """What a token gives."""
    refresh: Callable[[], Awaitable[None]] = _nothing

    def doors(self, document: DocumentNode, supergraph: Supergraph) -> Doors:
        """Make the doors of a supergraph.

        Raises:
            SettingsError: it has fields that need agreements.
        """
        classification = read_classification(document, None)
        access: Access = OpenAccess.for_supergraph(classification, _new_id)
        if needs := read_needs(document):
            access = self._scoped(supergraph, needs)
        return Doors(access, NoJournal(), _plain)

    async def keep_fresh(self) -> None:
        """Follow the token issuer's keys, if there is one."""
        await self.refresh()

    def _scoped(
        self, supergraph: Supergraph, needs: Mapping[str, Need]
    ) -> ScopedAccess:
        if self.rights is no_issuer:
            log.warning(
                "no issuer is given, so fields that need a token are never shown",
                fields=len(needs),
            )
        return ScopedAccess(supergraph, needs, self.rights, system_clock, _new_id)


def _new_id() -> str:
    """Name a request that nobody signed: 128 random bits in base64url."""
    return secrets.token_urlsafe(_ID_BYTES)


def _plain(visit: Visit, question: Question) -> Hop:  # noqa: ARG001 - as a signed one
    return PlainHop()
