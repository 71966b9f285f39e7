"""The command `gateway` as a real process."""

import asyncio
import contextlib
import signal
import sys


@contextlib.asynccontextmanager
async def process(*arguments):
    """Run the command; yields its address, and checks that it ends well."""
    started = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "gateway"),
        *map(str, arguments),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        line = await asyncio.wait_for(started.stdout.readline(), 60)
        assert line, (await started.stderr.read()).decode()
        yield line.decode().strip(), started
    finally:
        if started.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                started.send_signal(signal.SIGTERM)
        _, errors = await asyncio.wait_for(started.communicate(), 30)
        assert started.returncode == 0, errors.decode()
