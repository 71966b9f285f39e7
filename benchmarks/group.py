"""A group of measurements and its command line."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.report import Report, show


@dataclass(frozen=True, slots=True)
class Group:
    """One group: what it measures, how it is set, and how it is run."""

    name: str
    about: str
    add_options: Callable[[ArgumentParser], None]
    measure: Callable[[Namespace], Report]


def run_group(group: Group, arguments: Sequence[str] | None = None) -> None:
    """Measure one group and print it.

    Args:
        group: Which.
        arguments: Its command line; the process's own, if None.
    """
    parser = ArgumentParser(
        prog=f"python -m benchmarks.{group.name}", description=group.about
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    group.add_options(parser)
    options = parser.parse_args(arguments)
    show(group.measure(options), as_json=options.json)


def defaults(group: Group) -> Namespace:
    """A group's options where none is given."""
    parser = ArgumentParser()
    group.add_options(parser)
    return parser.parse_args([])
