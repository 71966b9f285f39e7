"""Makes gateways from settings and sources, as often as the sources change."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import structlog
from graphql import DocumentNode, parse

from gateway.cli.registry import ForeignKeys, Registry
from gateway.cli.web_options import limits_of
from gateway.errors import SettingsError
from gateway.executor.execution import Ports
from gateway.executor.hop import Hop, PlainHop
from gateway.executor.library import Library
from gateway.executor.signed_hop import SignedHop, Signer
from gateway.executor.transport import Transport
from gateway.operation.cost import Budget
from gateway.operation.cost_rules import read_cost_rules
from gateway.planner.make import make_plan
from gateway.policy.access import Access, Visit
from gateway.policy.agreement_access import AgreementAccess
from gateway.policy.journal import Journal, NoJournal
from gateway.policy.jwt_scopes import JwtScopes
from gateway.policy.open_access import OpenAccess
from gateway.policy.question import Question
from gateway.policy.scope_rules import Need, read_needs
from gateway.policy.scoped_access import ScopedAccess, no_issuer
from gateway.service import Gateway
from gateway.settings import Settings
from gateway.supergraph.model import Supergraph
from gateway.supergraph.read import read_supergraph
from gateway.web.sources import Sources
from protocol.agreements.book import AgreementBook
from protocol.classification import read_classification
from protocol.dates import system_clock
from protocol.errors import TautanError
from protocol.statements import new_jti

log = structlog.get_logger("gateway")


@dataclass(frozen=True, slots=True)
class Doors:
    """How a gateway decides, records and signs."""

    access: Access
    journal: Journal
    hop_for: Callable[[Visit, Question], Hop]


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
            library=Library(supergraph, planner, limits_of(settings)),
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


def _plain(visit: Visit, question: Question) -> Hop:  # noqa: ARG001 - as _signed
    return PlainHop()


def _signed(signer: Signer, visit: Visit, question: Question) -> Hop:
    return SignedHop(signer, question.token, question.statement, visit.request_id)


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
