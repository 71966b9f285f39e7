"""Laws of single stages: printing, passes, choice."""

from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.planner.passes import (
    as_requests,
    depth,
    levels,
    optimise,
)
from gateway.planner.plan import Key, Representation, RepresentationField
from gateway.planner.step import PickedField, Step
from gateway.supergraph.fieldset import (
    Argument,
    FieldSetField,
    FieldSetFragment,
    merge_field_sets,
    parse_field_set,
    print_field_set,
)

NAMES = st.sampled_from(["a", "b", "c"])
ARGUMENTS = st.lists(
    st.builds(Argument, st.just("x"), st.sampled_from(["1", '"s"', "[1, 2]"])),
    max_size=1,
).map(tuple)
FIELD_SETS = st.recursive(
    st.lists(st.builds(FieldSetField, NAMES, ARGUMENTS), min_size=1, max_size=3),
    lambda inner: st.lists(
        st.one_of(
            st.builds(FieldSetField, NAMES, ARGUMENTS, inner.map(tuple)),
            st.builds(FieldSetFragment, st.sampled_from(["T", "U"]), inner.map(tuple)),
        ),
        min_size=1,
        max_size=3,
    ),
    max_leaves=8,
).map(lambda found: merge_field_sets([tuple(found)]))


@given(FIELD_SETS)
def test_reading_what_was_printed_gives_the_same_field_set(fields):
    assert parse_field_set(print_field_set(fields)) == fields


@given(FIELD_SETS, FIELD_SETS)
def test_merging_field_sets_twice_changes_nothing(first, second):
    merged = merge_field_sets([first, second])
    assert merge_field_sets([merged, first, second]) == merged


@st.composite
def step_graphs(draw):
    """Roots and look-ups that wait for any steps before them."""
    steps = []
    for number in range(draw(st.integers(1, 12))):
        after = draw(st.frozensets(st.integers(0, number - 1))) if number else ()
        sent = (Representation("T", (RepresentationField("id", "id"),)),)
        steps.append(
            Step(
                id=number,
                subgraph=draw(st.sampled_from(["a", "b", "c"])),
                kind="query",
                path=(Key(f"at{number}"),),
                type_name="T",
                picks=(
                    PickedField("f", "f", (), "T", frozenset({()}), composite=False),
                ),
                demands=frozenset({()}),
                after=frozenset(after),
                representations=sent if after else (),
            )
        )
    return steps


@settings(max_examples=50)
@given(step_graphs())
def test_passes_lose_nothing_and_break_no_wait(steps):
    before = as_requests(steps)
    merged = optimise(before)
    assert sorted(step.id for one in merged for step in one.steps) == [
        step.id for step in steps
    ]
    assert len(merged) <= len(before)
    assert depth(merged) <= depth(before)
    level = levels(merged)
    of_step = {step.id: level[one.id] for one in merged for step in one.steps}
    for step in steps:
        assert all(of_step[wait] < of_step[step.id] for wait in step.after)
    for one in merged:
        assert {step.subgraph for step in one.steps} == {one.subgraph}
        assert one.root == (len(one.steps) == 1 and one.steps[0].root)


@settings(max_examples=50)
@given(step_graphs())
def test_passes_are_done_when_they_are_done(steps):
    merged = optimise(as_requests(steps))
    assert optimise(merged) == merged
