"""The token issuer's public keys: from a file, or from a URL and kept fresh.

Keys from a URL are fetched before the first request and again at intervals, so
that a rotation is followed; when the issuer is away, the last keys stay.
"""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import aiohttp
import structlog

from gateway.errors import SettingsError
from protocol.canonical import read_json_object
from protocol.errors import KeyFileError
from protocol.keys import KeySet

EVERY_SECONDS: Final = 60.0
PATIENCE_SECONDS: Final = 10.0
MAX_BYTES: Final = 262_144

log = structlog.get_logger("gateway")


@dataclass(slots=True)
class IssuerKeys:
    """The keys as they are now."""

    source: Path | str
    """A file, or an http(s) URL."""
    keys: KeySet | None = None

    def current(self) -> KeySet:
        """Return the keys; an empty set, which verifies nothing, before any came."""
        return self.keys or KeySet({})

    async def load(self) -> None:
        """Read the keys for the first time.

        Raises:
            SettingsError: they can't be read.
        """
        try:
            if isinstance(self.source, Path):
                self.keys = KeySet.load(self.source)
            else:
                self.keys = await fetch_keys(self.source)
        except (KeyFileError, aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise SettingsError(f"issuer keys at {self.source}: {error}") from None

    async def keep_fresh(self) -> None:
        """Fetch keys from a URL again and again, until cancelled."""
        while not isinstance(self.source, Path):
            await asyncio.sleep(EVERY_SECONDS)
            try:
                self.keys = await fetch_keys(self.source)
            except (KeyFileError, aiohttp.ClientError, TimeoutError, ValueError):
                log.warning("issuer keys could not be fetched", source=self.source)


async def fetch_keys(url: str) -> KeySet:
    """Fetch a JWKS.

    Raises:
        KeyFileError: it is no JWKS.
        aiohttp.ClientError: the issuer does not answer.
        TimeoutError: it does not in time.
        ValueError: it is no JSON object.
    """
    timeout = aiohttp.ClientTimeout(total=PATIENCE_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as client, client.get(url) as got:
        got.raise_for_status()
        body = await got.content.read(MAX_BYTES)
    return KeySet.from_jwks(read_json_object(body))
