"""Both transports over HTTP, held to the same rules by servers that misbehave."""

import asyncio
import gzip
import zlib

import pytest

from gateway.executor.http_rules import HEAD_BYTES, HEADER_COUNT
from gateway.executor.http_transport import HttpTransport
from gateway.executor.thin_transport import ThinTransport
from gateway.executor.transport import Outgoing
from protocol.errors import TautanError
from tests.support.raw_server import (
    JSON,
    chunked,
    cutting,
    hanging,
    raw_server,
    replying,
    whole,
)

MAX_BYTES = 100_000
BOTH = pytest.mark.parametrize("kind", [ThinTransport, HttpTransport])


@pytest.fixture(params=[ThinTransport, HttpTransport], ids=["thin", "aiohttp"])
async def transport(request):
    made = request.param(max_bytes=MAX_BYTES)
    yield made
    await made.close()


def outgoing(url, *, body=b"{}", headers=None, seconds=5.0, repeatable=True):
    return Outgoing("ahu", url, body, headers or {}, seconds, repeatable)


async def refused(transport, message):
    with pytest.raises(TautanError) as caught:
        await transport.post(message)
    assert caught.value.agency == "ahu"
    return caught.value.code


# What is sent.


async def test_the_request_is_written_as_http_says(transport):
    async with raw_server(replying(whole())) as server:
        url = f"{server.url}/räum lich?a=b c&d=%20"
        sent = {"Content-Type": "application/json", "Tautan-Deadline": "5"}
        await transport.post(outgoing(url, body=b'{"query":""}', headers=sent))
        (request,) = server.seen
    line, *_ = request.head.split(b"\r\n")
    assert line.startswith(b"POST /graphql/r%C3%A4um%20lich?a=b")
    assert line.endswith(b"c&d=%20 HTTP/1.1")
    assert request.header(b"host") == [server.url.split("/")[2].encode()]
    assert request.header(b"content-type") == [b"application/json"]
    assert request.header(b"tautan-deadline") == [b"5"]
    assert request.header(b"accept-encoding") == [b"gzip, deflate"]
    assert request.body == b'{"query":""}'


@pytest.mark.parametrize(
    "headers",
    [
        {"X-A": "1\r\nX-Evil: 2"},
        {"X-A": "1\nX-Evil: 2"},
        {"X-A": "1\r"},
        {"X-A": "\0"},
        {"X-A\r\nX-Evil": "1"},
        {"X A": "1"},
        {"X-A:": "1"},
        {"": "1"},
        {"Content-Length": "0"},
        {"transfer-encoding": "chunked"},
        {"Host": "other"},
        {"Connection": "close"},
    ],
)
async def test_no_header_can_end_its_line_or_frame_the_message(transport, headers):
    async with raw_server(replying(whole())) as server:
        message = outgoing(server.url, headers=headers)
        assert await refused(transport, message) == "AGENCY_UNREACHABLE"
        assert server.seen == []


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "http://",
        "http://127.0.0.1:9/",
        "ftp://127.0.0.1/",
        "http://127.0.0.1:99999/",
        "http://a b/",
        "http://[::1/",
        "http://nowhere.invalid/",
    ],
)
async def test_a_url_that_leads_nowhere(transport, url):
    assert await refused(transport, outgoing(url)) == "AGENCY_UNREACHABLE"


async def test_ipv6_and_names_are_reached(transport):
    async with raw_server(replying(whole()), host="::1") as server:
        assert (await transport.post(outgoing(server.url))).status == 200
        assert server.seen[0].header(b"host") == [server.url.split("/")[2].encode()]
    async with raw_server(replying(whole())) as server:
        url = server.url.replace("127.0.0.1", "localhost")
        assert (await transport.post(outgoing(url))).status == 200


# How a reply ends.


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        (replying(whole(b'{"a":1}')), True),
        (replying(chunked(b'{"a', b'":', b"1}")), True),
        (replying(b"HTTP/1.1 100 Continue\r\n\r\n", whole(b'{"a":1}')), True),
        (replying(b"HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n" + whole(b'{"a":1}')), True),
        (cutting(whole(b'{"a":1}', JSON + b"Connection: close\r\n")), False),
        (cutting(b"HTTP/1.1 200 OK\r\n" + JSON + b'\r\n{"a":1}'), False),
        (cutting(b"HTTP/1.0 200 OK\r\n" + JSON + b'\r\n{"a"', b":1}"), False),
        (replying(*(bytes([one]) for one in whole(b'{"a":1}'))), True),
        (replying(*(bytes([one]) for one in chunked(b'{"a":1}'))), True),
    ],
    ids=[
        "length", "chunks", "100", "103", "close", "until closed", "HTTP/1.0",
        "length, byte by byte", "chunks, byte by byte",
    ],
)  # fmt: skip
async def test_a_reply_is_read_to_its_end(transport, answer, kept):
    async with raw_server(answer) as server:
        for _ in range(2):
            assert (await transport.post(outgoing(server.url))).body == b'{"a":1}'
        await transport.close()
        assert server.per_connection == ([2] if kept else [1, 1])


async def test_status_and_headers_are_handed_over(transport):
    reply = whole(headers=JSON + b"X-Some: Header\r\nX-Two: a\r\nx-two: b\r\n")
    async with raw_server(
        replying(reply.replace(b"200 OK", b"400 Bad Request"))
    ) as server:
        incoming = await transport.post(outgoing(server.url))
    assert incoming.status == 400
    assert incoming.headers["x-some"] == "Header"
    assert incoming.headers["x-two"] == "a, b"


async def test_an_empty_body_is_handed_over(transport):
    async with raw_server(replying(whole(b""))) as server:
        assert (await transport.post(outgoing(server.url))).body == b""


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        (b"gzip", gzip.compress(b'{"a":1}')),
        (b"deflate", zlib.compress(b'{"a":1}')),
        (b"identity", b'{"a":1}'),
    ],
    ids=["gzip", "deflate", "identity"],
)
async def test_a_compressed_reply_is_unpacked(transport, encoding, packed):
    headers = JSON + b"Content-Encoding: " + encoding + b"\r\n"
    for reply in (
        whole(packed, headers),
        chunked(packed[:3], packed[3:], headers=headers),
    ):
        async with raw_server(replying(reply)) as server:
            assert (await transport.post(outgoing(server.url))).body == b'{"a":1}'


async def test_a_redirect_is_not_followed(transport):
    async with raw_server(replying(whole())) as other:
        location = b"Location: " + other.url.encode() + b"\r\n"
        reply = whole(b"", JSON + location, b"307 Temporary Redirect")
        async with raw_server(replying(reply)) as server:
            assert (await transport.post(outgoing(server.url))).status == 307
        assert other.seen == []


# What can't be used.


def encoded(body, encoding=b"gzip"):
    return whole(body, JSON + b"Content-Encoding: " + encoding + b"\r\n")


GARBLED = {
    "not HTTP": replying(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"),
    "a bad length": replying(whole().replace(b"Length: 2", b"Length: two")),
    "a negative length": replying(whole().replace(b"Length: 2", b"Length: -2")),
    "two lengths": replying(whole(headers=JSON + b"Content-Length: 3\r\n")),
    "length and chunks": replying(
        whole(headers=JSON + b"Transfer-Encoding: chunked\r\n")
    ),
    "a bad chunk size": replying(chunked(b"{}").replace(b"\r\n2\r\n", b"\r\nzz\r\n")),
    "a header without a name": replying(whole(headers=JSON + b": x\r\n")),
    "a space in a header's name": replying(whole(headers=JSON + b"X A: x\r\n")),
    "a NUL in a header": replying(whole(headers=JSON + b"X: \0\r\n")),
    "a huge header": replying(
        whole(headers=JSON + b"X: " + b"a" * (HEAD_BYTES + 1) + b"\r\n")
    ),
    "too many headers": replying(
        whole(headers=JSON + b"X: a\r\n" * (HEADER_COUNT + 30))
    ),
    "no type": replying(whole(headers=b"")),
    "HTML": replying(whole(b"<p>", b"Content-Type: text/html\r\n")),
    "too large": replying(whole(b"a" * (MAX_BYTES + 1))),
    "too large in chunks": replying(chunked(*[b"a" * 1000] * 101)),
    "too large when unpacked": replying(encoded(gzip.compress(b"a" * 10_000_000))),
    "not gzip": replying(encoded(b"{}")),
    "damaged gzip": replying(encoded(gzip.compress(b"a" * 999)[:20] + b"?" * 30)),
}


@pytest.mark.parametrize("answer", GARBLED.values(), ids=GARBLED)
async def test_what_is_no_reply_is_garbled(transport, answer):
    async with raw_server(answer) as server:
        assert await refused(transport, outgoing(server.url)) == "AGENCY_GARBLED"
        assert len(server.seen) == 1


THIN_ONLY = {
    "a transfer coding": cutting(
        b"HTTP/1.1 200 OK\r\n" + JSON + b"Transfer-Encoding: gzip\r\n\r\n"
    ),
    "an encoding not asked for": replying(encoded(b"{}", b"br")),
    "an endless chunk extension": replying(
        chunked(b"{}").partition(b"2\r\n")[0] + b"2;", *[b"a" * 10_000] * 20
    ),
    "an endless header": replying(b"HTTP/1.1 200 OK\r\nX: ", *[b"a" * 10_000] * 20),
    "endless interim replies": replying(*[b"HTTP/1.1 102 P\r\nX: y\r\n\r\n"] * 9000),
}
"""What aiohttp takes for an outage, or waits for until the deadline."""


@pytest.mark.parametrize("answer", THIN_ONLY.values(), ids=THIN_ONLY)
async def test_the_thin_one_sees_more(answer):
    transport = ThinTransport(max_bytes=MAX_BYTES)
    async with raw_server(answer) as server:
        assert await refused(transport, outgoing(server.url)) == "AGENCY_GARBLED"
        await transport.close()


@pytest.mark.parametrize("url", ["http://a:b@127.0.0.1:9/", "http://bücher.invalid/"])
async def test_urls_of_users_and_unknown_names_lead_nowhere(url):
    code = await refused(ThinTransport(max_bytes=MAX_BYTES), outgoing(url))
    assert code == "AGENCY_UNREACHABLE"


async def test_paths_of_one_origin_share_its_connections(transport):
    async with raw_server(replying(whole())) as server:
        for path in ("/a", "/b"):
            await transport.post(outgoing(server.url + path))
        assert server.per_connection == [2]


async def test_bytes_that_nobody_asked_for_end_a_kept_connection():
    """aiohttp takes them for the next reply; a signed answer tells the difference."""
    transport = ThinTransport(max_bytes=MAX_BYTES)
    async with raw_server(replying(whole())) as server:
        await transport.post(outgoing(server.url))
        await server.seen[0].write(whole(b'{"late":1}'))
        await asyncio.sleep(0.02)
        assert (await transport.post(outgoing(server.url))).body == b"{}"
        await transport.close()
        assert server.per_connection == [1, 1]


@pytest.mark.parametrize("answer", GARBLED.values(), ids=GARBLED)
async def test_a_connection_ends_with_what_is_no_reply(answer):
    transport = ThinTransport(max_bytes=MAX_BYTES)
    async with raw_server(answer) as server:
        assert await refused(transport, outgoing(server.url)) == "AGENCY_GARBLED"
        await server.until_closed()
        await transport.close()


@pytest.mark.parametrize("status", [b"500 Oops", b"502 Bad Gateway", b"503 Not Now"])
async def test_a_proxys_error_page_is_an_outage(transport, status):
    page = whole(b"<p>", b"Content-Type: text/html\r\n", status)
    async with raw_server(replying(page)) as server:
        assert await refused(transport, outgoing(server.url)) == "AGENCY_UNREACHABLE"


@pytest.mark.parametrize(
    "answer",
    [
        cutting(),
        cutting(b"HTTP/1.1 200"),
        cutting(b"HTTP/1.1 200 OK\r\n" + JSON),
        cutting(whole(b'{"a":1}')[:-1]),
        cutting(chunked(b'{"a":1}')[:-5]),
        cutting(b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["nothing", "status", "head", "length", "chunks", "only 100"],
)
async def test_a_reply_that_breaks_off_is_an_outage(transport, answer):
    async with raw_server(answer) as server:
        assert await refused(transport, outgoing(server.url)) == "AGENCY_UNREACHABLE"
        assert len(server.seen) == 1


# Kept connections.


def once_each(reply=None):
    """Answer the first request of each connection; close at the second."""

    async def answer(exchange):
        if exchange.number:
            exchange.cut()
        else:
            await exchange.write(reply or whole())

    return answer


async def test_a_query_goes_again_when_a_kept_connection_was_closed(transport):
    async with raw_server(once_each()) as server:
        for _ in range(3):
            assert (await transport.post(outgoing(server.url))).status == 200
        await transport.close()
        assert server.per_connection == [2, 2, 1]


async def test_a_mutation_does_not(transport):
    async with raw_server(once_each()) as server:
        await transport.post(outgoing(server.url, repeatable=False))
        message = outgoing(server.url, repeatable=False)
        assert await refused(transport, message) == "AGENCY_UNREACHABLE"
        assert server.per_connection == [2]


async def test_a_query_goes_again_once_only(transport):
    async def answer(exchange):
        if exchange.connection or exchange.number:
            exchange.cut()
        else:
            await exchange.write(whole())

    async with raw_server(answer) as server:
        await transport.post(outgoing(server.url))
        assert await refused(transport, outgoing(server.url)) == "AGENCY_UNREACHABLE"
        assert server.per_connection == [2, 1]


async def test_a_new_connection_that_is_closed_is_not_tried_again(transport):
    async with raw_server(cutting()) as server:
        assert await refused(transport, outgoing(server.url)) == "AGENCY_UNREACHABLE"
        assert server.per_connection == [1]


async def test_a_query_does_not_go_again_once_its_reply_began(transport):
    async def answer(exchange):
        await exchange.write(whole() if not exchange.number else whole()[:-1])
        if exchange.number:
            exchange.cut()

    async with raw_server(answer) as server:
        await transport.post(outgoing(server.url))
        assert await refused(transport, outgoing(server.url)) == "AGENCY_UNREACHABLE"
        await transport.close()
        assert server.per_connection == [2]


async def test_a_connection_closed_while_idle_is_not_used(transport):
    async def answer(exchange):
        await exchange.write(whole())
        exchange.cut()

    async with raw_server(answer) as server:
        for _ in range(2):
            await transport.post(outgoing(server.url, repeatable=False))
            await server.until_closed()
            await asyncio.sleep(0.01)
        assert server.per_connection == [1, 1]


async def test_bytes_behind_a_reply_are_never_the_next_reply(transport):
    spare = whole(b'{"spare":1}')

    async def answer(exchange):
        await exchange.write(whole(b'{"n":%d}' % len(server.seen)) + spare)

    async with raw_server(answer) as server:
        for number in (1, 2, 3):
            incoming = await transport.post(outgoing(server.url))
            assert incoming.body == b'{"n":%d}' % number
            await asyncio.sleep(0.01)
        assert server.per_connection == [1, 1, 1]


# Limits and deadlines.


async def test_nothing_is_sent_when_no_time_is_left(transport):
    async with raw_server(replying(whole())) as server:
        assert (
            await refused(transport, outgoing(server.url, seconds=0))
            == "AGENCY_TIMEOUT"
        )
        assert server.seen == []


async def dripping(exchange):
    await exchange.write(
        b"HTTP/1.1 200 OK\r\n" + JSON + b"Content-Length: 9999\r\n\r\n"
    )
    while True:
        await exchange.write(b" ")
        await asyncio.sleep(0.02)


async def interim_for_ever(exchange):
    while True:
        await exchange.write(b"HTTP/1.1 102 Processing\r\n\r\n")
        await asyncio.sleep(0.02)


@pytest.mark.parametrize("answer", [hanging, dripping, interim_for_ever])
async def test_the_deadline_ends_the_request_and_its_connection(transport, answer):
    async with raw_server(answer) as server:
        message = outgoing(server.url, seconds=0.15)
        assert await refused(transport, message) == "AGENCY_TIMEOUT"
        await server.until_closed()
        assert len(server.seen) == 1


async def test_a_cancelled_request_closes_its_connection(transport):
    async with raw_server(hanging) as server:
        task = asyncio.create_task(transport.post(outgoing(server.url)))
        await server.asked.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await server.until_closed()


@BOTH
async def test_sockets_are_limited_and_whoever_waits_is_served_in_order(kind):
    order = []

    async def answer(exchange):
        order.append(exchange.body)
        await asyncio.sleep(0.01)
        await exchange.write(whole())

    transport = kind(max_bytes=MAX_BYTES, connections=2)
    async with raw_server(answer) as server:
        bodies = [b"%02d" % one for one in range(12)]
        await asyncio.gather(
            *(transport.post(outgoing(server.url, body=one)) for one in bodies)
        )
        await transport.close()
        assert server.most == 2
        assert order[2:] == bodies[2:]


@BOTH
async def test_waiting_for_a_socket_counts_against_the_deadline(kind):
    transport = kind(max_bytes=MAX_BYTES, connections=1)
    async with raw_server(hanging) as server:
        first = asyncio.create_task(transport.post(outgoing(server.url)))
        await asyncio.sleep(0.02)
        message = outgoing(server.url, seconds=0.05)
        assert await refused(transport, message) == "AGENCY_TIMEOUT"
        first.cancel()
        await asyncio.wait([first])
        await transport.close()
        assert len(server.seen) == 1


@BOTH
async def test_a_place_comes_free_when_its_request_is_cancelled_or_fails(kind):
    transport = kind(max_bytes=MAX_BYTES, connections=1)

    async def answer(exchange):
        if exchange.body == b"good":
            await exchange.write(whole())
        elif exchange.body == b"bad":
            await exchange.write(b"?\r\n\r\n")
        else:
            await hanging(exchange)

    async with raw_server(answer) as server:
        stuck = asyncio.create_task(transport.post(outgoing(server.url, body=b"stuck")))
        bad, good = (
            asyncio.create_task(transport.post(outgoing(server.url, body=one)))
            for one in (b"bad", b"good")
        )
        await asyncio.sleep(0.02)
        stuck.cancel()
        await asyncio.wait([bad, good])
        assert bad.exception().code == "AGENCY_GARBLED"
        assert good.result().status == 200
        await transport.close()
        assert len(server.seen) == 3


async def test_closing_waits_for_replies_under_way_and_refuses_the_rest(transport):
    async def answer(exchange):
        await asyncio.sleep(0.05)
        await exchange.write(whole())

    async with raw_server(answer) as server:
        task = asyncio.create_task(transport.post(outgoing(server.url)))
        await server.asked.wait()
        await transport.close()
        assert task.done()
        assert task.result().status == 200
        await server.until_closed()
        assert await refused(transport, outgoing(server.url)) == "AGENCY_UNREACHABLE"
        await transport.close()


@BOTH
async def test_idle_connections_are_closed_after_a_while(kind, monkeypatch):
    module = "thin_pool" if kind is ThinTransport else "http_transport"
    monkeypatch.setattr(f"gateway.executor.{module}.IDLE_SECONDS", 0.05)
    transport = kind(max_bytes=MAX_BYTES)
    async with raw_server(replying(whole())) as server:
        await asyncio.gather(*(transport.post(outgoing(server.url)) for _ in range(3)))
        assert len(server.writers) == 3
        await server.until_closed()
        assert (await transport.post(outgoing(server.url))).status == 200
        await transport.close()
