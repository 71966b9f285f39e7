"""One HTTP/1.1 connection to a subgraph, one exchange at a time.

Bytes go to httptools' parser, and what it finds to the `Reply` that waits. Laws:

- a connection goes back to its pool only after a whole reply and not one byte
  more, so that a reply can't be taken for the answer to the next request;
- whatever can't be a reply ends the connection, and the reply with a typed error;
- between two pieces of a body at most `HEAD_BYTES` and one read are taken, so
  neither endless headers nor endless framing fill the memory.

This file knows no pool, no deadline and no URL.
"""

import asyncio
from typing import Protocol, cast

from httptools import (
    HttpParserCallbackError,
    HttpParserError,
    HttpParserUpgrade,
    HttpResponseParser,
)

from gateway.errors import AgencyError, GarbledError, UnreachableError
from gateway.executor.http_rules import HEAD_BYTES, HEADER_COUNT, header_map
from gateway.executor.thin_reply import Reply

FINAL_STATUS = 200
"""Below it a reply only says that another one will come (RFC 9110, 15.2)."""


class DroppedError(Exception):
    """A kept connection was closed before one byte of the reply came.

    The request may have been read or not; it may be sent again if it is repeatable.
    """


class Keeper(Protocol):
    """Who keeps a connection between exchanges."""

    def released(self, connection: "Connection") -> None:
        """Take back a connection that can be used again."""
        ...

    def lost(self, connection: "Connection") -> None:
        """Forget a connection that is closed."""
        ...


class Connection(asyncio.Protocol):
    """A connection; `send` when it is idle, then wait for the reply."""

    __slots__ = (
        "_complete",
        "_exchanges",
        "_fields",
        "_headers",
        "_held",
        "_keep",
        "_keeper",
        "_parser",
        "_reply",
        "_status",
        "_taken",
        "_transport",
        "idle_since",
    )

    _status: int
    """0 before the head of the final reply."""
    _headers: dict[str, str]
    """Of the final reply, once there is a status."""
    _fields: list[tuple[bytes, bytes]]
    """Headers of the reply under way, then its trailers."""
    _taken: int
    """Bytes since the request was sent, or since the last piece of a body."""
    _complete: bool
    _keep: bool

    def __init__(self, keeper: Keeper) -> None:
        """Belong to a keeper."""
        self._keeper = keeper
        self._transport: asyncio.Transport | None = None
        self._parser = HttpResponseParser(self)
        self._reply: Reply | None = None
        self._exchanges = 0
        self._held = False
        self.idle_since = 0.0
        self._renew()

    @property
    def unopened(self) -> bool:
        """Whether it is still to be opened."""
        return self._transport is None

    @property
    def usable(self) -> bool:
        """Whether a request can be sent on it, as far as is known."""
        return self._transport is not None and not self._transport.is_closing()

    def send(self, message: bytes, reply: Reply) -> None:
        """Send a whole request on a usable connection; `reply` is told what comes."""
        assert self._transport is not None  # noqa: S101 -- it is usable
        self._reply = reply
        self._renew()
        self._transport.write(message)

    def hold(self, reply: Reply) -> None:
        """Read no more while it is this reply that comes in, until `go_on`."""
        if self._reply is reply and not self._held and self._transport:
            self._held = True
            self._transport.pause_reading()

    def go_on(self, reply: Reply) -> None:
        """Read again after `hold`."""
        if self._reply is reply and self._held and self._transport:
            self._held = False
            self._transport.resume_reading()

    def give_up(self, reply: Reply, error: Exception | None = None) -> None:
        """End the exchange of this very reply if it goes on, and the connection.

        Args:
            reply: fails with the error, or is told nothing if nobody waits for it.
            error: why.
        """
        if self._reply is reply:
            self._break(error)

    def close(self) -> None:
        """Close an idle connection."""
        if self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        """Close at once; an exchange under way fails."""
        if self._transport is not None:
            self._transport.abort()

    # What asyncio calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The connection is open."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Parse; bytes that nobody asked for end the connection."""
        reply = self._reply
        if reply is None:
            self.abort()
            return
        self._taken += len(data)
        try:
            self._parser.feed_data(data)
        except (HttpParserError, HttpParserUpgrade) as problem:
            self._keep = False
            if not self._complete:
                self._break(_named(reply.agency, problem))
                return
        if self._complete:
            self._end(reply)
        elif self._taken > HEAD_BYTES:
            self._break(
                GarbledError(reply.agency, why="the answer's frame is too large")
            )

    def eof_received(self) -> None:
        """The subgraph sends no more: the end of a reply that has no other."""
        reply = self._reply
        if reply is not None and self._ends_with_connection():
            self._keep = False
            self._end(reply)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 -- asyncio's shape
        """The connection is closed; a reply that is not whole never will be."""
        reply = self._reply
        if reply is not None:
            self._reply = None
            reply.fail(self._why_lost(reply))
        self._keeper.lost(self)

    # What httptools calls; an error raised here ends the parsing.

    def on_message_begin(self) -> None:
        """A reply begins; behind a whole one, none may."""
        if self._complete:
            raise ValueError("a second reply")
        self._fields = []

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header, or a trailer."""
        self._fields.append((name, value))
        if len(self._fields) > HEADER_COUNT:
            raise GarbledError(self._agency(), why="the answer's head is too large")

    def on_headers_complete(self) -> None:
        """The head is whole."""
        status = self._parser.get_status_code()
        if status < FINAL_STATUS or self._reply is None:
            return
        self._status = status
        self._headers = self._read_head()
        self._reply.head(status, self._headers)

    def on_body(self, piece: bytes) -> None:
        """A piece of the body."""
        self._taken = 0
        if self._reply is not None:
            self._reply.body(piece)

    def on_message_complete(self) -> None:
        """A reply is whole, or an interim one is past."""
        if self._status:
            self._complete = True
            self._keep = self._parser.should_keep_alive()

    # What the methods above share.

    def _renew(self) -> None:
        """Know nothing of a reply."""
        self._status = self._taken = 0
        self._complete = self._keep = False

    def _agency(self) -> str | None:
        return None if self._reply is None else self._reply.agency

    def _read_head(self) -> dict[str, str]:
        fields = self._fields
        if self._taken > HEAD_BYTES and _size(fields) > HEAD_BYTES:
            raise GarbledError(self._agency(), why="the answer's head is too large")
        headers = header_map(
            [
                (name.decode("latin-1"), value.decode("latin-1"))
                for name, value in fields
            ]
        )
        if headers.get("transfer-encoding", "chunked").lower() != "chunked":
            raise GarbledError(self._agency(), why="the answer's frame is not known")
        return headers

    def _ends_with_connection(self) -> bool:
        """Whether the reply under way has no length (RFC 9112, section 6.3)."""
        if not self._status or self._complete:
            return False
        return not {"content-length", "transfer-encoding"} & self._headers.keys()

    def _end(self, reply: Reply) -> None:
        """The reply is whole: hand it over, keep the connection or close it."""
        self.go_on(reply)
        self._reply = None
        self._exchanges += 1
        try:
            reply.end()
        except AgencyError as error:
            reply.fail(error)
        if self._keep and self.usable:
            self._keeper.released(self)
        else:
            self.close()

    def _break(self, error: Exception | None) -> None:
        """Nothing more of this reply is of use, nor is the connection."""
        reply, self._reply = self._reply, None
        if reply is not None and error is not None:
            reply.fail(error)
        self.abort()

    def _why_lost(self, reply: Reply) -> Exception:
        if self._exchanges and not self._taken and not self._status:
            return DroppedError()
        return UnreachableError(reply.agency)


def _size(fields: list[tuple[bytes, bytes]]) -> int:
    """Count the bytes of names and values."""
    return sum(len(name) + len(value) for name, value in fields)


def _named(agency: str, problem: Exception) -> AgencyError:
    """What the parser met, as an error of the agency."""
    if isinstance(problem, HttpParserCallbackError):
        raised = problem.__context__
        if isinstance(raised, AgencyError):
            return raised
    garbled = GarbledError(agency, why="the answer is not HTTP")
    garbled.__cause__ = problem
    return garbled
