"""Text in, text out: subgraphs beside the supergraph or the diagnostics they compose to.

Each folder of tests/golden/composition has a case.md that says why it exists.
`--update-golden` rewrites what is expected; a reviewer reads the difference.
"""

from pathlib import Path

import pytest
from graphql import build_schema

from gateway.composition.compose import compose
from gateway.composition.diagnostics import Code
from gateway.composition.render import render
from gateway.composition.source import Composed, Rejected, SubgraphSource

GOLDEN = Path(__file__).parents[2] / "golden" / "composition"
ACCEPTED = sorted((GOLDEN / "accepted").iterdir())
REJECTED = sorted((GOLDEN / "rejected").iterdir())


def sources(case):
    return [
        SubgraphSource(
            path.stem, f"http://{path.stem}.example/graphql", path.read_text()
        )
        for path in sorted((case / "subgraphs").glob("*.graphql"))
    ]


def expect(request, path, actual):
    if request.config.getoption("--update-golden", default=False):
        path.write_text(actual)
    assert actual == path.read_text()


@pytest.mark.parametrize("case", ACCEPTED, ids=lambda case: case.name)
def test_accepted(request, case):
    result = compose(sources(case))

    assert isinstance(result, Composed), render(result.diagnostics, {})
    expect(request, case / "supergraph.graphql", result.supergraph_sdl)
    expect(request, case / "public.graphql", result.public_sdl)
    build_schema(result.supergraph_sdl)
    build_schema(result.public_sdl)


@pytest.mark.parametrize("case", REJECTED, ids=lambda case: case.name)
def test_rejected(request, case):
    given = sources(case)

    result = compose(given)

    assert isinstance(result, Rejected)
    assert code_of(case) in {d.code for d in result.diagnostics}
    text = render(result.diagnostics, {s.name: s.sdl for s in given})
    expect(request, case / "diagnostics.txt", text + "\n")


def code_of(case):
    return Code(case.name.upper().replace("-", "_"))


def test_each_code_has_a_case():
    assert {code_of(case) for case in REJECTED} == set(Code)


@pytest.mark.parametrize("case", [*ACCEPTED, *REJECTED], ids=lambda case: case.name)
def test_case_says_why(case):
    known = {"case.md", "subgraphs"} | (
        {"diagnostics.txt"}
        if case in REJECTED
        else {"supergraph.graphql", "public.graphql"}
    )

    assert (case / "case.md").read_text().strip()
    assert {path.name for path in case.iterdir()} == known


@pytest.mark.parametrize("case", [*ACCEPTED, *REJECTED], ids=lambda case: case.name)
def test_order_of_subgraphs_plays_no_part(case):
    given = sources(case)

    assert compose(given[::-1]) == compose(given)
