"""Puts a gateway together from its settings: the one place that knows all parts."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path

from graphql import parse
from starlette.applications import Starlette

from gateway.errors import SettingsError
from gateway.executor.execution import Ports
from gateway.executor.hop import Hop, PlainHop
from gateway.executor.http_transport import HttpTransport
from gateway.executor.library import Library
from gateway.executor.signed_hop import SignedHop, Signer
from gateway.operation.limits import Limits
from gateway.planner.make import make_plan
from gateway.policy.access import Access, Visit
from gateway.policy.agreement_access import AgreementAccess, Verifier
from gateway.policy.journal import AuditJournal, Journal, NoJournal
from gateway.policy.open_access import OpenAccess
from gateway.policy.question import Question
from gateway.service import Gateway
from gateway.settings import Guarded, Settings
from gateway.supergraph.model import Supergraph
from gateway.supergraph.read import read_supergraph
from gateway.web.app import create_app
from gateway.web.issuer import IssuerKeys
from gateway.web.options import AppOptions
from gateway.web.serving import Serving
from gateway.web.sources import composed_sdl, read_text
from protocol.agreements.book import AgreementBook
from protocol.audit import AuditLog
from protocol.classification import Classification, read_classification
from protocol.dates import system_clock
from protocol.errors import TautanError
from protocol.hops import process_of
from protocol.keys import KeySet, SigningKey
from protocol.replay import MemoryReplayGuard, ReplayGuard, SqliteReplayGuard
from protocol.statements import new_jti

PROCESS = "gateway"


@dataclass(frozen=True, slots=True)
class Doors:
    """How a gateway decides, records and signs."""

    access: Access
    journal: Journal
    hop_for: Callable[[Visit, Question], Hop]
    background: Callable[[], Awaitable[None]] | None = None


async def build_app(settings: Settings) -> Starlette:
    """Build the application that a settings file describes.

    Raises:
        SettingsError: a file, key, agreement or supergraph can't be used.
    """
    transport = HttpTransport(
        max_bytes=settings.limits.answer_bytes,
        connections=settings.limits.connections,
    )
    try:
        return await _build(settings, transport)
    except BaseException:
        await transport.close()
        raise


async def _build(settings: Settings, transport: HttpTransport) -> Starlette:
    sdl = (
        read_text(settings.supergraph)
        if settings.supergraph
        else await composed_sdl(settings.subgraphs, transport)
    )
    supergraph = read_supergraph(sdl)
    ports = Ports(
        transport=transport,
        urls=_urls(settings, supergraph),
        clock=time.monotonic,
        subgraph_seconds=settings.subgraph_seconds,
    )
    doors = await _doors(settings, sdl, supergraph)
    gateway = Gateway(
        library=Library(supergraph, partial(make_plan, supergraph), _limits(settings)),
        access=doors.access,
        journal=doors.journal,
        ports=ports,
        hop_for=doors.hop_for,
        deadline_seconds=settings.deadline_seconds,
    )
    options = AppOptions(
        open_mode=settings.guarded is None,
        max_body_bytes=settings.limits.body_bytes,
        background=doors.background,
    )
    return create_app(Serving(gateway), options)


async def _doors(settings: Settings, sdl: str, supergraph: Supergraph) -> Doors:
    classification = read_classification(parse(sdl, no_location=True), None)
    if settings.guarded is None:
        access = OpenAccess.for_supergraph(classification, new_jti)
        return Doors(access, NoJournal(), _plain)
    try:
        return await _guarded_doors(
            settings.guarded, _limits(settings), classification, supergraph
        )
    except (TautanError, OSError) as error:
        raise SettingsError(str(error)) from error


async def _guarded_doors(
    guarded: Guarded,
    limits: Limits,
    classification: Classification,
    supergraph: Supergraph,
) -> Doors:
    key, peers = _own_key(guarded.key), KeySet.load(guarded.peers)
    issuer = IssuerKeys(guarded.issuer.jwks_file or str(guarded.issuer.jwks_url))
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
    book = AgreementBook.load(guarded.agreements)
    log = AuditLog(guarded.audit, guarded.instance, key, system_clock)
    return Doors(
        access=AgreementAccess(supergraph, classification, book, verifier),
        journal=AuditJournal(log),
        hop_for=partial(_signed, Signer(key, peers, system_clock, new_jti)),
        background=issuer.keep_fresh,
    )


def _plain(visit: Visit, question: Question) -> Hop:  # noqa: ARG001 - as _signed
    return PlainHop()


def _signed(signer: Signer, visit: Visit, question: Question) -> Hop:
    return SignedHop(signer, question.token, question.statement, visit.request_id)


def _own_key(path: Path) -> SigningKey:
    """Load the gateway's key; one without a process id is the gateway's own."""
    key = SigningKey.load(path)
    return key if process_of(key.kid) == PROCESS else SigningKey.load(path, PROCESS)


def _replays(path: Path | None) -> ReplayGuard:
    if path is None:
        return MemoryReplayGuard(system_clock)
    return SqliteReplayGuard(path, system_clock)


def _limits(settings: Settings) -> Limits:
    given = settings.limits
    return Limits(**{one.name: getattr(given, one.name) for one in fields(Limits)})


def _urls(settings: Settings, supergraph: Supergraph) -> dict[str, str]:
    """Where each subgraph is; every one must be somewhere.

    Raises:
        SettingsError: a subgraph has no URL.
    """
    urls = {name: one.url for name, one in supergraph.subgraphs.items()}
    urls |= settings.urls
    homeless = sorted(name for name, url in urls.items() if not url)
    if homeless:
        raise SettingsError(f"no URL for {', '.join(homeless)}: add it under urls")
    return urls
