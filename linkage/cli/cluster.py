"""`tautan linkage cluster`."""

from datetime import UTC, datetime

from linkage.cli.engines import Asked
from linkage.cli.linked import linked_files
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
from linkage.cli.terminal import print_figures
from linkage.pipeline.outcome import write_clusters


def cluster(
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
    """Cluster the records of several agencies to people. Runs at the unit."""
    linked = linked_files(
        files, profile, threshold, Asked(engine, master, work), within=within
    )
    members = write_clusters(out, linked.clusters, datetime.now(UTC).date())
    counts = {"clusters": len(linked.clusters.clusters), "records": members}
    print_figures(counts, as_json=as_json)
