"""The command that writes a population to files."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from subgraphs.population.errors import PopulationError
from subgraphs.population.population import Population
from subgraphs.population.writer import write_csv

population = typer.Typer(help="A synthetic population; all its people are invented.")


def today_in_jakarta() -> date:
    """The day in Asia/Jakarta, seven hours ahead of UTC all year."""
    return (datetime.now(UTC) + timedelta(hours=7)).date()


@population.command()
def write(
    directory: Annotated[Path, typer.Argument(help="Where the files go.")],
    *,
    people: Annotated[int, typer.Option(help="How many people.")] = 10_000,
    seed: Annotated[int, typer.Option(help="The same seed, the same people.")] = 1,
    today: Annotated[
        str, typer.Option(help="The day it is there, as 2026-01-31; today if empty.")
    ] = "",
) -> None:
    """Write each agency's tables and the ground truth as CSV."""
    try:
        day = date.fromisoformat(today) if today else today_in_jakarta()
    except ValueError as error:
        raise typer.BadParameter(f"{today!r} is not a day as 2026-01-31.") from error
    try:
        made = Population(seed, people, day)
        with Progress() as progress:
            task = progress.add_task("People", total=people)
            for done in write_csv(made, directory):
                progress.update(task, completed=done)
    except PopulationError as error:
        typer.echo(f"{error.code}: {error.message}", err=True)
        raise typer.Exit(2) from error
    typer.echo(f"{people} invented people written to {directory}")
