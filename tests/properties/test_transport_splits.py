"""A reply means the same, however its bytes are cut on their way."""

import asyncio
import gzip
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.errors import AgencyError
from gateway.executor.thin_connection import Connection
from gateway.executor.thin_reply import WholeReply
from gateway.executor.thin_stream import StreamReply
from protocol.errors import TautanError

MAX_BYTES = 500


class Wire:
    """What a connection writes to, without a socket."""

    def __init__(self):
        self.closing = False

    def write(self, data):
        assert data == b"request"

    def is_closing(self):
        return self.closing

    def close(self):
        self.closing = True

    abort = close

    def pause_reading(self):
        """There is nothing to pause."""

    resume_reading = pause_reading


class Keeper:
    def __init__(self):
        self.kept = 0

    def released(self, _connection):
        self.kept += 1

    def lost(self, _connection):
        """Nothing is counted."""


def fed(reply, pieces, keeper):
    """Send a request and feed the reply's bytes; then the subgraph closes."""
    connection, wire = Connection(keeper), Wire()
    connection.connection_made(wire)
    connection.send(b"request", reply)
    for piece in pieces:
        if wire.closing:
            break
        connection.data_received(piece)
    connection.eof_received()
    connection.connection_lost(None)


async def outcome(pieces):
    """What comes of a reply: status, headers and body, or the code of an error."""
    keeper = Keeper()
    incoming = asyncio.get_running_loop().create_future()
    fed(WholeReply("ahu", MAX_BYTES, incoming), pieces, keeper)
    try:
        found = incoming.result()
    except AgencyError as error:
        return error.code
    return found.status, dict(found.headers), found.body


async def streamed(pieces):
    keeper = Keeper()
    connection = Connection(keeper)
    reply = StreamReply("ahu", 1.0, connection)
    fed(reply, pieces, keeper)
    try:
        await reply.opened()
        body = b"".join([piece async for piece in reply])
    except TautanError as error:
        return error.code
    return reply.status, reply.headers, body


def cut(data, places):
    edges = sorted({0, len(data), *(place % (len(data) + 1) for place in places)})
    return [data[a:b] for a, b in pairwise(edges)]


bodies = st.binary(max_size=MAX_BYTES + 100)
lines = st.lists(
    st.sampled_from(
        [
            b"X-A: b",
            b"Connection: close",
            b"Connection: keep-alive",
            b"Content-Encoding: gzip",
            b"X-Long: " + b"a" * 300,
            b"Broken",
        ]
    ),
    max_size=3,
    unique=True,
)
statuses = st.sampled_from([b"200 OK", b"400 Bad", b"503 No", b"204 No Content"])
types = st.sampled_from(
    [b"application/json", b"application/json; charset=utf-8", b"text/html"]
)


@st.composite
def replies(draw):
    body, headers = draw(bodies), draw(lines)
    if b"Content-Encoding: gzip" in headers and draw(st.booleans()):
        body = gzip.compress(body, mtime=0)
    frame = draw(st.sampled_from(["length", "short", "chunks", "end"]))
    if frame == "chunks":
        parts = cut(body, draw(st.lists(st.integers(0, 999), max_size=5)))
        framed = b"".join(b"%x;e=1\r\n%b\r\n" % (len(one), one) for one in parts if one)
        headers = [*headers, b"Transfer-Encoding: chunked"]
        body = framed + b"0\r\nTrailer: t\r\n\r\n"
    elif frame != "end":
        headers = [*headers, b"Content-Length: %d" % (len(body) + (frame == "short"))]
    version = draw(st.sampled_from([b"HTTP/1.1 ", b"HTTP/1.0 "]))
    interim = draw(st.sampled_from([b"", b"HTTP/1.1 100 Continue\r\n\r\n"]))
    headers = [b"Content-Type: " + draw(types), *headers]
    head = version + draw(statuses) + b"\r\n" + b"\r\n".join(headers) + b"\r\n\r\n"
    return interim + head + body


cuts = st.lists(st.integers(0, 3000), max_size=30)


@settings(max_examples=300, deadline=None)
@given(replies(), cuts)
def test_the_cut_of_the_bytes_changes_nothing(reply, places):
    async def both():
        whole = await outcome([reply])
        assert await outcome(cut(reply, places)) == whole
        single = [bytes([one]) for one in reply]
        assert await outcome(single) == whole
        assert await streamed(cut(reply, places)) == await streamed([reply])

    asyncio.run(both())


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400), cuts)
def test_any_bytes_end_in_a_reply_or_a_typed_error(noise, places):
    for start in (b"", b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"):
        asyncio.run(outcome(cut(start + noise, places)))


@settings(max_examples=200, deadline=None)
@given(replies(), st.binary(max_size=50).filter(lambda one: one.strip(b"\r\n")))
def test_a_connection_is_kept_only_after_exactly_one_reply(reply, spare):
    async def kept(data):
        keeper = Keeper()
        incoming = asyncio.get_running_loop().create_future()
        fed(WholeReply("ahu", MAX_BYTES, incoming), [data], keeper)
        incoming.exception()
        return keeper.kept

    if asyncio.run(kept(reply)):
        assert asyncio.run(kept(reply + spare)) == 0


def test_the_laws_above_see_replies_that_succeed():
    good = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
    good += b"Content-Length: 2\r\n\r\n{}"
    status, _, body = asyncio.run(outcome([good]))
    assert (status, body) == (200, b"{}")
