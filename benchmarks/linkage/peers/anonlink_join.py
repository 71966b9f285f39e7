"""Runs inside anonlink's own environment: the same join, by anonlink.

Arguments: two .npy files of filters, a threshold, and how many of the left side's
filters to join. Prints {seconds, cpu_seconds, pairs, peak_mb}; memory is that of the
largest process. One process per core, each with a part of the left side, forked when
the filters are there already. Imports nothing of the project.
"""

import json
import os
import sys
import time
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from anonlink.candidate_generation import find_candidate_pairs  # type: ignore[import-not-found]
from anonlink.similarities import dice_coefficient_accelerated  # type: ignore[import-not-found]
from bitarray import bitarray  # type: ignore[import-not-found]


def filters(path: str) -> list[Any]:
    """The filters of a file, as anonlink wants them."""
    made = []
    for row in np.load(path):
        bits = bitarray(endian="little")
        bits.frombytes(row.astype("<u8").tobytes())
        made.append(bits)
    return made


def peak_mb() -> float:
    """The most memory that was resident, in MB of 10^6 bytes."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024 / 1e6


def join_part(part: slice) -> tuple[int, float, float]:
    """How many pairs a part of the left side is in, seconds of CPU, and memory."""
    began = time.process_time()
    scores, _, _ = find_candidate_pairs(
        (SIDES[0][part], SIDES[1]), dice_coefficient_accelerated, THRESHOLD
    )
    return len(scores), time.process_time() - began, peak_mb()


def main() -> None:
    """Join and print."""
    workers = len(os.sched_getaffinity(0))
    size = -(-len(SIDES[0]) // workers)
    parts = [slice(at, at + size) for at in range(0, len(SIDES[0]), size)]
    began = time.perf_counter()
    with get_context("fork").Pool(workers) as pool:
        found = pool.map(join_part, parts)
    answer = {
        "seconds": time.perf_counter() - began,
        "cpu_seconds": sum(cpu for _, cpu, _ in found),
        "pairs": sum(pairs for pairs, _, _ in found),
        "peak_mb": max(peak for _, _, peak in found),
    }
    print(json.dumps(answer))


if __name__ == "__main__":
    SIDES = filters(sys.argv[1])[: int(sys.argv[4])], filters(sys.argv[2])
    THRESHOLD = float(sys.argv[3])
    main()
