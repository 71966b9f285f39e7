"""Runs inside anonlink's own environment: the same join, by anonlink.

Arguments: two .npy files of filters and a threshold. Prints {seconds, pairs, peak_mb}.
It imports nothing of the project.
"""

import json
import sys
import time
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


def main(left: str, right: str, threshold: str) -> None:
    """Join and print."""
    sides = filters(left), filters(right)
    began = time.perf_counter()
    scores, _, _ = find_candidate_pairs(
        sides, dice_coefficient_accelerated, float(threshold)
    )
    print(
        json.dumps(
            {
                "seconds": time.perf_counter() - began,
                "pairs": len(scores),
                "peak_mb": peak_mb(),
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
