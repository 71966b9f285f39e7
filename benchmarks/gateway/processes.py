"""Processes under measurement: started on one core, and what Linux says of them."""

import asyncio
import os
import socket
import time
import urllib.request
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

START_SECONDS: Final = 60.0
STOP_SECONDS: Final = 15.0
_BETWEEN_TRIES: Final = 0.1
_PROBE: Final = b'{"query":"{ __typename }"}'


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


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


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
    async with _process(command, folder, core, {}, asyncio.subprocess.PIPE) as process:
        yield Running(process.pid, await _url(process, command[0]))


@asynccontextmanager
async def serving(
    command: Sequence[str],
    folder: Path,
    core: int,
    port: int,
    environment: Mapping[str, str],
) -> AsyncIterator[Running]:
    """Start a gateway on a port and wait until it answers; end it afterwards.

    Args:
        command: Program and arguments.
        folder: Where it runs.
        core: The one core that it may use.
        port: Of 127.0.0.1; it serves /graphql there.
        environment: Added to ours.

    Raises:
        RuntimeError: It ended, or does not answer in time.
    """
    url = f"http://127.0.0.1:{port}/graphql"
    nowhere = asyncio.subprocess.DEVNULL
    async with _process(command, folder, core, environment, nowhere) as process:
        until = time.monotonic() + START_SECONDS
        while not await asyncio.to_thread(_answers, url):
            if process.returncode is not None or time.monotonic() > until:
                raise RuntimeError(f"{command[0]} didn't start: {' '.join(command)}")
            await asyncio.sleep(_BETWEEN_TRIES)
        yield Running(process.pid, url)


@asynccontextmanager
async def _process(
    command: Sequence[str],
    folder: Path,
    core: int,
    environment: Mapping[str, str],
    output: int,
) -> AsyncIterator[asyncio.subprocess.Process]:
    with on_core(core):
        process = await asyncio.create_subprocess_exec(
            *command, cwd=folder, stdout=output, env={**os.environ, **environment}
        )
    try:
        yield process
    finally:
        await _stop(process)


async def _url(process: asyncio.subprocess.Process, name: str) -> str:
    assert process.stdout is not None  # noqa: S101 -- it is a pipe
    try:
        line = await asyncio.wait_for(process.stdout.readline(), START_SECONDS)
    except TimeoutError:
        line = b""
    url = line.decode().strip()
    if not url.startswith(("http://", "https://")):
        raise RuntimeError(f"{name} didn't start; its own words are above")
    return url


def _answers(url: str) -> bool:
    headers = {"content-type": "application/json", "accept": "application/json"}
    request = urllib.request.Request(url, _PROBE, headers)  # noqa: S310 -- our own URL
    try:
        with urllib.request.urlopen(request, timeout=5) as reply:  # noqa: S310 -- as above
            return bool(reply.status == 200)  # noqa: PLR2004 -- OK
    except OSError:
        return False


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
    """Of all its threads, to the nanosecond: its CPU clock, as clock_getcpuclockid(3)."""
    return time.clock_gettime((~pid << 3) | 2)


def _resident_bytes(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
