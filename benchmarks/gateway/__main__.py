"""`python -m benchmarks.gateway`."""

from benchmarks.gateway.measure import GROUP
from benchmarks.group import run_group

if __name__ == "__main__":
    run_group(GROUP)
