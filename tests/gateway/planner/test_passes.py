"""Passes: what is merged, what stays apart, and when a plan gets deeper for it."""

from gateway.operation.ast import Condition
from gateway.planner.passes import (
    absorb,
    as_requests,
    batch,
    depth,
    levels,
    optimise,
    reduce_waits,
)
from gateway.planner.plan import Key, Representation, RepresentationField
from gateway.planner.step import PickedField, Step, guard

ID = (Representation("T", (RepresentationField("id", "id"),)),)
WITH_MORE = (
    Representation(
        "T", (RepresentationField("id", "id"), RepresentationField("x", "x"))
    ),
)
IF = (Condition("if", expected=True),)


def pick(name):
    return PickedField(name, name, (), "T", frozenset({()}), composite=False)


def step(number, subgraph, *after, **changes):
    given = {
        "kind": "query",
        "path": (Key(f"at{number}"),),
        "type_name": "T",
        "picks": (pick(f"f{number}"),),
        "demands": frozenset({()}),
        "representations": ID if after else (),
    } | changes
    return Step(number, subgraph, after=frozenset(after), **given)


def shape(requests):
    return {
        (one.subgraph, tuple(step.id for step in one.steps)): sorted(one.after)
        for one in requests
    }


def test_lookups_of_one_subgraph_and_level_are_batched():
    steps = [step(0, "a"), step(1, "b", 0), step(2, "b", 0), step(3, "c", 0)]
    assert shape(batch(as_requests(steps))) == {
        ("a", (0,)): [],
        ("b", (1, 2)): [0],
        ("c", (3,)): [0],
    }


def test_roots_are_never_batched():
    steps = [step(0, "a"), step(1, "a")]
    assert len(batch(as_requests(steps))) == 2


def test_a_lookup_sinks_to_a_later_one_of_its_subgraph():
    steps = [step(0, "a"), step(1, "b", 0), step(2, "c", 0), step(3, "b", 2)]
    assert shape(optimise(as_requests(steps))) == {
        ("a", (0,)): [],
        ("b", (1, 3)): [2],
        ("c", (2,)): [0],
    }


def test_it_does_not_sink_below_what_waits_for_it():
    steps = [step(0, "a"), step(1, "b", 0), step(2, "c", 1), step(3, "b", 2)]
    assert len(optimise(as_requests(steps))) == 4


def chains(**changes):
    """Two look-ups of `b`, one level apart; a third request waits for the early one."""
    return [
        step(0, "a"),
        step(1, "b", 0, **changes),
        step(2, "d", 1),
        step(3, "c", 0),
        step(4, "b", 3, **changes),
    ]


def test_it_does_not_sink_if_the_plan_gets_deeper():
    merged = optimise(as_requests(chains()))
    assert depth(merged) == 3
    assert len(merged) == 5


def test_one_subgraph_is_asked_once_about_the_same_objects_even_if_it_gets_deeper():
    merged = optimise(as_requests(chains(path=(Key("here"),))))
    assert shape(merged) == {
        ("a", (0,)): [],
        ("b", (1, 4)): [3],
        ("c", (3,)): [0],
        ("d", (2,)): [1],
    }
    assert depth(merged) == 4


def test_where_it_gets_deeper_it_gets_as_little_deeper_as_can_be():
    here = (Key("here"),)
    steps = [
        step(0, "a"),
        step(1, "b", 0, path=here),
        step(2, "d", 1),
        step(3, "e", 2),
        step(4, "f", 3),
        step(5, "g", 4),
        step(6, "b", 8, path=here),
        step(7, "b", 9, path=here),
        step(8, "h", 7),
        step(9, "c", 0),
    ]
    merged = optimise(as_requests(steps))
    assert ("b", (1, 7)) in shape(merged)
    assert depth(merged) == 7


def test_waits_that_follow_from_others_are_dropped():
    steps = [step(0, "a"), step(1, "b", 0), step(2, "c", 0, 1)]
    assert shape(reduce_waits(as_requests(steps)))["c", (2,)] == [1]


def test_levels_leave_circles_out():
    requests = as_requests([step(0, "a"), step(1, "b", 2), step(2, "c", 1)])
    assert levels(requests) == {0: 0}


def test_no_requests_have_no_depth():
    assert depth(()) == 0


def rich(number, *after, **changes):
    return step(
        number, "b", *after, representations=WITH_MORE, requires=True, **changes
    )


def test_plain_lookups_are_absorbed_by_those_with_requirements():
    here = (Key("here"),)
    steps = (
        step(0, "a"),
        step(1, "b", 0, path=here),
        rich(2, 0, path=here),
        step(3, "c", 1),
    )
    absorbed = absorb(steps)
    assert [one.id for one in absorbed] == [0, 2, 3]
    assert [one.name for one in absorbed[1].picks] == ["f2", "f1"]
    assert absorbed[2].after == {2}


def test_they_stay_apart_when_one_waits_for_more():
    here = (Key("here"),)
    steps = (
        step(0, "a"),
        step(1, "b", 0, path=here),
        step(2, "c", 0),
        rich(3, 0, 2, path=here),
    )
    assert absorb(steps) == steps


def test_they_stay_apart_when_the_requirement_is_not_always_fetched():
    here = (Key("here"),)
    steps = (
        step(0, "a"),
        step(1, "b", 0, path=here),
        rich(2, 0, path=here, demands=frozenset({IF})),
    )
    assert absorb(steps) == steps


def test_a_guard_is_what_all_demands_share():
    other = Condition("other", expected=False)
    assert guard(frozenset({IF, (*IF, other)})) == IF
    assert guard(frozenset({IF, ()})) == ()
    assert guard(frozenset()) == ()
