"""Documents by their id: trusted ones, and those that callers register.

*Trusted documents* come from a file or folder when the gateway starts; a gateway can
be told to answer these alone. *Automatic persisted queries* (Apollo's protocol) save
callers from sending the same text again and again: the first time they send text and
hash, then the hash alone. A text is kept only once it was answered, so that nobody
fills the store with what is no query; its hash is always recomputed.

What is decided on, signed for and recorded is the resolved text. This file does not
know HTTP.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from types import MappingProxyType
from typing import Final

from gateway.errors import RequestError

PREFIX: Final = "sha256:"
"""Of an id that is the hash of its document (GraphQL over HTTP, appendix on
persisted documents)."""


def hash_of(text: str) -> str:
    """Return the SHA-256 of a document's text, in hexadecimal."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class Registered:
    """Texts that callers registered; forgets what was not used for longest."""

    def __init__(self, max_bytes: int) -> None:
        """Keep at most so many bytes of text (UTF-8)."""
        self._max_bytes = max_bytes
        self._bytes = 0
        self._held: OrderedDict[str, str] = OrderedDict()

    def get(self, key: str) -> str | None:
        """Return the text with this hash, and count it as used."""
        text = self._held.get(key)
        if text is not None:
            self._held.move_to_end(key)
        return text

    def put(self, key: str, text: str) -> None:
        """Hold a text, if it fits at all."""
        size = len(text.encode())
        if key in self._held or size > self._max_bytes:
            return
        self._held[key] = text
        self._bytes += size
        while self._bytes > self._max_bytes:
            _, dropped = self._held.popitem(last=False)
            self._bytes -= len(dropped.encode())


@dataclass(frozen=True, slots=True)
class Documents:
    """Turns what a request carries into the text of a document."""

    trusted: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Text by id; ids are SHA-256 hashes, or names of the manifest's own."""
    trusted_only: bool = False
    """Whether every other document is refused."""
    registered: Registered | None = None
    """None where automatic persisted queries are off."""

    def resolve(self, text: str | None, given_id: str | None) -> str:
        """Return the text of the document that a request asks for.

        Args:
            text: the document, if the request carries it.
            given_id: the id, if it carries one.

        Raises:
            RequestError: SYNTAX_ERROR with neither; DOCUMENT_NOT_TRUSTED,
                PERSISTED_QUERY_NOT_FOUND, PERSISTED_QUERY_HASH_MISMATCH or
                PERSISTED_QUERY_NOT_SUPPORTED.
        """
        if given_id is None:
            return self._plain(text)
        key = given_id.removeprefix(PREFIX)
        known = self.trusted.get(key)
        if known is not None and text in {None, known}:
            return known
        if self.trusted_only:
            raise RequestError("DOCUMENT_NOT_TRUSTED")
        if text is not None and hash_of(text) != key.lower():
            raise RequestError("PERSISTED_QUERY_HASH_MISMATCH")
        return text if text is not None else self._registered(key.lower())

    def answered(self, text: str, given_id: str | None) -> None:
        """Register a document that came with its id and was answered."""
        if given_id is not None and self.registered is not None:
            key = hash_of(text)
            if key not in self.trusted:
                self.registered.put(key, text)

    def _plain(self, text: str | None) -> str:
        if text is None:
            raise RequestError("SYNTAX_ERROR", diagnostics="no document")
        if self.trusted_only and hash_of(text) not in self.trusted:
            raise RequestError("DOCUMENT_NOT_TRUSTED")
        return text

    def _registered(self, key: str) -> str:
        if self.registered is None:
            code = "NOT_FOUND" if self.trusted else "NOT_SUPPORTED"
            raise RequestError(f"PERSISTED_QUERY_{code}")
        text = self.registered.get(key)
        if text is None:
            raise RequestError("PERSISTED_QUERY_NOT_FOUND")
        return text
