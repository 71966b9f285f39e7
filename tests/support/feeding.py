"""The nodes of `feeding_nodes` behind a guarded gateway, over real sockets.

Gateway and nodes share a clock and have copies of the agreements of their own, so
that one can lapse at the nodes alone.
"""

import contextlib
import json
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from gateway.executor.signed_hop import SignedHop
from gateway.service import Gateway
from protocol.agreements.book import AgreementBook
from protocol.cursors import CursorKey
from protocol.hop_asking import Asking
from protocol.keys import KeySet
from protocol.refs import RefKey
from protocol.sealing import open_sealed
from protocol.statements import new_jti
from protocol.tickets import TicketKey
from subgraphs.sdk.load import Batch, load
from subgraphs.sdk.node import Assembled, NodeSpec, assemble
from subgraphs.sdk.settings import NodeSettings, read_settings
from subgraphs.sdk.web import build_app
from tests.support.event_subgraphs import Subscriber
from tests.support.federations import Client, composed, serving_gateway
from tests.support.feeding_nodes import (
    QUESTION,
    Border,
    contract_of,
    dukcapil,
    imigrasi,
    write_schema,
)
from tests.support.guarded import AUDIENCE, ISSUER, Asker, Keys, guarded_gateway
from tests.support.signing import write_officers
from tests.support.subgraphs import Subgraph, serving

EVENING = datetime(2026, 6, 1, 16, 59, 40, tzinfo=UTC)
"""20 seconds before midnight in Jakarta."""
ROWS = {
    "imigrasi": Batch(
        "travellers",
        [
            *((f"t{at}", f"Name {at}", "north", f"F-{at}", "here") for at in range(9)),
            ("away", "Far Away", "south", "F-0", "elsewhere"),
        ],
    ),
    "dukcapil": Batch(
        "files", [(f"f{at}", f"F-{at}", "OPEN", f"Holder {at}") for at in range(9)]
    ),
}

App = Callable[[Any, Any, Any], Any]
Between = Callable[[App], App]
"""Stands between the gateway and the node that has the feed."""


@dataclass
class Clock:
    now: datetime = EVENING

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass
class Feeding:
    """What a test works with."""

    home: Path
    client: Client
    border: Border
    keys: Keys
    clock: Clock
    nodes: Mapping[str, Assembled]

    def lines(self, name: str) -> list[dict[str, Any]]:
        """What a process recorded, its first line left out."""
        text = (self.home / f"{name}.audit.jsonl").read_text()
        return [json.loads(one) for one in text.splitlines()][1:]

    @contextlib.asynccontextmanager
    async def following(
        self, question: str = QUESTION, **changes: Any
    ) -> AsyncIterator["Follower"]:
        """An officer who subscribes."""
        jti = new_jti()
        asker = Asker(self.keys, now=self.clock.now, jti=jti, **changes)
        headers = {**asker.headers(question), "Accept": "text/event-stream"}
        async with self.client.http.post(
            f"{self.client.url}/graphql", json={"query": question}, headers=headers
        ) as reply:
            yield Follower(reply, keys=self.keys, jti=jti)


@dataclass
class Follower(Subscriber):
    """Reads events, and opens what is sealed in them."""

    keys: Keys = field(default_factory=Keys)
    jti: str = ""

    async def crossed(self) -> dict[str, Any]:
        """The next traveller."""
        event = await self.next()
        assert "errors" not in event, event
        found: dict[str, Any] = event["data"]["crossed"]
        return found

    async def codes(self) -> list[str]:
        """The codes that a stream ends with: a node's, and perhaps the gateway's."""
        codes = []
        while (event := await self.next()) != "complete":
            assert event.get("data") in (None, {"crossed": None}), event
            codes += [one["extensions"]["code"] for one in event["errors"]]
        return codes

    def open(self, sealed: str, coordinate: str, ref: str, index: int) -> Any:
        return open_sealed(
            sealed,
            self.keys.sealing,
            jti=self.jti,
            coordinate=coordinate,
            arguments={},
            ref=ref,
            index=index,
        )


@contextlib.asynccontextmanager
async def feeding(
    home: Path,
    between: Between = lambda app: app,
    until: str = "2029-12-31",
    **subscriptions: Any,
) -> AsyncIterator[Feeding]:
    """Both nodes and a gateway; the nodes' copies of agreements end on a day."""
    keys, clock, border = Keys(), Clock(), Border()
    write_schema(home / "schema", until)
    _write_keys(home, keys)
    subgraphs, nodes = [], {}
    async with contextlib.AsyncExitStack() as stack:
        for spec in (imigrasi(border), dukcapil()):
            node = await _node(home, spec, clock, subscriptions)
            options = node.settings.subscriptions
            app: App = build_app(node.node, node.key, (), options)
            app = between(app) if spec.subscription else app
            url = await stack.enter_async_context(serving(app, graceful=True))
            nodes[spec.agency] = node
            subgraph = Subgraph(spec.agency, contract_of(spec.agency))
            subgraph.url = f"{url}/graphql"
            subgraphs.append(subgraph)
        gateway = _gateway(home, subgraphs, keys, clock)
        client = await stack.enter_async_context(
            serving_gateway(gateway, open_mode=False)
        )
        yield Feeding(home, client, border, keys, clock, nodes)


def _write_keys(home: Path, keys: Keys) -> None:
    issuer = {**keys.issuer.public_jwk, "kid": keys.issuer.kid}
    (home / "issuer.json").write_text(json.dumps({"keys": [issuer]}))
    peers = KeySet.of([keys.gateway, *keys.nodes.values()])
    (home / "peers.json").write_text(json.dumps(peers.jwks()))
    TicketKey.generate().save(home / "tickets.key")
    CursorKey.generate().save(home / "cursors.key")
    RefKey.generate().save(home / "refs.key")
    for agency in ROWS:
        keys.nodes[agency].save(home / f"{agency}.jwk")


async def _node(
    home: Path, spec: NodeSpec, clock: Clock, subscriptions: Mapping[str, Any]
) -> Assembled:
    settings = {
        "agency": spec.agency,
        "listen": {"port": 0},
        "database": f"sqlite+aiosqlite:///{home}/{spec.agency}.sqlite",
        "schema": "schema",
        "audience": AUDIENCE,
        "issuer": {"id": ISSUER, "jwks": "issuer.json"},
        "peers": "peers.json",
        "registry": write_officers(home),
        "epoch": "2026-1",
        "keys": {
            "signing": f"{spec.agency}.jwk",
            "tickets": "tickets.key",
            "cursors": "cursors.key",
            "refs": "refs.key",
        },
        "audit": f"{spec.agency}.audit.jsonl",
        "replay": f"{spec.agency}.replay.sqlite",
        "subscriptions": dict(subscriptions),
    }
    path = home / f"{spec.agency}.yaml"
    path.write_text(yaml.safe_dump(settings))
    read = read_settings(path, NodeSettings)
    await load(read.database, spec.metadata, [ROWS[spec.agency]])
    return assemble(spec, read, home, clock)


def _gateway(
    home: Path, subgraphs: list[Subgraph], keys: Keys, clock: Clock
) -> Gateway:
    """The gateway of `guarded`, with our clock and its own copy of the agreements."""
    urls = {one.name: one.url for one in subgraphs}
    log = home / "gateway.audit.jsonl"
    gateway = guarded_gateway(composed(subgraphs), urls, keys, log)
    book = AgreementBook.load(write_schema(home / "own", "2029-12-31") / "agreements")
    access = gateway.access
    verifier = replace(access.verifier, clock=clock)  # type: ignore[attr-defined]
    signer = Asking(keys.gateway, keys.peers, clock, new_jti)
    return replace(
        gateway,
        access=replace(access, book=book, verifier=verifier),  # type: ignore[type-var]
        hop_for=lambda visit, question: SignedHop(
            signer, question.token, question.statement, visit.request_id
        ),
    )
