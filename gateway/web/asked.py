"""A request to the hot route, whose headers are read once.

Starlette looks through all headers, and decodes, for each that is asked for; the
gateway asks for nine. Otherwise it is Starlette's request.
"""

from collections.abc import MutableMapping
from typing import Any, TypeVar

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

T = TypeVar("T")


class KnownHeaders(Headers):
    """Headers by name; of those with one name the first counts, as for Starlette."""

    def __init__(self, scope: MutableMapping[str, Any]) -> None:
        """Read the headers of an ASGI scope, whose names are in lower case."""
        super().__init__(scope=scope)
        self._known: dict[str, list[str]] = {}
        for name, value in scope["headers"]:
            held = self._known.setdefault(name.decode("latin-1"), [])
            held.append(value.decode("latin-1"))

    def __getitem__(self, key: str) -> str:
        """Return the value of a header.

        Raises:
            KeyError: there is none.
        """
        return self._known[key.lower()][0]

    def __contains__(self, key: object) -> bool:
        """Say whether a header is there."""
        return isinstance(key, str) and key.lower() in self._known

    def get(self, key: str, default: T | None = None) -> str | T | None:  # type: ignore[override]
        """Return the value of a header, or the default."""
        held = self._known.get(key.lower())
        return held[0] if held else default

    def getlist(self, key: str) -> list[str]:
        """Return all values of a header, in the order in which they came."""
        return [*self._known.get(key.lower(), ())]


class Asked(Request):
    """One request."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take what ASGI gives."""
        super().__init__(scope, receive, send)
        self._known = KnownHeaders(scope)

    @property
    def headers(self) -> KnownHeaders:
        """The headers."""
        return self._known
