"""Each stage prints; together they let one find the earliest wrong one."""

import pytest

from gateway.planner.stages import Planned, Stage, print_stage
from tests.support.planning import operation_on, supergraph_of

SUPERGRAPH = supergraph_of(
    a="type Query { self: Query items: [Item] media: [Media] }\n"
    'type Item @key(fields: "id") { id: ID! size: Int'
    ' owner: Owner @provides(fields: "name") old: Int }\n'
    'type Owner @key(fields: "id") { id: ID! name: String @external }\n'
    'interface Media @key(fields: "id") { id: ID! }\n'
    'type Film implements Media @key(fields: "id") { id: ID! }\n'
    'type Book implements Media @key(fields: "id") { id: ID! pages: Int }',
    b="type Query { b: Int }\n"
    'type Item @key(fields: "id") { id: ID! size: Int @external'
    ' big: Boolean @requires(fields: "size")'
    ' old: Int @override(from: "a", label: "percent(5)") }\n'
    'type Owner @key(fields: "id", resolvable: false) { id: ID! }\n'
    'type Media @key(fields: "id") @interfaceObject { id: ID! score: Int }',
    c='type Owner @key(fields: "id") { id: ID! name: String @shareable }\n'
    'type Item @key(fields: "id") { id: ID! c: Int @override(from: "d") }',
    d='type Item @key(fields: "id") { id: ID! c: Int }',
)
PLANNED = Planned(
    SUPERGRAPH,
    operation_on(
        SUPERGRAPH,
        "{ items { big owner { name } } self { b }"
        " media { ... on Book { pages score } } }",
    ),
)


@pytest.mark.parametrize(
    ("stage", "lines"),
    [
        (
            Stage.SUPERGRAPH,
            [
                "Item @ b: key id",
                "Owner @ b: key id, not resolvable",
                "Media @ b: interface object",
                "Item.size: Int, a; b external",
                "Item.big: Boolean, b requires size",
                "Item.owner: Owner, a provides name",
                "Item.old: Int, a; b overrides a if percent(5)",
                "Item.c: Int, c overrides d",
            ],
        ),
        (
            Stage.OPERATION,
            ["query {", "  items { big owner { name } }", "  self { b }", "}"],
        ),
        (
            Stage.GRAPH,
            [
                "Item@b",
                "  .big with size",
                "  .owner -> Owner@a(name)",
                "Owner@a(name)",
                "  key id -> Media@b",
                "  on Book@a",
            ],
        ),
        (Stage.PATHS, ["leaf 0", "  @a.items[id size]@b.big (2 requests, level 1)"]),
        (
            Stage.CHOICE,
            [
                "@a.items[id size]@b.big",
                "@a.items.owner.name",
                "@a.self@b.b",
                "@a.media<Book>[id]@b.score",
            ],
        ),
        (Stage.STEPS, ["1 b at items[] after 0", "  Item { big }"]),
        (Stage.REQUESTS, ["0 a: steps 0, after nothing"]),
        (Stage.PLAN, ["wave 1", "answer", "  0 a"]),
    ],
)
def test_a_stage_prints_what_it_made(stage, lines):
    text = print_stage(PLANNED, stage)
    assert text.endswith("\n")
    found = text.splitlines()
    assert [line for line in lines if line not in found] == []


def test_labels_change_the_plan():
    active = Planned(
        SUPERGRAPH,
        operation_on(SUPERGRAPH, "{ items { old } }"),
        frozenset({"percent(5)"}),
    )
    assert print_stage(active, Stage.CHOICE) == "@a.items[id]@b.old\n"
    idle = Planned(SUPERGRAPH, active.operation)
    assert print_stage(idle, Stage.CHOICE) == "@a.items.old\n"
