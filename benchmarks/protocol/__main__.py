"""`python -m benchmarks.protocol`."""

from benchmarks.group import run_group
from benchmarks.protocol.measure import GROUP

if __name__ == "__main__":
    run_group(GROUP)
