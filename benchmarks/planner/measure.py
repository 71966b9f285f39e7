"""The group `planner`: milliseconds from document to plan."""

import os
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from benchmarks.group import Group
from benchmarks.node_packages import NoPeer
from benchmarks.planner.tasks import Task, cases, questions
from benchmarks.planner.timing import Planned, Timed, time_apollo, time_ours
from benchmarks.report import Figure, Report, Rows

Pairs = list[tuple[Planned, Planned]]


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
    parser.add_argument("--alone", action="store_true", help="without Apollo's planner")


def measure(options: Namespace) -> Report:
    """Plan every operation with each planner."""
    tasks = [questions(), *(cases(options.cases) if options.cases else ())]
    ours = [time_ours(task, options.rounds) for task in tasks]
    notes = [] if options.cases else ["TAUTAN_CASES is not set: no cases."]
    theirs = None
    try:
        theirs = None if options.alone else time_apollo(tasks, options.rounds)
    except NoPeer as reason:
        notes.append(f"@apollo/query-planner was not measured: {reason}")
    rows = _questions(ours[0], theirs[0] if theirs else None)
    if options.cases:
        rows = {**rows, "cases": _cases(tasks[1:], ours[1:], theirs and theirs[1:])}
    return Report("Planner: from parsed document to plan", rows, tuple(notes))


def _questions(ours: Timed, theirs: Timed | None) -> Rows:
    read: dict[str, Figure] = {"ms": ours.read_ms}
    if theirs is not None:
        read |= {
            "apollo_ms": theirs.read_ms,
            "apollo_ratio": theirs.read_ms / ours.read_ms,
        }
    rows = {"read the supergraph": read}
    for name, own in ours.plans.items():
        rows[name] = {"ms": own.ms, "fetches": own.fetches}
        if theirs is not None and (other := theirs.plans.get(name)) is not None:
            rows[name] |= {
                "apollo_ms": other.ms,
                "apollo_fetches": other.fetches,
                "apollo_ratio": other.ms / own.ms,
            }
    return rows


def _cases(
    tasks: Sequence[Task], ours: Sequence[Timed], theirs: Sequence[Timed] | None
) -> dict[str, Figure]:
    """All cases in one row.

    Medians and sums are of the operations that both can plan; `planned` says how
    many each can.
    """
    both = _both(ours, theirs or ours)
    row: dict[str, Figure] = {
        "ms": median(one.ms for one, _ in both),
        "fetches": sum(one.fetches for one, _ in both),
        "operations": sum(len(task.operations) for task in tasks),
        "planned": sum(len(timed.plans) for timed in ours),
        "slowest_ms": max(one.ms for one, _ in both),
    }
    if theirs is not None:
        row |= {
            "apollo_ms": median(other.ms for _, other in both),
            "apollo_fetches": sum(other.fetches for _, other in both),
            "apollo_ratio": median(other.ms / one.ms for one, other in both),
            "apollo_planned": sum(len(timed.plans) for timed in theirs),
            "apollo_slowest_ms": max(other.ms for _, other in both),
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
    "How long planning takes, beside @apollo/query-planner.",
    add_options,
    measure,
)
