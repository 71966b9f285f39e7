"""The group `planner`: milliseconds from document to plan."""

import os
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

from benchmarks.group import Group
from benchmarks.node_packages import NoPeer
from benchmarks.planner.tasks import Task, benchmark, cases, growth, questions
from benchmarks.planner.timing import PEERS, Planned, Timed, time_ours, time_peer
from benchmarks.report import Figure, Report, Rows

Pairs = list[tuple[Planned, Planned]]
Theirs = Mapping[str, Sequence[Timed]]
"""By peer, for each task."""


def add_options(parser: ArgumentParser) -> None:
    """How much to measure."""
    folder = os.environ.get("TAUTAN_CASES")
    parser.add_argument("--rounds", type=int, default=10, help="the fastest counts")
    parser.add_argument(
        "--cases",
        type=Path,
        default=Path(folder) if folder else None,
        help="folder with plans.jsonl; else TAUTAN_CASES, else none",
    )
    parser.add_argument("--alone", action="store_true", help="without the peers")
    parser.add_argument("--small", action="store_true", help="without what grows")


def measure(options: Namespace) -> Report:
    """Plan every operation with each planner."""
    named = [questions(), benchmark(), *(() if options.small else growth())]
    many = cases(options.cases) if options.cases else []
    tasks = [*named, *many]
    notes = [] if options.cases else ["TAUTAN_CASES is not set: no cases."]
    ours = [time_ours(task, options.rounds) for task in tasks]
    theirs: dict[str, Sequence[Timed]] = {}
    for peer in () if options.alone else PEERS:
        try:
            theirs[peer] = time_peer(peer, tasks, options.rounds)
        except NoPeer as reason:
            notes.append(f"The planner of {peer} was not measured: {reason}")
    rows: dict[str, Mapping[str, Figure]] = {}
    for position, task in enumerate(named):
        rows |= _task(
            task.name,
            ours[position],
            {peer: timed[position] for peer, timed in theirs.items()},
        )
    if many:
        rest = {peer: timed[len(named) :] for peer, timed in theirs.items()}
        rows["cases"] = _cases(many, ours[len(named) :], rest)
    return Report("Planner: from document to plan", rows, tuple(notes))


def _task(name: str, ours: Timed, theirs: Mapping[str, Timed]) -> Rows:
    read: dict[str, Figure] = {"ms": ours.read_ms}
    for peer, timed in theirs.items():
        read |= {
            f"{peer}_ms": timed.read_ms,
            f"{peer}_ratio": timed.read_ms / ours.read_ms,
        }
    rows = {f"{name}: read the supergraph": read}
    for operation, own in ours.plans.items():
        row: dict[str, Figure] = {"ms": own.ms, "fetches": own.fetches}
        for peer, timed in theirs.items():
            other = timed.plans.get(operation)
            if other is not None:
                row |= {
                    f"{peer}_ms": other.ms,
                    f"{peer}_fetches": other.fetches,
                    f"{peer}_ratio": other.ms / own.ms,
                }
        rows[f"{name}: {operation}"] = row
    return rows


def _cases(
    tasks: Sequence[Task], ours: Sequence[Timed], theirs: Theirs
) -> dict[str, Figure]:
    """All cases in one row.

    Medians and sums beside a peer are of the operations that both can plan; `planned`
    says how many each can.
    """
    alone = _both(ours, ours)
    row: dict[str, Figure] = {
        "ms": median(one.ms for one, _ in alone),
        "fetches": sum(one.fetches for one, _ in alone),
        "operations": sum(len(task.operations) for task in tasks),
        "planned": sum(len(timed.plans) for timed in ours),
        "slowest_ms": max(one.ms for one, _ in alone),
    }
    for peer, timed in theirs.items():
        both = _both(ours, timed)
        row |= {
            f"{peer}_ms": median(other.ms for _, other in both),
            f"{peer}_fetches": sum(other.fetches for _, other in both),
            f"{peer}_ratio": median(other.ms / one.ms for one, other in both),
            f"{peer}_planned": sum(len(one.plans) for one in timed),
            f"{peer}_slowest_ms": max(other.ms for _, other in both),
            f"{peer}_our_fetches": sum(one.fetches for one, _ in both),
        }
    return row


def _both(ours: Sequence[Timed], theirs: Sequence[Timed]) -> Pairs:
    """The operations that both planned."""
    return [
        (own, other.plans[name])
        for one, other in zip(ours, theirs, strict=True)
        for name, own in one.plans.items()
        if name in other.plans
    ]


GROUP = Group(
    "planner",
    "How long planning takes, beside the planners of Apollo and Hive.",
    add_options,
    measure,
)
