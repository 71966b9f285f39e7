"""The demonstration brought up once for all tests that ask it: real processes.

Made by the functions that `tautan demo` itself calls, on a population of its own
size, in a folder of its own. A conftest offers it with

    @pytest.fixture(scope="session")
    def demo(request):
        return demo_world(request.config)

and however many do, a test process makes one. It stops when that process ends.
Tests that stop a part start it again.
"""

import io
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from client.asking import Client, Result
from protocol.dates import legal_day, system_clock
from tautan.demo import steps
from tautan.demo.command import Running, bring_up, world_of
from tautan.demo.layout import Layout
from tautan.demo.processes import ProcessFailed
from tautan.demo.world import World

PEOPLE = 2_000


@dataclass
class DemoWorld:
    """A world and the processes that answer for it."""

    layout: Layout
    world: World
    running: Running
    said: str
    """What the start printed."""
    stack: ExitStack = field(repr=False)

    @classmethod
    def started(cls, folder: Path) -> "DemoWorld":
        layout = Layout(folder)
        world = world_of(layout, PEOPLE, legal_day(system_clock()))
        said = io.StringIO()
        with ExitStack() as stack:
            console = Console(file=said, width=110)
            try:
                running = bring_up(console, layout, world, stack)
            except ProcessFailed as failed:
                # the folder is gone by the time that anyone reads this
                log = Path(str(failed).rpartition("its log: ")[2])
                failed.add_note(log.read_text("utf-8"))
                raise
            return cls(layout, world, running, said.getvalue(), stack.pop_all())
        raise AssertionError("a stack does not swallow what went wrong")

    @property
    def links(self) -> Path:
        """The link table of the unit."""
        return self.layout.unit / "links.sqlite"

    def stop(self) -> None:
        self.stack.close()

    def start_again(self) -> None:
        """Starts everything on the same folder, as a second `tautan demo` does."""
        again = DemoWorld.started(self.layout.root)
        self.world, self.running = again.world, again.running
        self.said, self.stack = again.said, again.stack

    @contextmanager
    def without(self, agency: str) -> Iterator[None]:
        """While one node is unplugged."""
        processes = self.running.processes
        processes.stop(agency)
        try:
            yield
        finally:
            steps.start_node(processes, self.layout, agency)
            processes.wait_healthy({agency: self.running.ports.nodes[agency].health})

    def client(self, persona: str) -> Client:
        client = Client.open(self.layout.client, persona)
        client.language = "en"
        return client

    def ask(self, persona: str, question: str, **variables: Any) -> "Asked":
        """Asks a saved question, all its pages, within one legal day."""
        today = legal_day(system_clock())
        result = self.client(persona).ask(question, variables)
        if legal_day(system_clock()) != today:
            return self.ask(persona, question, **variables)
        return Asked(result, today)

    def tautan(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Runs one command of `tautan` as its user does."""
        return subprocess.run(  # noqa: S603 - our own command, no shell
            [sys.executable, "-m", "tautan", *arguments],
            check=False,
            capture_output=True,
            text=True,
            env={**os.environ, "COLUMNS": "300"},
        )


@dataclass(frozen=True)
class Asked:
    """An answer, and the legal day on which it was asked."""

    result: Result
    today: date


_WORLD = pytest.StashKey[DemoWorld]()


def demo_world(config: pytest.Config) -> DemoWorld:
    """The world of this test process, made when it is first asked for."""
    if _WORLD not in config.stash:
        folder = Path(tempfile.mkdtemp(prefix="tautan-"))
        config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
        config.stash[_WORLD] = made = DemoWorld.started(folder)
        config.add_cleanup(made.stop)
    return config.stash[_WORLD]
