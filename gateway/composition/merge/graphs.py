"""Names for subgraphs in the enum join__Graph."""

import re
from collections.abc import Iterable

from gateway.composition.merge.merged import Graph
from gateway.composition.subgraph.facts import Facts


def graphs_of(facts: Iterable[Facts]) -> dict[str, Graph]:
    """Subgraph name to its graph; keys are upper case, distinct, and GraphQL names."""
    graphs: dict[str, Graph] = {}
    taken: set[str] = set()
    for one in sorted(facts, key=lambda f: f.name):
        key = re.sub(r"\W", "_", one.name, flags=re.ASCII).upper()
        key = f"_{key}" if key[:1].isdigit() else key
        key = f"{key}_" if re.search(r"_\d+$", key) else key
        unique, number = key, 1
        while unique in taken:
            unique, number = f"{key}_{number}", number + 1
        taken.add(unique)
        graphs[one.name] = Graph(unique, one.name, one.subgraph.url)
    return graphs
