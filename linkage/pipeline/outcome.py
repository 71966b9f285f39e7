"""Links and clusters as CSV tables, for whoever runs the linkage.

Scores stand in the table of links: the file belongs to the unit and stays there.
"""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from linkage.cluster.clusters import Clusters
from linkage.match.links import Links

LINK_COLUMNS = (
    "left_agency",
    "left_handle",
    "right_agency",
    "right_handle",
    "band",
    "reason",
    "score",
    "linked_on",
)
CLUSTER_COLUMNS = ("person", "agency", "handle", "band", "reason", "linked_on")


def write_links(path: Path, links: Iterable[Links], today: date) -> int:
    """Write the links of several pairs of agencies; returns how many."""
    rows = [
        (
            each.left_agency,
            link.left,
            each.right_agency,
            link.right,
            link.band.name,
            link.reason,
            f"{link.score:.4f}",
            today.isoformat(),
        )
        for each in links
        for link in each
    ]
    return _write(path, LINK_COLUMNS, rows)


def write_clusters(path: Path, clusters: Clusters, today: date) -> int:
    """Write one row for each record in a cluster; returns how many."""
    rows = [
        (
            cluster.id,
            *member.key,
            member.band.name,
            member.reason,
            today.isoformat(),
        )
        for cluster in clusters.clusters
        for member in cluster.members
    ]
    return _write(path, CLUSTER_COLUMNS, rows)


def _write(path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    """Write a table; a file stands in its place whole or not at all."""
    is_device = path.exists() and not path.is_file()
    part = path if is_device else path.with_name(f"{path.name}.part")
    with part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
    if not is_device:
        part.replace(path)
    return len(rows)
