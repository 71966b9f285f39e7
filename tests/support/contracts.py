"""Our own contracts, composed."""

from functools import cache
from pathlib import Path

from graphql import parse

from gateway.composition.compose import compose
from gateway.composition.source import Composed, SubgraphSource
from protocol.classification import Classification, read_classification

SCHEMA = Path(__file__).parents[2] / "schema"


@cache
def composed_contracts() -> Composed:
    """The contracts in `schema/subgraphs`, composed."""
    found = compose(
        [
            SubgraphSource(path.stem, f"http://{path.stem}.example/graphql", sdl)
            for path in sorted((SCHEMA / "subgraphs").glob("*.graphql"))
            for sdl in [path.read_text(encoding="utf-8")]
        ]
    )
    assert isinstance(found, Composed), found
    return found


@cache
def classified_contracts() -> Classification:
    """The classification of the supergraph."""
    return read_classification(parse(composed_contracts().supergraph_sdl), None)
