"""A gateway in front of subgraphs, all over real sockets."""

import contextlib
import secrets
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

import aiohttp
from starlette.applications import Starlette
from starlette.routing import Mount

from gateway.composition.compose import compose
from gateway.composition.source import Composed, SubgraphSource
from gateway.executor.execution import Ports
from gateway.executor.hop import PlainHop
from gateway.executor.library import Library
from gateway.executor.thin_transport import ThinTransport
from gateway.executor.transport import Transport
from gateway.operation.limits import Limits
from gateway.planner.make import make_plan
from gateway.policy.journal import NoJournal
from gateway.policy.open_access import OpenAccess
from gateway.service import Gateway
from gateway.supergraph.read import read_supergraph
from gateway.web.app import create_app
from gateway.web.options import AppOptions
from gateway.web.serving import Serving
from tests.support.subgraphs import Subgraph, app_of, serving


@dataclass
class Client:
    """Asks a gateway over HTTP."""

    url: str
    http: aiohttp.ClientSession
    headers: Mapping[str, str] = field(default_factory=dict)

    async def ask(
        self, query: str, variables: Mapping[str, Any] | None = None, **headers: str
    ) -> dict[str, Any]:
        body: dict[str, Any] = {"query": query}
        if variables is not None:
            body["variables"] = variables
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.http.post(
            f"{self.url}/graphql", json=body, headers={**self.headers, **named}
        ) as reply:
            return await reply.json(content_type=None)


def composed(subgraphs: Iterable[Subgraph]) -> str:
    return _composed(tuple((one.name, one.sdl) for one in subgraphs))


@cache
def _composed(parts: tuple[tuple[str, str], ...]) -> str:
    sources = [SubgraphSource(name, f"http://{name}.test/", sdl) for name, sdl in parts]
    result = compose(sources)
    assert isinstance(result, Composed), result
    return result.supergraph_sdl


read = cache(read_supergraph)


def open_gateway(
    sdl: str,
    urls: Mapping[str, str] | None = None,
    *,
    subgraph_seconds: float = 5.0,
    deadline_seconds: float = 5.0,
    transport: Transport | None = None,
) -> Gateway:
    supergraph = read(sdl)
    known = {name: one.url for name, one in supergraph.subgraphs.items()}
    return Gateway(
        library=Library(supergraph, partial(make_plan, supergraph), Limits()),
        access=OpenAccess(lambda: secrets.token_urlsafe(16)),
        journal=NoJournal(),
        ports=Ports(
            transport or ThinTransport(max_bytes=1_000_000),
            {**known, **(urls or {})},
            time.monotonic,
            subgraph_seconds,
        ),
        hop_for=lambda _visit, _question: PlainHop(),
        deadline_seconds=deadline_seconds,
    )


@contextlib.asynccontextmanager
async def running(
    subgraphs: Iterable[Subgraph], app: Callable[[Subgraph], Starlette] = app_of
) -> AsyncIterator[None]:
    """Serve subgraphs on one port; their `url` is set while they run."""
    subgraphs = tuple(subgraphs)
    mounts = [Mount(f"/{one.name}", app(one)) for one in subgraphs]
    async with serving(Starlette(routes=mounts)) as url:
        for one in subgraphs:
            one.url = f"{url}/{one.name}/graphql"
        yield


@contextlib.asynccontextmanager
async def serving_gateway(
    gateway: Gateway,
    *,
    open_mode: bool = True,
    max_body_bytes: int = 100_000,
    **more: Any,
) -> AsyncIterator[Client]:
    options = AppOptions(open_mode=open_mode, max_body_bytes=max_body_bytes, **more)
    async with (
        serving(create_app(Serving(gateway), options), graceful=True) as url,
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)) as http,
    ):
        yield Client(url, http)


@contextlib.asynccontextmanager
async def federation(*subgraphs: Subgraph, **options: Any) -> AsyncIterator[Client]:
    """Subgraphs, composed, with an open gateway in front."""
    async with running(subgraphs):
        urls = {one.name: one.url for one in subgraphs}
        gateway = open_gateway(composed(subgraphs), urls, **options)
        async with serving_gateway(gateway) as client:
            yield client
