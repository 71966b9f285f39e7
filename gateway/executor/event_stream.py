"""Reads event streams (WHATWG HTML, section 9.2), whatever pieces they come in.

Beside the fields of the standard it keeps `proof`, in which a node signs an event
(`protocol.hop_events`). `id` and `retry` are passed over: nothing here reconnects.
This file has no socket.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

_LINE_END: Final = re.compile(rb"\r\n|\n|\r")
_BOM: Final = b"\xef\xbb\xbf"


class TooLargeError(Exception):
    """An event is larger than it may be."""


@dataclass(frozen=True, slots=True)
class StreamEvent:
    """One event."""

    name: str
    """"" where the stream gives none."""
    data: bytes
    proof: str = ""


@dataclass(slots=True)
class EventReader:
    """Reads one stream."""

    max_bytes: int
    """The largest event, its field names included."""
    _held: bytes = b""
    _begun: bool = False
    _size: int = 0
    _name: str = ""
    _proof: str = ""
    _data: list[bytes] = field(default_factory=list)

    def feed(self, piece: bytes) -> Iterator[StreamEvent]:
        """Take a piece, and yield the events that it completes.

        Raises:
            TooLargeError: an event goes beyond the limit.
        """
        self._held += piece
        if not self._begun and len(self._held) >= len(_BOM):
            self._held = self._held.removeprefix(_BOM)
            self._begun = True
        while (line := self._line()) is not None:
            self._size += len(line)
            self._check(self._size)
            if line:
                self._field(line)
            elif (event := self._dispatch()) is not None:
                yield event
        self._check(self._size + len(self._held))

    def _check(self, size: int) -> None:
        if size > self.max_bytes:
            raise TooLargeError

    def _line(self) -> bytes | None:
        """Take the next line; a CR at the end may be the first half of its end."""
        found = _LINE_END.search(self._held)
        if found is None or (found[0] == b"\r" and found.end() == len(self._held)):
            return None
        line, self._held = self._held[: found.start()], self._held[found.end() :]
        return line

    def _field(self, line: bytes) -> None:
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        match name:
            case b"data":
                self._data.append(value)
            case b"event":
                self._name = value.decode(errors="replace")
            case b"proof":
                self._proof = value.decode(errors="replace")
            case _:
                pass  # a comment, or a field that nobody reads

    def _dispatch(self) -> StreamEvent | None:
        event = StreamEvent(self._name, b"\n".join(self._data), self._proof)
        empty = not self._data and not self._name
        self._name, self._proof, self._data, self._size = "", "", [], 0
        return None if empty else event
