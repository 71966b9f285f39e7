"""The gateway's HTTP application and its routes."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from gateway.service import Gateway
from gateway.web.graphql import GraphQLEndpoint
from gateway.web.metrics import CONTENT_TYPE, Metrics
from gateway.web.negotiation import wants_page

GRAPHIQL: Final = Path(__file__).parent / "static" / "graphiql"
PAGE_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The page can talk to this gateway alone (Content Security Policy level 3)."""


@dataclass(frozen=True, slots=True)
class AppOptions:
    """What the application needs beside the gateway."""

    open_mode: bool
    max_body_bytes: int
    background: Callable[[], Awaitable[None]] | None = None
    """Runs as long as the application does, if there is one."""


def create_app(gateway: Gateway, options: AppOptions) -> Starlette:
    """Build the application.

    Args:
        gateway: answers questions.
        options: see there.
    """
    metrics = Metrics()
    endpoint = GraphQLEndpoint(
        gateway, metrics, options.open_mode, options.max_body_bytes
    )
    sdl = gateway.library.supergraph.public_sdl
    mode = "open" if options.open_mode else "agreements"
    about = {"status": "ok", "mode": mode, "supergraph": gateway.library.supergraph.id}

    async def graphql(request: Request) -> Response:
        page = request.method == "GET" and "query" not in request.query_params
        if page and wants_page(request.headers.get("accept")):
            return FileResponse(
                GRAPHIQL / "index.html",
                headers={"Content-Security-Policy": PAGE_POLICY},
            )
        return await endpoint(request)

    async def schema(_: Request) -> Response:
        return Response(sdl, media_type="text/plain; charset=utf-8")

    async def health(_: Request) -> Response:
        return JSONResponse(about)

    async def counted(_: Request) -> Response:
        return Response(metrics.text(), media_type=CONTENT_TYPE)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        work = options.background
        task = asyncio.ensure_future(work()) if work else None
        try:
            yield
        finally:
            if task is not None:
                task.cancel()
            await gateway.close()

    return Starlette(
        routes=[
            Route("/graphql", graphql, methods=["GET", "POST"]),
            Route("/schema.graphql", schema),
            Route("/health", health),
            Route("/metrics", counted),
            Mount("/graphiql", StaticFiles(directory=GRAPHIQL)),
        ],
        lifespan=lifespan,
    )
