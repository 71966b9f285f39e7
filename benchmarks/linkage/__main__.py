"""`python -m benchmarks.linkage`."""

from benchmarks.group import run_group
from benchmarks.linkage.measure import GROUP

if __name__ == "__main__":
    run_group(GROUP)
