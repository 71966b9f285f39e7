"""How `tautan audit` says what it found: tables for people, JSON for programs."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from protocol.audit_reconcile import Comparison, Unlogged
from protocol.audit_report import By, Row
from tautan.audit.logs import Checked

WIDE = 160
"""Columns where nobody says how wide the screen is."""

_ACCESS = {
    "at": "at",
    "requestId": "requestId",
    "organisation": "org",
    "officer": "sub",
    "purpose": "purpose",
    "way": "way",
    "agreements": "agreements",
    "coordinates": "coordinates",
    "outcome": "outcome",
}
"""What is told of an access, and the member of its line."""


def show_json(value: object) -> None:
    """Prints one JSON value."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False))


def show_table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Prints a table."""
    table = Table(*heads, header_style="bold")
    for row in rows:
        table.add_row(*(str(cell) for cell in row))
    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDE)
    console.print(table)


def checked_json(log: Checked) -> dict[str, Any]:
    """What `verify --json` says of one log."""
    if log.verified is None:
        return {"log": str(log.path), "intact": False, "why": log.why}
    return {"log": str(log.path), "intact": True, **asdict(log.verified)}


def checked_text(log: Checked) -> str:
    """What `verify` says of one log."""
    found = log.verified
    if found is None:
        return f"BROKEN  {log.path}: {log.why}"
    said = f"intact  {log.path}: {found.lines} lines of {found.instance}"
    if found.files > 1:
        said += f" in {found.files} files"
    if found.aged_out:
        said += f", {found.aged_out} aged out"
    if found.subjects != "none":
        said += f", index of subjects {found.subjects}"
    return said


def access(line: Mapping[str, Any]) -> dict[str, Any]:
    """What is told of one access."""
    return {name: line[key] for name, key in _ACCESS.items() if key in line}


def unlogged_json(one: Unlogged) -> dict[str, Any]:
    """What `reconcile --json` says of one access."""
    return {"agency": one.agency, "lacking": one.lacking.value, **access(one.line)}


def comparison_json(found: Comparison) -> dict[str, Any]:
    """What `reconcile --json` says."""
    return {
        "requests": found.requests,
        "unlogged": [unlogged_json(one) for one in found.unlogged],
        "pending": [unlogged_json(one) for one in found.pending],
        "disputed": [asdict(one) for one in found.disputed],
    }


def show_comparison(found: Comparison) -> None:
    """Says what `reconcile` found."""
    for title, group in (("UNLOGGED", found.unlogged), ("pending", found.pending)):
        for one in group:
            line = one.line
            holder = "gateway" if one.lacking.value == "node" else one.agency
            lacks = one.agency if one.lacking.value == "node" else "gateway"
            typer.echo(
                f"{title}  {line['requestId']}: in the log of {holder}, line "
                f"{line['seq'] + 1}, not of {lacks}; {line['at']}, "
                f"{line.get('org', '-')}, {line.get('purpose', '-')}"
            )
    for dispute in found.disputed:
        typer.echo(
            f"DISPUTED  session {dispute.session} with {dispute.agency}: {dispute.why}"
        )
    typer.echo(
        f"{found.requests} accesses compared, {len(found.unlogged)} unlogged, "
        f"{len(found.pending)} pending, {len(found.disputed)} sessions disputed"
    )


def row_json(row: Row, by: Sequence[By]) -> dict[str, Any]:
    """What `report --json` says of one group."""
    named = dict(zip((one.value for one in by), row.group, strict=True))
    return {
        **named,
        "requests": len(row.requests),
        "answered": row.answered,
        "refused": row.refused,
        "turnedAway": row.turned_away,
        "issued": row.issued,
        "records": row.records,
        "coordinates": sorted(row.coordinates),
        "first": row.first,
        "last": row.last,
    }


def show_report(rows: Iterable[Row], by: Sequence[By]) -> None:
    """Prints what `report` found."""
    counts = ("requests", "answered", "refused", "turned away", "issued", "records")
    show_table(
        [*(one.value for one in by), *counts, "first", "last"],
        (
            [
                *(part or "-" for part in row.group),
                len(row.requests),
                row.answered,
                row.refused,
                row.turned_away,
                row.issued,
                row.records,
                row.first[:16],
                row.last[:16],
            ]
            for row in rows
        ),
    )


def show_accesses(lines: Iterable[Mapping[str, Any]]) -> None:
    """Prints accesses about one person."""
    show_table(
        ["when", "organisation", "why", "agreements", "fields", "request"],
        (
            [
                line["at"][:16],
                line.get("org", "-"),
                line.get("purpose", "-"),
                "\n".join(line.get("agreements", ())) or "-",
                "\n".join(line.get("coordinates", ())) or "-",
                line.get("requestId", "-"),
            ]
            for line in lines
        ),
    )
