"""How the payloads of a stream are cut apart on the wire.

Server-sent events are read as the WHATWG standard says, so a payload must be one
line: JSON is. The parts of `multipart/mixed` (RFC 2046, section 5.1) end with the
boundary, so that a client can read each as soon as it is there.
"""

from dataclasses import dataclass
from typing import Final, Protocol

from gateway.web.accepting import EventsFormat, PartsFormat

_HEAD: Final = b"\r\nContent-Type: application/json; charset=utf-8\r\n\r\n"
_BOUNDARY: Final = b"\r\n---"


class Framing(Protocol):
    """Frames the payloads of one stream."""

    media_type: str

    def payload(self, body: bytes) -> bytes:
        """Frame a payload, JSON."""
        ...

    def beat(self) -> bytes:
        """Say that the stream lives."""
        ...

    def end(self) -> bytes:
        """End the stream."""
        ...


class EventFraming:
    """GraphQL over SSE, distinct connections mode."""

    media_type = "text/event-stream; charset=utf-8"

    def payload(self, body: bytes) -> bytes:
        """Write the event `next`."""
        return b"event: next\ndata: " + body + b"\n\n"

    def beat(self) -> bytes:
        """Write a comment."""
        return b":\n\n"

    def end(self) -> bytes:
        """Write the event `complete`; without data, browsers would not see it."""
        return b"event: complete\ndata:\n\n"


@dataclass(slots=True)
class MultipartFraming:
    """`multipart/mixed` with the boundary `-`.

    What follows a boundary (another part, or the end) is written with what follows.
    """

    media_type: str
    _began: bool = False

    def payload(self, body: bytes) -> bytes:
        """Write a part and the boundary behind it."""
        before = b"" if self._began else _BOUNDARY
        self._began = True
        return before + _HEAD + body + _BOUNDARY

    def beat(self) -> bytes:
        """Write an empty object, as the multipart protocol of subscriptions asks."""
        return self.payload(b"{}")

    def end(self) -> bytes:
        """Make the boundary the closing one."""
        return (b"" if self._began else _BOUNDARY) + b"--\r\n"


def framing_of(form: PartsFormat | EventsFormat) -> Framing:
    """Return the framing of a format."""
    if form is EventsFormat.SSE:
        return EventFraming()
    return MultipartFraming(f'multipart/mixed; boundary="-"; {form.value}')
