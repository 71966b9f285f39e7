"""An exact Dice join with the project's kernel: all pairs at or above a threshold.

`python -m benchmarks.linkage.join LEFT.npy RIGHT.npy THRESHOLD`, in a process of its
own, so that memory is that of the join. Turning the filters is part of the time.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np

from linkage.match.dice import dice_join


def peak_mb() -> float:
    """The most memory that was resident, in MB of 10^6 bytes."""
    status = Path("/proc/self/status").read_text("utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024 / 1e6


def main(left: str, right: str, threshold: str) -> None:
    """Join two .npy files as `peers/anonlink_join.py` does, and print the same."""
    sides = np.load(left), np.load(right)
    dice_join(sides[0][:1], sides[1][:1], 1.0)  # compiles, or reads what was compiled
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
