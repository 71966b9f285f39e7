"""Large supergraphs and operations: what planning looks at stays in bounds.

Counted in moves, not in seconds: one move costs about 20 µs.
"""

import asyncio

import pytest

from benchmarks.planner.large import media, network, supergraph_of, wander
from gateway.operation.limits import Limits
from gateway.operation.normalise import normalise
from gateway.operation.parse import parse_document
from gateway.planner.errors import PlanningLimitExceededError
from gateway.planner.make import STEPS, make_plan
from gateway.policy.access import Question
from gateway.policy.codes import code_of
from gateway.service import RefusedError
from gateway.supergraph.read import read_supergraph
from tests.support.federations import open_gateway

EVERY_FIELD = " ".join(f"f{one}" for one in range(10))


@pytest.fixture(scope="module")
def wide_sdl():
    return supergraph_of(media(70, 10))


@pytest.fixture(scope="module")
def wide(wide_sdl):
    return read_supergraph(wide_sdl)


@pytest.fixture(scope="module")
def broad():
    return read_supergraph(supergraph_of(network(300, 10)))


def plan(supergraph, source, max_steps=STEPS, limits=None):
    operation = normalise(supergraph, parse_document(source, limits))
    return make_plan(supergraph, operation, max_steps=max_steps)


def look_ups(plan):
    return [len(one.entities) for one in plan.fetches if one.entities]


def test_every_field_of_an_interface_with_seventy_implementers(wide):
    made = plan(wide, f"{{ media0 {{ {EVERY_FIELD} }} }}", max_steps=4_000)
    assert (len(made.fetches), made.depth) == (10, 2)
    assert look_ups(made) == [1] * 9  # one list, whatever the type
    assert {len(one.entities[0].representations) for one in made.fetches[1:]} == {70}


def test_an_interface_below_an_interface(wide):
    made = plan(wide, "{ media0 { near1 { f2 } } }", max_steps=25_000)
    assert (len(made.fetches), made.depth) == (3, 3)
    assert look_ups(made) == [1, 1]


def test_three_of_them_are_too_many(wide):
    with pytest.raises(PlanningLimitExceededError, match="40000 steps"):
        plan(wide, "{ media0 { near1 { near2 { f3 } } } }")


def test_a_thousand_fields_of_a_network_of_three_hundred_types(broad):
    made = plan(broad, wander(300, 10, 1_000), max_steps=2_000)
    assert len(made.fetches) <= 38
    assert made.depth <= 8


def test_moves_grow_with_the_fields(broad):
    for fields in (100, 1_000, 3_000):
        plan(broad, wander(300, 10, fields), 3 * fields + 400, Limits(tokens=30_000))


def test_aliases_do_not_multiply_what_is_looked_at(broad):
    fields = " ".join(f"x{one}: start0 {{ id a0 c0 }}" for one in range(250))
    assert len(plan(broad, f"{{ {fields} }}", max_steps=4_000).fetches) == 1


@pytest.mark.parametrize(
    "below",
    ["near0 { ...F%d } near0 { ...F%d }", "a: near0 { ...F%d } b: near0 { ...F%d }"],
    ids=["one key", "two keys"],
)
def test_fragments_that_double_are_one_field_or_refused_before(wide, below):
    parts = [
        f"fragment F{one} on Media {{ {below % (one + 1, one + 1)} }}"
        for one in range(8)
    ]
    source = " ".join(["{ media0 { ...F0 } }", *parts, "fragment F8 on Media { id }"])
    made = plan(wide, source, max_steps=1_000)
    assert len(made.fetches) == 1


async def test_the_caller_is_told_and_others_are_served_meanwhile(wide_sdl):
    gateway = open_gateway(wide_sdl, deadline_seconds=60.0)

    def ask(document):
        return gateway.answer(Question(document, {}, None, "", "", ""))

    turns = 0

    async def others():
        nonlocal turns
        while True:
            await asyncio.sleep(0.001)
            turns += 1

    beside = asyncio.create_task(others())
    with pytest.raises(RefusedError) as refused:
        await ask("{ media0 { near1 { near2 { f3 } } } }")
    beside.cancel()
    assert code_of(refused.value.cause) == "PLAN_TOO_LARGE"
    assert turns > 10
    await gateway.close()
