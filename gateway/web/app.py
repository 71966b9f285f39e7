"""The gateway's HTTP application and its routes."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from gateway.web.asked import Asked
from gateway.web.graphql import GraphQLEndpoint
from gateway.web.messages import READING
from gateway.web.metrics import CONTENT_TYPE, Metrics
from gateway.web.negotiation import wants_page
from gateway.web.options import AppOptions
from gateway.web.serving import Serving
from gateway.web.subscriptions import Subscriptions

Endpoint = Callable[[Request], Awaitable[Response]]

METHODS: Final = ["GET", "HEAD", "POST", "OPTIONS"]
ASKS: Final = frozenset({"query", "documentId", "extensions"})
"""Parameters that make a GET a question rather than a visit."""
CORS_HEADERS: Final = [
    "Accept",
    "Accept-Language",
    "Apollo-Require-Preflight",
    "Authorization",
    "Content-Type",
    "Tautan-Explain",
    "Tautan-Require-Preflight",
    "Tautan-Statement",
    "X-Apollo-Operation-Name",
]
CORS_SECONDS: Final = 600
GRAPHIQL: Final = Path(__file__).parent / "static" / "graphiql"
PAGE_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The page can talk to this gateway alone (Content Security Policy level 3)."""


def create_app(
    serving: Serving, options: AppOptions, metrics: Metrics | None = None
) -> Starlette:
    """Build the application; its `state.stop` ends subscriptions before it stops.

    Args:
        serving: what answers questions.
        options: see there.
        metrics: where to count; by default on its own.
    """
    metrics = metrics or Metrics()
    subscriptions = Subscriptions(options.subscriptions.most)
    serving.on_exchange(subscriptions.end_all)
    metrics.watch(subscriptions)
    endpoint = GraphQLEndpoint(serving, metrics, options, subscriptions)
    site = _Site(serving, options, metrics, endpoint)
    app = _App(
        direct=None if options.cross_site.origins else site.graphql,
        routes=[
            Route("/graphql", site.graphql, methods=METHODS),
            Route("/schema.graphql", site.schema),
            Route("/health", site.health),
            Route("/metrics", site.counted),
            Mount("/graphiql", StaticFiles(directory=GRAPHIQL)),
        ],
        middleware=_cors(options.cross_site.origins),
        lifespan=site.lifespan,
    )
    app.state.stop = subscriptions.stop
    return app


class _App(Starlette):
    """Hands what is posted to `/graphql` over without looking for a route."""

    def __init__(self, direct: Endpoint | None, **options: Any) -> None:
        super().__init__(**options)
        self._direct = direct

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or whatever else ASGI has."""
        if (
            self._direct is not None
            and scope["type"] == "http"
            and scope["method"] == "POST"
            and scope["path"] == "/graphql"
        ):
            response = await self._direct(Asked(scope, receive, send))
            await response(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


@dataclass(frozen=True, slots=True)
class _Site:
    """What stands at each path."""

    serving: Serving
    options: AppOptions
    metrics: Metrics
    endpoint: GraphQLEndpoint

    async def graphql(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": ", ".join(METHODS)})
        page = request.method in READING and not ASKS & set(request.query_params)
        if page and wants_page(request.headers.get("accept")):
            return FileResponse(
                GRAPHIQL / "index.html",
                headers={"Content-Security-Policy": PAGE_POLICY},
            )
        return await self.endpoint(request)

    async def schema(self, _: Request) -> Response:
        sdl = self.serving.gateway.library.supergraph.public_sdl
        return Response(sdl, media_type="text/plain; charset=utf-8")

    async def health(self, _: Request) -> Response:
        said: dict[str, str | int] = {
            "status": "ok",
            "mode": "open" if self.options.open_mode else "agreements",
            "supergraph": self.serving.gateway.library.supergraph.id,
            "edition": self.serving.edition,
        }
        refused = self.serving.refused
        return JSONResponse(said | ({"refused": refused} if refused else {}))

    async def counted(self, _: Request) -> Response:
        return Response(self.metrics.text(), media_type=CONTENT_TYPE)

    @asynccontextmanager
    async def lifespan(self, _: Starlette) -> AsyncIterator[None]:
        work = self.options.background
        task = asyncio.ensure_future(work()) if work else None
        try:
            yield
        finally:
            if task is not None:
                task.cancel()
            await self.serving.gateway.close()


def _cors(origins: tuple[str, ...]) -> list[Middleware]:
    """Let pages of other origins ask and read, without cookies."""
    if not origins:
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=list(origins),
            allow_methods=METHODS,
            allow_headers=CORS_HEADERS,
            max_age=CORS_SECONDS,
        )
    ]
