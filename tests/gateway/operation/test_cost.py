"""What an operation can cost, and what its answer did."""

import pytest
from graphql import parse

from gateway.operation import cost as cost_module
from gateway.operation.cost import Budget
from gateway.operation.cost_rules import read_cost_rules
from gateway.operation.errors import TooCostlyError, ValidationFailedError
from gateway.operation.normalise import read_operation
from gateway.supergraph.read import read_supergraph

LINK = '@link(url: "https://specs.apollo.dev/{}/v{}"{})'
SDL = """
schema @link(url: "https://specs.apollo.dev/join/v0.3") COST { query: Query mutation: Mutation }
enum join__Graph { A @join__graph(name: "a", url: "") }
directive @cost(weight: Int!) on FIELD_DEFINITION
directive @listSize(assumedSize: Int) on FIELD_DEFINITION
type Query @join__type(graph: A) {
  me: User
  count: Int
  dear: Int @cost(weight: 7)
  colour: Colour
  users(first: Int = 4, last: Int): [User!] @listSize(slicingArguments: ["first", "last"], requireOneSlicingArgument: false, assumedSize: 50)
  strict(first: Int, last: Int): [User] @listSize(slicingArguments: ["first", "last"])
  friends: [User] @listSize(assumedSize: 3)
  plain: [User]
  page(first: Int, by: By): Page @listSize(slicingArguments: ["first", "by.size"], sizedFields: ["nodes"], requireOneSlicingArgument: false)
  any: Any
  named: [Named] @listSize(assumedSize: 2)
  search(by: By, all: [By!], word: String @cost(weight: 5)): Int
}
type Mutation @join__type(graph: A) { rename: User }
type Page @join__type(graph: A) { nodes: [User] more: [User] total: Int }
interface Named @join__type(graph: A) { name: String friend: User }
type User implements Named @join__type(graph: A) @cost(weight: 2) { name: String friend: User pet: Pet }
type Pet implements Named @join__type(graph: A) { name: String @cost(weight: 9) owner: User friend: User }
union Any @join__type(graph: A) = User | Pet
enum Colour @join__type(graph: A) @cost(weight: 4) { RED }
input By @join__type(graph: A) { size: Int name: String @cost(weight: 3) deeper: By }
"""
IMPORTED = SDL.replace(
    "COST", LINK.format("cost", "0.1", ', import: ["@cost", "@listSize"]')
)


def budget_of(sdl=IMPORTED, **options):
    return Budget(read_supergraph(sdl), read_cost_rules(parse(sdl)), **options)


BUDGET = budget_of()


def cost(source, budget=BUDGET, **variables):
    operation = read_operation(budget.supergraph, source)
    return budget.measure(operation, variables, wanted=True).estimated


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{ count __typename }", 0),
        ("{ dear }", 7),
        ("{ colour }", 4),
        ("{ me { name } }", 2),
        ("{ me { friend { friend { name } } } }", 6),
        ("{ a: me { name } b: me { name } }", 4),
        ("mutation { rename { name } }", 12),
        ("{ friends { name friend { name } } }", 12),
        ("{ plain { name } }", 2),
        ("{ users { name } }", 8),
        ("{ users(first: 10) { name } }", 20),
        ("{ users(first: 2, last: 9) { name } }", 18),
        ("{ users(first: null) { name } }", 100),
        ("{ users(first: -5) { name } }", 0),
        ("{ strict(last: 3) { name } }", 6),
        ("{ page(first: 5) { nodes { name } total } }", 1 + 10),
        ("{ page(first: 5) { more { name } } }", 1 + 2),
        ("{ page(by: {size: 6}) { nodes { name } } }", 1 + 12 + 1),
        ("{ any { ... on User { name pet { name } } ... on Pet { name } } }", 1 + 10),
        ("{ any { ... on Pet { name owner { name } } } }", 1 + 11),
        ("{ named { name } }", 2 * (1 + 9)),
        ("{ named { friend { name } } }", 2 * (1 + 2)),
        ("{ search }", 0),
        ('{ search(word: "a") }', 5),
        ("{ search(by: {size: 1}) }", 1),
        ('{ search(by: {name: "a", deeper: {name: "b"}}) }', 8),
        ('{ search(all: [{name: "a"}, {size: 1}]) }', 5),
        ("{ search(by: null) }", 0),
    ],
)
def test_the_estimate(source, expected):
    assert cost(source) == expected


def test_variables_decide_sizes_and_what_is_left_out():
    source = "query ($n: Int, $yes: Boolean!) { users(first: $n) @include(if: $yes) { name } dear @skip(if: $yes) }"
    assert cost(source, n=6, yes=True) == 12
    assert cost(source, n=6, yes=False) == 7
    assert cost(source, yes=True) == 8  # n has no value: the argument's default


@pytest.mark.parametrize("given", ["", "(first: 1, last: 1)", "(first: null)"])
def test_exactly_one_slicing_argument(given):
    with pytest.raises(ValidationFailedError, match="exactly one of first, last"):
        cost(f"{{ strict{given} {{ name }} }}")


def test_lists_of_unknown_size_are_what_the_settings_say():
    assert cost("{ plain { name } }", budget_of(assumed_list_size=20)) == 40


def test_the_last_that_passes_and_the_first_that_does_not():
    operation = read_operation(BUDGET.supergraph, "{ users(first: 10) { name } }")
    assert budget_of(maximum=20).measure(operation, {}, wanted=False).maximum == 20
    with pytest.raises(TooCostlyError, match="can cost 20; 19 is allowed"):
        budget_of(maximum=19).measure(operation, {}, wanted=False)


def test_an_estimate_is_remembered_unless_variables_decide(monkeypatch):
    budget = budget_of()
    fixed = read_operation(budget.supergraph, "{ users(first: 10) { name } }")
    varied = read_operation(
        budget.supergraph, "query ($n: Int) { users(first: $n) { name } }"
    )
    for n in (2, 3):
        assert budget.measure(fixed, {"n": n}, wanted=True).estimated == 20
        assert budget.measure(varied, {"n": n}, wanted=True).estimated == 2 * n
    monkeypatch.setattr(cost_module, "KNOWN", 2)
    other = read_operation(budget.supergraph, "{ dear }")
    assert budget.measure(other, {}, wanted=True).estimated == 7
    assert len(budget._known) == 1
    assert budget.measure(fixed, {}, wanted=True).estimated == 20


def test_nothing_is_measured_for_nothing():
    operation = read_operation(BUDGET.supergraph, "{ count }")
    assert BUDGET.measure(operation, {}, wanted=False) is None


@pytest.mark.parametrize(
    ("link", "cost_name", "size_name"),
    [
        (', import: [{name: "@cost", as: "@price"}, "@listSize"]', "price", "listSize"),
        ("", "cost", "cost__listSize"),
        (', as: "c"', "c", "c__listSize"),
    ],
)
def test_the_directives_by_other_names(link, cost_name, size_name):
    sdl = SDL.replace("@cost", f"@{cost_name}").replace("@listSize", f"@{size_name}")
    sdl = sdl.replace("COST", LINK.format("cost", "0.1", link))
    assert cost("{ friends { name } dear }", budget_of(sdl)) == 13


def test_what_an_answer_did_cost():
    source = """{ dear friends { name friend { name } } named { name ... on Pet { name owner { name } } } }"""
    operation = read_operation(BUDGET.supergraph, source)
    data = {
        "dear": 1,
        "friends": [
            {"name": "a", "friend": {"name": "b"}},
            None,
            {"name": "c", "friend": None},
        ],
        "named": [{"name": "d", "owner": {"name": "e"}}, {"name": "f"}],
    }
    assert BUDGET.actual(operation, data) == 7 + (2 + 2 + 2) + (1 + 1 + 2 + 0)
    assert BUDGET.actual(operation, None) == 0
