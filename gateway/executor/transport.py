"""What the executor asks of a transport: one message out, one reply back.

A transport knows sockets and deadlines. It does not know GraphQL, signatures
or plans: bytes go out, bytes come back, and a failure is one of the typed
agency errors. A reply comes whole (`post`) or as it arrives (`stream`).
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import NamedTuple, Protocol, runtime_checkable


class Outgoing(NamedTuple):
    """One request to one subgraph."""

    agency: str
    """The subgraph's name, as errors and metrics show it."""
    url: str
    body: bytes
    headers: Mapping[str, str]
    seconds: float
    """How long the subgraph may take, from now."""
    repeatable: bool = False
    """Whether it may be sent again when a kept connection turns out dead."""


class Incoming(NamedTuple):
    """A subgraph's reply, read to its end."""

    status: int
    headers: Mapping[str, str]
    """Header names in lower case."""
    body: bytes


@dataclass(frozen=True, slots=True)
class Arriving:
    """A subgraph's reply, whose body is read as it arrives."""

    status: int
    headers: Mapping[str, str]
    """Header names in lower case."""
    pieces: AsyncIterator[bytes]
    """The body, cut anywhere; never an empty piece. Raises `UnreachableError`,
    `TimedOutError` and `GarbledError` as `Transport.post` does."""


class Transport(Protocol):
    """Sends a message and reads the reply."""

    async def post(self, outgoing: Outgoing) -> Incoming:
        """Send one POST request.

        Raises:
            UnreachableError: no connection, or it broke.
            TimedOutError: the reply did not end in time.
            GarbledError: the reply is too large or is not JSON.
        """
        ...

    async def close(self) -> None:
        """Close every connection."""
        ...


@runtime_checkable
class StreamingTransport(Transport, Protocol):
    """A transport that can also read a reply as it arrives."""

    def stream(
        self, outgoing: Outgoing, *, silence: float
    ) -> AbstractAsyncContextManager[Arriving]:
        """Send one POST request and read the reply piece by piece.

        Entering waits for the head of the reply, `outgoing.seconds` at most.
        Leaving before the end closes the connection. Whoever reads slowly slows
        the subgraph: little more than a piece is kept. The reply is an event
        stream, or JSON where the subgraph refuses; its whole size has no limit,
        so the reader limits what it puts together.

        Args:
            outgoing: the request.
            silence: the longest wait for the next piece, in seconds.

        Raises:
            UnreachableError: no connection, or it broke.
            TimedOutError: the head, or the next piece, did not come in time.
            GarbledError: the reply is neither an event stream nor JSON.
        """
        ...
