"""An issuer's JWKS behind a URL, kept for a while.

A key set is fetched again when it is older than `ttl`, and earlier when a token
names a key that it lacks (the issuer has a new one), but never more often than
every `least` seconds, so that invented key ids can't drive traffic. When the
issuer is down, the old set serves until it is `max_stale` old.

This file does not know about HTTP: the fetcher is an argument.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from protocol.canonical import read_json_object
from protocol.dates import Clock, epoch_seconds
from protocol.errors import KeyFileError
from protocol.keys import KeySet


@dataclass(frozen=True, slots=True)
class CacheTimes:
    """How long a fetched key set serves, in seconds."""

    ttl: int = 300
    least: int = 10
    max_stale: int = 3600


class KeyCache:
    """The keys of one issuer.

    Args:
        fetch: Gets the JWKS document; raises OSError where it can't.
        clock: Tells the age of what is kept.
        times: How long it serves.
    """

    def __init__(
        self,
        fetch: Callable[[], Awaitable[bytes]],
        clock: Clock,
        times: CacheTimes | None = None,
    ) -> None:
        self._fetch = fetch
        self._clock = clock
        self._times = times or CacheTimes()
        self._kept: KeySet | None = None
        self._fetched_at = 0
        self._tried_at: int | None = None
        self._fetching = asyncio.Lock()

    async def current(self, kid: str | None = None) -> KeySet:
        """The issuer's keys.

        Args:
            kid: The key that is looked for; a set without it is fetched anew.

        Raises:
            KeyFileError: The keys can't be had, and none are fresh enough.
        """
        async with self._fetching:
            now = epoch_seconds(self._clock())
            if self._wanted(kid, now):
                await self._renew(now)
        if self._kept is None or now - self._fetched_at > self._times.max_stale:
            raise KeyFileError("the issuer's keys can't be fetched")
        return self._kept

    def _wanted(self, kid: str | None, now: int) -> bool:
        if self._tried_at is not None and now - self._tried_at < self._times.least:
            return False
        if self._kept is None or now - self._fetched_at >= self._times.ttl:
            return True
        return kid is not None and self._kept.find(kid) is None

    async def _renew(self, now: int) -> None:
        self._tried_at = now
        try:
            fetched = KeySet.from_jwks(read_json_object(await self._fetch()))
        except (OSError, ValueError, KeyFileError):
            return
        self._kept, self._fetched_at = fetched, now
