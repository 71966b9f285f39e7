"""Transports from memory whose replies go wrong: the same way for the same request."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from random import Random  # noqa: TID251 - Hypothesis draws and seeds it
from typing import Any

import orjson
from graphql import graphql_sync

from gateway.errors import TimedOutError
from gateway.executor.transport import Incoming, Outgoing, Transport
from tests.support.subgraphs import Subgraph, field_resolver

Spoil = Callable[[Random, dict[str, Any]], None]
"""Changes a reply."""


@dataclass
class InProcess:
    """Runs subgraphs without sockets."""

    subgraphs: Iterable[Subgraph]
    _schemas: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._schemas = {
            one.name: (one.schema(), field_resolver(one)) for one in self.subgraphs
        }

    async def post(self, outgoing: Outgoing) -> Incoming:
        schema, resolver = self._schemas[outgoing.agency]
        body = orjson.loads(outgoing.body)
        result = graphql_sync(
            schema,
            body["query"],
            variable_values=body.get("variables"),
            field_resolver=resolver,
            type_resolver=lambda value, *_: value["__typename"],
        )
        return Incoming(200, {}, orjson.dumps(result.formatted))

    async def close(self) -> None:
        """Nothing is open."""


@dataclass
class Spoiling:
    """Spoils some replies of another transport, told by the request alone."""

    inner: Transport
    seed: int
    share: float
    """Of replies that are spoilt."""
    sent: list[tuple[str, Any]] = field(default_factory=list)

    async def post(self, outgoing: Outgoing) -> Incoming:
        body = orjson.loads(outgoing.body)
        self.sent.append((outgoing.agency, body))
        random = Random(f"{self.seed} {outgoing.agency} {body}")  # noqa: S311 - no secret is drawn
        for _ in range(random.randrange(4)):
            await asyncio.sleep(0)
        try:
            incoming = await self.inner.post(outgoing)
        except AssertionError:  # the world was asked for what is not in it
            if not self.share:
                raise
            return Incoming(200, {}, b'{"errors": [{"message": "not here"}]}')
        if random.random() >= self.share:
            return incoming
        kind = random.choice(SPOILS)
        if kind is None:
            raise TimedOutError(outgoing.agency)
        reply = orjson.loads(incoming.body)
        kind(random, reply)
        return Incoming(200, {}, orjson.dumps(reply))

    async def close(self) -> None:
        """Nothing is open."""


def _places(node: Any) -> list[tuple[Any, Any]]:
    """Every container of a reply with a key or position in it."""
    keys = (
        list(node)
        if isinstance(node, dict)
        else list(range(len(node)))
        if isinstance(node, list)
        else []
    )
    found = [(node, key) for key in keys]
    return found + [one for key in keys for one in _places(node[key])]


def _put(value: Any) -> Spoil:
    def spoil(random: Random, reply: dict[str, Any]) -> None:
        places = _places(reply["data"])
        if places:
            node, key = random.choice(places)
            node[key] = value

    return spoil


def _drop(random: Random, reply: dict[str, Any]) -> None:
    places = _places(reply["data"])
    if places:
        node, key = random.choice(places)
        del node[key]


def _no_entities(random: Random, reply: dict[str, Any]) -> None:
    for items in reply["data"].values():
        if isinstance(items, list):
            items[:] = [one if random.random() < 0.5 else None for one in items]


def _other_type(random: Random, reply: dict[str, Any]) -> None:
    places = [one for one in _places(reply["data"]) if one[1] == "__typename"]
    for node, key in places:
        if random.random() < 0.5:
            node[key] = random.choice(["Nothing", "E0", "Book", None])


def _error(random: Random, reply: dict[str, Any]) -> None:
    places = _places(reply["data"])
    path: list[Any] = []
    node: Any = reply["data"]
    for _ in range(random.randrange(1, 5) if places else 0):
        inner = _places(node)
        inner = [one for one in inner if one[0] is node]
        if not inner:
            break
        holder, key = random.choice(inner)
        path.append(key)
        if random.random() < 0.4:
            holder[key] = None
        node = holder[key]
    reply["errors"] = [{"message": "lost", "path": path}]


def _nothing(random: Random, reply: dict[str, Any]) -> None:
    reply["data"] = None
    if random.random() < 0.5:
        reply["errors"] = [{"message": "down"}]


def _beside(random: Random, reply: dict[str, Any]) -> None:
    reply["extensions"] = random.choice([{"source": {"asOf": "2026-01-01"}}, 1, {}])
    reply["errors"] = random.choice([[], None, "none", [1]])


SPOILS: tuple[Spoil | None, ...] = (
    None,
    _put(None),
    _put(None),
    _put(1),
    _put("x"),
    _put(1.5),
    _put([]),
    _put({}),
    _drop,
    _no_entities,
    _no_entities,
    _other_type,
    _error,
    _nothing,
    _beside,
)
