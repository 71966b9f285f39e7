"""Doors by agreements: what a guarded gateway keeps when it exchanges what it serves."""

import asyncio
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from graphql import DocumentNode

from gateway.cli.doors import Doors
from gateway.errors import SettingsError
from gateway.executor.hop import Hop
from gateway.executor.signed_hop import SignedHop
from gateway.operation.limits import Limits
from gateway.policy.access import Visit
from gateway.policy.agreement_access import AgreementAccess, Verifier
from gateway.policy.audit_journal import AuditJournal
from gateway.policy.journal import Journal
from gateway.policy.question import Question
from gateway.settings import Guarded, HopProof
from gateway.supergraph.model import Supergraph
from gateway.web.issuer import IssuerKeys, own_keys
from protocol.audit import AuditLog
from protocol.classification import read_classification
from protocol.dates import system_clock
from protocol.errors import TautanError
from protocol.hop_asking import Asking
from protocol.hops import process_of
from protocol.keys import KeySet, SigningKey
from protocol.publication.shelf import Shelf
from protocol.replay import MemoryReplayGuard, ReplayGuard, SqliteReplayGuard
from protocol.statements import new_jti

PROCESS: Final = "gateway"


@dataclass(frozen=True, slots=True)
class Registry:
    """Keys, log and used statements of one process; see `Doorkeeper`."""

    shelf: Shelf
    verifier: Verifier
    journal: Journal
    asking: Asking
    issuer: IssuerKeys[KeySet]

    def doors(self, document: DocumentNode, supergraph: Supergraph) -> Doors:
        """Make the doors of a supergraph, by the agreements as they are now.

        Raises:
            SettingsError: the agreements can't be used.
        """
        try:
            book = self.shelf.take().book
        except (TautanError, OSError) as error:
            raise SettingsError(str(error)) from error
        classification = read_classification(document, None)
        fresh = self.shelf.require_fresh
        return Doors(
            access=AgreementAccess(
                supergraph, classification, book, self.verifier, fresh
            ),
            journal=self.journal,
            hop_for=partial(_proven, self.asking),
        )

    async def keep_fresh(self) -> None:
        """Follow the token issuer's keys and the registry, until cancelled."""
        await asyncio.gather(self.issuer.keep_fresh(), self._keep_confirmed())

    async def _keep_confirmed(self) -> None:
        """Confirm that what is served is what is published.

        What is new is not taken here: it is exchanged with the supergraph.
        """
        while True:
            await asyncio.sleep(self.shelf.look_every.total_seconds())
            await asyncio.to_thread(self.shelf.confirm)


async def read_registry(guarded: Guarded, limits: Limits) -> Registry:
    """Read keys, peers, issuer and log.

    Args:
        guarded: where they are.
        limits: of documents.

    Raises:
        SettingsError: one of them can't be used.
    """
    try:
        return await _read(guarded, limits)
    except (TautanError, OSError) as error:
        raise SettingsError(str(error)) from error


async def _read(guarded: Guarded, limits: Limits) -> Registry:
    key, peers = _own_key(guarded.key), KeySet.load(guarded.peers)
    issuer = own_keys(guarded.issuer.jwks_file or str(guarded.issuer.jwks_url))
    await issuer.load()
    verifier = Verifier(
        issuer=guarded.issuer.name,
        issuer_keys=issuer.current,
        audience=guarded.audience,
        peers=peers,
        replays=_replays(guarded),
        clock=system_clock,
        limits=limits,
    )
    journal = AuditJournal(AuditLog(guarded.audit, guarded.instance, key, system_clock))
    asking = Asking(
        key,
        peers,
        system_clock,
        new_jti,
        sessions=guarded.hops is HopProof.SESSIONS,
        exchanged=journal.exchanged,
    )
    return Registry(
        shelf=Shelf.opened(guarded.agreements, guarded.registry, Path(), system_clock),
        verifier=verifier,
        journal=journal,
        asking=asking,
        issuer=issuer,
    )


def _own_key(path: Path) -> SigningKey:
    """Load the gateway's key; one without a process id is the gateway's own."""
    key = SigningKey.load(path)
    return key if process_of(key.kid) == PROCESS else SigningKey.load(path, PROCESS)


def _replays(guarded: Guarded) -> ReplayGuard:
    if guarded.replays_shared is not None:
        from protocol.shared_replay import (  # noqa: PLC0415 - loads SQLAlchemy
            SharedReplayGuard,
        )

        return SharedReplayGuard(guarded.replays_shared, system_clock)
    if guarded.replays is not None:
        return SqliteReplayGuard(guarded.replays, system_clock)
    return MemoryReplayGuard(system_clock)


def _proven(asking: Asking, visit: Visit, question: Question) -> Hop:
    return SignedHop(asking, question.token, question.statement, visit.request_id)
