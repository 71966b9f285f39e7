"""A capture of one's own, so that what a test sends stays out of the world's."""

import json
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tautan.demo.processes import HOST, Processes, free_port

SECONDS = 20


@dataclass(frozen=True, slots=True)
class Capture:
    """Where to send, and where what passes is written."""

    url: str
    file: Path


@contextmanager
def capturing(target: int, home: Path) -> Iterator[Capture]:
    """The demonstration's own capture in front of a port."""
    port, file = free_port(), home / "capture.bin"
    link = {"name": "gateway", "listen": port, "target": target, "file": str(file)}
    with Processes(home / "logs") as processes:
        command = [sys.executable, "-m", "tautan.demo.capture", json.dumps([link])]
        processes.start("capture", command)
        _wait_for(port)
        yield Capture(f"http://{HOST}:{port}", file)


def _wait_for(port: int) -> None:
    until = time.monotonic() + SECONDS
    while True:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            assert time.monotonic() < until, "the capture does not listen"
            time.sleep(0.05)
        else:
            return
