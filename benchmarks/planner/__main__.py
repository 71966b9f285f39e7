"""`python -m benchmarks.planner`."""

from benchmarks.group import run_group
from benchmarks.planner.measure import GROUP

if __name__ == "__main__":
    run_group(GROUP)
