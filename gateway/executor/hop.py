"""What a message to a subgraph carries, and how its answer is checked.

The executor asks a `Hop` for the headers of each message and hands it each
reply. In development mode subgraphs are plain GraphQL servers (`PlainHop`);
otherwise each message is signed and each answer verified (`SignedHop`).
"""

from collections.abc import Mapping
from typing import Protocol

from gateway.executor.transport import Incoming


class Hop(Protocol):
    """One request's way of talking to subgraphs."""

    def headers(self, agency: str, url: str, body: bytes) -> Mapping[str, str]:
        """Return the headers that prove who sends this body, and for whom."""
        ...

    def check(self, agency: str, sent: Mapping[str, str], incoming: Incoming) -> None:
        """Check that the answer is that of the asked node to what was sent.

        Raises:
            TamperedError: it is not.
        """
        ...


class PlainHop:
    """Messages to plain GraphQL servers: nothing is signed or checked."""

    def headers(self, agency: str, url: str, body: bytes) -> Mapping[str, str]:  # noqa: ARG002 - the protocol's shape
        """Return no headers."""
        return {}

    def check(self, agency: str, sent: Mapping[str, str], incoming: Incoming) -> None:
        """Accept any answer."""
