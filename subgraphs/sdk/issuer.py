"""The keys of whoever issues access tokens, from a file or a URL."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import jwt

from protocol.dates import Clock
from protocol.key_cache import KeyCache
from protocol.keys import KeySet
from subgraphs.sdk.fetch import fetch

IssuerKeys = Callable[[str | None], Awaitable[KeySet]]
"""Takes the id of the key that is looked for, returns the issuer's keys."""


def issuer_keys(source: str, home: Path, clock: Clock) -> IssuerKeys:
    """The keys at a place.

    Args:
        source: An http or https URL, or a path.
        home: What a path is relative to.
        clock: Tells the age of fetched keys.

    Raises:
        KeyFileError: A file holds no usable keys.
    """
    if source.startswith(("https://", "http://")):
        return KeyCache(lambda: fetch(source), clock).current
    return constant(KeySet.load(home / source))


def constant(keys: KeySet) -> IssuerKeys:
    """Keys that stay as they are."""

    async def current(_kid: str | None) -> KeySet:
        return keys

    return current


def key_id_of(compact: str) -> str | None:
    """The id of the key that a token names, not yet believed."""
    try:
        kid = jwt.get_unverified_header(compact).get("kid")
    except jwt.InvalidTokenError:
        return None
    return kid if isinstance(kid, str) else None
