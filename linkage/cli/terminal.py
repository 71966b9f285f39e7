"""What a command writes: its result, its progress and its refusal.

A result goes to standard output (with `--json`, one JSON object), progress and
errors to standard error; a refusal ends with status 1.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from linkage.errors import LinkageError
from linkage.pipeline.progress import Report
from protocol.errors import TautanError


@contextmanager
def refusals() -> Iterator[None]:
    """A refusal to standard error and status 1."""
    try:
        yield
    except (LinkageError, TautanError) as error:
        Console(stderr=True).print(str(error), style="red", markup=False)
        raise typer.Exit(1) from None


@contextmanager
def progress() -> Iterator[Report]:
    """Bars on standard error, one a step."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def report(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step)
            bars.update(tasks[step], completed=done, total=total or None)

        yield report


def print_figures(figures: dict[str, Any], *, as_json: bool) -> None:
    """Figures by name, a line each or one JSON object."""
    if as_json:
        typer.echo(json.dumps(figures))
        return
    for name, value in figures.items():
        typer.echo(f"{name}: {value}")
