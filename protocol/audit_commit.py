"""Group commit: requests that end together share one signature and one disk.

Each waits until its own event is on disk. While one group is written, the next
gathers; so the wait is that of two groups at most, and the more requests there are,
the less each costs. This file does not know files.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from protocol.audit import AuditLog
from protocol.audit_events import AuditEvent
from protocol.errors import AuditError


class _Waiting(NamedTuple):
    event: AuditEvent
    done: "asyncio.Future[int]"


@dataclass(slots=True)
class GroupCommit:
    """Writes the events of one event loop's requests to a log."""

    log: AuditLog
    _waiting: list[_Waiting] = field(default_factory=list)
    _writer: "asyncio.Task[None] | None" = None

    async def append(self, event: AuditEvent) -> int:
        """Writes an event; when this returns, it is on disk.

        Returns:
            The line's number.

        Raises:
            AuditError: AUDIT_UNAVAILABLE: it could not be written.
        """
        done: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(event, done))
        if self._writer is None:
            self._writer = asyncio.create_task(self._write_groups())
        return await done

    def close(self) -> None:
        """Closes the log once the group under way is written."""
        self.log.close()

    async def _write_groups(self) -> None:
        try:
            while self._waiting:
                group, self._waiting = self._waiting, []
                await self._write(group)
        finally:
            self._writer = None

    async def _write(self, group: list[_Waiting]) -> None:
        events = [one.event for one in group]
        written: Sequence[int | Exception]
        try:
            written = await asyncio.to_thread(self.log.write, events)
        except AuditError as error:
            written = [_unavailable(error) for _ in group]
        except Exception as error:  # noqa: BLE001 -- it is raised where each waits
            written = [error for _ in group]
        for one, result in zip(group, written, strict=True):
            _settle(one, result)


def _settle(one: _Waiting, result: int | Exception) -> None:
    if one.done.done():
        # whoever waited was cancelled; the line stands all the same
        return
    if isinstance(result, Exception):
        one.done.set_exception(result)
    else:
        one.done.set_result(result)


def _unavailable(error: AuditError) -> AuditError:
    """An error of its own for each: a raised one collects where it was raised."""
    return AuditError("AUDIT_UNAVAILABLE", diagnostics=str(error))
