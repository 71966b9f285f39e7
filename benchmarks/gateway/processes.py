"""Processes under measurement: started on one core, and what Linux says of them."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

START_SECONDS: Final = 60.0
STOP_SECONDS: Final = 15.0
_TICKS: Final = os.sysconf("SC_CLK_TCK")
_USER, _SYSTEM = 11, 12
"""Places of the CPU times in /proc/PID/stat, counted behind the command's name."""


@dataclass(frozen=True, slots=True)
class Running:
    """A process that serves, and its URL."""

    pid: int
    url: str

    def cpu_seconds(self) -> float:
        """User and system time so far, of it and its children."""
        return sum(_cpu_seconds(pid) for pid in _tree(self.pid))

    def resident_mb(self) -> float:
        """Resident memory now, of it and its children, in MB of 10^6 bytes."""
        return sum(_resident_bytes(pid) for pid in _tree(self.pid)) / 1e6


@contextmanager
def on_core(core: int) -> Iterator[None]:
    """Run here, and start children, on one core alone."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def two_cores() -> tuple[int, int]:
    """A core for the gateway, and one for everything else; the same if there is one."""
    cores = sorted(os.sched_getaffinity(0))
    return cores[0], cores[-1]


@asynccontextmanager
async def started(
    command: Sequence[str], folder: Path, core: int
) -> AsyncIterator[Running]:
    """Start a server that prints its URL; end it afterwards.

    Args:
        command: Program and arguments.
        folder: Where it runs.
        core: The one core that it may use.

    Raises:
        RuntimeError: It ended, or printed no URL in time.
    """
    with on_core(core):
        process = await asyncio.create_subprocess_exec(
            *command,
            cwd=folder,
            stdout=asyncio.subprocess.PIPE,
            env=os.environ | {"NODE_ENV": "production"},
        )
    try:
        yield Running(process.pid, await _url(process, command[0]))
    finally:
        await _stop(process)


async def _url(process: asyncio.subprocess.Process, name: str) -> str:
    assert process.stdout is not None  # noqa: S101 -- it is a pipe
    try:
        line = await asyncio.wait_for(process.stdout.readline(), START_SECONDS)
    except TimeoutError:
        line = b""
    url = line.decode().strip()
    if not url.startswith("http://"):
        raise RuntimeError(f"{name} didn't start; its own words are above")
    return url


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), STOP_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()


def _tree(pid: int) -> Iterator[int]:
    yield pid
    for thread in Path(f"/proc/{pid}/task").iterdir():
        for child in (thread / "children").read_text().split():
            yield from _tree(int(child))


def _cpu_seconds(pid: int) -> float:
    behind_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(behind_name[_USER]) + int(behind_name[_SYSTEM])) / _TICKS


def _resident_bytes(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
