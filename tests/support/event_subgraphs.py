"""A federation of which one subgraph has a subscription, over real sockets."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from graphql import ExecutionResult, parse, subscribe
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Mount, Route

from tests.support.federations import Client, composed, open_gateway, serving_gateway
from tests.support.subgraphs import Subgraph, app_of, field_resolver, serving

LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])\n'
NAMES = {"1": "table", "2": "chair", "3": "lamp"}


def event(data: Any, name: str = "next") -> bytes:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n".encode()


COMPLETE = b"event: complete\ndata:\n\n"


@dataclass
class Newsroom:
    """What a subgraph tells its subscribers: the test puts it in."""

    queue: asyncio.Queue[Any] = field(default_factory=asyncio.Queue)
    subscribed: asyncio.Event = field(default_factory=asyncio.Event)
    left: asyncio.Event = field(default_factory=asyncio.Event)
    headers: dict[str, str] = field(default_factory=dict)

    def tell(self, upc: str, stars: int = 5) -> None:
        self.queue.put_nowait({"__typename": "Review", "stars": stars,
                               "product": {"__typename": "Product", "upc": upc}})  # fmt: skip

    def say(self, raw: bytes) -> None:
        """Put bytes of one's own on the wire."""
        self.queue.put_nowait(raw)

    def end(self) -> None:
        """End the stream in order."""
        self.queue.put_nowait(COMPLETE)
        self.cut()

    def cut(self) -> None:
        """End the connection."""
        self.queue.put_nowait(None)


def reviews() -> Subgraph:
    return Subgraph(
        "reviews",
        LINK
        + """
        type Query { latest: Review }
        type Subscription { reviewed(stars: Int): Review many: [Review!] }
        type Review { stars: Int product: Product }
        type Product @key(fields: "upc") { upc: ID! }""",
        {},
        {"Product": lambda one: one},
    )


def products() -> Subgraph:
    return Subgraph(
        "products",
        LINK
        + """
        type Query { product(upc: ID!): Product }
        type Product @key(fields: "upc") { upc: ID! name: String! }""",
        {},
        {
            "Product": lambda one: (
                {"name": NAMES[one["upc"]], **one}
                if one["upc"] in NAMES
                else ValueError("no such product")
            )
        },
    )


def event_app(subgraph: Subgraph, news: Newsroom) -> Starlette:
    """Serve a subgraph whose subscriptions are told by a newsroom."""
    plain, schema = app_of(subgraph), subgraph.schema()
    resolver = field_resolver(subgraph)

    async def chunks(body: dict[str, Any]) -> AsyncIterator[bytes]:
        news.subscribed.set()
        try:
            while (told := await news.queue.get()) is not None:
                yield told if isinstance(told, bytes) else await _one(body, told)
        finally:
            news.left.set()

    async def _one(body: dict[str, Any], told: Any) -> bytes:
        async def source() -> AsyncIterator[Any]:
            yield {"reviewed": told}

        stream: Any = subscribe(
            schema,
            parse(body["query"]),
            variable_values=body.get("variables"),
            field_resolver=resolver,
            subscribe_field_resolver=lambda *_, **__: source(),
        )
        stream = await stream if asyncio.iscoroutine(stream) else stream
        async for one in stream:
            assert isinstance(one, ExecutionResult)
            return event(one.formatted)
        raise AssertionError

    async def answer(request: Request) -> Response:
        body = json.loads(await request.body())
        subgraph.seen.append(body)
        news.headers = dict(request.headers)
        return StreamingResponse(chunks(body), media_type="text/event-stream")

    async def either(scope: Any, receive: Any, send: Any) -> None:
        accept = dict(scope["headers"]).get(b"accept", b"")
        streams = Starlette(routes=[Route("/graphql", answer, methods=["POST"])])
        app = streams if b"event-stream" in accept else plain
        await app(scope, receive, send)

    return Starlette(routes=[Mount("/", either)])


@dataclass
class Scene:
    """What a test works with."""

    client: Client
    news: Newsroom
    subgraphs: tuple[Subgraph, Subgraph]
    gateway: Any
    urls: dict[str, str]
    sdl: str


@contextlib.asynccontextmanager
async def scene(
    change: Callable[[Any], Any] = lambda gateway: gateway, **options: Any
) -> AsyncIterator[Scene]:
    """A gateway in front of reviews, which has a subscription, and products."""
    first, second, news = reviews(), products(), Newsroom()
    mounts = [
        Mount("/reviews", event_app(first, news)),
        Mount("/products", app_of(second)),
    ]
    async with serving(Starlette(routes=mounts)) as url:
        urls = {one: f"{url}/{one}/graphql" for one in ("reviews", "products")}
        sdl = composed((first, second))
        gateway = change(open_gateway(sdl, urls))
        async with serving_gateway(gateway, **options) as client:
            yield Scene(client, news, (first, second), gateway, urls, sdl)


@dataclass
class Subscriber:
    """Reads an event stream."""

    reply: aiohttp.ClientResponse
    _buffer: bytes = b""

    async def raw(self) -> bytes:
        """Read the next block, comments included; b"" at the end."""
        while b"\n\n" not in self._buffer:
            piece = await asyncio.wait_for(self.reply.content.readany(), 5)
            if not piece:
                return b""
            self._buffer += piece
        block, _, self._buffer = self._buffer.partition(b"\n\n")
        return block

    async def next(self) -> Any:
        """Read the next event; "complete" for the last."""
        while (block := await self.raw()).startswith(b":"):
            pass
        name, _, data = block.partition(b"\n")
        if name == b"event: complete":
            assert data == b"data:"
            assert await self.raw() == b""
            return "complete"
        assert name == b"event: next", block
        return json.loads(data.removeprefix(b"data: "))


@contextlib.asynccontextmanager
async def subscribing(
    client: Client,
    query: str,
    variables: Any = None,
    accept: str = "text/event-stream",
) -> AsyncIterator[Subscriber]:
    body = {"query": query, "variables": variables or {}}
    headers = {"Accept": accept, **client.headers}
    async with client.http.post(
        f"{client.url}/graphql", json=body, headers=headers
    ) as reply:
        yield Subscriber(reply)
