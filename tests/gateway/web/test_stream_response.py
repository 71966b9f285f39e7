"""A stream is closed whatever happens to it."""

import asyncio

import pytest

from gateway.web import stream_response
from gateway.web.stream_response import StreamResponse


class Wire:
    """An ASGI server's side: what was sent, and whether the caller has left."""

    def __init__(self, *, block=False):
        self.sent = []
        self.left = asyncio.Event()
        self.block = block

    async def receive(self):
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message):
        if self.block and message["type"] == "http.response.body":
            await asyncio.Event().wait()
        self.sent.append(message)

    @property
    def body(self):
        return [one["body"] for one in self.sent[1:]]


class Source:
    """Yields what it is given; then waits for ever, fails, or ends."""

    def __init__(self, *chunks, then="end"):
        self.closed = False
        self.chunks = self.make(chunks, then)

    async def make(self, chunks, then):
        try:
            for one in chunks:
                yield one
            if then == "wait":
                await asyncio.Event().wait()
            if then == "fail":
                raise ValueError
        finally:
            self.closed = True


async def respond(source, wire):
    closed = []
    response = StreamResponse(
        source.chunks, "text/plain", {"X": "y"}, lambda: closed.append(1)
    )
    await asyncio.wait_for(response({"type": "http"}, wire.receive, wire.send), 5)
    assert closed == [1]
    assert source.closed


async def test_chunks_leave_one_by_one():
    wire = Wire()
    await respond(Source(b"a", b"b"), wire)
    start, *rest = wire.sent
    assert start["status"] == 200
    headers = dict(start["headers"])
    assert headers[b"content-type"] == b"text/plain"
    assert headers[b"x"] == b"y"
    assert b"content-length" not in headers
    assert wire.body == [b"a", b"b", b""]
    assert [one["more_body"] for one in rest] == [True, True, False]


async def test_who_leaves_ends_it():
    wire = Wire()
    source = Source(b"a", then="wait")
    asyncio.get_running_loop().call_later(0.02, wire.left.set)
    await respond(source, wire)
    assert wire.body == [b"a"]


async def test_a_source_that_fails_is_closed_without_an_end():
    wire = Wire()
    await respond(Source(b"a", then="fail"), wire)
    assert wire.body == [b"a"]


async def test_who_takes_nothing_is_left(monkeypatch):
    monkeypatch.setattr(stream_response, "SEND_SECONDS", 0.02)
    wire = Wire(block=True)
    await respond(Source(b"a", b"b"), wire)
    assert wire.body == []


async def test_a_cancelled_response_closes_its_source():
    wire, source = Wire(), Source(b"a", then="wait")
    closed = []
    response = StreamResponse(source.chunks, "text/plain", {}, lambda: closed.append(1))
    task = asyncio.create_task(response({}, wire.receive, wire.send))
    await asyncio.sleep(0.02)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert source.closed
    assert closed == [1]
