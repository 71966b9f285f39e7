"""What a gateway process keeps when it exchanges supergraph or agreements."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jwt import PyJWKSet

from gateway.errors import SettingsError
from gateway.executor.signed_hop import Signer
from gateway.operation.limits import Limits
from gateway.policy.agreement_access import Verifier
from gateway.policy.journal import AuditJournal, Journal
from gateway.settings import Authentication, Guarded
from gateway.web.issuer import IssuerKeys, foreign_keys, own_keys
from protocol.audit import AuditLog
from protocol.dates import system_clock
from protocol.errors import TautanError
from protocol.hops import process_of
from protocol.keys import KeySet, SigningKey
from protocol.replay import MemoryReplayGuard, ReplayGuard, SqliteReplayGuard
from protocol.statements import new_jti

PROCESS: Final = "gateway"
ForeignKeys = IssuerKeys[PyJWKSet | None]


@dataclass(frozen=True, slots=True)
class Registry:
    """What a guarded gateway keeps when supergraph or agreements are exchanged."""

    agreements: Path
    verifier: Verifier
    journal: Journal
    signer: Signer
    issuer: IssuerKeys[KeySet]


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
        replays=_replays(guarded.replays),
        clock=system_clock,
        limits=limits,
    )
    return Registry(
        agreements=guarded.agreements,
        verifier=verifier,
        journal=AuditJournal(
            AuditLog(guarded.audit, guarded.instance, key, system_clock)
        ),
        signer=Signer(key, peers, system_clock, new_jti),
        issuer=issuer,
    )


async def read_foreign_keys(given: Authentication | None) -> ForeignKeys | None:
    """Read the keys of whoever gives scopes, if anybody does.

    Raises:
        SettingsError: they can't be read.
    """
    if given is None:
        return None
    keys = foreign_keys(given.issuer.jwks_file or str(given.issuer.jwks_url))
    await keys.load()
    return keys


def _own_key(path: Path) -> SigningKey:
    """Load the gateway's key; one without a process id is the gateway's own."""
    key = SigningKey.load(path)
    return key if process_of(key.kid) == PROCESS else SigningKey.load(path, PROCESS)


def _replays(path: Path | None) -> ReplayGuard:
    if path is None:
        return MemoryReplayGuard(system_clock)
    return SqliteReplayGuard(path, system_clock)
