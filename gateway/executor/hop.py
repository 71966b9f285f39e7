"""What a message to a subgraph carries, and how its answer is checked.

The executor asks a `Hop` for the headers of each message and hands it each
reply. In development mode subgraphs are plain GraphQL servers (`PlainHop`);
otherwise each message is signed and each answer verified (`SignedHop`).
"""

from collections.abc import Callable, Mapping
from typing import Final, Protocol

from gateway.executor.event_stream import StreamEvent
from gateway.executor.transport import Incoming

COMPLETE: Final = "complete"
"""The name of a stream's last event."""
CheckEvent = Callable[[StreamEvent], None]
"""Checks that this is the next event of a stream; raises ANSWER_TAMPERED."""


class Hop(Protocol):
    """One request's way of talking to subgraphs."""

    def headers(
        self, agency: str, url: str, body: bytes, *, lasting: bool = False
    ) -> Mapping[str, str]:
        """Return the headers that prove who sends this body, and for whom.

        Args:
            agency: that is asked.
            url: where.
            body: of the message.
            lasting: whether a stream of events answers.
        """
        ...

    def check(self, agency: str, sent: Mapping[str, str], incoming: Incoming) -> None:
        """Check that the answer is that of the asked node to what was sent.

        Raises:
            TautanError: ANSWER_TAMPERED: it is not.
            SessionForgotten: it asks for the same once more, signed.
        """
        ...

    def events(self, agency: str, sent: Mapping[str, str]) -> CheckEvent:
        """Return what checks each event that the asked node answers with."""
        ...


class PlainHop:
    """Messages to plain GraphQL servers: nothing is signed or checked."""

    def headers(
        self,
        agency: str,  # noqa: ARG002 - the protocol's shape
        url: str,  # noqa: ARG002 - the protocol's shape
        body: bytes,  # noqa: ARG002 - the protocol's shape
        *,
        lasting: bool = False,  # noqa: ARG002 - the protocol's shape
    ) -> Mapping[str, str]:
        """Return no headers."""
        return {}

    def check(self, agency: str, sent: Mapping[str, str], incoming: Incoming) -> None:
        """Accept any answer."""

    def events(self, agency: str, sent: Mapping[str, str]) -> CheckEvent:  # noqa: ARG002 - the protocol's shape
        """Accept any events."""
        return _accept


def _accept(_: StreamEvent) -> None:
    """Accept an event."""
