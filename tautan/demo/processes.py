"""Starts the demonstration's processes, waits until they answer, stops them all."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Self

HOST = "127.0.0.1"
START_SECONDS = 60.0
STOP_SECONDS = 10.0
PORTS = range(20_000, 32_000)
_GIVEN: set[int] = set()


class ProcessFailed(Exception):
    """A process ended or did not answer; its log says why."""

    def __init__(self, name: str, log: Path, why: str) -> None:
        super().__init__(f"{name} {why}; its log: {log}")


def free_port(preferred: int = 0) -> int:
    """A free port on the loopback interface, the preferred one where it is free.

    None is given twice, and none lies where the system takes the ports of outgoing
    connections from: it would be gone before its process comes to bind it.
    """
    for port in chain([preferred] if preferred else [], _candidates()):
        if port not in _GIVEN and _is_free(port):
            _GIVEN.add(port)
            return port
    raise OSError("no free port")


def _candidates() -> Iterator[int]:
    start = secrets.randbelow(len(PORTS))
    return chain(PORTS[start:], PORTS[:start])


def _is_free(port: int) -> bool:
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as servers do
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


@dataclass(slots=True)
class Processes:
    """The processes that were started, by name; leaving the context stops them."""

    logs: Path
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop(*reversed(self.running))

    def start(
        self, name: str, command: Sequence[str], env: Mapping[str, str] | None = None
    ) -> None:
        """Starts a process whose output goes to `<logs>/<name>.log`."""
        self.logs.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._log(name).open("ab") as log:
            self.running[name] = subprocess.Popen(  # noqa: S603 - our own commands, no shell
                [*_tether(), *command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **(env or {})},
                start_new_session=True,
            )

    def wait_healthy(self, urls: Mapping[str, str]) -> None:
        """Waits until each named process answers 200 at its URL.

        Raises:
            ProcessFailed: one ended, or did not answer in time.
        """
        deadline = time.monotonic() + START_SECONDS
        for name, url in urls.items():
            while not _answers(url):
                self._require_running(name)
                if time.monotonic() > deadline:
                    raise ProcessFailed(name, self._log(name), "does not answer")
                time.sleep(0.1)
            self._require_running(name)

    def _require_running(self, name: str) -> None:
        if self.running[name].poll() is not None:
            raise ProcessFailed(name, self._log(name), "ended at its start")

    def stop(self, *names: str) -> None:
        """Asks processes to end, and ends those that do not."""
        processes = [self.running.pop(name) for name in names if name in self.running]
        for process in processes:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for process in processes:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _log(self, name: str) -> Path:
        return self.logs / f"{name}.log"


def _tether() -> list[str]:
    """Ends a process when whoever started it is killed, where Linux has `setpriv`."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "TERM", "--"] if setpriv else []


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - loopback HTTP
            return bool(answer.status == 200)  # noqa: PLR2004 - HTTP OK
    except (urllib.error.URLError, OSError):
        return False
