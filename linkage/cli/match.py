"""`tautan linkage match`."""

from pathlib import Path
from typing import Annotated

import typer

from linkage.cli.linked import linked_files
from linkage.cli.options import (
    SHIPPED_PROFILE,
    AsJson,
    EncodingsFiles,
    Out,
    ProfileFile,
)
from linkage.cli.terminal import print_figures
from linkage.match.links import Band
from linkage.pipeline.outcome import write_links


def match(
    files: EncodingsFiles,
    out: Out,
    profile: ProfileFile = SHIPPED_PROFILE,
    work: Annotated[
        Path | None,
        typer.Option(
            "--work", help="A folder for what is done, to go on from after a crash."
        ),
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Match the records of two agencies or more. Runs at the unit."""
    linked = linked_files(files, profile, work)
    write_links(out, linked.links.values())
    counts = {
        f"{left}-{right}": {
            band.name: int((links.bands == band).sum()) for band in reversed(Band)
        }
        for (left, right), links in linked.links.items()
    }
    print_figures(counts, as_json=as_json)
