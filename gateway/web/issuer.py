"""The token issuer's public keys: from a file, or from a URL and kept fresh.

Keys from a URL are fetched before the first request and again at intervals, so
that a rotation is followed; when the issuer is away, the last keys stay.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

import aiohttp
import jwt

from gateway.errors import SettingsError
from gateway.web import log
from protocol.canonical import read_json_object
from protocol.errors import KeyFileError
from protocol.keys import KeySet

EVERY_SECONDS: Final = 60.0
PATIENCE_SECONDS: Final = 10.0
MAX_BYTES: Final = 262_144
TROUBLES: Final = (
    KeyFileError,
    aiohttp.ClientError,
    jwt.PyJWTError,
    OSError,
    TimeoutError,
    ValueError,
)

K = TypeVar("K")


@dataclass(slots=True)
class IssuerKeys(Generic[K]):
    """The keys as they are now."""

    source: Path | str
    """A file, or an http(s) URL."""
    read: Callable[[Mapping[str, Any]], K]
    """Reads a JWKS: `KeySet.from_jwks`, or `any_keys`."""
    keys: K
    """Before any came: an empty set, which verifies nothing."""

    def current(self) -> K:
        """Return the keys."""
        return self.keys

    async def load(self) -> None:
        """Read the keys for the first time.

        Raises:
            SettingsError: they can't be read.
        """
        try:
            self.keys = self.read(await self._jwks())
        except TROUBLES as error:
            raise SettingsError(f"issuer keys at {self.source}: {error}") from None

    async def keep_fresh(self) -> None:
        """Fetch keys from a URL again and again, until cancelled."""
        while not isinstance(self.source, Path):
            await asyncio.sleep(EVERY_SECONDS)
            try:
                self.keys = self.read(await self._jwks())
            except TROUBLES:
                log.warning("issuer keys could not be fetched", source=self.source)

    async def _jwks(self) -> dict[str, Any]:
        if isinstance(self.source, Path):
            return read_json_object(self.source.read_bytes())
        return read_json_object(await _fetched(self.source))


def own_keys(source: Path | str) -> IssuerKeys[KeySet]:
    """Keys of an issuer of Tautan's own tokens: Ed25519 alone."""
    return IssuerKeys(source, KeySet.from_jwks, KeySet({}))


def foreign_keys(source: Path | str) -> IssuerKeys[jwt.PyJWKSet | None]:
    """Keys of any issuer of JSON Web Tokens."""
    return IssuerKeys(source, _any_keys, None)


def _any_keys(jwks: Mapping[str, Any]) -> jwt.PyJWKSet:
    return jwt.PyJWKSet.from_dict(dict(jwks))


async def _fetched(url: str) -> bytes:
    timeout = aiohttp.ClientTimeout(total=PATIENCE_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as client, client.get(url) as got:
        got.raise_for_status()
        return await got.content.read(MAX_BYTES)
