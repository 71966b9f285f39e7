"""Replies read as they arrive, on both transports over HTTP."""

import asyncio

import pytest

from gateway.executor.http_transport import HttpTransport
from gateway.executor.thin_transport import ThinTransport
from gateway.executor.transport import Outgoing
from protocol.errors import TautanError
from tests.support.raw_server import cutting, hanging, raw_server, replying, whole

EVENTS = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
HEAD = EVENTS + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.fixture(params=[ThinTransport, HttpTransport], ids=["thin", "aiohttp"])
async def transport(request):
    made = request.param(max_bytes=1000, connections=1)
    yield made
    await made.close()


def outgoing(url, seconds=5.0, headers=None):
    return Outgoing("ahu", url, b"{}", headers or {}, seconds, repeatable=True)


def chunk(piece):
    return b"%x\r\n%b\r\n" % (len(piece), piece)


async def whole_stream(transport, url, silence=5.0):
    async with transport.stream(outgoing(url), silence=silence) as arriving:
        return b"".join([piece async for piece in arriving.pieces])


async def test_pieces_come_as_they_are_sent(transport):
    sent = asyncio.Event()

    async def answer(exchange):
        await exchange.write(HEAD, chunk(b"data: 1\n\n"))
        await sent.wait()
        await exchange.write(chunk(b"data: 2\n\n"), chunk(b""))

    async with raw_server(answer) as server:
        async with transport.stream(outgoing(server.url), silence=5.0) as arriving:
            assert arriving.status == 200
            assert arriving.headers["content-type"] == "text/event-stream"
            assert await anext(arriving.pieces) == b"data: 1\n\n"
            sent.set()
            assert [one async for one in arriving.pieces] == [b"data: 2\n\n"]
        assert server.seen[0].header(b"accept-encoding") == [b"identity"]


@pytest.mark.parametrize("body", [b"a", b"a" * 3_000_000])
async def test_a_stream_may_end_with_its_connection_and_has_no_limit(transport, body):
    async with raw_server(cutting(EVENTS + b"\r\n", body)) as server:
        assert await whole_stream(transport, server.url) == body


async def test_a_refusal_in_json_is_handed_over(transport):
    reply = whole(b'{"errors":[]}', status=b"400 Bad Request")
    async with (
        raw_server(replying(reply)) as server,
        transport.stream(outgoing(server.url), silence=1.0) as arriving,
    ):
        assert arriving.status == 400
        assert [one async for one in arriving.pieces] == [b'{"errors":[]}']


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (replying(whole(b"<p>", b"Content-Type: text/html\r\n")), "AGENCY_GARBLED"),
        (replying(b"?\r\n\r\n"), "AGENCY_GARBLED"),
        (replying(EVENTS + b"Content-Encoding: gzip\r\n\r\n"), "AGENCY_GARBLED"),
        (cutting(), "AGENCY_UNREACHABLE"),
        (hanging, "AGENCY_TIMEOUT"),
    ],
)
async def test_what_is_no_stream_is_refused_at_the_head(transport, answer, code):
    async with raw_server(answer) as server:
        with pytest.raises(TautanError) as caught:
            async with transport.stream(outgoing(server.url, 0.2), silence=1.0):
                pytest.fail("it has no head")
    assert caught.value.code == code


async def how_it_breaks(transport, answer):
    async with (
        raw_server(answer) as server,
        transport.stream(outgoing(server.url), silence=0.2) as arriving,
    ):
        assert await anext(arriving.pieces) == b"data"
        with pytest.raises(TautanError) as caught:
            await anext(arriving.pieces)
    return caught.value.code


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (cutting(HEAD, chunk(b"data")), "AGENCY_UNREACHABLE"),
        (replying(HEAD, chunk(b"data")), "AGENCY_TIMEOUT"),
    ],
    ids=["cut", "silent"],
)
async def test_how_a_stream_breaks_is_told_behind_what_came(transport, answer, code):
    assert await how_it_breaks(transport, answer) == code


async def test_a_stream_that_is_garbled_midway_is_told_at_once():
    """aiohttp says nothing until the silence is over."""
    transport = ThinTransport(max_bytes=1000)
    answer = replying(HEAD, chunk(b"data"), b"zz\r\n")
    assert await how_it_breaks(transport, answer) == "AGENCY_GARBLED"


@pytest.mark.parametrize("seconds", [0.0, -1.0])
async def test_no_stream_opens_without_time(transport, seconds):
    async with raw_server(replying(HEAD)) as server:
        with pytest.raises(TautanError) as caught:
            async with transport.stream(outgoing(server.url, seconds), silence=1.0):
                pytest.fail("there is no time")
        assert server.seen == []
    assert caught.value.code == "AGENCY_TIMEOUT"


async def test_a_headers_line_ends_can_not_be_injected(transport):
    message = outgoing("http://127.0.0.1:9/", headers={"X": "a\r\nY: b"})
    with pytest.raises(TautanError):
        async with transport.stream(message, silence=1.0):
            pytest.fail("it can't be sent")


async def test_leaving_early_closes_the_connection(transport):
    async with raw_server(replying(HEAD, chunk(b"data"))) as server:
        async with transport.stream(outgoing(server.url), silence=5.0) as arriving:
            await anext(arriving.pieces)
        await server.until_closed()


async def test_an_error_of_the_reader_passes_untouched(transport):
    async with raw_server(replying(HEAD, chunk(b"data"))) as server:
        with pytest.raises(ValueError, match="mine"):
            async with transport.stream(outgoing(server.url), silence=5.0):
                raise ValueError("mine")
        await server.until_closed()


async def test_a_cancelled_reader_closes_the_connection(transport):
    async with raw_server(replying(HEAD, chunk(b"data"))) as server:
        reading = asyncio.create_task(whole_stream(transport, server.url))
        await server.asked.wait()
        await asyncio.sleep(0.02)
        reading.cancel()
        await asyncio.wait([reading])
        await server.until_closed()


async def test_whoever_reads_slowly_slows_the_subgraph(transport):
    written = 0

    async def answer(exchange):
        nonlocal written
        await exchange.write(HEAD)
        for _ in range(1000):
            await exchange.write(chunk(b"a" * 100_000))
            written += 100_000
        await exchange.write(chunk(b""))

    async with raw_server(answer) as server:
        async with transport.stream(outgoing(server.url), silence=5.0) as arriving:
            got = len(await anext(arriving.pieces))
            await asyncio.sleep(0.2)
            assert written < 20_000_000
            async for piece in arriving.pieces:
                got += len(piece)
        assert got == 100_000_000


async def test_streams_take_no_place_of_other_requests(transport):
    async def answer(exchange):
        stream = b"text/event-stream" in exchange.head
        await exchange.write(HEAD + chunk(b"data") if stream else whole())

    async with raw_server(answer) as server:
        message = outgoing(server.url, headers={"Accept": "text/event-stream"})
        async with (
            transport.stream(message, silence=5.0),
            transport.stream(message, silence=5.0),
        ):
            assert (await transport.post(outgoing(server.url))).status == 200


async def test_closing_ends_streams(transport):
    async with (
        raw_server(replying(HEAD, chunk(b"data"))) as server,
        transport.stream(outgoing(server.url), silence=5.0) as arriving,
    ):
        await anext(arriving.pieces)
        await transport.close()
        with pytest.raises(TautanError) as caught:
            await anext(arriving.pieces)
    assert caught.value.code == "AGENCY_UNREACHABLE"


async def test_a_kept_connection_serves_the_next_stream(transport):
    async with raw_server(replying(HEAD, chunk(b"data"), chunk(b""))) as server:
        for _ in range(2):
            assert await whole_stream(transport, server.url) == b"data"
        assert server.opened == 1
        await transport.close()
