"""A response whose reader leaves before, while and after it is written."""

import asyncio

import pytest
from structlog.testing import capture_logs

from subgraphs.sdk.stream_response import Chunks, StreamResponse


class Reader:
    """An ASGI server's side."""

    def __init__(self, *, leaves=False, takes=True):
        self.sent, self.takes = [], takes
        self.gone, self.reading = asyncio.Event(), asyncio.Event()
        if leaves:
            self.gone.set()

    async def receive(self):
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message):
        self.sent.append(message)
        if message.get("body"):
            self.reading.set()
        if not self.takes:
            await asyncio.Event().wait()


class Written:
    """What is written, and what became of it."""

    def __init__(self, *, endless=True, failure=None):
        self.endless, self.failure = endless, failure
        self.left = self.closed = False

    async def source(self):
        try:
            yield b"one"
            if self.failure:
                raise self.failure
            if self.endless:
                await asyncio.Event().wait()
        finally:
            self.left = True

    async def close(self):
        self.closed = True

    async def to(self, reader, patience=5):
        chunks = Chunks(self.source(), patience, self.close)
        response = StreamResponse(chunks, "text/event-stream")
        await response({"type": "http"}, reader.receive, reader.send)


async def test_what_is_written_ends():
    written, reader = Written(endless=False), Reader()
    await written.to(reader)
    bodies = [(one.get("body"), one.get("more_body")) for one in reader.sent]
    assert bodies == [(None, None), (b"one", True), (b"", False)]
    assert written.left
    assert written.closed


async def test_a_reader_who_leaves_closes_the_source():
    written, reader = Written(), Reader()
    writing = asyncio.create_task(written.to(reader))
    await reader.reading.wait()
    reader.gone.set()
    await asyncio.wait_for(writing, 5)
    assert written.left
    assert written.closed


async def test_a_reader_who_takes_nothing_is_left():
    written = Written()
    await asyncio.wait_for(written.to(Reader(takes=False), patience=0.01), 5)
    assert written.closed


async def test_what_fails_is_cut_and_logged_without_its_words():
    written, reader = Written(failure=ValueError("Siti Aminah")), Reader()
    with capture_logs() as logs:
        await written.to(reader)
    assert reader.sent[-1]["more_body"]
    assert [one["kind"] for one in logs] == ["ValueError"]
    assert "Siti" not in str(logs)
    assert written.closed


async def test_a_server_that_stops_closes_the_source():
    written, reader = Written(), Reader()
    writing = asyncio.create_task(written.to(reader))
    await reader.reading.wait()
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    assert written.left
    assert written.closed
