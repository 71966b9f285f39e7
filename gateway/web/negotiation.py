"""Which media type a caller can read (GraphQL over HTTP, section 5.2).

`application/graphql-response+json` where it is accepted by name; else
`application/json`, which every client of before 2025 expects.
"""

from functools import lru_cache
from typing import Final

GRAPHQL: Final = "application/graphql-response+json"
JSON: Final = "application/json"
HTML: Final = "text/html"


@lru_cache(maxsize=64)
def answer_type(accept: str | None) -> str | None:
    """Choose the media type of an answer.

    Args:
        accept: the `Accept` header; None where there is none.

    Returns:
        The media type, or None when the caller reads neither.
    """
    if not accept or not accept.strip():
        return JSON
    weights = _weights(accept)
    offers = {
        GRAPHQL: weights.get(GRAPHQL),
        JSON: _weight(weights, JSON, "application/*", "*/*"),
    }
    readable = {kind: weight for kind, weight in offers.items() if weight}
    return max(readable, key=lambda kind: readable[kind] or 0, default=None)


def wants_page(accept: str | None) -> bool:
    """Say whether a browser asks for a page rather than data."""
    weights = _weights(accept or "")
    return HTML in weights and GRAPHQL not in weights and JSON not in weights


def _weights(accept: str) -> dict[str, float]:
    """Weights by media range, without other parameters (RFC 9110, 12.5.1)."""
    found: dict[str, float] = {}
    for part in accept.split(","):
        kind, *parameters = (piece.strip() for piece in part.split(";"))
        weight = 1.0
        for one in parameters:
            name, _, value = one.partition("=")
            if name.strip().lower() == "q":
                weight = _number(value)
        if kind:
            found[kind.lower()] = weight
    return found


def _weight(weights: dict[str, float], *ranges: str) -> float | None:
    """Weight by the most specific range that is named."""
    for one in ranges:
        if one in weights:
            return weights[one]
    return None


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
