"""Times of planning, ours and the peers', in CPU of the whole process.

Everyone gets the fastest of several rounds, so that a just-in-time compiler has had its
warm-up. Nobody validates. Ours is `normalise` and `make_plan`, which a gateway runs once
per operation; Apollo's `operationFromDocument` and `buildQueryPlan`; both begin with a
parsed document. Hive's planner, compiled from Rust, takes the text: its time has the
parsing in it, and making JavaScript objects of the plan.
"""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.clock import cpu_seconds
from benchmarks.node_packages import NoPeer, install
from benchmarks.planner.tasks import Task
from gateway.errors import GatewayError
from gateway.operation.limits import Limits
from gateway.operation.normalise import normalise
from gateway.operation.parse import parse_document
from gateway.planner.make import make_plan
from gateway.planner.plan import Plan
from gateway.supergraph.model import Supergraph
from gateway.supergraph.read import read_supergraph

NODE: Final = Path(__file__).parents[2] / "tests" / "external" / "node"
"""The planners are peers of the external tests too; one lock file for both."""

PEERS: Final = ("apollo", "hive")
SCRIPT: Final = Path(__file__).parent / "peer.cjs"
PEER_SECONDS: Final = 900
LIMITS: Final = Limits(tokens=100_000)


@dataclass(frozen=True, slots=True)
class Planned:
    """One operation, planned."""

    ms: float
    fetches: int


@dataclass(frozen=True, slots=True)
class Timed:
    """One task, planned by one planner."""

    read_ms: float
    """Of the supergraph, with whatever the planner prepares."""
    plans: dict[str, Planned]
    """By operation; those that could not be planned are not in it."""


def time_ours(task: Task, rounds: int) -> Timed:
    """Plan with ours, in this process."""
    read = min(
        cpu_seconds(lambda: read_supergraph(task.supergraph))
        for _ in range(min(rounds, 2))
    )
    supergraph = read_supergraph(task.supergraph)
    plans = {
        name: planned
        for name, text in task.operations.items()
        if (planned := _plan(supergraph, text, rounds)) is not None
    }
    return Timed(read * 1e3, plans)


def _plan(supergraph: Supergraph, text: str, rounds: int) -> Planned | None:
    document = parse_document(text, LIMITS)
    made: list[Plan] = []

    def step() -> None:
        made.append(make_plan(supergraph, normalise(supergraph, document)))

    try:
        seconds = min(cpu_seconds(step) for _ in range(rounds))
    except GatewayError:
        return None
    return Planned(seconds * 1e3, len(made[-1].fetches))


def time_peer(peer: str, tasks: Sequence[Task], rounds: int) -> list[Timed]:
    """Plan with a peer, in one process of Node.

    Args:
        peer: One of `PEERS`.
        tasks: What to plan.
        rounds: How often; the fastest counts.

    Raises:
        NoPeer: It can't be run here, or gave up.
    """
    install(NODE)
    given = {
        "rounds": rounds,
        "tasks": [
            {
                "supergraph": task.supergraph,
                "operations": list(task.operations.values()),
            }
            for task in tasks
        ],
    }
    try:
        done = subprocess.run(  # noqa: S603 -- our own script
            ["node", str(SCRIPT), peer],  # noqa: S607 -- node of the PATH
            cwd=NODE,
            input=json.dumps(given),
            check=True,
            capture_output=True,
            text=True,
            timeout=PEER_SECONDS,
        )
    except subprocess.SubprocessError as reason:
        raise NoPeer(f"its process gave up: {reason}") from reason
    answers = json.loads(done.stdout)
    return [_timed(task, one) for task, one in zip(tasks, answers, strict=True)]


def _timed(task: Task, answer: dict[str, Any]) -> Timed:
    plans = {
        name: Planned(one["ms"], one["fetches"])
        for name, one in zip(task.operations, answer["plans"], strict=True)
        if "error" not in one
    }
    return Timed(answer["read_ms"], plans)
