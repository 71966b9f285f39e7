"""Supergraphs of a few lines, and plans on them."""

from collections.abc import Iterable
from functools import cache

from gateway.composition.compose import compose
from gateway.composition.source import Composed, SubgraphSource
from gateway.operation.ast import Operation
from gateway.operation.normalise import normalise
from gateway.operation.parse import parse_document
from gateway.planner.make import make_plan
from gateway.planner.plan import Plan
from gateway.supergraph.model import Supergraph
from gateway.supergraph.read import read_supergraph

LINK = (
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: '
    '["@key", "@external", "@requires", "@provides", "@shareable", "@override", '
    '"@interfaceObject", "@inaccessible"])\n'
)


def supergraph_of(**subgraphs: str) -> Supergraph:
    """Compose subgraphs that are given without their @link."""
    return read_supergraph(_composed(tuple(sorted(subgraphs.items()))))


@cache
def _composed(subgraphs: tuple[tuple[str, str], ...]) -> str:
    composed = compose(
        [SubgraphSource(name, f"http://{name}", LINK + sdl) for name, sdl in subgraphs]
    )
    assert isinstance(composed, Composed), composed
    return composed.supergraph_sdl


def operation_on(supergraph: Supergraph, source: str) -> Operation:
    """Parse and normalise, without validation."""
    return normalise(supergraph, parse_document(source))


def plan_on(supergraph: Supergraph, source: str, labels: Iterable[str] = ()) -> Plan:
    """Plan an operation."""
    operation = operation_on(supergraph, source)
    return make_plan(supergraph, operation, frozenset(labels))
