"""The transport over HTTP/1.1 that the gateway uses unless told otherwise.

post: target → message → connection → reply, inside one deadline. It does what
GraphQL between gateway and subgraphs needs and no more: POST, kept connections,
TLS of an `ssl.SSLContext`. It follows no redirect, keeps no cookie and knows no
proxy; `http_transport` is there for what is unusual.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, NamedTuple, TypeVar

from gateway.errors import TimedOutError, UnreachableError
from gateway.executor.http_rules import ENCODINGS, header_lines
from gateway.executor.thin_connection import Connection, DroppedError
from gateway.executor.thin_pool import Pool
from gateway.executor.thin_reply import Reply, WholeReply
from gateway.executor.thin_stream import StreamReply
from gateway.executor.thin_url import Origin, parsed
from gateway.executor.transport import Arriving, Incoming, Outgoing

SHUTDOWN_SECONDS: Final = 1.0
"""How long a subgraph may take to say goodbye over TLS."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Lines:
    """The connections to an origin. Streams stay long, so they have their own."""

    posts: Pool
    streams: Pool


@dataclass(frozen=True, slots=True)
class Target:
    """A URL, taken apart once."""

    lines: Lines
    head: str
    """Request line and `Host`."""


class Call(NamedTuple):
    """A request, ready to be sent."""

    agency: str
    pool: Pool
    message: bytes
    deadline: float
    """On the loop's clock."""
    repeatable: bool


class ThinTransport:
    """Pooled HTTP/1.1 connections, as thin as they can be over asyncio."""

    def __init__(
        self,
        *,
        max_bytes: int,
        connections: int = 100,
        streams: int = 1000,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Remember the limits; connections open when first used.

        Args:
            max_bytes: the largest reply that is read whole, decompressed.
            connections: how many sockets may be open at once, per origin.
            streams: how many more for replies that are read as they arrive.
            tls: for `https` URLs; the system's own authorities if None.
        """
        self._max_bytes = max_bytes
        self._limits = connections, streams
        self._tls = tls
        self._lines: dict[Origin, Lines] = {}
        self._targets: dict[str, Target] = {}
        """By URL; these come from settings and supergraph, so they are few."""
        self._streaming: dict[StreamReply, Connection] = {}
        self._closed = False

    async def post(self, outgoing: Outgoing) -> Incoming:
        """Send one POST request; see `Transport.post`."""
        return await _repeated(self._call(outgoing, ENCODINGS), self._whole)

    @asynccontextmanager
    async def stream(
        self, outgoing: Outgoing, *, silence: float
    ) -> AsyncIterator[Arriving]:
        """Send one POST request; see `StreamingTransport.stream`."""
        call = self._call(outgoing, "identity", streams=True)
        connection, reply = await _repeated(call, partial(_opened, silence=silence))
        self._streaming[reply] = connection
        try:
            yield Arriving(reply.status, reply.headers, reply)
        finally:
            del self._streaming[reply]
            connection.give_up(reply, UnreachableError(outgoing.agency))

    async def close(self) -> None:
        """End streams; close every connection when its request has its reply."""
        self._closed = True
        for reply, connection in list(self._streaming.items()):
            connection.give_up(reply, UnreachableError(reply.agency))
        pools = [
            pool for one in self._lines.values() for pool in (one.posts, one.streams)
        ]
        await asyncio.gather(*(pool.close() for pool in pools))

    async def _whole(self, call: Call) -> Incoming:
        """One exchange of a request for a whole reply."""
        connection = call.pool.take() or await _acquired(call)
        loop = asyncio.get_running_loop()
        reply = WholeReply(call.agency, self._max_bytes, loop.create_future())
        connection.send(call.message, reply)
        timer = loop.call_at(call.deadline, _expire, connection, reply)
        try:
            return await reply.incoming
        finally:
            timer.cancel()
            connection.give_up(reply)

    def _call(
        self, outgoing: Outgoing, encodings: str, *, streams: bool = False
    ) -> Call:
        """Write the request.

        Raises:
            TimedOutError: there is no time for it.
            UnreachableError: it can't be sent.
        """
        if outgoing.seconds <= 0:
            raise TimedOutError(outgoing.agency)
        deadline = asyncio.get_running_loop().time() + outgoing.seconds
        try:
            target = self._targets.get(outgoing.url) or self._target(outgoing.url)
            message = _message(target.head, outgoing, encodings)
        except ValueError as problem:
            raise UnreachableError(outgoing.agency) from problem
        if self._closed:
            raise UnreachableError(outgoing.agency)
        pool = target.lines.streams if streams else target.lines.posts
        return Call(outgoing.agency, pool, message, deadline, outgoing.repeatable)

    def _target(self, url: str) -> Target:
        origin, head = parsed(url)
        lines = self._lines.get(origin)
        if lines is None:
            posts, streams = (
                Pool(self._connector(origin), one) for one in self._limits
            )
            lines = self._lines[origin] = Lines(posts, streams)
        target = self._targets[url] = Target(lines, head)
        return target

    def _connector(self, origin: Origin) -> Callable[[Connection], Awaitable[object]]:
        where: dict[str, Any] = {"host": origin.host, "port": origin.port}
        if origin.scheme == "https":
            self._tls = self._tls or ssl.create_default_context()
            where |= {"ssl": self._tls, "ssl_shutdown_timeout": SHUTDOWN_SECONDS}

        async def connect(connection: Connection) -> None:
            loop = asyncio.get_running_loop()
            await loop.create_connection(lambda: connection, **where)

        return connect


async def _repeated(call: Call, exchange: Callable[[Call], Awaitable[T]]) -> T:
    """Exchange; once more if the kept connection was closed under our hands."""
    try:
        try:
            return await exchange(call)
        except DroppedError:
            if not call.repeatable:
                raise
            call.pool.drop_idle()
            return await exchange(call)
    except (OSError, ValueError, DroppedError) as problem:
        raise UnreachableError(call.agency) from problem


async def _opened(call: Call, silence: float) -> tuple[Connection, StreamReply]:
    """One exchange of a request up to the head of its reply."""
    connection = await _acquired(call)
    reply = StreamReply(call.agency, silence, connection)
    connection.send(call.message, reply)
    timer = asyncio.get_running_loop().call_at(
        call.deadline, _expire, connection, reply
    )
    try:
        await reply.opened()
    except BaseException:
        connection.give_up(reply)
        raise
    finally:
        timer.cancel()
    return connection, reply


async def _acquired(call: Call) -> Connection:
    try:
        async with asyncio.timeout_at(call.deadline):
            return await call.pool.acquire()
    except TimeoutError:
        raise TimedOutError(call.agency) from None


def _expire(connection: Connection, reply: Reply) -> None:
    connection.give_up(reply, TimedOutError(reply.agency))


def _message(head: str, outgoing: Outgoing, encodings: str) -> bytes:
    """The whole request.

    Raises:
        ValueError: a header can't be sent.
    """
    frame = (
        f"Accept-Encoding: {encodings}\r\nContent-Length: {len(outgoing.body)}\r\n\r\n"
    )
    return (
        f"{head}{header_lines(outgoing.headers)}{frame}".encode("latin-1")
        + outgoing.body
    )
