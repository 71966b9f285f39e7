"""The group `protocol`: microseconds of CPU per message, value and decision."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from functools import partial

from benchmarks.clock import fastest
from benchmarks.group import Group
from benchmarks.protocol.logging import measure_log
from benchmarks.protocol.messages import (
    coordinates,
    decision_steps,
    hop_steps,
    statement_steps,
    ticket_steps,
)
from benchmarks.protocol.sealing import sealing_steps
from benchmarks.protocol.sessions import exchange_steps
from benchmarks.protocol.world import World, new_world
from benchmarks.report import Report, Rows

REPEATS = 200
"""Times that a short step is repeated in one round."""


def add_options(parser: ArgumentParser) -> None:
    """How much to measure."""
    parser.add_argument("--values", type=int, default=1000, help="values to seal")
    parser.add_argument("--requests", type=int, default=2000, help="requests to log")
    parser.add_argument("--rounds", type=int, default=5, help="the fastest counts")


def measure(options: Namespace) -> Report:
    """Measure every step in this process."""
    world = new_world()
    rows = {
        **_beside_joserfc(world, options.values, options.rounds),
        **_alone(world, options.rounds),
        "decide on a coordinate": _decision(options.rounds),
        "log of 50 requests at once": measure_log(
            world, options.requests, options.rounds
        ),
    }
    return Report("Protocol: CPU per item, one thread", rows)


def _beside_joserfc(world: World, values: int, rounds: int) -> Rows:
    rows = {}
    for name, (ours, theirs) in sealing_steps(world, values).items():
        found = fastest({"ours": ours, "joserfc": theirs}, rounds)
        rows[name] = {
            "us": found["ours"] / values * 1e6,
            "total_ms": found["ours"] * 1e3,
            "joserfc_us": found["joserfc"] / values * 1e6,
            "joserfc_ratio": found["joserfc"] / found["ours"],
        }
    return rows


def _alone(world: World, rounds: int) -> Rows:
    steps = {**statement_steps(world), **hop_steps(world), **ticket_steps(world)}
    steps |= exchange_steps(world)
    repeated = {name: partial(_repeat, step) for name, step in steps.items()}
    found = fastest(repeated, rounds)
    return {name: {"us": seconds / REPEATS * 1e6} for name, seconds in found.items()}


def _decision(rounds: int) -> dict[str, float]:
    found = fastest(decision_steps(), rounds)
    return {
        "us": found["decide"] / len(coordinates()) * 1e6,
        "total_ms": found["decide"] * 1e3,
    }


def _repeat(step: Callable[[], object]) -> None:
    for _ in range(REPEATS):
        step()


GROUP = Group(
    "protocol",
    "What sealing, signing and deciding cost, beside joserfc.",
    add_options,
    measure,
)
