"""Four subgraphs in one process, so cheap that the gateway is the bottleneck.

The first request with a given body is executed; its answer is kept and sent again,
byte for byte. GET tells how many requests came.

Run as `python -m benchmarks.gateway.subgraphs [CA CERTIFICATE KEY]`: takes a free
port of 127.0.0.1, prints its URL, serves until it is ended. With files it serves over
TLS and asks for a certificate of that authority.
"""

import asyncio
import ssl
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

import httptools
import uvloop

from benchmarks.gateway.answers import Answers


@dataclass(slots=True)
class Shelf:
    """Answers that were given, ready to be sent."""

    answers: Answers
    kept: dict[tuple[bytes, bytes], bytes] = field(default_factory=dict)
    requests: int = 0

    def response(self, path: bytes, body: bytes) -> bytes:
        """The whole HTTP response to a request."""
        if not body:
            return _response(str(self.requests).encode())
        self.requests += 1
        found = self.kept.get((path, body))
        if found is None:
            answer = self.answers.answer(path.decode().strip("/"), body)
            found = self.kept[path, body] = _response(answer)
        return found


def _response(body: bytes) -> bytes:
    return (
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
        b"content-length: %d\r\n\r\n%b" % (len(body), body)
    )


class Connection(asyncio.Protocol):
    """One kept-alive connection of a gateway."""

    def __init__(self, shelf: Shelf) -> None:
        """Answer from a shelf."""
        self._shelf = shelf
        self._parser = httptools.HttpRequestParser(self)
        self._path = b""
        self._body: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where answers go."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Parse; `on_message_complete` answers."""
        self._parser.feed_data(data)

    def on_message_begin(self) -> None:
        """A new request."""
        self._path, self._body = b"", []

    def on_url(self, url: bytes) -> None:
        """A part of its path."""
        self._path += url

    def on_body(self, body: bytes) -> None:
        """A part of its body."""
        self._body.append(body)

    def on_message_complete(self) -> None:
        """The request is whole."""
        self._transport.write(self._shelf.response(self._path, b"".join(self._body)))


async def serve(files: Sequence[str]) -> None:
    """Serve until cancelled."""
    tls = _mutual(*files) if files else None
    shelf = Shelf(Answers())
    server = await asyncio.get_running_loop().create_server(
        lambda: Connection(shelf), "127.0.0.1", 0, ssl=tls
    )
    port = server.sockets[0].getsockname()[1]
    print(f"{'https' if tls else 'http'}://127.0.0.1:{port}", flush=True)
    await server.serve_forever()


def _mutual(authority: str, certificate: str, key: str) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=authority)
    context.load_cert_chain(certificate, key)
    context.verify_mode = ssl.CERT_REQUIRED
    return context


if __name__ == "__main__":
    uvloop.run(serve(sys.argv[1:]))
