"""Steps: one look-up for what is reached on several ways, if its key is there for all.

`part` is reached by way of `one` for what the caller asks, of `other` for what the
rating requires; both go on to `parts` by the same key.
"""

import pytest

from gateway.operation.ast import Condition
from tests.support.planning import plan_on, supergraph_of

SHOP = {
    "list": 'type Query { item: Item } type Item @key(fields: "id") { id: ID! }',
    "one": 'type Item @key(fields: "id") { id: ID! part: Part @shareable }\n'
    'type Part @key(fields: "id", resolvable: false) { id: ID! size: Int }',
    "other": 'type Item @key(fields: "id") { id: ID! part: Part @shareable }\n'
    'type Part @key(fields: "id", resolvable: false) { id: ID! weight: Int }',
    "parts": 'type Part @key(fields: "id") { id: ID! price: Int maker: String }',
    "rates": 'type Item @key(fields: "id") { id: ID! part: Part @external\n'
    '  rating: Int @requires(fields: "part { weight price }") }\n'
    'type Part @key(fields: "id", resolvable: false)'
    " { id: ID! weight: Int @external price: Int @external }",
}
IF = (Condition("a", expected=True),)


@pytest.fixture(scope="module")
def shop():
    return supergraph_of(**SHOP)


def parts_asked(shop, selections):
    plan = plan_on(shop, f"query($a: Boolean!) {{ item {{ {selections} }} }}")
    (fetch,) = (one for one in plan.fetches if one.subgraph == "parts")
    after = sorted(plan.fetches[wait].subgraph for wait in fetch.after)
    return fetch.document, [one.conditions for one in fetch.entities], after


def test_a_lookup_whose_key_is_always_there_serves_the_other_way_too(shop):
    document, conditions, after = parts_asked(
        shop, "rating @include(if: $a) part { size maker }"
    )
    assert conditions == [()]
    assert after == ["one"]
    assert "maker price @include(if: $a)" in document


def test_a_lookup_whose_key_is_there_on_a_condition_leaves_the_other_way_its_own(shop):
    document, conditions, after = parts_asked(
        shop, "rating part @include(if: $a) { size maker }"
    )
    assert sorted(conditions) == [(), IF]
    assert after == ["one", "other"]
    assert "@include" not in document
