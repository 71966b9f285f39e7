"""Encodings files linked, for the commands that begin with that."""

from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import typer

from linkage.cli.engines import Asked, engine_of
from linkage.cli.options import Threshold
from linkage.cli.terminal import progress, refusals
from linkage.cluster.clusters import Pair
from linkage.match.blocked import Blocking
from linkage.match.estimates import Estimate
from linkage.pipeline.link import How, Linked, link_files
from linkage.profile import Profile


def linked_files(
    files: list[Path],
    profile: Path,
    threshold: Threshold,
    asked: Asked,
    *,
    within: bool,
) -> Linked:
    """All pairs of agencies linked and clustered, with progress on the terminal."""
    how = How(fitted=threshold is Threshold.AUTO, within=within)
    with refusals(), progress() as report, engine_of(asked) as engine:
        linked = link_files(files, Profile.load(profile), how, report, engine)
    if not isinstance(engine, Blocking):
        return linked
    for pair, recall in engine.recalls.items():
        typer.echo(f"{'-'.join(pair)}: {_said(recall)}", err=True)
    return replace(linked, recalls=engine.recalls)


def searched(linked: Linked, pair: Pair) -> dict[str, Any]:
    """For JSON: the recall of a pair's candidates, where it was not to be all."""
    if pair not in linked.recalls:
        return {}
    recall = linked.recalls[pair]
    return {"candidates": None if recall is None else asdict(recall)}


def _said(recall: Estimate | None) -> str:
    if recall is None:
        return "all candidates were looked for, which was no dearer"
    return (
        f"about {recall.value:.1%} of the candidates were looked at "
        f"({recall.low:.1%} to {recall.high:.1%}, by a sample)"
    )
