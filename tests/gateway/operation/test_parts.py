"""Which parts of an operation are put off, and what belongs to each."""

import pytest

from gateway.operation.ast import print_selections
from gateway.operation.parts import (
    MOST_PARTS,
    main_of,
    only,
    put_off_all,
    settle,
    trunk,
)
from tests.support.planning import operation_on, supergraph_of

SUPERGRAPH = supergraph_of(
    a="type Query { me: User } type Mutation { touch: User } "
    "type Subscription { met: User } "
    'type User @key(fields: "id") { id: ID! name: String friend: User }'
)


def settled(source, *, defers=True, **variables):
    operation = operation_on(SUPERGRAPH, source)
    return settle(operation, variables, defers=defers)


def text(operation):
    return print_selections(operation.selections)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{ me { id ... @defer { name } } }", "me { id name @part(1) }"),
        ("{ me { id ... @defer(if: true) { name } } }", "me { id name @part(1) }"),
        ("{ me { id ... @defer(if: false) { name } } }", "me { id name }"),
        ("{ me { ... @defer { id friend { name } } } }",
         "me { id @part(1) friend @part(1) { name @part(1) } }"),
        ("{ me { ...f @defer } } fragment f on User { id ... @defer { name } }",
         "me { id @part(1) name @part(2) }"),
        ("{ me { ...f ...f @defer } } fragment f on User { id }",
         "me { id id @part(1) }"),
        ("{ me { id ... @defer { id } ... @defer { id } } }",
         "me { id id @part(1) id @part(2) }"),
        ("{ me { id ... @defer @include(if: $a) { name } } }",
         "me { id name @include(if: $a) @part(1) }"),
        ("{ me { id ... @defer @skip(if: true) { name } } }", "me { id }"),
        ("mutation { touch { id ... @defer { name } } }",
         "touch { id name @part(1) }"),
        ("mutation { ... @defer { touch { id ... @defer { name } } } }",
         "touch { id name @part(1) }"),
        ("subscription { met { id ... @defer { name } } }", "met { id name }"),
    ],
)  # fmt: skip
def test_what_is_put_off(source, expected):
    assert text(settled(source)) == expected


def test_labels_and_what_is_around():
    parts = settled(
        '{ me { ... @defer(label: "a") { id ... @defer(label: "b") { name } } } }'
    ).parts
    assert [(one.id, one.parent, one.label) for one in parts] == [
        (1, 0, "a"),
        (2, 1, "b"),
    ]


SOURCE = """query ($a: Boolean!, $b: Boolean!) {
  me { id ... @defer(if: $a) { name ... @defer(if: $b) { friend { id } } } }
}"""


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (True, True, "me { id name @part(1) friend @part(2) { id @part(2) } }"),
        (True, False, "me { id name @part(1) friend @part(1) { id @part(1) } }"),
        (False, True, "me { id name friend @part(1) { id @part(1) } }"),
        (False, False, "me { id name friend { id } }"),
        (None, None, "me { id name friend { id } }"),
    ],
)
def test_variables_decide(a, b, expected):
    assert text(settled(SOURCE, a=a, b=b)) == expected
    assert text(put_off_all(operation_on(SUPERGRAPH, SOURCE))) == text(
        settled(SOURCE, a=True, b=True)
    )


def test_what_is_not_put_off_leaves_no_trace():
    """So plans are kept for the operation whatever its caller accepts."""
    plain = operation_on(SUPERGRAPH, "{ me { id name } }")
    assert settled("{ me { id ... @defer { id name } } }", defers=False) == plain
    assert settled("{ me { id name } }") == plain


def test_more_than_the_most_are_not_put_off():
    parts = " ".join(f"... @defer {{ n{at}: name }}" for at in range(MOST_PARTS + 1))
    operation = settled(f"{{ me {{ id {parts} }} }}")
    assert len(operation.parts) == MOST_PARTS
    assert text(operation).endswith(f"n{MOST_PARTS}: name }}")


def test_what_belongs_to_a_part():
    operation = settled(
        "{ me { id ... @defer { name friend { id ... @defer { name } } } } }"
    )
    assert print_selections(main_of(operation).selections) == "me { id }"
    user = operation.selections[0].selections
    first = "name @part(1) friend @part(1) { id @part(1) }"
    assert print_selections(only(user, 1)) == first
    assert print_selections(trunk(operation.selections, 1)) == f"me {{ {first} }}"
    assert print_selections(trunk(operation.selections, 2)) == (
        "me { friend @part(1) { name @part(2) } }"
    )
