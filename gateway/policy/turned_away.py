"""Requests that were not admitted, in the log.

Nobody is proven to have sent them, so there is nothing to say but how many met which
refusal. They are counted, and a line for each code is written at once and then at most
once a second: so whoever knocks can't fill the disk. A refusal tells nothing, so it
leaves without waiting for its line.
"""

import asyncio
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from protocol.audit_commit import GroupCommit
from protocol.audit_events import TURNED_AWAY, AuditEvent
from protocol.errors import AuditError

EVERY_SECONDS: Final = 1.0
COUNTED: Final = "Request"


@dataclass(slots=True)
class TurnedAway:
    """Counts refusals and writes them down."""

    commit: GroupCommit
    every: float = EVERY_SECONDS
    _counts: Counter[str] = field(default_factory=Counter)
    _writing: "asyncio.Task[None] | None" = None

    def add(self, code: str) -> None:
        """Count one refusal."""
        self._counts[code] += 1
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())

    def close(self) -> None:
        """Write what is counted."""
        if self._writing is not None:
            self._writing.cancel()
            self._writing = None
        with suppress(AuditError):
            self.commit.log.write(self._events())

    async def _write(self) -> None:
        while self._counts:
            for event in self._events():
                with suppress(AuditError):
                    await self.commit.append(event)
            await asyncio.sleep(self.every)
        self._writing = None

    def _events(self) -> list[AuditEvent]:
        counts, self._counts = self._counts, Counter()
        return [
            AuditEvent(TURNED_AWAY, code, counts={COUNTED: number})
            for code, number in sorted(counts.items())
        ]
