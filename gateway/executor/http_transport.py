"""The transport over HTTP with aiohttp: for proxies, and for whatever is unusual.

It keeps the same rules as `thin_transport`, at several times the cost.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from typing import Any, Final

import aiohttp
from aiohttp.http_exceptions import ContentLengthError, TransferEncodingError

from gateway.errors import AgencyError, GarbledError, TimedOutError, UnreachableError
from gateway.executor.http_rules import (
    ENCODINGS,
    HEAD_BYTES,
    HEADER_COUNT,
    IDLE_SECONDS,
    JSON_TYPES,
    STREAM_TYPES,
    header_lines,
    header_map,
    wrong_type,
)
from gateway.executor.transport import Arriving, Incoming, Outgoing

CHUNK: Final = 65_536
BROKEN_OFF: Final = (ContentLengthError, TransferEncodingError)
"""What aiohttp says of a body that the end of its connection cut short."""


class HttpTransport:
    """Pooled HTTP connections to subgraphs; follows no redirect."""

    def __init__(
        self,
        *,
        max_bytes: int,
        connections: int = 100,
        streams: int = 1000,
        tls: ssl.SSLContext | None = None,
        proxy: str | None = None,
    ) -> None:
        """Remember the limits; connections open when first used.

        Args:
            max_bytes: the largest reply that is read whole, decompressed.
            connections: how many sockets may be open at once, per origin.
            streams: how many more for replies that are read as they arrive.
            tls: for `https` URLs; the system's own authorities if None.
            proxy: URL of an HTTP proxy that every request goes through.
        """
        self._max_bytes = max_bytes
        self._limits = connections, streams
        self._tls = tls
        self._proxy = proxy
        self._clients: tuple[aiohttp.ClientSession, aiohttp.ClientSession] | None = None
        """For replies read whole, and for those read as they arrive."""
        self._posts: set[asyncio.Future[Incoming]] = set()
        self._closed = False

    async def post(self, outgoing: Outgoing) -> Incoming:
        """Send one POST request; see `Transport.post`."""
        done = asyncio.get_running_loop().create_future()
        with _typed(outgoing.agency):
            self._check(outgoing)
            self._posts.add(done)
            try:
                async with asyncio.timeout(outgoing.seconds):
                    return await self._repeated(outgoing)
            finally:
                self._posts.remove(done)
                done.cancel()

    @asynccontextmanager
    async def stream(
        self, outgoing: Outgoing, *, silence: float
    ) -> AsyncIterator[Arriving]:
        """Send one POST request; see `StreamingTransport.stream`."""
        async with AsyncExitStack() as stack:
            with _typed(outgoing.agency):
                self._check(outgoing)
                async with asyncio.timeout(outgoing.seconds):
                    reply = await stack.enter_async_context(
                        self._posted(outgoing, "identity", streams=True)
                    )
                _check_type(reply, outgoing.agency, STREAM_TYPES)
                if "content-encoding" in reply.headers:
                    raise GarbledError(
                        outgoing.agency, why="an event stream is compressed"
                    )
            pieces = _pieces(reply, outgoing.agency, silence)
            yield Arriving(reply.status, _headers(reply), pieces)

    async def close(self) -> None:
        """End streams; close every connection when its request has its reply."""
        self._closed = True
        if self._clients is None:
            return
        posts, streams = self._clients
        await streams.close()
        if self._posts:
            await asyncio.wait(self._posts)
        await posts.close()

    def _check(self, outgoing: Outgoing) -> None:
        header_lines(outgoing.headers)
        if outgoing.seconds <= 0:
            raise TimedOutError(outgoing.agency)
        if self._closed:
            raise UnreachableError(outgoing.agency)

    async def _repeated(self, outgoing: Outgoing) -> Incoming:
        """Exchange; once more if the kept connection was closed under our hands."""
        connection = _Connection()
        try:
            return await self._exchange(outgoing, connection)
        except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
            if not outgoing.repeatable or not connection.kept:
                raise
            return await self._exchange(outgoing, connection)

    async def _exchange(
        self, outgoing: Outgoing, connection: "_Connection"
    ) -> Incoming:
        async with self._posted(outgoing, ENCODINGS, connection) as reply:
            _check_type(reply, outgoing.agency, JSON_TYPES)
            body = await self._read(reply, outgoing.agency)
            return Incoming(reply.status, _headers(reply), body)

    @asynccontextmanager
    async def _posted(
        self,
        outgoing: Outgoing,
        encodings: str,
        connection: "_Connection | None" = None,
        *,
        streams: bool = False,
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        async with self._client(streams=streams).post(
            outgoing.url,
            data=outgoing.body,
            headers={**outgoing.headers, "Accept-Encoding": encodings},
            allow_redirects=False,
            trace_request_ctx=connection,
        ) as reply:
            yield reply

    async def _read(self, reply: aiohttp.ClientResponse, agency: str) -> bytes:
        chunks: list[bytes] = []
        size = 0
        async for chunk in reply.content.iter_chunked(CHUNK):
            size += len(chunk)
            if size > self._max_bytes:
                raise GarbledError(agency, why="the answer is too large")
            chunks.append(chunk)
        return b"".join(chunks)

    def _client(self, *, streams: bool) -> aiohttp.ClientSession:
        if self._clients is None:
            posts, longer = (self._made(limit) for limit in self._limits)
            self._clients = posts, longer
        return self._clients[streams]

    def _made(self, limit: int) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=0,
                limit_per_host=limit,
                keepalive_timeout=IDLE_SECONDS,
                ssl=self._tls or True,
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None),
            auto_decompress=True,
            skip_auto_headers=("User-Agent",),
            proxy=self._proxy,
            max_field_size=HEAD_BYTES,
            max_headers=HEADER_COUNT,
            trace_configs=[_noting_reuse()],
        )


class _Connection:
    """What is known of the connection that a request went out on."""

    kept = False
    """Whether it had been used before."""


def _noting_reuse() -> aiohttp.TraceConfig:
    async def reused(_client: object, context: Any, _parameters: object) -> None:
        if context.trace_request_ctx is not None:
            context.trace_request_ctx.kept = True

    tracing = aiohttp.TraceConfig()
    tracing.on_connection_reuseconn.append(reused)
    return tracing


@contextmanager
def _typed(agency: str) -> Iterator[None]:
    """Turn what aiohttp raises into the errors of a transport."""
    try:
        yield
    except TimeoutError:
        raise TimedOutError(agency) from None
    except aiohttp.ClientResponseError as problem:
        raise GarbledError(agency, why="the answer is not HTTP") from problem
    except aiohttp.ClientPayloadError as problem:
        if isinstance(problem.__cause__, BROKEN_OFF):
            raise UnreachableError(agency) from problem
        raise GarbledError(agency, why="the answer is not HTTP") from problem
    except (aiohttp.ClientError, OSError, ValueError, RuntimeError) as problem:
        # RuntimeError is how aiohttp says that its connection was closed meanwhile
        raise UnreachableError(agency) from problem


async def _pieces(
    reply: aiohttp.ClientResponse, agency: str, silence: float
) -> AsyncIterator[bytes]:
    while True:
        with _typed(agency):
            async with asyncio.timeout(silence):
                piece = await reply.content.readany()
        if not piece:
            return
        yield piece


def _headers(reply: aiohttp.ClientResponse) -> Mapping[str, str]:
    return header_map(list(reply.headers.items()))


def _check_type(
    reply: aiohttp.ClientResponse, agency: str, accepted: frozenset[str]
) -> None:
    wrong: AgencyError | None = wrong_type(
        agency, reply.status, reply.headers.get("Content-Type", ""), accepted
    )
    if wrong is not None:
        raise wrong
