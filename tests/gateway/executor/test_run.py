"""The order of fetches, and what is sent and what is not."""

from gateway.policy.question import Question
from tests.support.federations import composed, open_gateway
from tests.support.memory import MemoryTransport
from tests.support.subgraphs import Subgraph

LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key", "@external", "@requires", "@shareable"])\n'

ROOT = Subgraph(
    "root",
    LINK
    + 'type Query { item: Item items: [Item] }\ntype Item @key(fields: "id") { id: ID! }',
)
FAST = Subgraph("fast", LINK + 'type Item @key(fields: "id") { id: ID! weight: Int }')
SLOW = Subgraph(
    "slow", LINK + 'type Item @key(fields: "id") { id: ID! colour: String }'
)
LAST = Subgraph(
    "last",
    LINK
    + """type Item @key(fields: "id") {
      id: ID! weight: Int @external cost: Int @requires(fields: "weight") }""",
)
SDL = composed([ROOT, FAST, SLOW, LAST])


def gateway_over(replies, delays=None):
    transport = MemoryTransport(replies, delays or {})
    urls = dict.fromkeys(("root", "fast", "slow", "last"), "http://memory")
    return open_gateway(SDL, urls, transport=transport), transport


def entities(**of):
    return lambda body: {
        "data": {
            "_entities": [of[one["id"]] for one in body["variables"]["representations"]]
        }
    }


async def test_a_fetch_waits_for_its_own_parents_alone():
    gateway, transport = gateway_over(
        {
            "root": lambda _: {"data": {"item": {"id": "1"}}},
            "fast": entities(**{"1": {"weight": 3}}),
            "slow": entities(**{"1": {"colour": "red"}}),
            "last": entities(**{"1": {"cost": 30}}),
        },
        {"slow": 0.05},
    )
    answer = await gateway.answer(Question("{ item { weight colour cost } }"))
    assert answer.data == {"item": {"weight": 3, "colour": "red", "cost": 30}}
    log = transport.log
    assert log.index("begin slow") < log.index("end fast")
    assert log.index("end fast") < log.index("begin last") < log.index("end slow")


async def test_a_requirement_goes_with_its_entity():
    gateway, transport = gateway_over(
        {
            "root": lambda _: {"data": {"item": {"id": "1"}}},
            "fast": entities(**{"1": {"weight": 3}}),
            "last": entities(**{"1": {"cost": 30}}),
        }
    )
    await gateway.answer(Question("{ item { cost } }"))
    assert transport.sent[-1][1]["variables"]["representations"] == [
        {"__typename": "Item", "id": "1", "weight": 3}
    ]


async def test_no_entity_is_sent_whose_requirement_failed():
    failed = {
        "data": {"_entities": [{"weight": None}, {"weight": 4}]},
        "errors": [{"message": "lost", "path": ["_entities", 0, "weight"]}],
    }
    gateway, transport = gateway_over(
        {
            "root": lambda _: {"data": {"items": [{"id": "1"}, {"id": "2"}]}},
            "fast": lambda _: failed,
            "last": entities(**{"2": {"cost": 40}}),
        }
    )
    answer = await gateway.answer(Question("{ items { cost } }"))
    assert answer.data == {"items": [{"cost": None}, {"cost": 40}]}
    sent = transport.sent[-1][1]["variables"]["representations"]
    assert [one["id"] for one in sent] == ["2"]
    (problem,) = answer.problems
    assert problem.path == ("items", 0)
    assert problem.cause.message == "lost"


async def test_a_requirement_that_is_null_without_an_error_is_sent():
    gateway, transport = gateway_over(
        {
            "root": lambda _: {"data": {"item": {"id": "1"}}},
            "fast": entities(**{"1": {"weight": None}}),
            "last": entities(**{"1": {"cost": 0}}),
        }
    )
    answer = await gateway.answer(Question("{ item { cost } }"))
    assert answer.data == {"item": {"cost": 0}}
    sent = transport.sent[-1][1]["variables"]["representations"]
    assert sent[0]["weight"] is None


async def test_nothing_is_sent_when_there_are_no_entities():
    gateway, transport = gateway_over({"root": lambda _: {"data": {"items": []}}})
    answer = await gateway.answer(Question("{ items { weight colour cost } }"))
    assert answer.data == {"items": []}
    assert [agency for agency, _ in transport.sent] == ["root"]


async def test_a_fetch_that_variables_exclude_is_not_made():
    gateway, transport = gateway_over(
        {"root": lambda _: {"data": {"item": {"id": "1"}}}}
    )
    query = "query ($with: Boolean! = false) { item { id weight @include(if: $with) } }"
    answer = await gateway.answer(Question(query))
    assert answer.data == {"item": {"id": "1"}}
    assert [agency for agency, _ in transport.sent] == ["root"]


async def test_an_entity_that_is_not_found_is_null_without_an_error():
    gateway, _ = gateway_over(
        {
            "root": lambda _: {"data": {"item": {"id": "1"}}},
            "fast": entities(**{"1": None}),
        }
    )
    answer = await gateway.answer(Question("{ item { id weight } }"))
    assert answer.data == {"item": {"id": "1", "weight": None}}
    assert answer.problems == ()


async def test_an_error_without_a_place_is_reported_for_what_stays_empty():
    gateway, _ = gateway_over(
        {
            "root": lambda _: {"data": {"item": {"id": "1"}}},
            "fast": lambda _: {
                "data": {"_entities": [None]},
                "errors": [{"message": "out of order"}],
            },
        }
    )
    answer = await gateway.answer(Question("{ item { weight } }"))
    assert answer.data == {"item": {"weight": None}}
    assert [one.path for one in answer.problems] == [("item", "weight")]


async def test_an_error_of_the_whole_list_is_reported_once_per_field():
    gateway, _ = gateway_over(
        {
            "root": lambda _: {"data": {"items": [{"id": "1"}, {"id": "2"}]}},
            "fast": lambda _: {
                "data": None,
                "errors": [{"message": "down", "path": ["_entities"]}],
            },
        }
    )
    answer = await gateway.answer(Question("{ items { weight } }"))
    assert answer.data == {"items": [{"weight": None}, {"weight": None}]}
    assert [(one.dotted, one.path) for one in answer.problems] == [
        ("items.weight", None)
    ]


async def test_an_error_at_a_position_that_was_not_asked_is_reported_all_the_same():
    gateway, _ = gateway_over(
        {
            "root": lambda _: {"data": {"item": {"id": "1"}}},
            "fast": lambda _: {
                "data": {"_entities": [{"weight": 1}]},
                "errors": [{"message": "odd", "path": ["_entities", 7, "weight"]}],
            },
        }
    )
    answer = await gateway.answer(Question("{ item { weight } }"))
    assert answer.data == {"item": {"weight": 1}}
    assert [one.cause.message for one in answer.problems] == ["odd"]


async def test_aliases_are_the_callers_in_data_and_errors():
    gateway, _ = gateway_over(
        {
            "root": lambda _: {"data": {"it": {"id": "1"}}},
            "fast": lambda _: {
                "data": {"_entities": [{"w": None}]},
                "errors": [{"message": "lost", "path": ["_entities", 0, "w"]}],
            },
        }
    )
    answer = await gateway.answer(Question("{ it: item { w: weight } }"))
    assert answer.data == {"it": {"w": None}}
    assert answer.problems[0].path == ("it", "w")


async def test_a_failing_root_fetch_empties_its_own_fields_alone():
    gateway, _ = gateway_over({"root": lambda _: b"<html>"})
    answer = await gateway.answer(Question("{ item { id } items { id } __typename }"))
    assert answer.data == {"item": None, "items": None, "__typename": "Query"}
    assert [one.path for one in answer.problems] == [("item",), ("items",)]


BOTH = Question("{ item { weight } items { weight } }")


async def test_an_entity_at_several_places_is_asked_for_once():
    gateway, transport = gateway_over(
        {
            "root": lambda _: {
                "data": {"item": {"id": "1"}, "items": [{"id": "2"}, {"id": "1"}]}
            },
            "fast": entities(**{"1": {"weight": 10}, "2": {"weight": 20}}),
        }
    )
    answer = await gateway.answer(BOTH)
    assert answer.data == {
        "item": {"weight": 10},
        "items": [{"weight": 20}, {"weight": 10}],
    }
    _, body = transport.sent[-1]
    assert [one["id"] for one in body["variables"]["representations"]] == ["1", "2"]
    assert answer.execution.entities == {"Item": 2}


async def test_an_error_of_an_entity_is_reported_at_each_of_its_places():
    gateway, _ = gateway_over(
        {
            "root": lambda _: {
                "data": {"item": {"id": "1"}, "items": [{"id": "2"}, {"id": "1"}]}
            },
            "fast": lambda _: {
                "data": {"_entities": [{"weight": None}, {"weight": 20}]},
                "errors": [{"message": "no", "path": ["_entities", 0, "weight"]}],
            },
        }
    )
    answer = await gateway.answer(BOTH)
    assert answer.data == {
        "item": {"weight": None},
        "items": [{"weight": 20}, {"weight": None}],
    }
    assert [one.path for one in answer.problems] == [
        ("item", "weight"),
        ("items", 1, "weight"),
    ]


async def test_a_lost_look_up_is_reported_where_it_had_objects_alone():
    gateway, _ = gateway_over(
        {
            "root": lambda _: {"data": {"item": None, "items": [{"id": "1"}]}},
            "fast": lambda _: {"data": None, "errors": [{"message": "down"}]},
        }
    )
    answer = await gateway.answer(BOTH)
    assert answer.data == {"item": None, "items": [{"weight": None}]}
    assert [one.dotted for one in answer.problems] == ["items.weight"]
