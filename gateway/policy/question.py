"""What a caller sent, before anything is believed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Question:
    """One GraphQL request with what came beside it."""

    document: str
    variables: Mapping[str, Any] = field(default_factory=dict)
    operation_name: str | None = None
    token: str = ""
    """Compact access token, "" if there is none."""
    statement: str = ""
    """Compact request statement, "" if there is none."""
    accept_language: str = ""
    """As sent; forwarded to subgraphs."""
    queries_only: bool = False
    """Whether it came by a method that may change nothing (GET)."""
    wants_cost: bool = False
    """Whether the answer shall say what it costs."""
    forwarded: Mapping[str, str] = field(default_factory=dict)
    """Headers of the request that go on to subgraphs, by settings."""
