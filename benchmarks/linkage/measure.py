"""The group `linkage`: encoding, exact matching, linking, and FEBRL4 end to end."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.group import Group
from benchmarks.linkage.configurations import SCHEMA
from benchmarks.linkage.environment import peer_python
from benchmarks.linkage.people import copied, residents
from benchmarks.linkage.quality import SECRET
from benchmarks.linkage.steps import (
    Registers,
    Row,
    encode,
    encode_clkhash,
    febrl4,
    join,
    join_anonlink,
    link,
)
from benchmarks.node_packages import NoPeer
from benchmarks.report import Report
from linkage.encode.encoder import Encoder
from linkage.profile import Profile
from linkage.spark.engine import OnSpark
from linkage.spark.session import spark_session

PROFILES: Final = ("default", "plain")
PLAIN: Final = 0.8
DIFFUSED: Final = 0.6
"""Strangers' diffused filters have a Dice of 0.5, and a slip takes away much."""


def add_options(parser: ArgumentParser) -> None:
    """How much to measure."""
    parser.add_argument("--rows", type=int, default=10_000, help="records of a side")
    parser.add_argument(
        "--threshold",
        type=float,
        help=f"least Dice; {PLAIN}, or {DIFFUSED} where filters are diffused",
    )
    parser.add_argument(
        "--profile",
        action="append",
        help="a shipped profile's name or a file; by default both of default and plain",
    )
    parser.add_argument("--seed", type=int, default=20_261)
    parser.add_argument(
        "--alone", action="store_true", help="without anonlink and clkhash"
    )
    parser.add_argument("--no-febrl4", dest="febrl4", action="store_false")
    parser.add_argument(
        "--engine",
        choices=("embedded", "spark"),
        default="embedded",
        help="link on Apache Spark as well",
    )
    parser.add_argument(
        "--master", default="local[*]", help="master URL of Spark, such as local[2]"
    )
    parser.add_argument(
        "--join-only",
        action="store_true",
        help="the exact join alone, without encoding, linking and FEBRL4",
    )


def measure(options: Namespace) -> Report:
    """Measure each step once for each profile; the steps are long enough."""
    notes: list[str] = []
    try:
        python = None if options.alone else peer_python()
    except NoPeer as reason:
        python = None
        notes.append(f"anonlink and clkhash were not measured: {reason}")
    left = residents(options.rows, options.seed)
    right = copied(left, options.seed)
    rows: dict[str, Row] = {}
    for name in options.profile or PROFILES:
        profile = _loaded(name)
        with TemporaryDirectory() as folder:
            encoder = Encoder(profile, SECRET, "benchmark")
            registers = Registers(left, right, encoder, Path(folder))
            for step, row in _steps(registers, profile, options, python).items():
                rows[f"{profile.id}, {step}"] = row
    if any("projected_from_rows" in row for row in rows.values()):
        notes.append("anonlink's time is projected from a part of the left side")
    title = (
        f"Linkage: {options.rows:,} x {options.rows:,} records, seed {options.seed}; "
        "ratio: a peer's time over ours"
    )
    return Report(title, rows, tuple(notes))


def _loaded(name: str) -> Profile:
    shipped = SCHEMA / f"{name}.yaml"
    return Profile.load(shipped if shipped.is_file() else Path(name))


def _steps(
    registers: Registers, profile: Profile, options: Namespace, python: str | None
) -> dict[str, Row]:
    usual = DIFFUSED if profile.filter.hardening.diffusion else PLAIN
    threshold = options.threshold or usual
    rows: dict[str, Row] = {}
    if not options.join_only:
        rows["encode: tautan"] = encode(registers)
        if python is not None:
            rows["encode: clkhash"] = encode_clkhash(registers, python)
            _compare(rows["encode: tautan"], rows["encode: clkhash"])
    rows["match: tautan"] = join(registers, threshold)
    if python is not None:
        rows["match: anonlink"] = join_anonlink(registers, threshold, python)
        _compare(rows["match: tautan"], rows["match: anonlink"])
    if not options.join_only:
        rows["link: tautan, by the profile"] = link(registers, profile)
        if options.engine == "spark":
            with spark_session(options.master) as session:
                spark = OnSpark(session, registers.folder)
                rows["link: tautan, on Spark"] = link(registers, profile, spark)
    if options.febrl4 and not options.join_only:
        rows |= febrl4(profile)
    return rows


def _compare(ours: Row, peer: Row) -> None:
    """A peer's time over ours: above 1, ours is faster."""
    for name, ratio in (("seconds", "ratio"), ("cpu_seconds", "cpu_ratio")):
        if name in peer and name in ours:
            peer[ratio] = float(peer[name] or 0) / float(ours[name] or 1)


GROUP = Group(
    "linkage",
    "What encoding and matching cost, beside anonlink, clkhash and recordlinkage.",
    add_options,
    measure,
)
