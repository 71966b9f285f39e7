"""`tautan linkage verify` and `tautan linkage status`: whether a profile is in force."""

import json
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from linkage.cli.options import AsJson
from linkage.cli.released import (
    OfficersFile,
    ReleasedProfile,
    dossier_of,
    state_of,
    today,
)
from linkage.cli.terminal import refusals
from linkage.release.gate import require


def verify(
    profile: ReleasedProfile,
    officers: OfficersFile = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Pass if a profile is in force; else name the limit that refuses, status 1."""
    with refusals():
        dossier = dossier_of(profile, officers)
        state = state_of(dossier)
        if as_json:
            typer.echo(json.dumps(state))
        require(dossier, today())
    if not as_json:
        by = ", ".join(dossier.officers.agencies)
        last = state["limits"]["valid"]["last"]
        name = f"{dossier.profile.id} {dossier.profile.version}"
        typer.echo(f"in force: {name}, signed by {by}, through {last}")


def status(
    profile: ReleasedProfile,
    officers: OfficersFile = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Show who signed, what the report says, and what is missing."""
    with refusals():
        state = state_of(dossier_of(profile, officers))
    if as_json:
        typer.echo(json.dumps(state))
    else:
        _print(state)


def _print(state: dict[str, Any]) -> None:
    console = Console()
    named = state["profile"]
    console.print(
        f"{named['id']} {named['version']}: "
        + ("in force" if state["in_force"] else "not in force")
    )
    officers = Table("officer of", "verdict", "on", "reason")
    for agency, said in state["officers"].items():
        cells = [(said or {}).get(key, "-") for key in ("verdict", "on", "reason")]
        officers.add_row(agency, *cells)
    console.print(officers)
    risk = Table("attack", "named of 1,000", "at most", "limit")
    for name, figure in state["risk"].items():
        limit = "none" if figure["limit"] is None else str(figure["limit"])
        shown = [f"{figure[key]:.1f}" for key in ("named_per_1000", "at_most")]
        risk.add_row(name, *shown, limit)
    console.print(risk)
    for found in state["findings"]:
        console.print(f"- {found['limit']}: {found['said']}", markup=False)
