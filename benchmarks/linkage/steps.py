"""The steps of linkage that are timed, each beside a peer where there is one."""

import json
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks.clock import cpu_seconds
from benchmarks.linkage.environment import PEERS
from linkage.encode.bulk import encode_batches
from linkage.encode.columns.table import to_table
from linkage.encode.encoder import Encoder
from linkage.exchange.encoding import FILTER_WORDS, Words
from linkage.exchange.reader import read_encodings
from linkage.exchange.writer import write_encodings
from linkage.match.engine import EMBEDDED, Engine
from linkage.match.pair import link_pair
from linkage.pipeline.evaluate import Quality
from linkage.pipeline.febrl4 import link_febrl4
from linkage.profile import Profile
from linkage.record import Record

Row = dict[str, float | int | str | None]
ROOT: Final = Path(__file__).parents[2]
STEP_SECONDS: Final = 1800
TABLE_ROWS: Final = 32_768
MEASURED_PAIRS: Final = 2_000_000_000
"""Of more, anonlink is measured on a part."""


@dataclass
class Registers:
    """Two registers, and what encoding made of them."""

    left: list[Record]
    right: list[Record]
    encoder: Encoder
    folder: Path

    @cached_property
    def filters(self) -> tuple[Path, Path]:
        """The filters of both sides as .npy files."""
        paths = self.folder / "left.npy", self.folder / "right.npy"
        for path, records in zip(paths, (self.left, self.right), strict=True):
            np.save(path, _filters(encode_batches(self.encoder, _tables(records))))
        return paths


def _filters(batches: Iterable[Any]) -> Words:
    joined = b"".join(
        filter_ for batch in batches for filter_ in batch.column("filter").to_pylist()
    )
    return np.frombuffer(joined, "<u8").reshape(-1, FILTER_WORDS)


def _tables(records: list[Record]) -> list[Any]:
    """Records in columns, as a file or a database gives them."""
    return [
        to_table(records[start : start + TABLE_ROWS])
        for start in range(0, len(records), TABLE_ROWS)
    ]


def encode(registers: Registers) -> Row:
    """Encoding one register in one process, normalisation included; CPU time.

    A few are encoded before: that compiles the kernels, or reads what was compiled.
    """
    tables = _tables(registers.left)
    list(encode_batches(registers.encoder, [tables[0].slice(0, 10)]))
    seconds = cpu_seconds(lambda: list(encode_batches(registers.encoder, tables)))
    return {"seconds": seconds, "records_per_s": len(registers.left) / seconds}


def encode_clkhash(registers: Registers, python: str) -> Row:
    """The same records with clkhash: other features, no normalisation; CPU time."""
    rows = [_texts(one) for one in registers.left]
    seconds = _answer([python, str(PEERS / "clkhash_encode.py")], json.dumps(rows))[
        "seconds"
    ]
    return {"seconds": seconds, "records_per_s": len(rows) / seconds}


def _texts(record: Record) -> list[str]:
    return [
        record.names[0] if record.names else "",
        record.niks[0] if record.niks else "",
        record.birth_date.value if record.birth_date else "",
        record.birth_place or "",
        record.sex or "",
        record.mother_name or "",
    ]


def join(registers: Registers, threshold: float) -> Row:
    """All pairs of filters with a Dice of at least the threshold."""
    left, right = registers.filters
    command = [sys.executable, "-m", "benchmarks.linkage.join"]
    answer = _answer([*command, str(left), str(right), str(threshold)])
    return _rated(registers, threshold, answer)


def join_anonlink(registers: Registers, threshold: float, python: str) -> Row:
    """The same pairs with anonlink, one process per core.

    Where all would take long, a part of the left side is joined with all of the
    right, and `seconds` and `cpu_seconds` are projected from it: anonlink compares
    every pair, whatever it holds.
    """
    left, right = registers.filters
    part = min(len(registers.left), MEASURED_PAIRS // len(registers.right))
    command = [python, "-W", "ignore", str(PEERS / "anonlink_join.py")]
    arguments = [str(left), str(right), str(threshold), str(part)]
    row = _answer([*command, *arguments])
    if part < len(registers.left):
        row["projected_from_rows"] = part
        for name in ("seconds", "cpu_seconds"):
            row[name] *= len(registers.left) / part
    return _rated(registers, threshold, row)


def _rated(registers: Registers, threshold: float, row: dict[str, Any]) -> Row:
    pairs = len(registers.left) * len(registers.right)
    return row | {
        "threshold": threshold,
        "million_pairs_per_s": pairs / row["seconds"] / 1e6,
    }


def link(registers: Registers, profile: Profile, engine: Engine = EMBEDDED) -> Row:
    """From two encodings files to links, as the unit does it."""
    files = []
    for agency, records in (("a", registers.left), ("b", registers.right)):
        path = registers.folder / f"{agency}.parquet"
        encoder = registers.encoder
        write_encodings(path, encoder.header(agency), encoder.encode(records))
        files.append(read_encodings(path))
    began = time.perf_counter()
    links = link_pair(files[0], files[1], profile, engine=engine)
    seconds = time.perf_counter() - began
    compared = len(files[0]) * len(files[1])
    return {
        "seconds": seconds,
        "pairs": len(links),
        "million_pairs_per_s": compared / seconds / 1e6,
    }


@dataclass(slots=True)
class _Laps:
    """When each part of FEBRL4 was over."""

    ends: list[float] = field(default_factory=list)

    def __call__(self, step: str, _done: int, _total: int) -> None:
        if step.startswith("recordlinkage"):
            self.ends.append(time.perf_counter())


def febrl4(profile: Profile) -> dict[str, Row]:
    """FEBRL4, ours on encodings and recordlinkage on plain text, in one run."""
    laps = _Laps()
    began = time.perf_counter()
    found = link_febrl4(profile, laps)
    ours, documented, classified = (
        end - start
        for start, end in zip([began, *laps.ends[:-1]], laps.ends, strict=True)
    )
    return {
        "febrl4: tautan, encoded": _judged(ours, found.ours),
        "febrl4: recordlinkage, as documented": _judged(documented, found.documented),
        "febrl4: recordlinkage, ECM": _judged(classified, found.classified),
    }


def _judged(seconds: float, quality: Quality) -> Row:
    return {
        "seconds": seconds,
        "pairs": quality.found_pairs,
        "f1": quality.f1.value,
        "precision": quality.precision.value,
        "recall": quality.recall.value,
    }


def _answer(command: list[str], given: str | None = None) -> dict[str, Any]:
    done = subprocess.run(  # noqa: S603 -- our own scripts
        command,
        cwd=ROOT,
        input=given,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        timeout=STEP_SECONDS,
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
