"""Heads of requests that are too large, too slow, or just right."""

import asyncio
import contextlib

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from gateway.web import heads
from gateway.web.heads import HEAD_BYTES, BoundedHeads
from tests.support.subgraphs import serving


async def answer(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(await request.body())))


@contextlib.asynccontextmanager
async def connected():
    """A connection to a server of one page."""
    app = Starlette(routes=[Route("/", answer, methods=["GET", "POST"])])
    async with serving(app, http=BoundedHeads) as url:
        host, port = url.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        try:
            yield reader, writer
        finally:
            writer.close()


async def status(reader):
    return (await asyncio.wait_for(reader.readline(), 10)).decode().strip()


async def rest(reader, wanted):
    return await asyncio.wait_for(reader.readuntil(wanted), 10)


GET = b"GET / HTTP/1.1\r\nHost: x\r\n"


async def test_a_head_in_pieces_and_another_on_the_same_connection():
    async with connected() as (reader, writer):
        for piece in (GET[:7], GET[7:], b"X-One: 1\r\n", b"\r\n"):
            writer.write(piece)
            await asyncio.sleep(0.01)
        assert await status(reader) == "HTTP/1.1 200 OK"
        await rest(reader, b"\r\n\r\n0")
        writer.write(GET + b"\r\n")
        assert await status(reader) == "HTTP/1.1 200 OK"


async def test_a_body_is_no_head():
    size = HEAD_BYTES * 3
    async with connected() as (reader, writer):
        writer.write(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % size)
        for _ in range(3):
            writer.write(b"x" * HEAD_BYTES)
            await writer.drain()
        assert await status(reader) == "HTTP/1.1 200 OK"
        assert (await rest(reader, str(size).encode())).endswith(str(size).encode())


@pytest.mark.parametrize("line", [b"X-Long: ", b"GET /?"])
async def test_a_head_that_is_too_large(line):
    begin = b"" if line.startswith(b"GET") else GET
    async with connected() as (reader, writer):
        writer.write(begin + line)
        for _ in range(9):
            writer.write(b"a" * (HEAD_BYTES // 8))
        assert await status(reader) == "HTTP/1.1 431 Request Header Fields Too Large"


@pytest.mark.parametrize("sent", [b"", GET])
async def test_a_head_that_does_not_come(sent, monkeypatch):
    monkeypatch.setattr(heads, "HEAD_SECONDS", 0.1)
    async with connected() as (reader, writer):
        writer.write(sent)
        assert await status(reader) == "HTTP/1.1 408 Request Timeout"
        await rest(reader, b"\r\n\r\n")
        assert await reader.read() == b""


async def test_the_second_head_has_its_time_too(monkeypatch):
    monkeypatch.setattr(heads, "HEAD_SECONDS", 0.1)
    async with connected() as (reader, writer):
        writer.write(GET + b"\r\n" + GET)
        assert await status(reader) == "HTTP/1.1 200 OK"
        await rest(reader, b"\r\n\r\n0")
        assert await status(reader) == "HTTP/1.1 408 Request Timeout"
