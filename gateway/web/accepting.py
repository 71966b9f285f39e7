"""Which streams a caller can read, by its `Accept` header.

| media type | parameter | what it is |
| --- | --- | --- |
| `multipart/mixed` | `deferSpec=20220824` | deferred parts as Apollo's clients know them |
| `multipart/mixed` | `incrementalSpec=v0.2`, or none | as the RFC has them: pending, completed |
| `multipart/mixed` | `subscriptionSpec=1.0` | events, in Apollo's multipart protocol |
| `text/event-stream` | | events (GraphQL over SSE, distinct connections) |

Where several of a kind are accepted, the newest format of deferred parts is taken,
and the event stream.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Final

MULTIPART: Final = "multipart/mixed"
EVENT_STREAM: Final = "text/event-stream"


class PartsFormat(Enum):
    """How deferred parts are written; the value is the parameter that says so."""

    CURRENT = "incrementalSpec=v0.2"
    OF_2022 = "deferSpec=20220824"


class EventsFormat(Enum):
    """How events are written; the value is the parameter that says so, if any."""

    SSE = ""
    MULTIPART = "subscriptionSpec=1.0"


@dataclass(frozen=True, slots=True)
class Accepted:
    """The streams that a caller can read."""

    parts: PartsFormat | None = None
    events: EventsFormat | None = None


NOTHING: Final = Accepted()
_NAMED: Final = re.compile(r"multipart/mixed|text/event-stream", re.IGNORECASE)


@lru_cache(maxsize=64)
def accepted_streams(accept: str | None) -> Accepted:
    """Read an `Accept` header.

    Args:
        accept: the header; None where there is none.
    """
    if not accept or not _NAMED.search(accept):
        return NOTHING
    parts: set[PartsFormat] = set()
    events: set[EventsFormat] = set()
    for kind, parameters in _ranges(accept):
        if kind == EVENT_STREAM:
            events.add(EventsFormat.SSE)
        elif kind != MULTIPART:
            continue
        elif parameters.get("subscriptionspec") == "1.0":
            events.add(EventsFormat.MULTIPART)
        elif "deferspec" in parameters:
            known = parameters["deferspec"] == "20220824"
            parts |= {PartsFormat.OF_2022} if known else set()
        elif parameters.get("incrementalspec", "v0.2") == "v0.2":
            parts.add(PartsFormat.CURRENT)
    return Accepted(
        next((one for one in PartsFormat if one in parts), None),
        next((one for one in EventsFormat if one in events), None),
    )


def _ranges(accept: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield media ranges with their parameters; those of weight nought are left out."""
    for part in accept.split(","):
        kind, *rest = (piece.strip() for piece in part.split(";"))
        parameters = {
            name.strip().lower(): value.strip().strip('"')
            for name, _, value in (one.partition("=") for one in rest)
        }
        if not _is_nought(parameters.get("q", "1")):
            yield kind.lower(), parameters


def _is_nought(weight: str) -> bool:
    return weight.strip("0.") == ""
