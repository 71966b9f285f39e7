"""`python -m benchmarks`: every group in turn, or one by name.

python -m benchmarks                    all groups, as tables
python -m benchmarks --json             all groups, one JSON object by name
python -m benchmarks linkage --rows 500 one group with its own options
"""

import json
import sys
from collections.abc import Sequence

from benchmarks.gateway.measure import GROUP as GATEWAY
from benchmarks.group import defaults, run_group
from benchmarks.linkage.measure import GROUP as LINKAGE
from benchmarks.planner.measure import GROUP as PLANNER
from benchmarks.protocol.measure import GROUP as PROTOCOL
from benchmarks.report import Report, show

GROUPS = {group.name: group for group in (PROTOCOL, PLANNER, GATEWAY, LINKAGE)}


def main(arguments: Sequence[str]) -> None:
    """Run what the command line names."""
    match arguments:
        case [name, *rest] if name in GROUPS:
            run_group(GROUPS[name], rest)
        case []:
            for name in GROUPS:
                show(_measured(name), as_json=False)
        case ["--json"]:
            _show_as_one({name: _measured(name) for name in GROUPS})
        case _:
            sys.exit(f"usage: python -m benchmarks [{'|'.join(GROUPS)}] [--json]")


def _measured(name: str) -> Report:
    print(f"measuring {name} …", file=sys.stderr)
    group = GROUPS[name]
    return group.measure(defaults(group))


def _show_as_one(reports: dict[str, Report]) -> None:
    print(json.dumps({name: one.rows for name, one in reports.items()}))
    for name, report in reports.items():
        for note in report.notes:
            print(f"{name}: {note}", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
