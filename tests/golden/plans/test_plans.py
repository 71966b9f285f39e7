"""Plans as text: subgraphs and an operation in, `plan.txt` out.

Each folder holds `case.md` (why the case exists), `operation.graphql`, the
subgraphs (or none: then it is about our own contracts), `labels.txt` where
overrides are active, and the expected `plan.txt`.
"""

from functools import cache
from pathlib import Path

import pytest

from gateway.composition.compose import compose
from gateway.composition.source import Composed, SubgraphSource
from gateway.operation.normalise import normalise
from gateway.operation.parse import parse_document
from gateway.planner.make import make_plan
from gateway.planner.text import print_plan
from gateway.supergraph.read import read_supergraph
from tests.support.contracts import SCHEMA
from tests.support.golden import agree

HERE = Path(__file__).parent
CASES = sorted(path.parent for path in HERE.glob("*/case.md"))


@cache
def supergraph_of(folder):
    composed = compose(
        [
            SubgraphSource(path.stem, f"http://{path.stem}", path.read_text("utf-8"))
            for path in sorted(folder.glob("*.graphql"))
        ]
    )
    assert isinstance(composed, Composed), composed
    return read_supergraph(composed.supergraph_sdl)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_plans(case, request):
    own = case / "subgraphs"
    supergraph = supergraph_of(own if own.exists() else SCHEMA / "subgraphs")
    labels = case / "labels.txt"
    active = frozenset(labels.read_text("utf-8").split()) if labels.exists() else ()
    document = parse_document((case / "operation.graphql").read_text("utf-8"))
    plan = make_plan(supergraph, normalise(supergraph, document), frozenset(active))
    update = request.config.getoption("--update-golden")
    agree(case / "plan.txt", print_plan(plan), update=update)


def test_every_folder_is_a_case():
    folders = {path for path in HERE.iterdir() if path.is_dir()} - {
        HERE / "__pycache__"
    }
    assert folders == set(CASES)
    for case in CASES:
        found = {path.name for path in case.iterdir()} - {"subgraphs", "labels.txt"}
        assert found == {"case.md", "operation.graphql", "plan.txt"}
