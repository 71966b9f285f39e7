"""A server that writes whatever bytes a test wants, on real sockets."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

JSON = b"Content-Type: application/json\r\n"


def whole(
    body: bytes = b"{}", headers: bytes = JSON, status: bytes = b"200 OK"
) -> bytes:
    """A reply with a Content-Length."""
    length = b"Content-Length: %d\r\n" % len(body)
    return b"HTTP/1.1 " + status + b"\r\n" + headers + length + b"\r\n" + body


def chunked(*pieces: bytes, headers: bytes = JSON) -> bytes:
    """A reply in chunks."""
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(one), one) for one in (*pieces, b""))
    head = b"HTTP/1.1 200 OK\r\n" + headers + b"Transfer-Encoding: chunked\r\n\r\n"
    return head + chunks


@dataclass
class Exchange:
    """One request that came, and the way back."""

    head: bytes
    body: bytes
    connection: int
    """Which of the server's connections, from 0."""
    number: int
    """Which request on it, from 0."""
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def write(self, *parts: bytes) -> None:
        """Write parts one by one."""
        for part in parts:
            self.writer.write(part)
            await self.writer.drain()
            await asyncio.sleep(0)

    def cut(self) -> None:
        """Close the connection once what was written is out."""
        self.writer.close()

    def header(self, name: bytes) -> list[bytes]:
        """Values of a header of the request."""
        lines = [line.partition(b": ") for line in self.head.split(b"\r\n")[1:]]
        return [value for one, _, value in lines if one.lower() == name.lower()]


Answer = Callable[[Exchange], Awaitable[None]]


@dataclass
class RawServer:
    """A listening server, and what it saw."""

    answer: Answer
    url: str = ""
    seen: list[Exchange] = field(default_factory=list)
    writers: set[asyncio.StreamWriter] = field(default_factory=set)
    """Of the connections that are open now."""
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    """Set by the first request."""
    empty: asyncio.Event = field(default_factory=asyncio.Event)
    """Set while no connection is open, once there was one."""
    opened: int = 0
    most: int = 0
    """Connections that were open at once."""

    @property
    def per_connection(self) -> list[int]:
        """How many requests came on each connection."""
        return [
            sum(one.connection == number for one in self.seen)
            for number in range(self.opened)
        ]

    async def serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Serve one connection."""
        connection, number = self.opened, 0
        self.opened += 1
        self.writers.add(writer)
        self.empty.clear()
        self.most = max(self.most, len(self.writers))
        try:
            with contextlib.suppress(
                asyncio.IncompleteReadError, ConnectionError, ssl.SSLError
            ):
                while not writer.is_closing():
                    head = await reader.readuntil(b"\r\n\r\n")
                    size = head.lower().split(b"\r\ncontent-length: ")[1]
                    body = await reader.readexactly(int(size.split(b"\r\n")[0]))
                    exchange = Exchange(head, body, connection, number, reader, writer)
                    self.seen.append(exchange)
                    self.asked.set()
                    number += 1
                    await self.answer(exchange)
        finally:
            self.writers.discard(writer)
            if not self.writers:
                self.empty.set()
            writer.close()

    def cut(self) -> None:
        """Cut every connection."""
        for writer in self.writers:
            writer.transport.abort()

    async def until_closed(self) -> None:
        """Wait until the other side has closed every connection."""
        async with asyncio.timeout(5):
            await self.empty.wait()


async def hanging(exchange: Exchange) -> None:
    """Never answer."""
    await exchange.reader.read()


def replying(*parts: bytes) -> Answer:
    """Answer every request with these bytes."""

    async def answer(exchange: Exchange) -> None:
        await exchange.write(*parts)

    return answer


def cutting(*parts: bytes) -> Answer:
    """Answer a request with these bytes, then close the connection."""

    async def answer(exchange: Exchange) -> None:
        await exchange.write(*parts)
        exchange.cut()

    return answer


@contextlib.asynccontextmanager
async def raw_server(
    answer: Answer,
    *,
    host: str = "127.0.0.1",
    tls: ssl.SSLContext | None = None,
) -> AsyncIterator[RawServer]:
    """Serve on a free port; its connections are cut at the end."""
    server = RawServer(answer)
    listening = await asyncio.start_server(server.serve, host, 0, ssl=tls)
    port = listening.sockets[0].getsockname()[1]
    shown = f"[{host}]" if ":" in host else host
    server.url = f"{'https' if tls else 'http'}://{shown}:{port}/graphql"
    try:
        yield server
    finally:
        listening.close()
        server.cut()
        if server.opened:
            await server.until_closed()
        await listening.wait_closed()
