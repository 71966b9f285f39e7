"""Puts a gateway together from its settings: the one place that knows all parts."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path

import structlog
from graphql import DocumentNode, parse
from jwt import PyJWKSet
from starlette.applications import Starlette

from gateway.errors import SettingsError
from gateway.executor.execution import Ports
from gateway.executor.hop import Hop, PlainHop
from gateway.executor.library import Library
from gateway.executor.signed_hop import SignedHop, Signer
from gateway.executor.subscription import EventLimits
from gateway.executor.transport import Transport
from gateway.operation.cost import Budget
from gateway.operation.cost_rules import read_cost_rules
from gateway.operation.limits import Limits
from gateway.planner.make import make_plan
from gateway.policy.access import Access, Visit
from gateway.policy.agreement_access import AgreementAccess, Verifier
from gateway.policy.journal import AuditJournal, Journal, NoJournal
from gateway.policy.jwt_scopes import JwtScopes
from gateway.policy.open_access import OpenAccess
from gateway.policy.question import Question
from gateway.policy.scope_rules import Need, read_needs
from gateway.policy.scoped_access import ScopedAccess, no_issuer
from gateway.service import Gateway
from gateway.settings import Authentication, Guarded, Settings
from gateway.supergraph.model import Supergraph
from gateway.supergraph.read import read_supergraph
from gateway.web.app import create_app
from gateway.web.cross_site import CrossSite
from gateway.web.documents import Documents, Registered
from gateway.web.forwarding import OWN, TRACING
from gateway.web.issuer import IssuerKeys, foreign_keys, own_keys
from gateway.web.manifest import read_manifest
from gateway.web.metrics import Metrics
from gateway.web.options import AppOptions
from gateway.web.reload import Reloader
from gateway.web.serving import Serving
from gateway.web.sources import Sources
from gateway.web.subscriptions import SubscriptionOptions
from gateway.web.transports import transport_of
from protocol.agreements.book import AgreementBook
from protocol.audit import AuditLog
from protocol.classification import read_classification
from protocol.dates import system_clock
from protocol.errors import TautanError
from protocol.hops import process_of
from protocol.keys import KeySet, SigningKey
from protocol.replay import MemoryReplayGuard, ReplayGuard, SqliteReplayGuard
from protocol.statements import new_jti

PROCESS = "gateway"
ForeignKeys = IssuerKeys[PyJWKSet | None]

log = structlog.get_logger("gateway")


@dataclass(frozen=True, slots=True)
class Process:
    """A gateway process, ready to serve."""

    app: Starlette
    wake: Callable[[], None]
    """Looks at the sources now."""


@dataclass(frozen=True, slots=True)
class Doors:
    """How a gateway decides, records and signs."""

    access: Access
    journal: Journal
    hop_for: Callable[[Visit, Question], Hop]


@dataclass(frozen=True, slots=True)
class Registry:
    """What a guarded gateway keeps when supergraph or agreements are exchanged."""

    agreements: Path
    verifier: Verifier
    journal: Journal
    signer: Signer
    issuer: IssuerKeys[KeySet]


async def build_app(settings: Settings) -> Starlette:
    """Build the application that a settings file describes.

    Raises:
        SettingsError: a file, key, agreement or supergraph can't be used.
    """
    return (await build_process(settings)).app


async def build_process(settings: Settings) -> Process:
    """Build the application, and what reloads it.

    Raises:
        SettingsError: a file, key, agreement or supergraph can't be used.
    """
    transport = transport_of(settings)
    try:
        return await _build(settings, transport)
    except BaseException:
        await transport.close()
        raise


async def _build(settings: Settings, transport: Transport) -> Process:
    sources = _sources(settings, transport)
    await sources.ask(settings.start_seconds)
    registry = await _registry(settings) if settings.guarded else None
    foreign = await _foreign(settings.authentication)
    works = Works(settings, transport, sources, registry, foreign)
    seen = await sources.look(everywhere=False)
    serving, metrics = Serving(works.gateway()), Metrics()
    reloader = Reloader(
        serving, sources, works.build, metrics, settings.reload.every_seconds, seen
    )

    async def background() -> None:
        kept = [registry.issuer.keep_fresh()] if registry else []
        kept += [foreign.keep_fresh()] if foreign else []
        await asyncio.gather(reloader.run(), *kept)

    options = _options(settings, background)
    return Process(create_app(serving, options, metrics), reloader.wake)


@dataclass(frozen=True, slots=True)
class Works:
    """Makes gateways: one at the start, and one whenever the sources changed.

    They share connections, log, keys and used statements; supergraph, agreements
    and all that is remembered of them are each gateway's own.
    """

    settings: Settings
    transport: Transport
    sources: Sources
    registry: Registry | None
    foreign: ForeignKeys | None

    async def build(self) -> Gateway:
        """Make a gateway without holding up those who ask meanwhile.

        Raises:
            SettingsError: a file, agreement or supergraph can't be used.
        """
        return await asyncio.to_thread(self.gateway)

    def gateway(self) -> Gateway:
        """Make a gateway; see `build`."""
        settings, sdl = self.settings, self.sources.sdl()
        supergraph = read_supergraph(sdl)
        ports = Ports(
            transport=self.transport,
            urls=_urls(settings, supergraph),
            clock=time.monotonic,
            subgraph_seconds=settings.subgraph_seconds,
        )
        document = parse(sdl, no_location=True)
        doors = self._doors(document, supergraph)
        planner = partial(make_plan, supergraph)
        return Gateway(
            library=Library(supergraph, planner, _limits(settings)),
            access=doors.access,
            journal=doors.journal,
            ports=ports,
            hop_for=doors.hop_for,
            deadline_seconds=settings.deadline_seconds,
            budget=Budget(
                supergraph,
                read_cost_rules(document),
                settings.cost.maximum,
                settings.cost.list_size,
            ),
        )

    def _doors(self, document: DocumentNode, supergraph: Supergraph) -> Doors:
        classification = read_classification(document, None)
        if self.registry is None:
            access: Access = OpenAccess.for_supergraph(classification, new_jti)
            needs = read_needs(document)
            if needs:
                access = self._scoped(supergraph, needs)
            return Doors(access, NoJournal(), _plain)
        try:
            book = AgreementBook.load(self.registry.agreements)
        except (TautanError, OSError) as error:
            raise SettingsError(str(error)) from error
        verifier = self.registry.verifier
        return Doors(
            access=AgreementAccess(supergraph, classification, book, verifier),
            journal=self.registry.journal,
            hop_for=partial(_signed, self.registry.signer),
        )

    def _scoped(
        self, supergraph: Supergraph, needs: Mapping[str, Need]
    ) -> ScopedAccess:
        given = self.settings.authentication
        if given is None or self.foreign is None:
            log.warning(
                "no issuer is given, so fields that need a token are never shown",
                fields=len(needs),
            )
            return ScopedAccess(supergraph, needs, no_issuer, system_clock, new_jti)
        scopes = JwtScopes(given.issuer.name, given.audience, self.foreign.current)
        return ScopedAccess(supergraph, needs, scopes, system_clock, new_jti)


async def _foreign(given: Authentication | None) -> ForeignKeys | None:
    if given is None:
        return None
    keys = foreign_keys(given.issuer.jwks_file or str(given.issuer.jwks_url))
    await keys.load()
    return keys


async def _registry(settings: Settings) -> Registry:
    assert settings.guarded is not None  # noqa: S101 - asked for that mode alone
    try:
        return await _guarded_registry(settings.guarded, _limits(settings))
    except (TautanError, OSError) as error:
        raise SettingsError(str(error)) from error


async def _guarded_registry(guarded: Guarded, limits: Limits) -> Registry:
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


def _sources(settings: Settings, transport: Transport) -> Sources:
    agreements = settings.guarded.agreements if settings.guarded else None
    beside = ("vocabularies", "legal")
    return Sources(
        supergraph=settings.supergraph,
        subgraphs=settings.subgraphs,
        folders=(
            (agreements, *(agreements.parent / one for one in beside))
            if agreements
            else ()
        ),
        transport=transport,
        ask_every_seconds=settings.reload.subgraphs_seconds,
    )


def _options(
    settings: Settings, background: Callable[[], Awaitable[None]]
) -> AppOptions:
    limits = settings.limits
    return AppOptions(
        open_mode=settings.guarded is None,
        max_body_bytes=limits.body_bytes,
        body_seconds=settings.deadline_seconds,
        max_answer_bytes=limits.response_bytes,
        max_variable_depth=limits.variable_depth,
        max_variable_values=limits.variable_values,
        documents=_documents(settings),
        forward=_forward(settings),
        cross_site=CrossSite(settings.browsers.origins, settings.browsers.proof),
        subscriptions=_subscriptions(settings),
        background=background,
    )


def _subscriptions(settings: Settings) -> SubscriptionOptions:
    given = settings.subscriptions
    return SubscriptionOptions(
        most=given.most,
        beat_seconds=given.beat_seconds,
        limits=EventLimits(
            waiting=given.waiting,
            event_bytes=settings.limits.answer_bytes,
            silence_seconds=given.silence_seconds,
            answer_seconds=settings.deadline_seconds,
        ),
    )


def _forward(settings: Settings) -> frozenset[str]:
    names = frozenset(one.lower() for one in settings.forward)
    if names & OWN:
        raise SettingsError(f"forward: not {', '.join(sorted(names & OWN))}")
    return names | TRACING


def _documents(settings: Settings) -> Documents:
    given = settings.documents
    automatic = given.automatic
    if automatic is None:
        automatic = settings.guarded is None and not given.only
    return Documents(
        trusted=read_manifest(given.trusted) if given.trusted else {},
        trusted_only=given.only,
        registered=Registered(given.automatic_bytes) if automatic else None,
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
