"""Names for subgraphs in the enum join__Graph."""

import re
from collections import Counter
from collections.abc import Iterable

from gateway.composition.merge.merged import Graph
from gateway.composition.subgraph.facts import Facts


def graphs_of(facts: Iterable[Facts]) -> dict[str, Graph]:
    """Subgraph name to its graph; keys are upper case, distinct, and GraphQL names."""
    facts = sorted(facts, key=lambda f: f.name)
    keys = [_key(one.name) for one in facts]
    numbers = Counter[str]()
    graphs: dict[str, Graph] = {}
    for one, key in zip(facts, keys, strict=True):
        numbers[key] += 1
        unique = f"{key}_{numbers[key]}" if keys.count(key) > 1 else key
        graphs[one.name] = Graph(unique, one.name, one.subgraph.url)
    return graphs


def _key(name: str) -> str:
    """A name of its own kind: none ends like the numbered ones."""
    key = re.sub(r"\W", "_", name, flags=re.ASCII).upper()
    key = f"_{key}" if key[:1].isdigit() else key
    return f"{key}_" if re.search(r"_\d+$", key) else key
