"""`tautan linkage match`."""

from datetime import UTC, datetime

from linkage.cli.engines import Asked
from linkage.cli.findings import figures_of, print_links
from linkage.cli.linked import linked_files, searched
from linkage.cli.options import (
    SHIPPED_PROFILE,
    THIS_MACHINE,
    AsJson,
    EncodingsFiles,
    EngineName,
    EngineOption,
    Master,
    Out,
    ProfileFile,
    Threshold,
    ThresholdOption,
    Within,
    Work,
)
from linkage.pipeline.outcome import write_links


def match(
    files: EncodingsFiles,
    out: Out,
    profile: ProfileFile = SHIPPED_PROFILE,
    threshold: ThresholdOption = Threshold.AUTO,
    engine: EngineOption = EngineName.EMBEDDED,
    master: Master = THIS_MACHINE,
    work: Work = None,
    *,
    within: Within = False,
    as_json: AsJson = False,
) -> None:
    """Match the records of two agencies or more, or of one. Runs at the unit."""
    linked = linked_files(
        files, profile, threshold, Asked(engine, master, work), within=within
    )
    today = datetime.now(UTC).date()
    write_links(out, linked.links.values(), today)
    found = {
        "-".join(pair): {
            **figures_of(links, linked.findings.get(pair)),
            **searched(linked, pair),
        }
        for pair, links in linked.links.items()
    }
    print_links(found, as_json=as_json)
