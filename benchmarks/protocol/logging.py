"""What the audit log costs requests that end together.

Requests are each busy for about as long as an answer of the gateway, in turn, as in a
process of one event loop, and end with a line that is on disk before they do. How much
slower that is is measured with as many requests as the process can take, beside the
same without lines; how long a request waits for its line with half as many, so that it
waits for the disk and not for others' work.
"""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.protocol.world import World
from protocol.audit import AuditLog
from protocol.audit_commit import GroupCommit
from protocol.audit_events import AuditEvent
from protocol.canonical import digest

AT_ONCE = 50
PAUSE_SECONDS = 0.1
"""Between requests of one caller, where the process is to be half idle."""
BUSY_SECONDS = 0.001
"""About what an answer of the gateway takes."""

EVENT = AuditEvent(
    kind="ANSWERED",
    outcome="OK",
    request_id="AAAAAAAAAAAAAAAAAAAAAA",
    organisation="kemenkum.ahu",
    subject="officer-1",
    purpose="NATURALISATION_CHECK",
    way="worklist",
    agreements=("PKS-DEMO-003", "PKS-DEMO-007"),
    agencies=("ahu", "dukcapil", "imigrasi", "persons"),
    coordinates=tuple(f"Resident.field{number}x" for number in range(20)),
    counts={"Resident": 50, "Applicant": 50},
    plan_digest=digest(b"plan"),
)

Append = Callable[[], Awaitable[object]]


@dataclass(slots=True)
class Run:
    """What some requests took."""

    seconds: float = 0.0
    """Of CPU, of all threads: noise of other processes is not in it."""
    waits: list[float] = field(default_factory=list)
    """Seconds that each waited for its line."""

    def wait_ms(self, share: float) -> float:
        """The wait that this share of requests did not exceed, in milliseconds."""
        return sorted(self.waits)[int(share * (len(self.waits) - 1))] * 1e3


def measure_log(world: World, requests: int, rounds: int) -> dict[str, float]:
    """Requests with a log beside requests without; the fastest round of each."""
    bare, logged, paced = [], [], []
    for _ in range(rounds):
        bare.append(asyncio.run(_run(requests, _nothing, 0)))
        logged.append(asyncio.run(_logged(world, requests, 0)))
        paced.append(asyncio.run(_logged(world, requests, PAUSE_SECONDS)))
    fastest = min(run.seconds for run in logged)
    without = min(run.seconds for run in bare)
    calm = min(paced, key=lambda run: run.wait_ms(0.99))
    return {
        "requests_per_s": requests / fastest,
        "without_log_per_s": requests / without,
        "slower_percent": (fastest / without - 1) * 100,
        "wait_p50_ms": calm.wait_ms(0.5),
        "wait_p99_ms": calm.wait_ms(0.99),
    }


async def _logged(world: World, requests: int, pause: float) -> Run:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "audit.jsonl"
        log = AuditLog(path, "gateway-1", world.gateway, lambda: datetime.now(UTC))
        commit = GroupCommit(log)
        run = await _run(requests, lambda: commit.append(EVENT), pause)
        commit.close()
    return run


async def _run(requests: int, append: Append, pause: float) -> Run:
    run, left = Run(), iter(range(requests))

    async def worker() -> None:
        for _ in left:
            await asyncio.sleep(pause)
            _be_busy()
            began = time.perf_counter()
            await append()
            run.waits.append(time.perf_counter() - began)

    began = time.process_time()
    await asyncio.gather(*(worker() for _ in range(AT_ONCE)))
    run.seconds = time.process_time() - began
    return run


async def _nothing() -> None:
    await asyncio.sleep(0)


def _be_busy() -> None:
    until = time.thread_time() + BUSY_SECONDS
    while time.thread_time() < until:
        sum(range(50))
