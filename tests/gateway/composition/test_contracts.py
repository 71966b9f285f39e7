"""The nine contracts compose, and what is checked in is what they compose to."""

from dataclasses import replace
from pathlib import Path

import pytest
from graphql import build_schema

from gateway.composition.compose import compose
from gateway.composition.diagnostics import Code
from gateway.composition.source import Composed, Rejected, SubgraphSource
from gateway.supergraph.read import read_supergraph

SCHEMA = Path(__file__).parents[3] / "schema"


@pytest.fixture(scope="module")
def sources():
    return [
        SubgraphSource(
            path.stem,
            f"https://{path.stem}.tautan.example/graphql",
            path.read_text("utf-8"),
        )
        for path in sorted((SCHEMA / "subgraphs").glob("*.graphql"))
    ]


@pytest.fixture(scope="module")
def composed(sources):
    result = compose(sources)
    assert isinstance(result, Composed), result
    return result


def test_supergraph_is_the_one_checked_in(composed):
    assert composed.supergraph_sdl == (SCHEMA / "supergraph.graphql").read_text("utf-8")


def test_public_schema_is_the_one_checked_in(composed):
    assert composed.public_sdl == (SCHEMA / "public.graphql").read_text("utf-8")


def test_supergraph_can_be_read(composed, sources):
    assert set(read_supergraph(composed.supergraph_sdl).subgraphs) == {
        s.name for s in sources
    }


def test_order_of_subgraphs_plays_no_part(composed, sources):
    assert compose(sources[::-1]) == composed


def test_public_schema_hides_the_machinery(composed):
    schema = build_schema(composed.public_sdl)
    names = {d.name for d in schema.directives}

    assert {"personal", "impersonal", "opens"} <= names
    assert not names & {"provider", "inaccessible", "link", "join__type"}
    assert "inaccessible" not in composed.public_sdl
    assert not any("__" in n and not n.startswith("__") for n in schema.type_map)


def test_no_ticket_is_public(composed):
    schema = build_schema(composed.public_sdl)

    assert not [
        f"{name}.ticket"
        for name, found in schema.type_map.items()
        if "ticket" in getattr(found, "fields", ())
    ]


def test_every_sealed_field_says_what_it_opens_to(composed):
    schema = build_schema(composed.public_sdl)
    sealed = [
        field
        for found in schema.type_map.values()
        for field in getattr(found, "fields", {}).values()
        if "Sealed" in str(field.type)
    ]

    assert len(sealed) > 20
    for field in sealed:
        directives = {d.name.value for d in field.ast_node.directives}
        assert {"opens", "personal"} <= directives


def test_a_contract_that_forgets_a_classification_is_refused(sources):
    broken = [
        replace(s, sdl=s.sdl.replace(" @impersonal\n", "\n"))
        if s.name == "kemenko"
        else s
        for s in sources
    ]
    assert broken != sources

    result = compose(broken)

    assert isinstance(result, Rejected)
    assert Code.FIELD_NOT_CLASSIFIED in {d.code for d in result.diagnostics}
