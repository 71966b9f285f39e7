"""What the executor asks of a transport: one message out, one reply back.

A transport knows sockets and deadlines. It does not know GraphQL, signatures
or plans: bytes go out, bytes come back, and a failure is one of the typed
agency errors.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Outgoing:
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


@dataclass(frozen=True, slots=True)
class Incoming:
    """A subgraph's reply, read to its end."""

    status: int
    headers: Mapping[str, str]
    """Header names in lower case."""
    body: bytes


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
