"""Laws of composition: order, repetition, no crash, and that what composes can be planned."""

from pathlib import Path

from graphql import GraphQLObjectType
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.composition.compose import compose
from gateway.composition.source import Composed, Rejected, SubgraphSource
from gateway.operation.normalise import read_operation
from gateway.planner.make import make_plan
from gateway.supergraph.read import read_supergraph

GOLDEN = Path(__file__).parents[2] / "golden" / "composition"
SOURCES = sorted(GOLDEN.glob("*/*/subgraphs/*.graphql"))
LINK = (
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",'
    ' import: ["@key", "@shareable"])'
)
TYPES = ("A", "B", "C")
FIELDS = ("x", "y", "z")


@st.composite
def federations(draw):
    """Two to four subgraphs over three entities with two possible keys each."""
    return [
        SubgraphSource(name, f"http://{name}.example", draw(subgraphs(name)))
        for name in "abcd"[: draw(st.integers(2, 4))]
    ]


@st.composite
def subgraphs(draw, name):
    parts = [LINK]
    chosen = draw(st.lists(st.sampled_from(TYPES), min_size=1, unique=True))
    for owner in chosen:
        keys = draw(st.lists(st.sampled_from(["id", "code"]), max_size=2, unique=True))
        marks = " ".join(f'@key(fields: "{key}")' for key in keys)
        fields = draw(st.lists(st.sampled_from(FIELDS), unique=True))
        lines = [f"{key}: ID @shareable" for key in keys or ["id"]]
        lines += [f"{field}: Int @shareable" for field in fields]
        lines += [
            f"{target.lower()}_{name}: {target}"
            for target in draw(st.lists(st.sampled_from(chosen), unique=True))
        ]
        parts.append(f"type {owner} {marks} {{ {' '.join(lines)} }}")
    roots = draw(st.lists(st.sampled_from(chosen), unique=True))
    if roots:
        lines = [f"{root.lower()}_{name}: {root}" for root in roots]
        parts.append(f"type Query {{ {' '.join(lines)} }}")
    return "\n".join(parts)


@given(federations(), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=25)
def test_order_of_subgraphs_plays_no_part(sources, random):
    shuffled = list(sources)
    random.shuffle(shuffled)

    assert compose(shuffled) == compose(sources)


def queries(owner, depth):
    """The shortest query for each leaf down to a depth."""
    for name, field in owner.fields.items():
        if not isinstance(field.type, GraphQLObjectType):
            yield name
        elif depth:
            for rest in queries(field.type, depth - 1):
                yield f"{name} {{ {rest} }}"


@given(federations())
@settings(deadline=None, max_examples=25)
def test_what_composes_can_be_planned(sources):
    composed = compose(sources)
    if isinstance(composed, Rejected):
        return
    supergraph = read_supergraph(composed.supergraph_sdl)

    for query in queries(supergraph.public_schema.query_type, 3):
        plan = make_plan(supergraph, read_operation(supergraph, f"{{ {query} }}"))
        assert plan.fetches


@st.composite
def damaged(draw):
    """A subgraph of the golden cases with a stretch of it removed, doubled or replaced."""
    text = draw(st.sampled_from(SOURCES)).read_text(encoding="utf-8")
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, min(len(text), start + 40)))
    middle = draw(
        st.sampled_from(["", "{", "}", '"', "!", "@key", text[start:end] * 2])
    )
    return text[:start] + middle + text[end:]


@given(st.lists(damaged(), min_size=1, max_size=3))
@settings(deadline=None, max_examples=60)
def test_no_text_is_too_bad_to_be_answered(sdls):
    sources = [
        SubgraphSource(name, f"http://{name}.example", sdl)
        for name, sdl in zip("abc", sdls, strict=False)
    ]

    result = compose(sources)

    match result:
        case Composed():
            assert compose(sources) == result
        case Rejected(diagnostics=found):
            assert found
            assert all(d.message and d.advice for d in found)
