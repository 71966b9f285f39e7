"""What the project costs, beside what others cost, measured in one run.

`python -m benchmarks` runs every group; `python -m benchmarks.NAME` runs one.
"""
