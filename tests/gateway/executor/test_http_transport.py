"""The transport on real sockets: kept connections, limits, deadlines."""

import asyncio
import contextlib

import pytest

from gateway.executor.http_transport import HttpTransport
from gateway.executor.transport import Outgoing
from protocol.errors import TautanError

REPLY = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
    b"X-Some: Header\r\nContent-Length: 2\r\n\r\n{}"
)


@contextlib.asynccontextmanager
async def server(replies):
    """Each connection answers `replies` times, then closes without a word."""
    connections = []

    async def answer(reader, writer):
        connections.append(0)
        number = len(connections) - 1
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().split(b"content-length: ")[1].split(b"\r")[0])
                await reader.readexactly(length)
                if connections[number] == replies:
                    break
                connections[number] += 1
                writer.write(REPLY)
                await writer.drain()
        writer.close()

    listening = await asyncio.start_server(answer, "127.0.0.1", 0)
    host, port = listening.sockets[0].getsockname()[:2]
    try:
        yield f"http://{host}:{port}/graphql", connections
    finally:
        listening.close()
        await listening.wait_closed()


def outgoing(url, *, repeatable=True, seconds=5.0):
    return Outgoing("ahu", url, b"{}", {}, seconds, repeatable)


@pytest.fixture
async def transport():
    made = HttpTransport(max_bytes=1000)
    yield made
    await made.close()


async def test_connections_are_kept_and_headers_read(transport):
    async with server(replies=9) as (url, connections):
        for _ in range(3):
            incoming = await transport.post(outgoing(url))
        assert incoming.body == b"{}"
        assert incoming.headers["x-some"] == "Header"
        await transport.close()
    assert connections == [3]


async def test_a_query_goes_again_when_a_kept_connection_was_closed(transport):
    async with server(replies=1) as (url, connections):
        for _ in range(3):
            assert (await transport.post(outgoing(url))).status == 200
        await transport.close()
    assert connections == [1, 1, 1]


async def test_a_mutation_does_not(transport):
    async with server(replies=1) as (url, _):
        await transport.post(outgoing(url, repeatable=False))
        with pytest.raises(TautanError) as caught:
            await transport.post(outgoing(url, repeatable=False))
        await transport.close()
    assert caught.value.code == "AGENCY_UNREACHABLE"
    assert caught.value.agency == "ahu"


async def test_it_goes_again_once_only(transport):
    async with server(replies=0) as (url, connections):
        with pytest.raises(TautanError) as caught:
            await transport.post(outgoing(url))
        await transport.close()
    assert caught.value.code == "AGENCY_UNREACHABLE"
    assert connections == [0, 0]


async def test_nothing_is_sent_when_no_time_is_left(transport):
    async with server(replies=1) as (url, connections):
        with pytest.raises(TautanError) as caught:
            await transport.post(outgoing(url, seconds=0))
    assert caught.value.code == "AGENCY_TIMEOUT"
    assert connections == []


@pytest.mark.parametrize("url", ["nonsense", "http://127.0.0.1:9/", "ftp://127.0.0.1/"])
async def test_a_url_that_leads_nowhere(transport, url):
    with pytest.raises(TautanError) as caught:
        await transport.post(outgoing(url))
    assert caught.value.code == "AGENCY_UNREACHABLE"
