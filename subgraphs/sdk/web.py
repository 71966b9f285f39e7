"""A node over HTTP: GraphQL, health, and the endpoints that the agency adds.

Every answer to a hop is signed, refusals included, so that nobody between the
gateway and the node can put words into its mouth.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from functools import partial
from types import MappingProxyType

import orjson
from starlette.applications import Starlette
from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from protocol.canonical import digest
from protocol.errors import TautanError
from protocol.hop_events import EventSigner, Stream
from protocol.hops import ANSWER_HEADER, HOP_HEADER, AnswerMessage
from protocol.keys import SigningKey
from protocol.messages import language_of
from subgraphs.sdk.event_stream import EVENT_STREAM, signed_events
from subgraphs.sdk.service import Answer, Node, no_stream
from subgraphs.sdk.settings import Subscriptions
from subgraphs.sdk.stream_response import Chunks, StreamResponse
from subgraphs.sdk.subscription import Feed, Places, open_feed
from subgraphs.sdk.verify import Incoming

LAST_SECONDS = 5.0
"""How long a node that stops waits for feeds to record their end."""
MAX_BODY_BYTES = 4 * 1024 * 1024
GRAPHQL_JSON = "application/graphql-response+json"

STATUS: Mapping[str, int] = MappingProxyType(
    {
        "OK": 200,
        "TOKEN_MISSING": 401,
        "TOKEN_MALFORMED": 401,
        "TOKEN_EXPIRED": 401,
        "TOKEN_WRONG_AUDIENCE": 401,
        "TOKEN_UNTRUSTED": 401,
        "SYNTAX_ERROR": 400,
        "VALIDATION_FAILED": 400,
        "BODY_TOO_LARGE": 413,
        "SUBSCRIPTION_NEEDS_STREAM": 406,
        "UNSUPPORTED_MEDIA_TYPE": 415,
        "LOOKUP_RATE_LIMITED": 429,
        "DAILY_RATE_SPENT": 429,
        "INTERNAL_ERROR": 500,
        "AUDIT_UNAVAILABLE": 503,
        "REGISTRY_STALE": 503,
        "TOO_MANY_SUBSCRIPTIONS": 503,
        "AGENCY_TIMEOUT": 504,
    }
)
"""HTTP status per code; every other refusal is 403."""


SUBSCRIPTIONS = Subscriptions()


def status_of(code: str) -> int:
    """The HTTP status of an answer."""
    return STATUS.get(code, 403)


async def body_of(http: HttpRequest, most_bytes: int) -> bytes:
    """The body as it arrives.

    Raises:
        TautanError: BODY_TOO_LARGE.
    """
    body = bytearray()
    async for chunk in http.stream():
        body += chunk
        if len(body) > most_bytes:
            raise TautanError("BODY_TOO_LARGE")
    return bytes(body)


async def incoming_of(http: HttpRequest) -> Incoming:
    """The request as it arrived.

    Raises:
        TautanError: BODY_TOO_LARGE or UNSUPPORTED_MEDIA_TYPE.
    """
    kind = http.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise TautanError("UNSUPPORTED_MEDIA_TYPE")
    body = await body_of(http, MAX_BODY_BYTES)
    query = f"?{http.url.query}" if http.url.query else ""
    # A field that comes several times is one list (RFC 9110 §5.3), and no paper.
    listed: dict[str, list[str]] = {}
    for name, value in http.headers.items():
        listed.setdefault(name, []).append(value)
    headers = {name: ", ".join(values) for name, values in listed.items()}
    return Incoming(http.method, http.url.path + query, headers, body)


def build_app(
    node: Node,
    key: SigningKey,
    endpoints: Iterable[BaseRoute] = (),
    subscriptions: Subscriptions = SUBSCRIPTIONS,
) -> Starlette:
    """The application of a node.

    Args:
        node: What answers.
        key: The node's signing key; its id is the agency.
        endpoints: What the agency adds.
        subscriptions: How feeds are served.
    """
    places = Places(subscriptions.most)
    opened = partial(open_feed, node, places, subscriptions.beat_seconds)

    async def graphql(http: HttpRequest) -> Response:
        streams = EVENT_STREAM in http.headers.get("accept", "")
        try:
            incoming = await incoming_of(http)
            answer = await node.answer(incoming, opened if streams else no_stream)
        except TautanError as error:
            language = language_of(http.headers.get("accept-language"))
            answer = await node.refuse(error, None, language)
        if isinstance(answer, Feed):
            source = _signed_events(answer, key)
            patience = subscriptions.patience_seconds
            chunks = Chunks(source, patience, answer.close)
            return StreamResponse(chunks, EVENT_STREAM)
        response = _proven(node, http, answer)
        await node.record_exchanged()
        return response

    async def health(_: HttpRequest) -> Response:
        body = orjson.dumps({"status": "ok", "agency": node.agency})
        return Response(body, media_type="application/json")

    routes = [
        Route("/graphql", graphql, methods=["POST"]),
        Route("/health", health, methods=["GET"]),
        *endpoints,
    ]

    @asynccontextmanager
    async def life(_: Starlette) -> AsyncIterator[None]:
        yield
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_SECONDS):
                await places.emptied.wait()
        await node.close()

    return Starlette(routes=routes, lifespan=life)


def _signed_events(feed: Feed, key: SigningKey) -> AsyncGenerator[bytes]:
    hop = feed.asked.request.caller.hop
    stream = Stream(issuer=feed.node.agency, audience=hop.issuer, hop_digest=hop.digest)
    return signed_events(feed.bodies(), EventSigner(key, stream), feed.node.clock)


def _proven(node: Node, http: HttpRequest, answer: Answer) -> Response:
    asked, status = answer.hop, status_of(answer.code)
    said = http.headers.get(HOP_HEADER, "")
    message = AnswerMessage(
        issuer=node.agency,
        audience=asked.issuer if asked else min(node.trust.gateways),
        hop_digest=asked.digest if asked else digest(said.encode()),
        status=status,
        body=answer.body,
    )
    headers = {ANSWER_HEADER: node.trust.answering.prove(asked, message)}
    return Response(
        answer.body, status_code=status, headers=headers, media_type=GRAPHQL_JSON
    )
