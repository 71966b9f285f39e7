"""`tautan linkage evaluate`."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from linkage.cli.engines import Asked
from linkage.cli.findings import figures_of
from linkage.cli.linked import linked_files
from linkage.cli.options import (
    SHIPPED_PROFILE,
    THIS_MACHINE,
    AsJson,
    EncodingsFiles,
    EngineName,
    EngineOption,
    Master,
    ProfileFile,
    Threshold,
    ThresholdOption,
    Within,
    Work,
)
from linkage.cli.qualities import figures, print_qualities, print_subgroups, subgroup
from linkage.cli.terminal import refusals
from linkage.cluster.clusters import Pair, RecordKey
from linkage.errors import TableInvalid
from linkage.match.links import Band
from linkage.pipeline.evaluate import (
    Quality,
    Truth,
    check_truth,
    evaluate_clusters,
    evaluate_links,
    pooled,
)
from linkage.pipeline.link import Linked
from linkage.pipeline.record_groups import record_groups
from linkage.pipeline.subgroups import Found, by_subgroup
from linkage.pipeline.tables import read_groups, read_records, read_truth
from linkage.profile import Profile

TruthFile = Annotated[
    Path,
    typer.Option(help="CSV: agency, handle, person; further columns are groups."),
]
Records = Annotated[
    list[str] | None,
    typer.Option(
        "--records",
        metavar="AGENCY=CSV",
        help="An agency's plain records, to report by groups of people.",
    ),
]


def evaluate(
    files: EncodingsFiles,
    truth: TruthFile,
    profile: ProfileFile = SHIPPED_PROFILE,
    threshold: ThresholdOption = Threshold.AUTO,
    records: Records = None,
    engine: EngineOption = EngineName.EMBEDDED,
    master: Master = THIS_MACHINE,
    work: Work = None,
    *,
    within: Within = False,
    as_json: AsJson = False,
) -> None:
    """Judge links and clusters against a truth, per pair of agencies and by group."""
    with refusals():
        people = read_truth(truth)
        columns = {**_plain(records or [], profile), **read_groups(truth)}
    linked = linked_files(
        files, profile, threshold, Asked(engine, master, work), within=within
    )
    with refusals():
        qualities = _qualities(linked, people)
    found_pairs = Found.of(linked.links.values(), linked.files)
    groups = by_subgroup(found_pairs, linked.links, people, columns)
    rows: dict[str, Quality] = {}
    found: dict[str, Any] = {}
    for name, each in qualities.items():
        rows |= {f"{name} {_named(pair)}": one for pair, one in each.items()}
        found[name] = {_named(pair): figures(one) for pair, one in each.items()}
        found[f"{name}_pooled"] = figures(pooled(each.values()))
    found["found"] = {
        _named(pair): figures_of(links, linked.findings.get(pair))
        for pair, links in linked.links.items()
    }
    found["subgroups"] = {
        column: {value: subgroup(one) for value, one in each.items()}
        for column, each in groups.items()
    }
    print_qualities("Against the truth", rows, found, as_json=as_json)
    if not as_json:
        print_subgroups(groups)


def _qualities(linked: Linked, people: Truth) -> dict[str, dict[Pair, Quality]]:
    handles = {agency: file.handles for agency, file in linked.files.items()}
    check_truth(people, handles)
    links = {
        pair: evaluate_links(each.at_least(Band.PROBABLE), people, handles)
        for pair, each in linked.links.items()
    }
    clusters = evaluate_clusters(linked.clusters, people, handles, linked.links)
    return {"links": links, "clusters": clusters}


def _plain(named: Iterable[str], profile: Path) -> dict[str, dict[RecordKey, str]]:
    """Groups from agencies' own records.

    Raises:
        TableInvalid: An option is not `AGENCY=CSV`, or a file holds no records.
    """
    default_days = Profile.load(profile).dates.default_days
    groups: dict[str, dict[RecordKey, str]] = {}
    for each in named:
        agency, equals, path = each.partition("=")
        if not equals:
            raise TableInvalid("--records takes AGENCY=CSV.")
        found = record_groups(agency, read_records(Path(path)), default_days)
        for column, values in found.items():
            groups.setdefault(column, {}).update(values)
    return groups


def _named(pair: Pair) -> str:
    return "-".join(pair)
