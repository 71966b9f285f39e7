"""Look-ups that differ only in the objects they start from."""

import pytest

from gateway.operation.ast import Condition
from gateway.planner.lookups import lookups
from gateway.planner.plan import (
    Items,
    Key,
    OnType,
    Representation,
    RepresentationField,
)
from gateway.planner.step import PickedField, PickedFragment, Step, merge_picks

ID = (RepresentationField("id", "id"),)
ALWAYS = frozenset({()})


def on(*names):
    return OnType(frozenset(names))


def field(name, *below, demands=ALWAYS):
    return PickedField(
        name, name, (), "T", demands, composite=bool(below), picks=tuple(below)
    )


A = (field("a"),)


def step(path, type_name="T", picks=A, **changes):
    return Step(
        id=0,
        subgraph="s",
        kind="query",
        path=tuple(path),
        type_name=type_name,
        picks=picks,
        demands=changes.get("demands", ALWAYS),
        after=frozenset(),
        representations=(Representation(type_name, ID),),
    )


def test_the_type_at_the_end_of_the_path_chooses_the_representation():
    (one,) = lookups([step([Key("x"), on("Book")], "Book")])
    assert one.path == (Key("x"),)
    assert one.representations == (Representation("Book", ID, frozenset({"Book"})),)


def test_types_at_the_end_of_one_path_become_one_lookup():
    (one,) = lookups(
        [
            step([Key("x"), on("Book")], "Book"),
            step([Key("x"), on("Film")], "Film", (field("b"),)),
        ]
    )
    assert [each.typename for each in one.representations] == ["Book", "Film"]
    assert one.picks == (
        PickedFragment("Book", (field("a"),)),
        PickedFragment("Film", (field("b"),)),
    )


def test_what_one_sends_never_gets_what_the_other_selects():
    """An interface object is sent under one name, with fields for some types only."""
    media = step([Key("x"), on("Book")], "Media")
    ranked = step([Key("x"), on("Film")], "Media", (field("rank"),))
    assert len(lookups([media, ranked])) == 2
    alike = step([Key("x"), on("Film")], "Media")
    (one,) = lookups([media, alike])
    assert [each.on for each in one.representations] == [{"Book"}, {"Film"}]


def test_types_further_up_are_joined_when_all_else_is_equal():
    steps = [step([Key("x"), on(name), Key("y"), Items()]) for name in "ABC"]
    (one,) = lookups(steps)
    assert one.path == (Key("x"), on("A", "B", "C"), Key("y"), Items())


@pytest.mark.parametrize(
    "other",
    [
        step([Key("x"), on("B"), Key("y")], picks=(field("b"),)),
        step([Key("x"), on("B")], "Other"),
        step([Key("x"), on("A"), Key("y")], "Other"),
        step(
            [Key("x"), on("B"), Key("y")],
            demands=frozenset({(Condition("if", expected=True),)}),
        ),
    ],
    ids=["selection", "shorter", "type", "condition"],
)
def test_whatever_else_differs_keeps_them_apart(other):
    assert len(lookups([step([Key("x"), on("A"), Key("y")]), other])) == 2


@pytest.mark.parametrize(
    "path",
    [
        [Key("x"), on("B"), Key("z")],
        [Key("x"), Key("w"), Key("y")],
        [Key("x")],
    ],
    ids=["path", "no type", "shorter"],
)
def test_leaves_are_looked_up_once_wherever_the_objects_are(path):
    here = [Key("x"), on("A"), Key("y")]
    first, second = step(here), step(path)
    (one,) = lookups([first, second])
    assert one.paths == (tuple(here), tuple(path))
    assert one.picks == lookups([first])[0].picks


def test_objects_below_keep_places_apart():
    picks = (field("a"), field("b", field("c")))
    paths = [Key("x")], [Key("y")]
    assert len(lookups([step(path, picks=picks) for path in paths])) == 2
    inside = (PickedFragment("U", picks),)
    assert len(lookups([step(path, picks=inside) for path in paths])) == 2


def test_picks_of_one_type_are_merged_with_their_demands():
    condition = (Condition("if", expected=True),)
    merged = merge_picks(
        [
            (field("a", field("b")), PickedFragment("T", (field("c"),))),
            (
                field("a", field("d"), demands=frozenset({condition})),
                PickedFragment("T", (field("e"),)),
            ),
        ]
    )
    assert merged == (
        field("a", field("b"), field("d"), demands=ALWAYS | {condition}),
        PickedFragment("T", (field("c"), field("e"))),
    )
