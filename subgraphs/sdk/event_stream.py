"""Writes the events of a node: server-sent events, each signed (docs/reference/wire.md).

GraphQL over Server-Sent Events, distinct connections mode: `next` per answer and
`complete` at the end. The proof of an event stands in the field `proof`, which
readers that do not know it pass over (WHATWG HTML, 9.2.6).
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Final

from protocol.dates import Clock
from protocol.hop_events import EventSigner

EVENT_STREAM: Final = "text/event-stream"
_ALIVE: Final = b":\n\n"


async def signed_events(
    bodies: AsyncGenerator[bytes | None], signer: EventSigner, clock: Clock
) -> AsyncGenerator[bytes]:
    """Yields each body as a signed event, then `complete`; a comment for None.

    Args:
        bodies: JSON without line breaks; closed when this is.
        signer: Of this stream.
        clock: Tells the time.
    """
    async with aclosing(bodies):
        async for body in bodies:
            if body is None:
                yield _ALIVE
            else:
                proof = signer.sign(body, last=False, now=clock())
                yield _event(b"next", body, proof)
    yield _event(b"complete", b"", signer.sign(b"", last=True, now=clock()))


def _event(name: bytes, body: bytes, proof: str) -> bytes:
    return b"event: %b\ndata: %b\nproof: %b\n\n" % (name, body, proof.encode())
