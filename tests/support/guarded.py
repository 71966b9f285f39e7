"""A gateway behind agreements: keys, askers, and nodes that sign.

The contracts and agreements are the demo's own (schema/); the nodes are plain
graphql-core servers that verify each hop and sign each answer.
"""

import contextlib
import json
import time
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

import jwt
from graphql import parse
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.executor.execution import Ports
from gateway.executor.library import Library
from gateway.executor.signed_hop import SignedHop
from gateway.executor.thin_transport import ThinTransport
from gateway.operation.limits import Limits
from gateway.planner.make import make_plan
from gateway.policy.agreement_access import AgreementAccess, Verifier
from gateway.policy.audit_journal import AuditJournal
from gateway.service import Gateway
from protocol.agreements.book import AgreementBook
from protocol.attestations import Attestation, sign_attestation
from protocol.audit import AuditLog
from protocol.classification import Classification, read_classification
from protocol.hop_asking import Asking
from protocol.hops import (
    ANSWER_HEADER,
    HOP_HEADER,
    STATEMENT_HEADER,
    AnswerMessage,
    HopMessage,
    sign_answer,
    verify_hop,
)
from protocol.keys import KeySet, SealingKey, SigningKey
from protocol.replay import MemoryReplayGuard
from protocol.statements import StatementDraft, Way, new_jti, sign_statement
from protocol.tokens import TokenClaims, issue_token
from tests.support.federations import Client, composed, read, running, serving_gateway
from tests.support.subgraphs import Subgraph, app_of

SCHEMA = Path(__file__).parents[2] / "schema"
NOW = datetime(2026, 6, 1, 3, 0, tzinfo=UTC)
ISSUER = "https://issuer.example"
AUDIENCE = "tautan:demo"
AGENCIES = tuple(sorted(one.stem for one in (SCHEMA / "subgraphs").glob("*.graphql")))


def contract(agency: str, **parts: Any) -> Subgraph:
    text = (SCHEMA / "subgraphs" / f"{agency}.graphql").read_text()
    return Subgraph(agency, text, **parts)


@dataclass
class Keys:
    """Every private key of a small federation."""

    issuer: SigningKey = field(default_factory=lambda: SigningKey.generate("issuer"))
    gateway: SigningKey = field(default_factory=lambda: SigningKey.generate("gateway"))
    client: SigningKey = field(default_factory=lambda: SigningKey.generate("client"))
    sealing: SealingKey = field(default_factory=SealingKey.generate)
    nodes: Mapping[str, SigningKey] = field(
        default_factory=lambda: {one: SigningKey.generate(one) for one in AGENCIES}
    )

    @property
    def peers(self) -> KeySet:
        return KeySet.of(self.nodes.values())


@dataclass
class Asker:
    """An officer with a client that signs."""

    keys: Keys
    organisation: str = "kemenkum.ahu"
    roles: tuple[str, ...] = ("ahu.analyst",)
    purpose: str = "NATURALISATION_FOLLOW_UP"
    purposes: tuple[str, ...] | None = None
    way: Way = Way.WORKLIST
    now: datetime = NOW
    audience: str = AUDIENCE
    statement_audience: str = AUDIENCE
    jti: str | None = None
    stage: str | None = None

    def token(self) -> str:
        claims = TokenClaims(
            issuer=ISSUER,
            audience=self.audience,
            subject="officer-1",
            organisation=self.organisation,
            roles=self.roles,
            purposes=self.purposes or (self.purpose,),
            confirmation=self.keys.client.public_jwk,
            token_id=new_jti(),
        )
        return issue_token(self.keys.issuer, claims, now=self.now)

    def statement(self, document: str, variables: Mapping[str, Any]) -> str:
        jti = self.jti or new_jti()
        draft = StatementDraft(
            document=document,
            variables=variables,
            purpose=self.purpose,
            way=self.way,
            audience=self.statement_audience,
            sealing_jwk=self.keys.sealing.public_jwk,
            attestation=self._attestation(jti),
        )
        return sign_statement(self.keys.client, draft, now=self.now, jti=jti)

    def _attestation(self, jti: str) -> str | None:
        if self.stage is None:
            return None
        said = Attestation(
            organisation=self.organisation,
            subject="officer-1",
            purpose=self.purpose,
            case="AHU-2026-000123",
            stage=self.stage,
            typename="Applicant",
            ticket="1.ticket",
            request_id=jti,
        )
        return sign_attestation(self.keys.nodes["ahu"], said, now=self.now)

    def headers(
        self, document: str, variables: Mapping[str, Any] | None = None
    ) -> dict[str, str]:
        return {
            "Authorization": f"Bearer {self.token()}",
            STATEMENT_HEADER: self.statement(document, variables or {}),
            "Accept": "application/graphql-response+json",
            "Accept-Language": "en",
        }


Tamper = Callable[[dict[str, str], bytes], tuple[dict[str, str], bytes]]


def signed(
    app: Starlette, agency: str, keys: Keys, tamper: Tamper | None = None
) -> Starlette:
    """A node: verifies hops, answers through `app`, signs what it answers."""

    async def answer(request: Request) -> Response:
        body = await request.body()
        hop = request.headers.get(HOP_HEADER, "")
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        message = HopMessage(
            audience=agency,
            method="POST",
            path=request.url.path,
            body=body,
            token=bearer,
            statement=request.headers.get(STATEMENT_HEADER, ""),
            request_id=_jti(request.headers.get(STATEMENT_HEADER, "")),
        )
        verified = verify_hop(hop, KeySet.of([keys.gateway]), message, now=NOW)
        status, content = await _call(app, body)
        said = AnswerMessage(agency, "gateway", verified.digest, status, content)
        headers = {ANSWER_HEADER: sign_answer(keys.nodes[agency], said, now=NOW)}
        if tamper is not None:
            headers, content = tamper(headers, content)
        return Response(
            content,
            status_code=status,
            headers=headers,
            media_type="application/graphql-response+json",
        )

    return Starlette(routes=[Route("/graphql", answer, methods=["POST"])])


def _jti(compact: str) -> str:
    claims = jwt.decode(compact, options={"verify_signature": False})
    return str(claims["jti"])


async def _call(app: Starlette, body: bytes) -> tuple[int, bytes]:
    """Call an ASGI application in-process."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/graphql",
        "raw_path": b"/graphql",
        "query_string": b"",
        "headers": [(b"content-type", b"application/json")],
        "scheme": "http",
        "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 1),
        "http_version": "1.1",
        "root_path": "",
    }
    await app(scope, receive, send)
    return sent[0]["status"], b"".join(one.get("body", b"") for one in sent[1:])


@dataclass
class Guarded:
    """A running guarded federation."""

    keys: Keys
    client: Client
    subgraphs: Mapping[str, Subgraph]
    log: Path
    gateway: Gateway

    async def ask(
        self, asker: Asker, query: str, variables: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        headers = asker.headers(query, variables)
        return await self.send(query, variables, headers)

    async def send(
        self,
        query: str,
        variables: Mapping[str, Any] | None,
        headers: Mapping[str, str],
    ) -> dict[str, Any]:
        body: dict[str, Any] = {"query": query}
        if variables is not None:
            body["variables"] = variables
        async with self.client.http.post(
            f"{self.client.url}/graphql", json=body, headers=headers
        ) as reply:
            answer = await reply.json(content_type=None)
            answer["status"] = reply.status
            return answer

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(one) for one in self.log.read_text().splitlines()]

    @property
    def seen(self) -> str:
        """Everything that any subgraph was asked, as text."""
        return json.dumps([one.seen for one in self.subgraphs.values()])


@contextlib.asynccontextmanager
async def guarded(
    folder: Path,
    *subgraphs: Subgraph,
    keys: Keys | None = None,
    tamper: Mapping[str, Tamper] | None = None,
) -> AsyncIterator[Guarded]:
    """Serve signed nodes and a gateway that decides by the demo's agreements."""
    keys = keys or Keys()
    by_name = {one.name: one for one in subgraphs}
    async with contextlib.AsyncExitStack() as stack:
        await stack.enter_async_context(
            running(
                subgraphs,
                lambda one: signed(
                    app_of(one), one.name, keys, (tamper or {}).get(one.name)
                ),
            )
        )
        log = folder / "audit.jsonl"
        urls = {one.name: one.url for one in subgraphs}
        gateway = guarded_gateway(composed(subgraphs), urls, keys, log)
        client = await stack.enter_async_context(
            serving_gateway(gateway, open_mode=False)
        )
        yield Guarded(keys, client, by_name, log, gateway)


@cache
def demo_book() -> AgreementBook:
    return AgreementBook.load(SCHEMA / "agreements")


@cache
def classified(sdl: str) -> Classification:
    return read_classification(parse(sdl), None)


def guarded_gateway(
    sdl: str, urls: Mapping[str, str], keys: Keys, log: Path
) -> Gateway:
    supergraph = read(sdl)
    trusted = KeySet.of([keys.issuer])
    signer = Asking(keys.gateway, keys.peers, lambda: NOW, new_jti)
    verifier = Verifier(
        issuer=ISSUER,
        issuer_keys=lambda: trusted,
        audience=AUDIENCE,
        peers=keys.peers,
        replays=MemoryReplayGuard(lambda: NOW),
        clock=lambda: NOW,
        limits=Limits(),
    )
    return Gateway(
        library=Library(supergraph, partial(make_plan, supergraph), Limits()),
        access=AgreementAccess(
            supergraph,
            classified(sdl),
            demo_book(),
            verifier,
            require_fresh=lambda: None,
        ),
        journal=AuditJournal(
            AuditLog(log, "gateway-1", keys.gateway, lambda: NOW, sync=lambda _: None)
        ),
        ports=Ports(
            ThinTransport(max_bytes=1_000_000),
            urls,
            time.monotonic,
            5.0,
        ),
        hop_for=lambda visit, question: SignedHop(
            signer, question.token, question.statement, visit.request_id
        ),
        deadline_seconds=5.0,
    )
