"""An exact Dice join with the project's kernel: all pairs at or above a threshold.

`python -m benchmarks.linkage.join LEFT.npy RIGHT.npy THRESHOLD`, in a process of its
own, so that memory is that of the join. Turning the filters is part of the time.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np

from linkage.exchange.encoding import Words
from linkage.match import bitsliced, pigeonhole
from linkage.match.bits import popcounts
from linkage.match.dice import dice_join, fewest_common
from linkage.match.kernel import Block
from linkage.match.lanes import prepare


def peak_mb() -> float:
    """The most memory that was resident, in MB of 10^6 bytes."""
    status = Path("/proc/self/status").read_text("utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024 / 1e6


def compile_engines(some: Words) -> None:
    """Compile each engine, or read what was compiled: no part of a join's time."""
    block = Block(some, popcounts(some), np.arange(len(some)))
    needed = fewest_common(block.span, block.span, 1.0)
    lanes = prepare(some)
    dice_join(some, some, 1.0)
    for sliced in bitsliced.tasks(lanes, lanes, needed):
        sliced.search()
    for part in pigeonhole.tasks(block, block, needed, parts=1):
        part.search()


def main(left: str, right: str, threshold: str) -> None:
    """Join two .npy files as `peers/anonlink_join.py` does, and print the same."""
    sides = np.load(left), np.load(right)
    compile_engines(sides[0][:2])
    began, worked = time.perf_counter(), time.process_time()
    pairs = dice_join(*sides, float(threshold))
    row = {
        "seconds": time.perf_counter() - began,
        "cpu_seconds": time.process_time() - worked,
        "pairs": len(pairs),
        "peak_mb": peak_mb(),
    }
    print(json.dumps(row))


if __name__ == "__main__":
    main(*sys.argv[1:])
