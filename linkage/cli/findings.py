"""What was found between two files: links by band, and the threshold behind them."""

import json
from dataclasses import asdict
from typing import Any

import typer

from linkage.match.estimates import Estimate
from linkage.match.links import Band, Links
from linkage.match.threshold.finding import Finding

_WHY = {
    "TOO_FEW_RECORDS": "there are too few records to fit one to",
    "NO_TAIL": "strangers do not get fewer as they get more alike",
    "NOBODY_STANDS_OUT": "hardly anybody is more alike than strangers are",
    "IDENTIFIERS_DISAGREE": "far fewer NIKs are found again than people seem to be",
    "UNCLEAR": "parts of the data put the threshold in quite different places",
}


def figures_of(links: Links, finding: Finding | None) -> dict[str, Any]:
    """Links by band, with the threshold's finding where one was looked for."""
    bands: dict[str, Any] = {
        band.name: int((links.bands == band).sum()) for band in reversed(Band)
    }
    return bands if finding is None else {**bands, "threshold": asdict(finding)}


def print_links(found: dict[str, dict[str, Any]], *, as_json: bool) -> None:
    """By pair of agencies, as lines or as one JSON object."""
    if as_json:
        typer.echo(json.dumps(found))
        return
    for pair, figures in found.items():
        bands = ", ".join(f"{figures[band.name]:,} {band.name}" for band in _SUREST)
        typer.echo(f"{pair}: {bands}")
        for line in _told(figures.get("threshold")):
            typer.echo(f"  {line}")


_SUREST = tuple(reversed(Band))


def _told(finding: dict[str, Any] | None) -> list[str]:
    if finding is None:
        return []
    if finding["why_undecided"]:
        return [f"the profile's thresholds, since {_why(finding)}"]
    expected, (low, high) = finding["expected"], finding["spread"]
    lines = [
        f"likeness from {finding['threshold']:.3f} ({low:.3f} to {high:.3f})",
        f"expected precision {_written(expected['precision'])}",
        f"expected recall {_written(expected['recall'])}",
        f"about {expected['missed']:,.0f} links missed, {finding['grey']:,} to review",
    ]
    if finding["silver"]:
        lines.append(
            f"recall on pairs with a common number {_written(finding['silver'])}"
        )
    return lines


def _why(finding: dict[str, Any]) -> str:
    return _WHY[finding["why_undecided"]]


def _written(estimate: dict[str, float]) -> str:
    one = Estimate(**estimate)
    return f"{one.value:.4f} ({one.low:.4f} to {one.high:.4f})"
