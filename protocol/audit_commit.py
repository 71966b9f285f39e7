"""Group commit: requests that end together share one signature and one disk.

Each waits until its own event is on disk. While one group is written, the next
gathers; so the wait is that of two groups at most, and the more requests there are,
the less each costs. This file does not know files.

A disk that answers within two milliseconds is waited for where the loop runs: handing
over to a thread and back costs more, since in a busy process each of its calls waits
for the interpreter's lock. A slower one is waited for in a thread, and tried again
after a while.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from protocol.audit import AuditLog
from protocol.audit_events import AuditEvent
from protocol.errors import AuditError

QUICK_SECONDS: Final = 0.002
THREADED_GROUPS: Final = 200
"""Groups that go to a thread before the disk is tried again."""


class _Waiting(NamedTuple):
    event: AuditEvent
    done: "asyncio.Future[int]"


@dataclass(slots=True)
class GroupCommit:
    """Writes the events of one event loop's requests to a log.

    Args:
        log: The log.
        quick: Seconds up to which a group is waited for in the loop; with 0, none is.
        timer: Tells seconds that pass.
    """

    log: AuditLog
    quick: float = QUICK_SECONDS
    timer: Callable[[], float] = time.perf_counter
    _threaded: int = 0
    """How many groups still go to a thread."""
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
            written = await self._written(events)
        except AuditError as error:
            written = [_unavailable(error) for _ in group]
        except Exception as error:  # noqa: BLE001 -- it is raised where each waits
            written = [error for _ in group]
        for one, result in zip(group, written, strict=True):
            _settle(one, result)

    async def _written(self, events: list[AuditEvent]) -> Sequence[int | Exception]:
        if self._threaded or not self.quick:
            self._threaded = max(0, self._threaded - 1)
            return await asyncio.to_thread(self.log.write, events)
        began = self.timer()
        written = self.log.write(events)
        if self.timer() - began > self.quick:
            self._threaded = THREADED_GROUPS
        return written


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
