"""Names of subgraphs in the text of a hint."""

from collections.abc import Iterable


def quoted(names: Iterable[str]) -> str:
    """The names in quotes, with commas between."""
    return ", ".join(f'"{name}"' for name in names)
