"""A man in the middle: HTTP relays between a gateway and the nodes.

A relay passes messages on as they are, remembers them, and does what the test
says with them. It stands on its own port; unplugged, nobody listens there.
"""

import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.trust.kit.wire import Reply, Sent, send

HOST = "127.0.0.1"
_KEPT = {"connection", "content-length", "transfer-encoding", "date", "server", "host"}


@dataclass(frozen=True, slots=True)
class Exchange:
    """A message and its answer, as they passed."""

    sent: Sent
    reply: Reply


Way = Callable[[Sent], Sent]
Back = Callable[[Sent, Reply], Reply]


def as_sent(sent: Sent) -> Sent:
    return sent


def as_answered(_: Sent, reply: Reply) -> Reply:
    return reply


@dataclass
class Relay:
    """One relay."""

    name: str
    target: str
    seen: list[Exchange] = field(default_factory=list)
    there: Way = as_sent
    back: Back = as_answered
    answers: Back | None = None
    """Plays the node itself, where a test sets it; the reply given is empty."""
    _server: "_Server | None" = None
    _port: int = 0

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self._port}"

    def plug(self) -> None:
        """Listens, on the same port as before."""
        self._server = _Server((HOST, self._port), _Handler, self)
        self._port = self._server.server_address[1]
        threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        ).start()

    def unplug(self) -> None:
        """Closes the port and every connection."""
        server = self._server
        if server is not None:
            server.shutdown()
            server.server_close()
            server.hang_up()
        self._server = None

    @contextmanager
    def unplugged(self) -> Iterator[None]:
        self.unplug()
        try:
            yield
        finally:
            self.plug()

    @contextmanager
    def lying(
        self,
        *,
        there: Way | None = None,
        back: Back | None = None,
        answers: Back | None = None,
    ) -> Iterator["Relay"]:
        """Changes messages on their way to the node, or back, or answers itself."""
        before = self.there, self.back, self.answers
        self.there = there or self.there
        self.back, self.answers = back or self.back, answers
        try:
            yield self
        finally:
            self.there, self.back, self.answers = before

    def exchange(self, sent: Sent) -> Reply:
        if self.answers is not None:
            return self.answers(sent, Reply(0, {}, b""))
        passed = self.there(sent)
        reply = send(self.target, passed)
        self.seen.append(Exchange(passed, reply))
        return self.back(sent, reply)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, address, handler, relay: Relay) -> None:
        super().__init__(address, handler)
        self.relay = relay
        self.lines: set[socket.socket] = set()

    def hang_up(self) -> None:
        for line in tuple(self.lines):
            try:
                line.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # it hung up by itself

    def handle_error(self, request, client_address) -> None:
        """The other side hung up, or the node did."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.lines.add(self.connection)

    def finish(self) -> None:
        self.server.lines.discard(self.connection)
        super().finish()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = _passed_on(dict(self.headers.items()))
        sent = Sent(body, headers, "POST", self.path)
        reply = self.server.relay.exchange(sent)
        self.send_response(reply.status)
        for name, value in _passed_on(reply.headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)

    def log_message(self, format, *args) -> None:  # noqa: A002 - the name it has there
        """Says nothing."""


def _passed_on(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.lower() not in _KEPT}
