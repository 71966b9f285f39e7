"""What an agency knows of revocations: fetched often, remembered, never too old.

While it is asked, the list is fetched every `every` seconds, so that a revocation takes
effect within a minute wherever the unit can be reached. Where it can't, the last list
serves until it is `max_stale` old by the unit's own time, and then nothing goes on.
A revocation that was seen once counts for good: a list that lacks it is no newer list.

This file does not know about HTTP or files: fetching and keeping are arguments.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from linkage.errors import ReleaseRefused
from linkage.release.officers import Officers
from linkage.release.revocation import LIMIT, Revoked
from linkage.release.revocation_list import RevocationList, unseal
from protocol.dates import Clock
from protocol.keys import KeySet

_AHEAD = timedelta(seconds=60)
"""So far the unit's clock may be ahead of ours."""


class Keep(Protocol):
    """Where the last list survives a restart."""

    def read(self) -> bytes | None:
        """The last list; None where there is none."""
        ...

    def write(self, content: bytes) -> None:
        """Take the place of the last list."""
        ...


@dataclass(frozen=True, slots=True)
class Trust:
    """Whose word counts."""

    officers: Officers
    """For a revocation."""
    peers: KeySet
    """For the list: holds the unit's key."""
    unit: str
    """The unit's process id."""


@dataclass(frozen=True, slots=True)
class Times:
    """How long a list serves."""

    every: timedelta = timedelta(seconds=30)
    max_stale: timedelta = timedelta(hours=1)


class RevocationWatch:
    """The revocations as an agency knows them.

    Args:
        fetch: Gets the list; raises OSError where it can't.
        keep: Where the last list survives a restart.
        trust: Whose word counts.
        clock: Tells the age of a list.
        times: How long it serves.
    """

    def __init__(
        self,
        fetch: Callable[[], Awaitable[bytes]],
        keep: Keep,
        trust: Trust,
        clock: Clock,
        times: Times | None = None,
    ) -> None:
        self._fetch = fetch
        self._keep = keep
        self._trust = trust
        self._clock = clock
        self._times = times or Times()
        self._known: RevocationList | None = None
        self._revoked = Revoked()
        self._tried: datetime | None = None
        self._fetching = asyncio.Lock()

    async def current(self) -> Revoked:
        """All that is known to be revoked.

        Raises:
            ReleaseRefused: No list is fresh enough.
        """
        async with self._fetching:
            now = self._clock()
            if self._tried is None:
                self._recall(now)
            if self._tried is None or now - self._tried >= self._times.every:
                self._tried = now
                await self._renew(now)
        if self._known is None or now - self._known.sealed > self._times.max_stale:
            raise ReleaseRefused(
                "The list of revocations can't be had, and the last one is too old.",
                limit=LIMIT,
            )
        return self._revoked

    def _recall(self, now: datetime) -> None:
        """Takes up the list from before a restart."""
        kept = self._keep.read()
        if kept is not None:
            self._take(kept, now)

    async def _renew(self, now: datetime) -> None:
        """Takes up a newer list; where there is none, the last one goes on aging."""
        try:
            content = await self._fetch()
        except OSError:
            return
        if self._take(content, now):
            self._keep.write(content)

    def _take(self, content: bytes, now: datetime) -> bool:
        """Whether a list was taken up.

        One that is older than the last, from the future, or lacks a revocation that
        was seen is left: it ages the last one, and can't undo anything.
        """
        try:
            coming = unseal(content, self._trust.peers, self._trust.unit)
            revoked = Revoked.read(coming.revocations, self._trust.officers)
        except ReleaseRefused:
            return False
        last = self._known
        if coming.sealed > now + _AHEAD:
            return False
        if last is not None and (
            coming.sealed < last.sealed
            or not set(last.revocations) <= set(coming.revocations)
        ):
            return False
        self._known, self._revoked = coming, revoked
        return True
