"""Which headers of a request go on to subgraphs.

Those that the settings name, and `traceparent`, by which traces hang together (W3C
Trace Context, level 1): it is checked, since behind agreements nothing that a caller
makes up may pass unseen. Headers that frame a message, or that the gateway itself
answers for, never go on.
"""

import re
from collections.abc import Mapping
from typing import Final

TRACEPARENT: Final = "traceparent"
TRACING: Final = frozenset({TRACEPARENT})
_TRACE: Final = re.compile(r"(?!ff)[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")

OWN: Final = frozenset(
    {
        "accept",
        "accept-encoding",
        "accept-language",
        "connection",
        "content-encoding",
        "content-length",
        "content-type",
        "expect",
        "host",
        "keep-alive",
        "proxy-authorization",
        "proxy-connection",
        "tautan-deadline",
        "tautan-hop",
        "tautan-statement",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
"""The gateway says these itself, or a proxy in front of it took them off."""


def forwarded(headers: Mapping[str, str], names: frozenset[str]) -> dict[str, str]:
    """Return the headers that go on.

    Args:
        headers: of the request, names in lower case.
        names: which go on, in lower case; none of `OWN`.
    """
    found = {one: headers[one] for one in sorted(names) if headers.get(one)}
    if not _TRACE.fullmatch(found.get(TRACEPARENT, "")):
        found.pop(TRACEPARENT, None)
    return found
