"""What a group hands back: a row of figures per system or step, and notes.

A note says what was not measured and why: a peer that can't be installed here is
named, never left out silently.
"""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from rich.console import Console
from rich.table import Table

PIPED_WIDTH: Final = 180
"""Characters in a line where the output is no terminal."""

Figure = float | int | str | None
Rows = Mapping[str, Mapping[str, Figure]]


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of one group."""

    title: str
    rows: Rows
    """By system or step; each with figures by name, the unit in the name."""
    notes: tuple[str, ...] = ()


def show(report: Report, *, as_json: bool) -> None:
    """Print one group: a table, or its rows as one JSON object.

    With JSON the notes go to standard error, so that the output stays one object.
    """
    if as_json:
        print(json.dumps(report.rows))
        for note in report.notes:
            print(note, file=sys.stderr)
        return
    console = Console()
    if not console.is_terminal:
        console = Console(width=PIPED_WIDTH)
    console.print(_table(report))
    for note in report.notes:
        console.print(f"- {note}", highlight=False, markup=False)


def _table(report: Report) -> Table:
    names = list(dict.fromkeys(name for row in report.rows.values() for name in row))
    table = Table(title=report.title, title_justify="left")
    table.add_column("", no_wrap=True)
    for name in names:
        table.add_column(name, justify="right")
    for label, row in report.rows.items():
        table.add_row(label, *(written(row.get(name)) for name in names))
    return table


def written(figure: Figure) -> str:
    """A figure with three digits that tell something; nothing for None."""
    match figure:
        case None:
            return ""
        case float():
            return f"{figure:,.0f}" if abs(figure) >= 100 else f"{figure:.3g}"  # noqa: PLR2004 -- three digits
        case int():
            return f"{figure:,}"
        case _:
            return str(figure)
