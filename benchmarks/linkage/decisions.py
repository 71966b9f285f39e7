"""`python -m benchmarks.linkage.decisions`: how well the fitted threshold decides.

Each set is encoded and linked as `tautan linkage match --threshold auto` does, under one
configuration for all; the truth is looked at when all is decided. Beside it stands F1 of
clusters, and what the fit expected of itself.

Profile `plain` was tuned on FEBRL, RLdata10000, pseudopeople with seed 1 and the
population with seed 7; the seeds here are others.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Final

from benchmarks.group import Group, run_group
from benchmarks.linkage.configurations import SCHEMA
from benchmarks.linkage.quality import SECRET, agencies_of
from benchmarks.linkage.sets.febrl import febrl
from benchmarks.linkage.sets.foreign import pseudopeople, rldata
from benchmarks.linkage.sets.table import Source, Sources
from benchmarks.node_packages import NoPeer
from benchmarks.report import Report
from linkage.cluster.clusters import RecordKey
from linkage.encode.encoder import Encoder
from linkage.match.links import Band
from linkage.pipeline.encode import encode_file
from linkage.pipeline.evaluate import (
    evaluate_clusters,
    evaluate_links,
    pooled,
)
from linkage.pipeline.link import How, Linked, link_files
from linkage.profile import Profile

Row = dict[str, float | int | str | None]


def _own(seed: int, people: int, *, with_nik: bool) -> Sources:
    agencies = agencies_of(people, seed, with_nik=with_nik)
    return {
        name: Source(each.records, [str(person) for person in each.people])
        for name, each in agencies.items()
    }


SETS: Final[dict[str, Callable[[Namespace], Sources]]] = {
    "febrl4": lambda _: febrl(4, with_number=True),
    "febrl4-without-number": lambda _: febrl(4, with_number=False),
    "febrl3": lambda _: febrl(3, with_number=True),
    "rldata10000": lambda _: rldata(),
    "pseudopeople": lambda options: pseudopeople(options.seed),
    "own": lambda options: _own(options.seed, options.people, with_nik=True),
    "own-without-nik": lambda options: _own(
        options.seed, options.people, with_nik=False
    ),
}


def add_options(parser: ArgumentParser) -> None:
    """Which sets, under which profiles."""
    parser.add_argument("--sets", nargs="+", choices=list(SETS), default=list(SETS))
    parser.add_argument("--profile", nargs="+", default=["plain", "default"])
    parser.add_argument("--threshold", choices=["auto", "profile"], default="auto")
    parser.add_argument("--people", type=int, default=6_000, help="of the own set")
    parser.add_argument("--seed", type=int, default=20_261)


def measure(options: Namespace) -> Report:
    """Decide each set under each profile."""
    rows: dict[str, Row] = {}
    notes = []
    for name in options.sets:
        try:
            sources = SETS[name](options)
        except NoPeer as reason:
            notes.append(f"{name} was not measured: {reason}")
            continue
        for profile in options.profile:
            loaded = Profile.load(SCHEMA / f"{profile}.yaml")
            fitted = options.threshold == "auto"
            rows[f"{name}, {profile}"] = decide(sources, loaded, fitted=fitted)
    title = f"Deciding without a truth: threshold {options.threshold}"
    return Report(f"{title}, seed {options.seed}", rows, tuple(notes))


def decide(sources: Sources, profile: Profile, *, fitted: bool) -> Row:
    """Encode and link a set, and judge what came out."""
    encoder = Encoder(profile, SECRET, "benchmark")
    with TemporaryDirectory() as folder:
        for agency, source in sources.items():
            encode_file(Path(folder) / agency, agency, source.records, encoder)
        began = process_time()
        paths = sorted(Path(folder).iterdir())
        linked = link_files(paths, profile, How(fitted=fitted))
        seconds = process_time() - began
    return {**_judged(linked, sources), "cpu_seconds": seconds}


def _judged(linked: Linked, sources: Sources) -> Row:
    truth = {
        RecordKey(agency, record.handle): person
        for agency, source in sources.items()
        for record, person in zip(source.records, source.people, strict=True)
    }
    handles = {agency: file.handles for agency, file in linked.files.items()}
    links = pooled(
        evaluate_links(each.at_least(Band.PROBABLE), truth, handles)
        for each in linked.links.values()
    )
    clusters = pooled(
        evaluate_clusters(linked.clusters, truth, handles, linked.links).values()
    )
    return {
        "f1": round(links.f1.value, 5),
        "precision": round(links.precision.value, 5),
        "recall": round(links.recall.value, 5),
        "cluster_f1": round(clusters.f1.value, 5),
        "true_pairs": links.true_pairs,
        **_expected(linked),
    }


def _expected(linked: Linked) -> Row:
    """What the fits expected, pooled by the links found; and how many could not tell."""
    findings = linked.findings.values()
    told = [(each, each.expected) for each in findings if each.expected]
    found = sum(each.links for each, _ in told)
    right = sum(each.links * expected.precision.value for each, expected in told)
    missed = sum(expected.missed for _, expected in told)
    return {
        "expected_precision": round(right / found, 5) if found else None,
        "expected_recall": round(right / (right + missed), 5) if found else None,
        "undecided": len(linked.findings) - len(told),
        "pairs_of_sources": len(linked.links),
    }


GROUP = Group(
    "linkage.decisions",
    "F1 with a threshold that was fitted without a truth.",
    add_options,
    measure,
)

if __name__ == "__main__":
    run_group(GROUP)
