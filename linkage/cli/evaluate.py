"""`tautan linkage evaluate`."""

from pathlib import Path
from typing import Annotated, Any

import typer

from linkage.cli.linked import linked_files
from linkage.cli.options import SHIPPED_PROFILE, AsJson, EncodingsFiles, ProfileFile
from linkage.cli.qualities import figures, print_qualities
from linkage.cli.terminal import refusals
from linkage.match.links import Band
from linkage.pipeline.evaluate import Quality, evaluate_clusters, evaluate_links
from linkage.pipeline.tables import read_truth


def evaluate(
    files: EncodingsFiles,
    truth: Annotated[Path, typer.Option(help="CSV: agency, handle, person.")],
    profile: ProfileFile = SHIPPED_PROFILE,
    *,
    as_json: AsJson = False,
) -> None:
    """Judge links and clusters against a truth, per pair of agencies."""
    linked = linked_files(files, profile)
    with refusals():
        people = read_truth(truth)
    handles = {agency: file.handles for agency, file in linked.files.items()}
    links = {
        pair: evaluate_links(each.at_least(Band.PROBABLE), people, handles)
        for pair, each in linked.links.items()
    }
    clusters = evaluate_clusters(linked.clusters, people, handles)
    rows: dict[str, Quality] = {}
    found: dict[str, Any] = {}
    for name, qualities in (("links", links), ("clusters", clusters)):
        rows |= {f"{name} {'-'.join(pair)}": each for pair, each in qualities.items()}
        found[name] = {
            "-".join(pair): figures(each) for pair, each in qualities.items()
        }
    print_qualities("Against the truth", rows, found, as_json=as_json)
