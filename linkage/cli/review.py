"""`tautan linkage review`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from linkage.cli.options import AsJson
from linkage.cli.terminal import progress, refusals
from linkage.profile import Profile
from linkage.review.registers import Registers, read_registers
from linkage.review.report.write import write_report
from linkage.review.review import Asked, review
from linkage.review.scale import SMALL, Scale
from protocol.dates import legal_day, system_clock

Invented = Callable[[int, int], Registers]
"""Makes registers of so many invented people from a number."""


def review_with(invented: Invented) -> Callable[..., None]:
    """The command, which attacks invented people where it is given no others."""

    def command(
        profile: Annotated[Path, typer.Argument(help="The linkage profile.")],
        data: Annotated[
            list[Path] | None,
            typer.Option(
                help="A CSV file of records, named after its agency; may be repeated.",
                show_default="invented people",
            ),
        ] = None,
        truth: Annotated[
            Path | None,
            typer.Option(
                help="CSV: agency, handle, person. Without it, recall is measured on "
                "copies with invented slips."
            ),
        ] = None,
        against: Annotated[
            Path | None,
            typer.Option(help="The profile signed before, to compare line by line."),
        ] = None,
        out: Annotated[
            Path, typer.Option("--out", help="The folder for report.html and .json.")
        ] = Path("linkage-review"),
        people: Annotated[
            int, typer.Option(min=1000, help="Invented people, where there is no data.")
        ] = 10_000,
        seed: Annotated[
            int, typer.Option(min=0, help="From which samples and keys are drawn.")
        ] = 1,
        *,
        quick: Annotated[
            bool, typer.Option("--quick", help="Small samples, for a first look.")
        ] = False,
        as_json: AsJson = False,
    ) -> None:
        """Attack a profile and write what a privacy officer needs to decide."""
        with refusals(), progress() as report:
            proposed = Profile.load(profile)
            before = Profile.load(against) if against else None
            registers = read_registers(data, truth) if data else invented(people, seed)
            asked = Asked(
                proposed,
                legal_day(system_clock()),
                (SMALL if quick else Scale()).drawn_from(seed),
                before,
            )
            findings = review(asked, registers, report)
            facts = write_report(findings, out)
        if as_json:
            typer.echo(json.dumps(facts))
        else:
            _print(facts, out)

    return command


def _print(facts: dict[str, Any], out: Path) -> None:
    table = Table(
        "attack",
        "this profile",
        "unhardened",
        "random",
        "controls",
        title="People named correctly, of 1,000 (95 % interval)",
    )
    for name, attack in facts["attacks"].items():
        cells = [_cell(each) for each in attack["named_per_1000"].values()]
        table.add_row(name, *cells, "hold" if attack["controls_hold"] else "FAIL")
    Console().print(table)
    recall = facts["recall"]
    typer.echo(
        f"recall: {recall['value']:.3f} ({recall['low']:.3f}-{recall['high']:.3f})"
    )
    typer.echo(f"report: {out / 'report.html'}")


def _cell(trial: dict[str, float]) -> str:
    return f"{trial['value']:.0f} ({trial['low']:.0f}-{trial['high']:.0f})"
