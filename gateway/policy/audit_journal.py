"""The journal of a guarded gateway: its hash-chained log."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field

from gateway.policy.access import Visit
from gateway.policy.journal import Outcome
from gateway.policy.turned_away import TurnedAway
from protocol.audit import AuditLog
from protocol.audit_commit import GroupCommit
from protocol.audit_events import AuditEvent
from protocol.errors import AuditError
from protocol.hop_exchanged import Exchanged


@dataclass(frozen=True, slots=True)
class AuditJournal:
    """Writes to the gateway's hash-chained log."""

    log: AuditLog
    _commit: GroupCommit = field(init=False)
    _turned_away: TurnedAway = field(init=False)
    _tasks: set["asyncio.Task[None]"] = field(init=False, default_factory=set)

    def __post_init__(self) -> None:
        """Let requests that end together share a group."""
        object.__setattr__(self, "_commit", GroupCommit(self.log))
        object.__setattr__(self, "_turned_away", TurnedAway(self._commit))

    async def write(self, visit: Visit, outcome: Outcome) -> None:
        """Append one line; of anonymous visits, who see the schema alone, none."""
        if visit.identity is not None:
            await self._commit.append(event_of(visit, outcome))

    def turned_away(self, code: str) -> None:
        """Count the request; a line a second for each code, however many come."""
        self._turned_away.add(code)

    def exchanged(self, ended: Exchanged) -> None:
        """Write what was exchanged with a node under a session that ended."""
        task = asyncio.create_task(self._write_exchanged(ended))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _write_exchanged(self, ended: Exchanged) -> None:
        with suppress(AuditError):
            # nothing waits for it; the next request meets the same log
            await self._commit.append(ended.event())

    def close(self) -> None:
        """Write what is counted, and close the log."""
        self._turned_away.close()
        self.log.close()


def event_of(visit: Visit, outcome: Outcome) -> AuditEvent:
    """Put a visit and its outcome into the log's own shape."""
    ask = visit.identity.ask if visit.identity else None
    return AuditEvent(
        kind=outcome.follows or ("ANSWERED" if outcome.answered else "REFUSED"),
        outcome=outcome.code,
        request_id=visit.request_id,
        organisation=ask.asker.organisation if ask else "",
        subject=ask.asker.subject if ask else "",
        purpose=ask.purpose if ask else "",
        way=ask.way.value if ask else "",
        agreements=outcome.agreements,
        agencies=outcome.agencies,
        unanswered=outcome.unanswered,
        coordinates=outcome.coordinates,
        counts=outcome.counts,
        plan_digest=outcome.plan_digest,
    )
