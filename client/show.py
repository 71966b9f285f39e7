"""A table, its refusals and its sources as text for a terminal."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from rich.table import Table as RichTable
from rich.text import Text

from client.tables import Cell, Empty, Table, plain

Json = Any
MOST_ROWS: Final = 20
FEW_ROWS: Final = 3
MANY_COLUMNS: Final = 7


def as_rich(table: Table, most: int = MOST_ROWS) -> RichTable:
    """The first rows, empty cells with their reasons in dim type.

    A few rows of many columns stand upright: a line per column, a column per row.
    """
    if len(table.rows) <= FEW_ROWS and len(table.columns) >= MANY_COLUMNS:
        return _upright(table)
    shown = RichTable(show_lines=False, header_style="bold")
    for name in table.columns:
        shown.add_column(table.titles.get(name, name), overflow="fold")
    for row in table.rows[:most]:
        shown.add_row(*(_cell(row[name]) for name in table.columns))
    if len(table.rows) > most:
        shown.caption = f"{most} of {len(table.rows)} rows"
    return shown


def _upright(table: Table) -> RichTable:
    shown = RichTable(show_header=False)
    shown.add_column(style="bold")
    for _ in table.rows:
        shown.add_column(overflow="fold")
    for name in table.columns:
        title = table.titles.get(name, name)
        shown.add_row(title, *(_cell(row[name]) for row in table.rows))
    return shown


def refusal_lines(errors: Iterable[Mapping[str, Json]]) -> list[str]:
    """Each distinct refusal or fault once: code, agency, message, what to do next."""
    lines: dict[str, None] = {}
    for error in errors:
        extensions = error.get("extensions") or {}
        named = [
            str(extensions[key])
            for key in ("agency", "agreement", "clause", "path")
            if extensions.get(key)
        ]
        lines[
            f"{extensions.get('code', 'ERROR')} ({', '.join(named)}): "
            f"{error.get('message', '')} {extensions.get('nextStep', '')}".strip()
        ] = None
    return list(lines)


def source_line(sources: Mapping[str, Mapping[str, Json]]) -> str:
    """Per agency the date of its data, and of the last linkage."""
    return "; ".join(
        f"{agency}: {source.get('dataOn') or source.get('linkedOn') or 'unknown'}"
        for agency, source in sorted(sources.items())
    )


def _cell(cell: Cell) -> Text:
    if isinstance(cell, Empty):
        return Text(str(cell), style="dim")
    mark = "≈" if isinstance(cell, dict) and cell.get("imputed") else ""
    return Text(f"{mark}{plain(cell)}")
