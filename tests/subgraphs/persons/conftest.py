"""A linkage unit as it runs in life, and the agencies' side of it.

The unit has its settings file, keys in files, a SQLite link table and a socket.
Records are encoded under a real secret where a test needs encodings; where it
needs certain links, they are stored as a linking run stores them.
"""

import asyncio
import json
import socket
from collections.abc import Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp
import numpy as np
import pytest
import pytest_asyncio
import uvicorn
import yaml
from sqlalchemy import event
from sqlalchemy.ext.asyncio import create_async_engine

from linkage.cluster.clusters import cluster
from linkage.encode.encoder import Encoder
from linkage.exchange.encoding import EncodingsFile, Header, TokenTable
from linkage.exchange.writer import write_encodings
from linkage.hazmat.keys import LinkageSecret
from linkage.match.links import REASONS, Band, Links, Reason
from linkage.pipeline.link import Linked
from linkage.pipeline.progress import unwatched
from linkage.profile import Profile
from protocol.canonical import digest
from protocol.cursors import CursorKey
from protocol.hops import (
    ANSWER_HEADER,
    HOP_HEADER,
    AnswerMessage,
    HopMessage,
    sign_hop,
    verify_answer,
)
from protocol.keys import KeySet, SigningKey
from protocol.refs import RefKey
from protocol.statements import new_jti
from protocol.tickets import TicketKey
from subgraphs.persons.basis import Basis
from subgraphs.persons.linking import WholeRun
from subgraphs.persons.node import unit_spec
from subgraphs.persons.people import AGENCY_OF
from subgraphs.persons.running import Run, in_turn, link, store
from subgraphs.persons.settings import UnitSettings
from subgraphs.persons.tables import metadata
from subgraphs.persons.uploads import Uploads
from subgraphs.sdk.node import Assembled, assemble
from subgraphs.sdk.settings import read_settings
from subgraphs.sdk.web import build_app
from tests.support.releases import ReleasedFolder, released
from tests.support.signing import sign_all

SCHEMA = Path(__file__).resolve().parents[3] / "schema"
PROFILE = SCHEMA / "linkage" / "default.yaml"
EPOCH, NEXT = "2026-1", "2026-2"
LINKED_ON = date(2026, 11, 1)


@dataclass(frozen=True)
class RunningUnit:
    url: str
    assembled: Assembled
    statements: list[str]
    agency: str = "persons"


@dataclass
class Delivery:
    """What an encoder sends; tests change it on its way."""

    agency: str
    body: bytes
    headers: dict[str, str]
    method: str
    path: str


@dataclass(frozen=True)
class Taken:
    """What the unit said of a delivery."""

    status: int
    said: dict[str, Any]

    @property
    def code(self) -> str:
        (error,) = self.said["errors"]
        return str(error["extensions"]["code"])


@dataclass(frozen=True)
class Edge:
    """A link between records `agency:handle`."""

    left: str
    right: str
    band: Band = Band.CERTAIN
    reason: Reason = Reason.BOTH


@dataclass
class UnitWorld:
    """The unit of a federation, with the encoders of its agencies."""

    federation: Any
    encoders: dict[str, SigningKey] = field(init=False)
    profile: Profile = field(init=False)
    secret: LinkageSecret = field(init=False)
    release: ReleasedFolder = field(init=False)
    """The profile with what its officers signed."""
    ids: Iterator[str] = field(init=False)

    def __post_init__(self) -> None:
        self.profile = Profile.load(PROFILE)
        self.secret = LinkageSecret("tests", bytes(range(32)))
        self.ids = (f"{number:032x}" for number in count())
        self.encoders = {
            agency: SigningKey.generate(f"encoder:{agency}")
            for agency in AGENCY_OF.values()
        }
        unit = SigningKey.generate("persons")
        known = [self.federation.gateway, unit, *self.federation.nodes.values()]
        self.trust([*known, *self.encoders.values()])
        keys = self.home / "persons"
        keys.mkdir()
        unit.save(keys / "signing.jwk")
        CursorKey.generate().save(keys / "cursors.key")
        RefKey.generate().save(keys / "refs.key")
        self.federation.unit.save(keys / "sealing.jwk")
        self.release = released(self.home / "linkage")
        for agency in AGENCY_OF.values():
            key: TicketKey = self.federation.tickets[agency]
            key.save(keys / f"{agency}.key")

    def trust(self, known: Iterable[SigningKey]) -> None:
        """Whose signatures the processes believe that start from now on."""
        self.federation.peers = KeySet.of(known)
        peers = json.dumps(self.federation.peers.jwks())
        (self.home / "peers.json").write_text(peers)

    @property
    def profile_path(self) -> Path:
        return self.release.profile

    @property
    def home(self) -> Path:
        home: Path = self.federation.home
        return home

    @property
    def uploads(self) -> Path:
        return self.home / "uploads"

    @property
    def database(self) -> str:
        return f"sqlite+aiosqlite:///{self.home}/persons.sqlite"

    def settings(self, **changes: Any) -> Path:
        """The unit's settings file."""
        tickets = {name: f"persons/{agency}.key" for name, agency in AGENCY_OF.items()}
        keys = {
            "signing": "persons/signing.jwk",
            "tickets": tickets,
            "cursors": "persons/cursors.key",
            "refs": "persons/refs.key",
        }
        own = {
            "profile": str(self.release.profile),
            "release": {"officers": str(self.release.files.officers)},
            "uploads": "uploads",
            "sealing": "persons/sealing.jwk",
            "keys": keys,
            **changes,
        }
        path: Path = self.federation.settings("persons", **own)
        return path

    def agree(self, changes: Mapping[str, Mapping[str, Any]]) -> None:
        """The agreements that the unit has a copy of, each with what differs."""
        copies = self.home / "schema" / "agreements"
        for old in copies.iterdir():
            old.unlink()
        for name, differing in changes.items():
            shipped = SCHEMA / "agreements" / f"{name}.yaml"
            text = {**yaml.safe_load(shipped.read_text()), **differing}
            (copies / f"{name}.yaml").write_text(yaml.safe_dump(text))
        sign_all(copies)

    @asynccontextmanager
    async def unit(self, **changes: Any):
        """The unit on a socket, with the links that were stored before."""
        settings = read_settings(self.settings(**changes), UnitSettings)
        engine = create_async_engine(self.database)
        async with engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
        await engine.dispose()
        spec = unit_spec(settings, self.home, self.federation.clock)
        assembled = assemble(spec, settings, self.home, self.federation.clock)
        statements: list[str] = []
        event.listen(
            assembled.node.surroundings.database.engine.sync_engine,
            "before_cursor_execute",
            lambda *args: statements.append(args[2]),
        )
        app = build_app(assembled.node, assembled.key, spec.routes(assembled))
        async with served(app) as url:
            yield RunningUnit(url, assembled, statements)

    def encoder(self, *, epoch: str = EPOCH, **differing: Any) -> Encoder:
        profile = differing.get("profile", self.profile)
        return Encoder(profile, differing.get("secret", self.secret), epoch)

    def other_encoder(self) -> Encoder:
        """Of a profile that differs in one number."""
        path = self.home / "other.yaml"
        text = self.profile_path.read_text()
        path.write_text(text.replace("penalty: 800", "penalty: 801"))
        return self.encoder(profile=Profile.load(path))

    def encoded(
        self, agency: str, records: Iterable[Any], encoder: Encoder | None = None
    ) -> bytes:
        """An agency's encodings file."""
        encoder = encoder or self.encoder()
        path = self.home / "encoded.parquet"
        write_encodings(path, encoder.header(agency), encoder.encode(records))
        return path.read_bytes()

    def delivery(
        self,
        agency: str,
        body: bytes,
        sender: SigningKey | None = None,
        *,
        what: str = "PUT /encodings",
    ) -> Delivery:
        """What an encoder sends: a file, an erasure or a correction."""
        method, folder = what.split()
        path = f"{folder}/{agency}"
        message = HopMessage("persons", method, path, body, "", "", "")
        now = self.federation.clock.now
        key = sender or self.encoders[agency]
        signed = sign_hop(key, message, now=now, jti=new_jti())
        headers = {HOP_HEADER: signed, "Accept-Language": "en"}
        return Delivery(agency, body, headers, method, path)

    async def send(self, unit: RunningUnit, delivery: Delivery) -> Taken:
        """Delivers; the answer's signature must hold whatever it says."""
        method, url = delivery.method, unit.url + delivery.path
        async with (
            aiohttp.ClientSession(headers=delivery.headers) as client,
            client.request(method, url, data=BytesIO(delivery.body)) as answer,
        ):
            body = await answer.read()
            hop = delivery.headers.get(HOP_HEADER, "")
            message = AnswerMessage(
                issuer="persons",
                audience=f"encoder:{delivery.agency}",
                hop_digest=digest(hop.encode()),
                status=answer.status,
                body=body,
            )
            signed = answer.headers[ANSWER_HEADER]
            now = self.federation.clock.now
            verify_answer(signed, self.federation.peers, message, now=now)
            return Taken(answer.status, json.loads(body))

    async def deliver(
        self, unit: RunningUnit, agency: str, body: bytes, **how: Any
    ) -> Taken:
        return await self.send(unit, self.delivery(agency, body, **how))

    def linked(self, records: Iterable[str], edges: Iterable[Edge] = ()) -> Linked:
        return linked_of(self.profile, records, edges)

    async def store(
        self, records: Iterable[str], edges: Iterable[Edge] = (), **differing: Any
    ) -> Any:
        """Stores links as a run does, over records `agency:handle`."""
        found = whole_run(self.profile, self.linked(records, edges))
        return await self.in_turn(partial(store, self.run(**differing), found))

    async def link(self, *, compromised: bool = False, **differing: Any) -> Any:
        """Compares every pair of what was uploaded, and stores what it finds."""
        engine = create_async_engine(self.database)
        try:
            run = self.run(**differing)
            return await link(engine, run, whole=True, compromised=compromised)
        finally:
            await engine.dispose()

    async def in_turn(self, work: Any) -> Any:
        """Does work on the links, as the unit does it."""
        engine = create_async_engine(self.database)
        try:
            return await in_turn(engine, work)
        finally:
            await engine.dispose()

    def run(self, **differing: Any) -> Run:
        """A run over what was uploaded."""
        given = {
            "uploads": Uploads(self.uploads),
            "profile": self.profile,
            "pairs": (),
            "marks_key": RefKey.load(self.home / "persons" / "refs.key"),
            "new_id": partial(next, self.ids),
            "today": LINKED_ON,
            "report": unwatched,
        }
        return Run(**{**given, **differing})

    def audit(self) -> list[dict[str, Any]]:
        lines = (self.home / "persons" / "audit.jsonl").read_text().splitlines()
        return [json.loads(line) for line in lines]


def whole_run(profile: Profile, linked: Linked) -> WholeRun:
    """What a whole run found, where no pair had a rival."""
    judged = {pair: found.bands for pair, found in linked.links.items()}
    allowances = dict.fromkeys(linked.links, 0.0)
    return WholeRun(linked, judged, Basis(profile.fingerprint, EPOCH, allowances))


def linked_of(
    profile: Profile, records: Iterable[str], edges: Iterable[Edge]
) -> Linked:
    """The outcome of a run that found these links between these records."""
    handles: dict[str, list[str]] = {}
    for record in records:
        agency, handle = record.split(":")
        handles.setdefault(agency, []).append(handle)
    files = {agency: _file(profile, agency, of) for agency, of in handles.items()}
    found: dict[tuple[str, str], list[Edge]] = {}
    for edge in edges:
        left, right = sorted((edge.left, edge.right))
        pair = (left.split(":")[0], right.split(":")[0])
        found.setdefault(pair, []).append(Edge(left, right, edge.band, edge.reason))
    links = {pair: _links(pair, files, of) for pair, of in found.items()}
    return Linked(files, links, cluster(links, profile.cluster))


def _file(profile: Profile, agency: str, handles: list[str]) -> EncodingsFile:
    rows = len(handles)
    empty = TokenTable(np.zeros(rows + 1, np.int64), np.empty(0, np.dtype("V16")))
    header = Header(
        profile.id, profile.version, profile.fingerprint, EPOCH, agency, "canary"
    )
    filters = np.zeros((rows, 16), np.uint64)
    present = np.zeros(rows, np.uint16)
    return EncodingsFile(header, handles, filters, present, empty, empty)


def _links(
    pair: tuple[str, str], files: Mapping[str, EncodingsFile], edges: list[Edge]
) -> Links:
    left = [edge.left.split(":")[1] for edge in edges]
    right = [edge.right.split(":")[1] for edge in edges]
    rows = [
        np.array([files[agency].handles.index(one) for one in of], np.int64)
        for agency, of in zip(pair, (left, right), strict=True)
    ]
    bands = np.array([edge.band for edge in edges], np.uint8)
    return Links(
        left_agency=pair[0],
        right_agency=pair[1],
        left_handles=left,
        right_handles=right,
        left_rows=rows[0],
        right_rows=rows[1],
        scores=bands / 3.0,
        evidence=bands * 100.0,
        bands=bands,
        reasons=np.array([REASONS.index(edge.reason) for edge in edges], np.uint8),
    )


@asynccontextmanager
async def served(app: Any):
    """An application on a free port of this machine."""
    config = uvicorn.Config(app, log_level="error", lifespan="on", access_log=False)
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        running = asyncio.create_task(server.serve([listener]))
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            await running


@pytest.fixture
def world(federation) -> UnitWorld:
    """A federation's unit for one test."""
    return UnitWorld(federation)


@pytest.fixture(scope="module")
def shared(module_federation) -> UnitWorld:
    """A federation's unit for tests that share it."""
    return UnitWorld(module_federation)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def unit(shared):
    """The shared unit, on a socket."""
    async with shared.unit() as running:
        yield running


@pytest.fixture(scope="session")
def edge() -> type[Edge]:
    return Edge
