"""Officers, keys and a gateway's side of the wire, for tests of nodes.

Nodes run as they do in life: settings file, keys in files, real databases, and
HTTP over a real socket. `Federation` plays issuer, client and gateway.
"""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from io import BytesIO
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

import aiohttp
import pytest
import uvicorn
import yaml
from sqlalchemy import event

from protocol.canonical import canonical_json, digest
from protocol.cursors import CursorKey
from protocol.errands import ERRAND_HEADER, ErrandMessage, sign_errand
from protocol.hops import (
    ANSWER_HEADER,
    HOP_HEADER,
    STATEMENT_HEADER,
    AnswerMessage,
    HopMessage,
    sign_hop,
    verify_answer,
)
from protocol.keys import KeySet, SealingKey, SigningKey
from protocol.refs import RefKey
from protocol.sealing import open_sealed
from protocol.statements import StatementDraft, Way, new_jti, sign_statement
from protocol.tickets import TicketKey, open_ticket, seal_ticket
from protocol.tokens import TokenClaims, issue_token
from subgraphs.population.population import Population
from subgraphs.population.rows import TABLES
from subgraphs.sdk.load import load_rows
from subgraphs.sdk.node import Assembled, assemble
from subgraphs.sdk.postgres import Server, embedded_postgres
from subgraphs.sdk.settings import NodeSettings, read_settings
from subgraphs.sdk.web import build_app
from tests.support.signing import sign_all, write_officers

ISSUER = "https://idp.example"
AUDIENCE = "tautan:demo"
TODAY = date(2026, 11, 24)
EPOCH = "2026-1"
SCHEMA = Path(__file__).resolve().parents[2] / "schema"
AGENCIES = (
    "dukcapil",
    "ahu",
    "imigrasi",
    "pemasyarakatan",
    "kemlu",
    "setneg",
    "bin",
    "kemenko",
)


@dataclass
class Clock:
    now: datetime = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass(frozen=True)
class Officer:
    organisation: str
    roles: tuple[str, ...]
    purposes: tuple[str, ...]
    subject: str = "officer-7"
    region: str | None = None
    post: str | None = None
    signing: SigningKey = field(default_factory=SigningKey.generate)
    sealing: SealingKey = field(default_factory=SealingKey.generate)

    @property
    def asker(self) -> str:
        return f"{self.organisation}/{self.subject}"


@dataclass
class Reply:
    status: int
    body: dict[str, Any]
    jti: str

    @property
    def data(self) -> Any:
        return self.body["data"]

    @property
    def codes(self) -> list[str]:
        return [one["extensions"]["code"] for one in self.body.get("errors", [])]

    def code_at(self, *path: str | int) -> str:
        (found,) = [e for e in self.body["errors"] if e.get("path") == list(path)]
        return str(found["extensions"]["code"])


@dataclass(frozen=True)
class Papers:
    """What an officer's client sends along."""

    token: str
    statement: str
    jti: str


NO_PAPERS = Papers("", "", "")


@dataclass
class Hop:
    """What travels from gateway to node; tests change it on its way."""

    body: bytes
    headers: dict[str, str]


@dataclass
class Running:
    agency: str
    url: str
    assembled: Assembled
    statements: list[str]
    """SQL statements since the test cleared the list."""


class Federation:
    def __init__(self, home: Path) -> None:
        self.home = home
        self.clock = Clock()
        self.issuer = SigningKey.generate("idp-1")
        self.gateway = SigningKey.generate("gateway")
        self.nodes = {agency: SigningKey.generate(agency) for agency in AGENCIES}
        self.tickets = {agency: TicketKey.generate() for agency in AGENCIES}
        self.unit = SealingKey.generate()
        self.peers = KeySet.of([self.gateway, *self.nodes.values()])
        self._write()

    def _write(self) -> None:
        jwks = {"keys": [{**self.issuer.public_jwk, "kid": self.issuer.kid}]}
        (self.home / "issuer.json").write_text(json.dumps(jwks))
        (self.home / "peers.json").write_text(json.dumps(self.peers.jwks()))
        (self.home / "unit.json").write_text(json.dumps(self.unit.public_jwk))
        (self.home / "schema" / "agreements").mkdir(parents=True)
        for part in ("subgraphs", "vocabularies", "legal"):
            (self.home / "schema" / part).symlink_to(SCHEMA / part)
        for agency in AGENCIES:
            keys = self.home / agency
            keys.mkdir()
            self.nodes[agency].save(keys / "signing.jwk")
            self.tickets[agency].save(keys / "tickets.key")
            CursorKey.generate().save(keys / "cursors.key")
            RefKey.generate().save(keys / "refs.key")

    def agree(self, *agreements: str) -> None:
        """Gives the nodes that start from now on a copy of these agreements."""
        copies = self.home / "schema" / "agreements"
        for old in copies.iterdir():
            old.unlink()
        for name in agreements:
            (copies / f"{name}.yaml").symlink_to(SCHEMA / "agreements" / f"{name}.yaml")
        sign_all(copies)

    def amend(self, name: str, **changes: Any) -> None:
        """Publishes an agreement with other clauses, signed anew."""
        copies = self.home / "schema" / "agreements"
        shipped = yaml.safe_load((SCHEMA / "agreements" / f"{name}.yaml").read_text())
        path = copies / f"{name}.yaml"
        path.unlink(missing_ok=True)
        path.write_text(yaml.safe_dump({**shipped, **changes}))
        sign_all(copies)

    def settings(self, agency: str, /, **changes: Any) -> Path:
        """The settings file of a node."""
        settings = {
            "agency": agency,
            "listen": {"port": 0},
            "database": f"sqlite+aiosqlite:///{self.home}/{agency}.sqlite",
            "schema": "schema",
            "audience": AUDIENCE,
            "issuer": {"id": ISSUER, "jwks": "issuer.json"},
            "peers": "peers.json",
            "registry": write_officers(self.home),
            "epoch": EPOCH,
            "keys": {
                "signing": f"{agency}/signing.jwk",
                "tickets": f"{agency}/tickets.key",
                "cursors": f"{agency}/cursors.key",
                "refs": f"{agency}/refs.key",
            },
            "audit": f"{agency}/audit.jsonl",
            "replay": f"{agency}/replay.sqlite",
            "data_on": "2026-11-20",
            **changes,
        }
        path = self.home / f"{agency}.yaml"
        path.write_text(yaml.safe_dump(settings))
        return path

    @asynccontextmanager
    async def node(
        self, agency: str, rows: Iterable[Any] = (), **changes: Any
    ) -> AsyncIterator[Running]:
        """A node on a socket, its tables filled with rows."""
        spec = import_module(f"subgraphs.{agency}.node").NODE
        settings = read_settings(self.settings(agency, **changes), NodeSettings)
        await load_rows(settings.database, spec.metadata, rows)
        assembled = assemble(spec, settings, self.home, self.clock)
        statements: list[str] = []
        engine = assembled.node.surroundings.database.engine.sync_engine
        event.listen(
            engine,
            "before_cursor_execute",
            lambda *args: statements.append(args[2]),
        )
        app = build_app(assembled.node, assembled.key, spec.routes(assembled))
        async with served(app) as url:
            yield Running(agency, url, assembled, statements)

    def token(self, officer: Officer, **changes: Any) -> str:
        claims = TokenClaims(
            issuer=ISSUER,
            audience=AUDIENCE,
            subject=officer.subject,
            organisation=officer.organisation,
            roles=officer.roles,
            purposes=officer.purposes,
            confirmation=officer.signing.public_jwk,
            token_id=new_jti(),
            region=officer.region,
            post=officer.post,
        )
        return issue_token(self.issuer, replace(claims, **changes), now=self.clock.now)

    def statement(self, officer: Officer, jti: str, **changes: Any) -> str:
        draft = StatementDraft(
            document="query { whole }",
            variables={},
            purpose=officer.purposes[0],
            way=Way.WORKLIST,
            audience=AUDIENCE,
            sealing_jwk=officer.sealing.public_jwk,
        )
        key = changes.pop("key", officer.signing)
        return sign_statement(
            key, replace(draft, **changes), now=self.clock.now, jti=jti
        )

    def ticket(
        self, agency: str, typename: str, handle: str, officer: Officer, jti: str
    ) -> str:
        return seal_ticket(
            self.tickets[agency],
            handle,
            request_id=jti,
            asker=officer.asker,
            typename=typename,
            epoch=EPOCH,
        )

    def handle(
        self, agency: str, typename: str, ticket: str, officer: Officer, jti: str
    ) -> str:
        return open_ticket(
            self.tickets[agency],
            ticket,
            request_id=jti,
            asker=officer.asker,
            typename=typename,
            epoch=EPOCH,
        )

    def papers(self, officer: Officer, **changes: Any) -> Papers:
        """A token and a statement; changes are those of the statement."""
        jti = changes.pop("jti", None) or new_jti()
        return Papers(self.token(officer), self.statement(officer, jti, **changes), jti)

    def hop(
        self,
        node: Running,
        query: str,
        variables: Mapping[str, Any] | None = None,
        papers: Papers = NO_PAPERS,
    ) -> Hop:
        """A signed request of the gateway to a node."""
        body = canonical_json({"query": query, "variables": dict(variables or {})})
        return self.hop_of(node, body, papers)

    def hop_of(self, node: Running, body: bytes, papers: Papers) -> Hop:
        """A signed request with any body."""
        message = HopMessage(
            audience=node.agency,
            method="POST",
            path="/graphql",
            body=body,
            token=papers.token,
            statement=papers.statement,
            request_id=papers.jti,
        )
        signed = sign_hop(self.gateway, message, now=self.clock.now, jti=new_jti())
        return Hop(
            body,
            {
                "Content-Type": "application/json",
                "Authorization": f"Bearer {papers.token}",
                STATEMENT_HEADER: papers.statement,
                HOP_HEADER: signed,
                "Accept-Language": "en",
            },
        )

    async def send(self, node: Running, hop: Hop, jti: str = "") -> Reply:
        """Sends a hop; the answer's signature must hold whatever it says."""
        async with (
            aiohttp.ClientSession() as client,
            client.post(
                f"{node.url}/graphql", data=BytesIO(hop.body), headers=hop.headers
            ) as answer,
        ):
            body = await answer.read()
            message = AnswerMessage(
                issuer=node.agency,
                audience="gateway",
                hop_digest=digest(hop.headers.get(HOP_HEADER, "").encode()),
                status=answer.status,
                body=body,
            )
            verify_answer(
                answer.headers[ANSWER_HEADER], self.peers, message, now=self.clock.now
            )
            return Reply(answer.status, json.loads(body), jti)

    async def ask(
        self,
        node: Running,
        officer: Officer,
        query: str,
        variables: Mapping[str, Any] | None = None,
        **changes: Any,
    ) -> Reply:
        """Asks a node as the gateway does for an officer."""
        papers = self.papers(officer, **changes)
        hop = self.hop(node, query, variables, papers)
        return await self.send(node, hop, papers.jti)

    async def errand(
        self, node: Running, officer: Officer, path: str, body: Mapping[str, Any]
    ) -> tuple[int, dict[str, Any]]:
        """A call of an officer's client to the own agency's node."""
        token, sent = self.token(officer), json.dumps(dict(body)).encode()
        message = ErrandMessage(officer.organisation, "POST", path, sent, token)
        signed = sign_errand(
            officer.signing, message, now=self.clock.now, jti=new_jti()
        )
        return await self.errand_of(node, path, sent, token, signed)

    async def errand_of(
        self, node: Running, path: str, sent: bytes, token: str, signed: str
    ) -> tuple[int, dict[str, Any]]:
        """The same, as whatever was signed; "" sends no signature."""
        headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            **({ERRAND_HEADER: signed} if signed else {}),
        }
        async with (
            aiohttp.ClientSession(headers=headers) as client,
            client.post(f"{node.url}{path}", data=sent) as answer,
        ):
            return answer.status, await answer.json()

    def opened(
        self,
        officer: Officer,
        reply: Reply,
        sealed: str,
        coordinate: str,
        ref: str = "",
        **arguments: Any,
    ) -> Any:
        return open_sealed(
            sealed,
            officer.sealing,
            jti=reply.jti,
            coordinate=coordinate,
            arguments=arguments,
            ref=ref,
        )


@asynccontextmanager
async def served(app: Any) -> AsyncIterator[str]:
    """An application on a free port of this machine."""
    config = uvicorn.Config(
        app, port=0, log_level="error", lifespan="on", ws="none", access_log=False
    )
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        running = asyncio.create_task(server.serve([listener]))
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            await running


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server with a database per agency.

    Not below pytest's own directory: that is closed to others again whenever
    another pytest starts, and a server that root starts is another user.
    """
    folder = Path(mkdtemp(prefix="tautan-postgres-"))
    with embedded_postgres(folder / "data", ("dukcapil", "imigrasi")) as server:
        yield server
    rmtree(folder)


@pytest.fixture(scope="session")
def agency_rows() -> Mapping[str, list[Any]]:
    """The rows of 400 invented people, per agency and in the order of tables."""
    rows: dict[str, list[Any]] = {agency: [] for agency in AGENCIES}
    for one in Population(7, 400, TODAY).rows():
        rows[one.agency].append(one.row)
    for agency, tables in TABLES.items():
        order = [table.TABLE for table in tables]
        rows[agency].sort(key=lambda row, order=order: order.index(row.TABLE))
    return rows


@pytest.fixture
def federation(tmp_path: Path) -> Federation:
    return Federation(tmp_path)


@pytest.fixture(scope="module")
def module_federation(tmp_path_factory: pytest.TempPathFactory) -> Federation:
    """A federation for tests that share a node."""
    return Federation(tmp_path_factory.mktemp("federation"))


@pytest.fixture
def officer() -> type[Officer]:
    return Officer


@pytest.fixture
def serve() -> Callable[[Any], AbstractAsyncContextManager[str]]:
    """Serves an application on a socket while a block runs."""
    return served


@pytest.fixture
def unused_url() -> str:
    """Where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    return f"http://127.0.0.1:{port}"
