"""What lies behind a key that is not granted is denied, and nothing else."""

import pytest

from gateway.operation.ast import print_selections
from gateway.operation.normalise import read_operation
from gateway.planner.errors import PlanningLimitExceededError
from gateway.planner.make import make_plan
from gateway.policy import reach
from gateway.policy.access import Decided
from gateway.policy.guard import guard, outside
from gateway.policy.narrow import Narrowing
from gateway.policy.reach import close, keep_within_reach
from protocol.verdicts import Granted, Refused
from tests.support.federations import composed, read
from tests.support.subgraphs import Subgraph

LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key", "@external", "@requires", "@shareable"])\n'
SHOP = Subgraph(
    "shop",
    LINK
    + """
    interface Thing { name: String }
    type Book implements Thing @key(fields: "id") @key(fields: "isbn") {
      id: ID! isbn: ID! name: String weight: Int maker: Maker
    }
    type Pen implements Thing @key(fields: "id") { id: ID! name: String }
    type Maker @key(fields: "id") { id: ID! name: String }
    type Query { book: Book books: [Book] things: [Thing] }""",
)
STOCK = Subgraph(
    "stock",
    LINK
    + """
    type Book @key(fields: "id") {
      id: ID! count: Int weight: Int @external postage: Int @requires(fields: "weight")
      shelf: Shelf tags: [String]
    }
    type Shelf { room: Room number: Int }
    type Room @key(fields: "id") { id: ID! }
    type Query { open: Boolean }""",
)
RATINGS = Subgraph(
    "ratings",
    LINK
    + """
    type Book @key(fields: "isbn") { isbn: ID! stars: Int review: String }
    type Room @key(fields: "id") { id: ID! colour: String }""",
)
SUPERGRAPH = read(composed([SHOP, STOCK, RATINGS]))
KEY = Refused("ELEMENT_NOT_GRANTED", "shop", "PKS-7", "elements[2]")
OTHER = Refused("NO_AGREEMENT", "stock", None, "parties")


def reached(query, refused, variables=None, granted=None):
    """Narrow, then keep within reach; both plans are made as the service does."""
    granted = granted or {}

    def decide(coordinate):
        return refused.get(coordinate) or granted.get(
            coordinate, Granted("PKS-1", "elements[1]")
        )

    operation = read_operation(SUPERGRAPH, query)
    variables = variables or {}
    narrowed = Narrowing(SUPERGRAPH, decide, variables).run(operation, worklist=False)
    assert isinstance(narrowed.grant, Decided)
    assert outside(make_plan(SUPERGRAPH, narrowed.operation), narrowed.grant)
    found = keep_within_reach(SUPERGRAPH, narrowed, narrowed.grant, variables)
    guard(found.plan, found.narrowed.grant)
    for fetch in found.plan.fetches:
        assert not fetch.coordinates & refused.keys()
    return found


def text(found):
    return print_selections(found.narrowed.operation.selections)


def denied(found):
    return [(".".join(one.pattern), one.refused) for one in found.narrowed.denials]


def asked(found):
    return [one.subgraph for one in found.plan.fetches]


def test_a_field_behind_a_refused_key_is_denied_with_the_keys_refusal():
    found = reached("{ book { name count } }", {"Book.id": KEY})
    assert text(found) == "book { name count @denied }"
    assert denied(found) == [("book.count", KEY)]
    assert asked(found) == ["shop"]
    (denial,) = found.narrowed.denials
    assert denial.coordinate == "Book.count"


def test_another_key_that_is_granted_is_taken_instead():
    found = reached("{ book { name stars count } }", {"Book.id": KEY})
    assert text(found) == "book { name stars count @denied }"
    assert asked(found) == ["shop", "ratings"]
    assert "isbn" in found.plan.fetches[0].document


def test_a_field_whose_requirement_is_refused_is_denied():
    found = reached("{ book { count postage } }", {"Book.weight": KEY})
    assert text(found) == "book { count postage @denied }"
    assert denied(found) == [("book.postage", KEY)]


def test_an_edge_behind_a_refused_key_takes_all_below_with_it():
    found = reached("{ book { name shelf { number } } }", {"Book.id": KEY})
    assert text(found) == "book { name shelf @denied }"
    assert denied(found) == [("book.shelf", KEY)]


def test_an_edge_stays_when_only_some_of_what_is_below_lies_behind_a_key():
    query = "{ book { shelf { number room { __typename colour } } } }"
    found = reached(query, {"Room.id": KEY})
    assert text(found) == (
        "book { shelf { number room { __typename colour @denied } } }"
    )
    assert denied(found) == [("book.shelf.room.colour", KEY)]


def test_all_that_lies_behind_two_keys_is_denied_each_for_its_own_reason():
    query = "{ book { name count stars } }"
    found = reached(query, {"Book.id": KEY, "Book.isbn": OTHER})
    assert text(found) == "book { name count @denied stars @denied }"
    assert denied(found) == [("book.count", KEY), ("book.stars", OTHER)]


def test_what_the_agreements_refuse_stays_refused_for_its_own_reason():
    query = "{ book { name review count } }"
    found = reached(query, {"Book.id": KEY, "Book.review": OTHER})
    assert denied(found) == [("book.review", OTHER), ("book.count", KEY)]


def test_with_nothing_left_nothing_is_asked_but_the_entry():
    found = reached("{ book { count } }", {"Book.id": KEY})
    assert text(found) == "book { count @denied }"
    assert [one.document for one in found.plan.fetches] == [
        "query { book { __typename } }"
    ]


def test_below_a_list_a_denial_has_no_single_place():
    (denial,) = reached("{ books { count } }", {"Book.id": KEY}).narrowed.denials
    assert denial.below_list
    assert denial.shown


def test_a_list_that_is_denied_itself_has_one():
    (denial,) = reached("{ book { tags } }", {"Book.id": KEY}).narrowed.denials
    assert not denial.below_list


def test_a_list_further_up_counts_as_well():
    query = "{ books { shelf { room { colour } } } }"
    (denial,) = reached(query, {"Room.id": KEY}).narrowed.denials
    assert denial.below_list


def test_nor_what_they_leave_out_with_all_around_it():
    query = "query ($v: Boolean!) { book @include(if: $v) { name count } }"
    (denial,) = reached(query, {"Book.id": KEY}, {"v": False}).narrowed.denials
    assert not denial.shown


def test_what_the_variables_leave_out_is_not_spoken_of():
    query = "query ($v: Boolean!) { book { name count @include(if: $v) } }"
    (denial,) = reached(query, {"Book.id": KEY}, {"v": False}).narrowed.denials
    assert not denial.shown


def test_a_fragment_keeps_what_can_be_reached():
    query = "{ things { name ... on Book { count weight } ... on Pen { id } } }"
    found = reached(query, {"Book.id": KEY})
    assert text(found) == (
        "things { name ... on Book { count @denied weight } ... on Pen { id } }"
    )
    assert denied(found) == [("things.count", KEY)]


def test_an_answer_rests_on_no_agreement_of_what_was_left_out():
    granted = {"Book.count": Granted("PKS-2", "elements[1]")}
    found = reached("{ book { name count } }", {"Book.id": KEY}, granted=granted)
    assert found.narrowed.agreements == ("PKS-1",)


def test_a_closed_supergraph_lacks_what_is_refused_alone():
    grant = Decided(
        frozenset(), lambda one: KEY if one == "Book.id" else Granted(None, "x")
    )
    closed = close(SUPERGRAPH, grant)
    assert closed.field("Book", "id").joins == {}
    assert closed.field("Book", "isbn") == SUPERGRAPH.field("Book", "isbn")
    assert SUPERGRAPH.field("Book", "id").joins


def test_what_narrowing_cleared_stays_open():
    grant = Decided(frozenset({"Book.id"}), lambda _: KEY)
    assert close(SUPERGRAPH, grant).field("Book", "id").joins


def test_the_search_ends_in_any_case(monkeypatch):
    monkeypatch.setattr(reach, "MOST_TRIALS", 3)
    with pytest.raises(PlanningLimitExceededError):
        reached("{ book { name count shelf { number } } }", {"Book.id": KEY})
