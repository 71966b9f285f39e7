"""How well records were linked, as a table or as JSON."""

import json
from dataclasses import asdict
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from linkage.match.estimates import Estimate
from linkage.pipeline.evaluate import Quality
from linkage.pipeline.subgroups import Subgroup


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
        table.add_row(name, *map(_written, estimates), f"{each.true_pairs:,}")
    Console().print(table)


def subgroup(one: Subgroup) -> dict[str, Any]:
    """A group's recall and what was missed, as plain values."""
    return {
        "recall": one.recall.value,
        "interval": [one.recall.low, one.recall.high],
        "true_pairs": one.true_pairs,
        "missed": one.missed,
        "missed_grey": one.missed_grey,
        "missed_little_in_common": one.missed_little_in_common,
        "behind": one.behind,
    }


def print_subgroups(groups: dict[str, dict[str, Subgroup]]) -> None:
    """Recall by group as a table; those that lie behind with the reason."""
    names = ("", "recall", "true pairs", "missed", "why behind")
    table = Table(*names, title="Recall by group")
    for column, each in groups.items():
        for value, one in each.items():
            label = "all" if column == value == "all" else f"{column}: {value}"
            counts = f"{one.true_pairs:,}", f"{one.missed:,}"
            table.add_row(label, _written(one.recall), *counts, _why(one))
    Console().print(table)


def _written(one: Estimate) -> str:
    return f"{one.value:.4f} ({one.low:.4f}-{one.high:.4f})"


def _why(one: Subgroup) -> str:
    if not one.behind:
        return ""
    return (
        f"of the missed, {one.missed_grey:,} to review, "
        f"{one.missed_little_in_common:,} with little in common"
    )
