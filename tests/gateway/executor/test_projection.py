"""From merged data to the answer: nulls, lists, types, enums."""

import pytest

from gateway.executor.projection import Projector
from gateway.executor.tree import FAILED
from gateway.operation.ast import Condition
from gateway.planner.plan import Leaf, Shape, ShapeField, Variant


def shape(*fields, on=("T",), name="T"):
    return Shape(name, (Variant(frozenset(on), fields),))


def leaf(key, kind="Int", nullable=(True,), **more):
    data_key = more.pop("data_key", key)
    enum = more.pop("enum", None)
    return ShapeField(key, data_key, "T", key, nullable, Leaf(kind, enum), **more)


def inside(key, below, nullable=(True,)):
    return ShapeField(key, key, "T", key, nullable, below)


def project(of, data, **variables):
    projector = Projector(variables)
    found = projector.project(of, data)
    return found, [(one.path, one.cause.diagnostics) for one in projector.problems]


def test_fields_come_in_the_order_of_the_shape_under_their_response_keys():
    of = shape(leaf("b", data_key="x"), leaf("a"))
    found, problems = project(of, {"a": 1, "x": 2, "hidden": 3})
    assert list(found.items()) == [("b", 2), ("a", 1)]
    assert problems == []


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("Int", 1, 1),
        ("Int", 1.0, 1),
        ("Float", 1, 1),
        ("Float", 1.5, 1.5),
        ("String", "a", "a"),
        ("Boolean", False, False),
        ("ID", "a", "a"),
        ("ID", 7, "7"),
        ("Anything", {"a": [1]}, {"a": [1]}),
    ],
)
def test_leaves_of_their_type_pass(kind, value, expected):
    assert project(shape(leaf("a", kind)), {"a": value}) == ({"a": expected}, [])


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("Int", "1"),
        ("Int", True),
        ("Int", 1.5),
        ("Float", "1"),
        ("Float", False),
        ("String", 1),
        ("Boolean", 1),
        ("ID", True),
        ("ID", 1.5),
        ("Int", {"a": 1}),
    ],
)
def test_leaves_of_another_type_are_null_with_an_error_that_hides_them(kind, value):
    found, problems = project(shape(leaf("a", kind)), {"a": value})
    assert found == {"a": None}
    assert problems == [(("a",), f"a value is not a {kind}")]


def test_an_enum_value_that_callers_may_not_see_is_null():
    colour = Leaf("Colour", frozenset({"RED"}), hidden=frozenset({"BLUE"}))
    of = shape(ShapeField("a", "a", "T", "a", (True,), colour))
    assert project(of, {"a": "BLUE"}) == ({"a": None}, [])
    strict = shape(ShapeField("a", "a", "T", "a", (False,), colour))
    assert project(strict, {"a": "BLUE"}) == (None, [(("a",), "T.a may not be null")])


@pytest.mark.parametrize("variants", [1, 2])
def test_an_object_that_callers_may_not_see_is_null(variants):
    seen = tuple(
        Variant(frozenset({name}), (leaf("b"),)) for name in ("S", "T")[-variants:]
    )
    of = shape(
        inside("a", Shape("U", seen, hidden=frozenset({"H"})), (True, True)),
    )
    data = {
        "a": [{"__typename": "H", "b": 1}, {"__typename": "T", "b": 2}, {"b": 3}, 4]
    }
    found, problems = project(of, data)
    assert found == {"a": [None, {"b": 2}, {"b": 3}, None]}
    assert problems == [(("a", 3), "an object was expected")]


def test_an_enum_value_that_is_none_is_null_with_an_error():
    of = shape(leaf("a", "Colour", enum=frozenset({"RED"})))
    assert project(of, {"a": "RED"}) == ({"a": "RED"}, [])
    found, problems = project(of, {"a": "SECRET"})
    assert found == {"a": None}
    assert problems == [(("a",), "a value is not a Colour")]
    assert project(of, {"a": 1})[0] == {"a": None}


def test_a_null_travels_to_the_nearest_nullable_parent_with_one_error():
    below = shape(leaf("n", nullable=(False,)))
    of = shape(inside("a", below, (True,)), leaf("b"))
    found, problems = project(of, {"a": {"n": None}, "b": 1})
    assert found == {"a": None, "b": 1}
    assert problems == [(("a", "n"), "T.n may not be null")]


def test_a_null_travels_to_the_root():
    of = shape(inside("a", shape(leaf("n", nullable=(False,))), (False,)))
    found, problems = project(of, {"a": {}})
    assert found is None
    assert len(problems) == 1


def test_a_failed_value_adds_no_second_error():
    of = shape(inside("a", shape(leaf("n", nullable=(False,)))))
    assert project(of, {"a": {"n": FAILED}}) == ({"a": None}, [])
    assert project(of, {"a": FAILED}) == ({"a": None}, [])


def test_lists_complete_level_by_level():
    of = shape(leaf("a", nullable=(True, True, False)))
    found, problems = project(of, {"a": [[1, 2], [3, None], None]})
    assert found == {"a": [[1, 2], None, None]}
    assert [path for path, _ in problems] == [("a", 1, 1)]


def test_a_null_item_that_may_not_be_empties_the_list():
    of = shape(leaf("a", nullable=(True, False)))
    found, problems = project(of, {"a": [1, None]})
    assert found == {"a": None}
    assert [path for path, _ in problems] == [("a", 1)]


def test_paths_are_right_after_a_null_was_caught():
    below = shape(leaf("n", nullable=(False,)))
    of = shape(inside("list", below, (True, True)), leaf("after", "String"))
    data = {"list": [{"n": None}, {"n": 1}, {"n": "x"}], "after": 5}
    found, problems = project(of, data)
    assert found == {"list": [None, {"n": 1}, None], "after": None}
    assert [path for path, _ in problems] == [
        ("list", 0, "n"),
        ("list", 2, "n"),
        ("after",),
    ]


@pytest.mark.parametrize("value", [1, "x", {"a": 1}])
def test_what_should_be_a_list_and_is_not(value):
    of = shape(leaf("a", nullable=(True, True)))
    found, problems = project(of, {"a": value})
    assert found == {"a": None}
    assert problems == [(("a",), "a list was expected")]


@pytest.mark.parametrize("value", [1, "x", [{}]])
def test_what_should_be_an_object_and_is_not(value):
    found, problems = project(shape(inside("a", shape(leaf("b")))), {"a": value})
    assert found == {"a": None}
    assert problems == [(("a",), "an object was expected")]


def test_a_denied_field_is_null_whatever_the_data_says():
    of = shape(leaf("a", data_key=None))
    assert project(of, {"a": 1}) == ({"a": None}, [])


def typename():
    return ShapeField(
        "__typename", "__typename", "T", "__typename", (False,), Leaf("String")
    )


def test_the_typename_of_a_single_type_is_constant():
    of = shape(typename(), on=("T",))
    assert project(of, {"__typename": "Inaccessible"})[0] == {"__typename": "T"}


def test_the_typename_of_several_is_looked_up_if_it_is_selected():
    of = shape(inside("a", shape(typename(), on=("T", "U"), name="I")))
    assert project(of, {"a": {"__typename": "U"}})[0] == {"a": {"__typename": "U"}}
    found, problems = project(of, {"a": {"__typename": "Hidden"}})
    assert found == {"a": None}
    assert "Hidden" not in str(problems)


def test_and_not_if_it_is_not():
    of = shape(inside("a", shape(leaf("b"), on=("T", "U"), name="I")))
    assert project(of, {"a": {"b": 1}})[0] == {"a": {"b": 1}}


def test_the_variant_is_chosen_by_type():
    variants = (
        Variant(frozenset({"T"}), (leaf("t"),)),
        Variant(frozenset({"U"}), (leaf("u"),)),
    )
    of = shape(inside("a", Shape("I", variants), (True, True)))
    data = {
        "a": [
            {"__typename": "T", "t": 1, "u": 2},
            {"__typename": "U", "t": 1, "u": 2},
            {"__typename": "V", "t": 1, "u": 2},
            {"t": 1, "u": 2},
        ]
    }
    found, problems = project(of, data)
    assert found == {"a": [{"t": 1}, {"u": 2}, None, None]}
    assert [path for path, _ in problems] == [("a", 2), ("a", 3)]


def test_a_field_is_in_the_answer_when_one_of_its_conditions_holds():
    yes, no = Condition("yes", True), Condition("no", False)  # noqa: FBT003 - as in the plan
    of = shape(leaf("a", include=((yes,), (no,))))
    assert project(of, {"a": 1}, yes=True, no=True)[0] == {"a": 1}
    assert project(of, {"a": 1}, yes=False, no=False)[0] == {"a": 1}
    assert project(of, {"a": 1}, yes=False, no=True)[0] == {}


def varied(*fields_by_type):
    """An interface whose object types have fields of their own."""
    return Shape(
        "I",
        tuple(
            Variant(frozenset({name}), fields)
            for name, fields in zip("AB", fields_by_type, strict=True)
        ),
    )


WHEN = {"include": ((Condition("v", expected=True),),)}


def test_an_object_of_unknown_type_is_read_where_its_type_makes_no_difference():
    of = varied((leaf("n"), leaf("a", **WHEN)), (leaf("n"), leaf("b", **WHEN)))
    assert project(of, {"n": 1}, v=False) == ({"n": 1}, [])


def test_but_not_where_it_does():
    of = varied((leaf("n"), leaf("a", **WHEN)), (leaf("n"), leaf("b", **WHEN)))
    found, problems = project(of, {"n": 1, "a": 2, "b": 3}, v=True)
    assert found is None
    assert [why for _, why in problems] == [
        "the object's type is not one that is expected here"
    ]


def test_nor_where_the_fields_stand_under_other_keys():
    of = varied((leaf("n"),), (leaf("n", data_key="_1_n"),))
    assert project(of, {"n": 1, "_1_n": 2})[0] is None


def test_nor_where_the_answer_names_the_type():
    name = leaf("__typename", "String", nullable=(False,))
    of = varied((name, leaf("a", **WHEN)), (name, leaf("b", **WHEN)))
    assert project(of, {}, v=False)[0] is None


@pytest.mark.parametrize("typename", [FAILED, None, "C"])
def test_nor_where_the_type_is_known_to_be_none_of_them(typename):
    of = varied((leaf("n"), leaf("a", **WHEN)), (leaf("n"), leaf("b", **WHEN)))
    assert project(of, {"__typename": typename, "n": 1}, v=False)[0] is None
