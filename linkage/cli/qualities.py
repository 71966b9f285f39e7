"""How well records were linked, as a table or as JSON."""

import json
from dataclasses import asdict
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from linkage.pipeline.evaluate import Quality


def figures(quality: Quality) -> dict[str, Any]:
    """Precision, recall and F1 as plain numbers, with intervals and counts."""
    estimates = {
        name: asdict(getattr(quality, name)) for name in ("precision", "recall", "f1")
    }
    return {
        **{name: each["value"] for name, each in estimates.items()},
        "intervals": {
            name: [each["low"], each["high"]] for name, each in estimates.items()
        },
        "true_pairs": quality.true_pairs,
        "found_pairs": quality.found_pairs,
        "found_true_pairs": quality.found_true_pairs,
    }


def print_qualities(
    title: str,
    rows: dict[str, Quality],
    as_figures: dict[str, Any],
    *,
    as_json: bool,
) -> None:
    """The rows as a table, or the same as one JSON object."""
    if as_json:
        typer.echo(json.dumps(as_figures))
        return
    table = Table("", "precision", "recall", "F1", "true pairs", title=title)
    for name, each in rows.items():
        estimates = (each.precision, each.recall, each.f1)
        cells = [f"{one.value:.4f} ({one.low:.4f}-{one.high:.4f})" for one in estimates]
        table.add_row(name, *cells, f"{each.true_pairs:,}")
    Console().print(table)
