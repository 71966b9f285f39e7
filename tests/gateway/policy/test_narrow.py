"""Narrowing: what is kept, what is denied, and where the answer says so."""

import pytest

from gateway.errors import OutsideGrantError
from gateway.operation.ast import Fragment, print_selections, walk_fields
from gateway.operation.normalise import read_operation
from gateway.planner.make import make_plan
from gateway.policy.access import Decided, Everything
from gateway.policy.guard import guard
from gateway.policy.narrow import Narrowing
from protocol.verdicts import Band, Granted, Refused
from tests.support.federations import composed, read
from tests.support.subgraphs import Subgraph

LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key", "@external", "@requires", "@shareable"])\n'
SHOP = Subgraph(
    "shop",
    LINK
    + """
    enum Band { CERTAIN PROBABLE POSSIBLE }
    interface Thing { name: String price: Int }
    type Book implements Thing @key(fields: "id") { id: ID! name: String price: Int author: String }
    type Pen implements Thing { name: String price: Int }
    type Page { nodes: [Book!] }
    type Query {
      things: [Thing]
      book: Book
      page(first: Int = 50, after: String): Page
      odd(first: String): Page
      links(minBand: Band! = CERTAIN): [Book]
    }""",
)
STOCK = Subgraph(
    "stock",
    LINK + 'type Book @key(fields: "id") { id: ID! count: Int }',
)
SUPERGRAPH = read(composed([SHOP, STOCK]))
NO = Refused("ELEMENT_NOT_GRANTED", "shop", "PKS-1", "elements")


def narrow(query, *refused, worklist=False, variables=None, **grants):
    """Narrow with everything granted but what is named; `Type__field=Granted(...)`."""
    terms = {name.replace("__", "."): grant for name, grant in grants.items()}

    def decide(coordinate):
        if coordinate in refused:
            return NO
        return terms.get(coordinate, Granted("PKS-1", "elements"))

    operation = read_operation(SUPERGRAPH, query)
    return Narrowing(SUPERGRAPH, decide, variables or {}).run(
        operation, worklist=worklist
    )


def text(narrowed):
    return print_selections(narrowed.operation.selections)


def asked(narrowed):
    return make_plan(SUPERGRAPH, narrowed.operation).fetches


def test_what_is_granted_stays():
    narrowed = narrow("{ book { name price } }")
    assert text(narrowed) == "book { name price }"
    assert narrowed.denials == ()
    assert narrowed.agreements == ("PKS-1",)


def test_own_data_rests_on_no_agreement():
    own = Granted(None, "own-data")
    narrowed = narrow("{ book { name } }", Query__book=own, Book__name=own)
    assert narrowed.agreements == ()


def test_a_denied_field_is_marked_and_never_asked():
    narrowed = narrow("{ book { name p: price } }", "Book.price")
    assert text(narrowed) == "book { name p: price @denied }"
    (denial,) = narrowed.denials
    assert denial.pattern == ("book", "p")
    assert denial.refused is NO
    assert not denial.below_list
    assert all("price" not in one.document for one in asked(narrowed))


def test_below_a_list_there_is_no_single_place():
    (denial,) = narrow("{ page { nodes { price } } }", "Book.price").denials
    assert denial.pattern == ("page", "nodes", "price")
    assert denial.below_list


def test_the_list_itself_has_one():
    (denial,) = narrow("{ page { nodes { price } } }", "Page.nodes").denials
    assert not denial.below_list


def test_a_denied_edge_hides_all_below():
    narrowed = narrow("{ book { name count } page { nodes { name } } }", "Query.book")
    assert text(narrowed) == "book @denied page { nodes { name } }"
    assert [one.pattern for one in narrowed.denials] == [("book",)]
    assert all("book" not in one.document for one in asked(narrowed))


def test_with_every_entry_denied_nothing_is_asked():
    narrowed = narrow("{ book { name } }", "Query.book")
    assert asked(narrowed) == ()


def test_an_interface_field_granted_for_all_types_stays():
    narrowed = narrow("{ things { name } }", "Thing.name")
    assert text(narrowed) == "things { name }"
    assert narrowed.denials == ()


def test_an_interface_field_denied_for_all_types_is_denied():
    narrowed = narrow("{ things { name price } }", "Book.price", "Pen.price")
    assert text(narrowed) == "things { name price @denied }"
    assert [one.pattern for one in narrowed.denials] == [("things", "price")]


def test_an_interface_field_denied_for_some_types_is_written_out():
    narrowed = narrow("{ things { name price } }", "Book.price")
    kept = narrowed.operation.selections[0].selections
    by_type = {
        one.type_condition: print_selections(one.selections)
        for one in kept
        if isinstance(one, Fragment)
    }
    assert by_type == {"Book": "price @denied", "Pen": "price"}
    assert [one.coordinate for one in narrowed.denials] == ["Book.price"]
    documents = " ".join(one.document for one in asked(narrowed))
    assert documents.count("price") == 1
    assert "... on Pen" in documents
    guard(make_plan(SUPERGRAPH, narrowed.operation), narrowed.grant)


def test_a_denial_that_two_types_share_is_said_once():
    query = "{ things { name ... on Book { author } } }"
    narrowed = narrow(query, "Book.author")
    assert [one.pattern for one in narrowed.denials] == [("things", "author")]


def test_a_denied_field_that_variables_leave_out_is_not_spoken_of():
    query = "query ($v: Boolean!) { book { name price @include(if: $v) } }"
    (hidden,) = narrow(query, "Book.price", variables={"v": False}).denials
    assert not hidden.shown
    (shown,) = narrow(query, "Book.price", variables={"v": True}).denials
    assert shown.shown


def test_typename_needs_no_grant():
    narrowed = narrow("{ book { __typename } }")
    assert text(narrowed) == "book { __typename }"


FIFTY = Granted("PKS-1", "elements", max_subjects=50)


@pytest.mark.parametrize(
    ("argument", "variables", "expected"),
    [
        ("first: 200", {}, "page(first: 50)"),
        ("first: 20", {}, "page(first: 20)"),
        ("first: -1", {}, "page(first: 50)"),
        ("first: null", {}, "page(first: 50)"),
        ('after: "x"', {}, 'page(after: "x", first: 50)'),
        ("first: $n", {"n": 200}, "page(first: 50)"),
        ("first: $n", {"n": 20}, "page(first: $n)"),
        ("first: $n", {"n": 50}, "page(first: $n)"),
        ("first: $n", {}, "page(first: 50)"),
    ],
)
def test_a_worklist_asks_for_no_more_than_its_agreements_allow(
    argument, variables, expected
):
    query = f"query ($n: Int) {{ page({argument}) {{ nodes {{ name price }} }} }}"
    if "$n" not in argument:
        query = query.replace("query ($n: Int) ", "")
    narrowed = narrow(query, worklist=True, variables=variables, Book__price=FIFTY)
    assert text(narrowed).startswith(expected + " {")


def test_the_smallest_cap_holds():
    narrowed = narrow(
        "{ page(first: 99) { nodes { name price } } }",
        worklist=True,
        Book__price=FIFTY,
        Book__name=Granted("PKS-2", "elements", max_subjects=7),
    )
    assert "first: 7" in text(narrowed)
    assert narrowed.agreements == ("PKS-1", "PKS-2")


def test_only_worklists_are_capped():
    query = "{ page(first: 99) { nodes { price } } }"
    assert "first: 99" in text(narrow(query, Book__price=FIFTY))


def test_an_argument_first_that_is_no_number_of_items_is_left_alone():
    query = '{ odd(first: "x") { nodes { price __typename } } book { price } }'
    narrowed = narrow(query, "Query.book", worklist=True, Book__price=FIFTY)
    assert 'odd(first: "x")' in text(narrowed)


def test_a_cap_reaches_into_fragments():
    query = "{ things { ... on Book { author } } page { nodes { price } } }"
    narrowed = narrow(query, worklist=True, Book__price=FIFTY)
    assert "page(first: 50)" in text(narrowed)
    assert "... on Book { author }" in text(narrowed)


@pytest.mark.parametrize(
    ("asked_for", "granted", "expected"),
    [
        ("POSSIBLE", Band.CERTAIN, "CERTAIN"),
        ("POSSIBLE", Band.PROBABLE, "PROBABLE"),
        ("CERTAIN", Band.PROBABLE, "CERTAIN"),
        ("POSSIBLE", None, "POSSIBLE"),
    ],
)
def test_no_band_is_looser_than_its_grant(asked_for, granted, expected):
    grant = Granted("PKS-1", "elements", min_band=granted)
    query = f"{{ links(minBand: {asked_for}) {{ name }} }}"
    assert f"minBand: {expected}" in text(narrow(query, Query__links=grant))
    by_variable = "query ($b: Band!) { links(minBand: $b) { name } }"
    narrowed = narrow(by_variable, variables={"b": asked_for}, Query__links=grant)
    effective = expected if expected != asked_for else "$b"
    assert f"minBand: {effective}" in text(narrowed)


def test_a_band_that_is_none_is_left_to_validation():
    grant = Granted("PKS-1", "elements", min_band=Band.CERTAIN)
    query = "query ($b: Band!) { links(minBand: $b) { name } }"
    narrowed = narrow(query, variables={"b": "SURE"}, Query__links=grant)
    assert "minBand: $b" in text(narrowed)
    assert "minBand" not in text(narrow("{ links { name } }", Query__links=grant))


def plan_of(query):
    return make_plan(SUPERGRAPH, read_operation(SUPERGRAPH, query))


def test_the_guard_lets_a_granted_plan_pass():
    narrowed = narrow("{ book { name count } }")
    guard(make_plan(SUPERGRAPH, narrowed.operation), narrowed.grant)


def test_the_guard_lets_an_interface_pass_that_is_granted_for_all_its_types():
    narrowed = narrow("{ things { name } }", "Thing.name")
    guard(make_plan(SUPERGRAPH, narrowed.operation), narrowed.grant)


def test_the_guard_stops_a_key_that_was_not_granted():
    narrowed = narrow("{ book { count } }", "Book.id")
    with pytest.raises(OutsideGrantError) as caught:
        guard(make_plan(SUPERGRAPH, narrowed.operation), narrowed.grant)
    assert caught.value.code == "PLAN_OUTSIDE_GRANT"
    assert caught.value.diagnostics == "Book.id"


def test_the_guard_stops_a_plan_for_something_else():
    narrowed = narrow("{ book { name } }", "Book.price")
    with pytest.raises(OutsideGrantError):
        guard(plan_of("{ book { name price } }"), narrowed.grant)


def test_an_empty_grant_stops_everything():
    grant = Decided(frozenset(), lambda _: NO)
    with pytest.raises(OutsideGrantError):
        guard(plan_of("{ book { name } }"), grant)


def test_in_development_mode_there_is_nothing_to_guard():
    guard(plan_of("{ book { name price count } }"), Everything())


def test_what_is_denied_is_denied_once_per_selection():
    narrowed = narrow("{ a: book { price } b: book { price } }", "Book.price")
    assert [one.pattern for one in narrowed.denials] == [("a", "price"), ("b", "price")]
    assert sum(one.denied for one in walk_fields(narrowed.operation.selections)) == 2
