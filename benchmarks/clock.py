"""Time of a step: the fastest of several rounds.

On a shared machine noise only ever adds, so the fastest round is nearest to what
the code costs (as `timeit` advises). Both sides of a ratio are timed alike, one
after the other in each round, so that a busy minute falls on both.
"""

import time
from collections.abc import Callable, Mapping

Step = Callable[[], object]


def fastest(steps: Mapping[str, Step], rounds: int) -> dict[str, float]:
    """Seconds of CPU of each step, at its fastest.

    Args:
        steps: By name; run once per round, in this order.
        rounds: At least 1.
    """
    found = dict.fromkeys(steps, float("inf"))
    for _ in range(rounds):
        for name, step in steps.items():
            found[name] = min(found[name], cpu_seconds(step))
    return found


def cpu_seconds(step: Step) -> float:
    """Seconds of CPU, of this process and all its threads, that a step takes."""
    began = time.process_time()
    step()
    return time.process_time() - began
