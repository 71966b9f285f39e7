"""The transport over HTTP with aiohttp. The only file here with a socket."""

import asyncio
from typing import Final

import aiohttp

from gateway.errors import GarbledError, TimedOutError, UnreachableError
from gateway.executor.transport import Incoming, Outgoing

JSON_TYPES: Final = ("application/graphql-response+json", "application/json")
CHUNK: Final = 65_536
IDLE_SECONDS: Final = 4.0
"""Servers close idle connections after 5 s and more; be sooner."""
SERVER_FAULT: Final = 500


class HttpTransport:
    """Pooled HTTP connections to subgraphs; follows no redirect."""

    def __init__(self, *, max_bytes: int, connections: int = 100) -> None:
        """Remember the limits; connections open when first used.

        Args:
            max_bytes: the largest reply that is read, in bytes.
            connections: how many sockets may be open at once, in all.
        """
        self._max_bytes = max_bytes
        self._connections = connections
        self._client: aiohttp.ClientSession | None = None

    async def post(self, outgoing: Outgoing) -> Incoming:
        """Send one POST request; see `Transport.post`."""
        if outgoing.seconds <= 0:
            raise TimedOutError(outgoing.agency)
        try:
            async with asyncio.timeout(outgoing.seconds):
                return await self._repeated(outgoing)
        except TimeoutError:
            raise TimedOutError(outgoing.agency) from None
        except (aiohttp.ClientError, OSError, ValueError) as problem:
            raise UnreachableError(outgoing.agency) from problem

    async def close(self) -> None:
        """Close the pool."""
        if self._client is not None:
            await self._client.close()
            self._client = None

    async def _repeated(self, outgoing: Outgoing) -> Incoming:
        """Exchange; once more if the kept connection was closed under our hands."""
        try:
            return await self._exchange(outgoing)
        except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError) as problem:
            refused = isinstance(problem, aiohttp.ClientConnectorError)
            if refused or not outgoing.repeatable:
                raise
            return await self._exchange(outgoing)

    async def _exchange(self, outgoing: Outgoing) -> Incoming:
        async with self._pool().post(
            outgoing.url,
            data=outgoing.body,
            headers=outgoing.headers,
            allow_redirects=False,
        ) as reply:
            _check_type(reply, outgoing.agency)
            body = await self._read(reply, outgoing.agency)
            headers = {name.lower(): value for name, value in reply.headers.items()}
            return Incoming(reply.status, headers, body)

    async def _read(self, reply: aiohttp.ClientResponse, agency: str) -> bytes:
        chunks: list[bytes] = []
        size = 0
        async for chunk in reply.content.iter_chunked(CHUNK):
            size += len(chunk)
            if size > self._max_bytes:
                raise GarbledError(agency, why="the answer is too large")
            chunks.append(chunk)
        return b"".join(chunks)

    def _pool(self) -> aiohttp.ClientSession:
        if self._client is None:
            self._client = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=self._connections, keepalive_timeout=IDLE_SECONDS
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=None),
                auto_decompress=True,
                skip_auto_headers=("User-Agent",),
            )
        return self._client


def _check_type(reply: aiohttp.ClientResponse, agency: str) -> None:
    """A proxy's error page is an outage; any other non-JSON reply is garbled."""
    if reply.content_type in JSON_TYPES:
        return
    if reply.status >= SERVER_FAULT:
        raise UnreachableError(agency)
    raise GarbledError(agency, why="the answer is not JSON")
