"""`tautan linkage cluster`."""

from linkage.cli.linked import linked_files
from linkage.cli.options import (
    SHIPPED_PROFILE,
    AsJson,
    EncodingsFiles,
    Out,
    ProfileFile,
)
from linkage.cli.terminal import print_figures
from linkage.pipeline.outcome import write_clusters


def cluster(
    files: EncodingsFiles,
    out: Out,
    profile: ProfileFile = SHIPPED_PROFILE,
    *,
    as_json: AsJson = False,
) -> None:
    """Cluster the records of several agencies to people. Runs at the unit."""
    linked = linked_files(files, profile)
    members = write_clusters(out, linked.clusters)
    counts = {"clusters": len(linked.clusters.clusters), "records": members}
    print_figures(counts, as_json=as_json)
