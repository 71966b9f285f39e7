"""Compiled runs: what they can do, and when they leave it to the interpreted run."""

import time
from dataclasses import replace

import orjson
import pytest

from gateway.executor.exchanges import Exchanges
from gateway.executor.execute import execute, interpret
from gateway.executor.execution import Call, Ports
from gateway.executor.hop import PlainHop
from gateway.executor.prepared import (
    HOT,
    LONGEST_REST,
    MOST_PROGRAMS,
    USES_TO_RETURN,
    Hot,
    Prepared,
    Shelf,
)
from gateway.operation.normalise import read_operation
from gateway.planner.make import make_plan
from tests.support.memory import MemoryTransport
from tests.support.planning import supergraph_of

SUPERGRAPH = supergraph_of(
    root="""
    scalar JSON
    enum Colour { RED GREEN SECRET @inaccessible }
    interface Thing { id: ID! label: String }
    union Any = Item | Note
    type Query { item: Item items: [Item!] grid: [[Item]!] things: [Any] all: [Thing] }
    type Mutation { first: Int second: Int }
    type Item implements Thing @key(fields: "id") @key(fields: "code") {
      id: ID! label: String code: JSON colour: Colour size: Int! ratio: Float
      tags: [String!] data: JSON inner: Inner
    }
    type Inner { depth: Int }
    type Note implements Thing @key(fields: "id") { id: ID! label: String }
    """,
    more="""
    type Query { other: Int }
    type Mutation { third: Int }
    type Item @key(fields: "id") { id: ID! weight: Int must: Int! }
    type Note @key(fields: "id") { id: ID! stars: Int }
    """,
    last="""
    scalar JSON
    type Item @key(fields: "id") @key(fields: "code") {
      id: ID! code: JSON weight: Int @external cost: Int @requires(fields: "weight")
    }
    """,
    coded="""
    scalar JSON
    type Item @key(fields: "code") { code: JSON rank: Int }
    """,
)


def entities(**fields):
    """Answer `_entities`: each field is a function of the representation."""

    def reply(body):
        sent = body["variables"]
        lists = {
            ("_entities" if name == "representations" else f"_e{name[2:]}"): [
                {key: of(one) for key, of in fields.items()} for one in listed
            ]
            for name, listed in sent.items()
            if isinstance(listed, list)
        }
        return {"data": lists}

    return reply


def data(**fields):
    return lambda _: {"data": fields}


WEIGHTS = entities(
    weight=lambda one: int(one["id"]) * 10, must=lambda one: int(one["id"])
)


class Both:
    """Asks in both ways, and holds one to the other."""

    def __init__(self, query, replies, variables=None, supergraph=SUPERGRAPH):
        self.variables = variables or {}
        self.replies = replies
        operation = read_operation(supergraph, query)
        self.prepared = Prepared(make_plan(supergraph, operation), supergraph)

    async def ask(self):
        for _ in range(HOT):  # counted, not run: one that gives up would rest now
            self.prepared.hot(self.variables)
        await self.prepared.compiled()
        plain, other = self.ports(), self.ports()
        expected = await interpret(self.prepared.plan, Exchanges(self.call(), plain))
        answer = await execute(self.prepared, self.call(), other)
        assert orjson.dumps(answer.decoded()) == orjson.dumps(expected.data)
        assert [repr(one) for one in answer.problems] == [
            repr(one) for one in expected.problems
        ]
        assert answer.execution.entities == expected.execution.entities
        self.sent = other.transport.sent
        assert sorted(map(repr, self.sent)) == sorted(map(repr, plain.transport.sent))
        return answer

    async def compiled(self):
        answer = await self.ask()
        assert answer.encoded is not None
        assert answer.data is None
        return answer.decoded()

    async def gave_up(self):
        answer = await self.ask()
        assert self.prepared.hot(self.variables).program is not None
        assert answer.encoded is None
        return answer.data

    def call(self):
        return Call(
            self.variables, self.variables, {}, PlainHop(), time.monotonic() + 9
        )

    def ports(self):
        names = dict.fromkeys(SUPERGRAPH.subgraphs, "http://memory")
        return Ports(MemoryTransport(self.replies), names, time.monotonic, 5)


async def test_scalars_come_as_they_are():
    item = {
        "label": None,
        "colour": "RED",
        "size": 3,
        "ratio": 2,
        "tags": ["a", "b"],
        "data": {"b": [1, None, 1.5], "a": {}},
        "inner": {"depth": 1},
    }
    query = "{ item { size label data colour tags ratio inner { depth } } }"
    both = Both(query, {"root": data(item=item)})
    found = await both.compiled()
    assert found == {"item": item}
    assert list(found["item"])[:3] == ["size", "label", "data"]


async def test_lists_of_lists_get_their_entities():
    grid = [[{"id": "1"}, None], [], [{"id": "2"}, {"id": "1"}]]
    both = Both("{ grid { weight } }", {"root": data(grid=grid), "more": WEIGHTS})
    assert await both.compiled() == {
        "grid": [[{"weight": 10}, None], [], [{"weight": 20}, {"weight": 10}]]
    }
    sent = both.sent[-1][1]["variables"]["representations"]
    assert [one["id"] for one in sent] == ["1", "2"]


async def test_keys_that_nobody_asked_for_stay_out():
    both = Both(
        "{ item { weight } }", {"root": data(item={"id": "1"}), "more": WEIGHTS}
    )
    assert await both.compiled() == {"item": {"weight": 10}}


async def test_aliases_that_hide_a_key():
    both = Both(
        "{ item { id: label weight } }",
        {
            "root": lambda body: {
                "data": {"item": dict.fromkeys(keys_asked(body), "1")}
            },
            "more": WEIGHTS,
        },
    )
    assert await both.compiled() == {"item": {"id": "1", "weight": 10}}


def keys_asked(body):
    inside = body["query"].split("item {")[1].split("}")[0]
    return [one.split(":")[0] for one in inside.replace(": ", ":").split()]


async def test_objects_of_several_types():
    things = [
        {"__typename": "Item", "id": "1", "label": "a"},
        None,
        {"__typename": "Note", "id": "1", "label": "b"},
    ]
    stars = entities(stars=lambda _: 5, weight=lambda _: 7)
    query = """{ things {
        ... on Item { label weight t: __typename } ... on Note { stars } } }"""
    both = Both(query, {"root": data(things=things), "more": stars})
    assert await both.compiled() == {
        "things": [
            {"label": "a", "weight": 7, "t": "Item"},
            None,
            {"stars": 5},
        ]
    }


async def test_one_look_up_for_objects_at_several_places():
    query = """{ item { id weight } items { weight size } things {
        ... on Item { weight } ... on Note { id stars } } }"""
    both = Both(
        query,
        {
            "root": data(
                item={"id": "2"},
                items=[{"id": "1", "size": 3}, {"id": "2", "size": 4}],
                things=[
                    {"__typename": "Item", "id": "3"},
                    {"__typename": "Note", "id": "2"},
                ],
            ),
            "more": entities(weight=lambda one: int(one["id"]) * 10, stars=lambda _: 5),
        },
    )
    assert await both.compiled() == {
        "item": {"id": "2", "weight": 20},
        "items": [{"weight": 10, "size": 3}, {"weight": 20, "size": 4}],
        "things": [{"weight": 30}, {"id": "2", "stars": 5}],
    }
    (first, second) = both.prepared.plan.fetches[1].entities
    assert (len(first.paths), len(second.paths)) == (2, 1)


def turned(both):
    """Let the one look-up of a plan begin with its last path."""
    root, more = both.prepared.plan.fetches
    (held,) = more.entities
    more = replace(more, entities=(replace(held, paths=held.paths[::-1]),))
    plan = replace(both.prepared.plan, fetches=(root, more))
    both.prepared = Prepared(plan, SUPERGRAPH)
    return both


@pytest.mark.parametrize("whole", [True, False])
async def test_objects_are_listed_in_the_order_of_the_paths(whole):
    """So a run that gave up has sent just what the interpreted run sends."""
    found = {"item": {"id": "2"}, "items": [{"id": "1"}, {"id": "2"}]}
    replies = {
        "root": data(**found),
        "more": entities(must=lambda one: int(one["id"]) if whole else None),
    }
    both = turned(Both("{ item { must } items { must } }", replies))
    answer = await (both.compiled() if whole else both.gave_up())
    assert answer == (
        {"item": {"must": 2}, "items": [{"must": 1}, {"must": 2}]}
        if whole
        else {"item": None, "items": None}
    )
    (sent,) = [body for name, body in both.sent if name == "more"]
    listed = sent["variables"]["representations"]
    assert [one["id"] for one in listed] == ["1", "2"]


OWNERS = supergraph_of(
    root="""
    type Query { things: [Any] first: Item owner: Owner }
    union Any = Item | Note
    type Item { label: String owner: Owner }
    type Note { text: String owner: Owner }
    type Owner @key(fields: "id") { id: ID! }
    """,
    more="""
    type Query { other: Int }
    type Owner @key(fields: "id") { id: ID! name: String address: Address }
    type Address { town: String }
    """,
)
THINGS = data(
    things=[
        {"__typename": "Item", "label": "a", "owner": {"id": "1"}},
        {"__typename": "Note", "text": "b", "owner": {"id": "2"}},
        {"__typename": "Item", "label": "c", "owner": {"id": "1"}},
    ],
    first={"owner": None},
    owner={"id": "3"},
)


async def test_one_path_can_lead_to_several_places():
    """Objects of each type hold their owners in a place of their own."""
    query = """{ things { ... on Item { label owner { name } }
        ... on Note { text owner { name } } } owner { name } first { owner { name } } }"""
    names = entities(name=lambda one: f"n{one['id']}")
    both = Both(query, {"root": THINGS, "more": names}, supergraph=OWNERS)
    assert await both.compiled() == {
        "things": [
            {"label": "a", "owner": {"name": "n1"}},
            {"text": "b", "owner": {"name": "n2"}},
            {"label": "c", "owner": {"name": "n1"}},
        ],
        "owner": {"name": "n3"},
        "first": {"owner": None},
    }
    (owners,) = both.prepared.plan.fetches[1].entities
    assert len(owners.paths) == 3
    (sent,) = [body for name, body in both.sent if name == "more"]
    assert [one["id"] for one in sent["variables"]["representations"]] == [
        "1",
        "2",
        "3",
    ]


async def test_objects_for_several_places_are_left_to_the_interpreted_run():
    query = """{ things { ... on Item { label owner { address { town } } }
        ... on Note { text owner { address { town } } } } }"""
    towns = entities(address=lambda one: {"town": one["id"]})
    both = Both(query, {"root": THINGS, "more": towns}, supergraph=OWNERS)
    answer = await both.ask()
    assert answer.encoded is None
    assert both.prepared.hot({}).interpreted
    assert [one["owner"] for one in answer.data["things"]] == [
        {"address": {"town": one}} for one in "121"
    ]


async def test_values_that_look_alike_are_different_keys():
    codes = [1, 1.0, "1", True, None, 1, {"b": 1, "a": 2}, {"a": 2, "b": 1}]
    seen = {}
    rank = entities(rank=lambda one: seen.setdefault(repr(one["code"]), len(seen)))
    both = Both(
        "{ items { rank } }",
        {"root": data(items=[{"code": one} for one in codes]), "coded": rank},
    )
    await both.compiled()
    sent = both.sent[-1][1]["variables"]["representations"]
    texts = [orjson.dumps(one["code"], option=orjson.OPT_SORT_KEYS) for one in sent]
    assert texts == [b"1", b"1.0", b'"1"', b"true", b"null", b'{"a":2,"b":1}']


async def test_an_entity_that_is_not_there_is_null_and_required_no_further():
    def weights(body):
        listed = body["variables"]["representations"]
        return {
            "data": {
                "_entities": [
                    None if one["id"] == "2" else {"weight": 1} for one in listed
                ]
            }
        }

    both = Both(
        "{ items { weight cost } }",
        {
            "root": data(items=[{"id": "1"}, {"id": "2"}]),
            "more": weights,
            "last": entities(cost=lambda one: one["weight"] * 2),
        },
    )
    assert await both.compiled() == {
        "items": [{"weight": 1, "cost": 2}, {"weight": None, "cost": None}]
    }
    assert [one["id"] for one in both.sent[-1][1]["variables"]["representations"]] == [
        "1"
    ]


async def test_mutations_keep_their_order():
    done = []

    def reply(body):
        names = [one for one in ("first", "second", "third") if one in body["query"]]
        done.append(names)
        return {"data": dict.fromkeys(names, 1)}

    both = Both("mutation { first third second }", {"root": reply, "more": reply})
    assert list(await both.compiled()) == ["first", "third", "second"]
    assert done[-3:] == [["first"], ["third"], ["second"]]


@pytest.mark.parametrize(("yes", "no"), [(True, False), (False, True), (True, True)])
async def test_conditions_are_decided_for_each_request(yes, no):
    query = """query ($yes: Boolean!, $no: Boolean!) {
        item { id @include(if: $yes) weight @skip(if: $no) } }"""
    both = Both(
        query,
        {"root": data(item={"id": "1"}), "more": WEIGHTS},
        {"yes": yes, "no": no},
    )
    found = await both.compiled()
    assert found["item"] == ({"id": "1"} if yes else {}) | (
        {} if no else {"weight": 10}
    )


async def test_a_denied_field_stays_null_whatever_comes():
    both = Both("{ item { label size } }", {"root": data(item={"size": 1})})
    plan = both.prepared.plan
    item = plan.projection.variants[0].fields[0]
    variant = item.value.variants[0]
    label, size = variant.fields
    denied = replace(variant, fields=(replace(label, data_key=None), size))
    shape = replace(item.value, variants=(denied,))
    fields = (replace(item, value=shape),)
    whole = replace(plan.projection.variants[0], fields=fields)
    fetch = replace(plan.fetches[0], document="{ item { size } }")
    plan = replace(
        plan,
        fetches=(fetch,),
        projection=replace(plan.projection, variants=(whole,)),
    )
    both.prepared = Prepared(plan, SUPERGRAPH)
    assert await both.compiled() == {"item": {"label": None, "size": 1}}
    both.replies["root"] = data(item={"size": 1, "label": "told all the same"})
    assert await both.gave_up() == {"item": {"label": None, "size": 1}}


ITEM = {"id": "1"}


@pytest.mark.parametrize(
    ("query", "root", "more"),
    [
        ("{ item { size } }", data(item={"size": None}), WEIGHTS),
        ("{ item { size } }", data(item={"size": "3"}), WEIGHTS),
        ("{ item { size } }", data(item={}), WEIGHTS),
        ("{ item { size } }", data(item=[]), WEIGHTS),
        ("{ item { colour } }", data(item={"colour": "SECRET"}), WEIGHTS),
        ("{ item { label } }", data(item={"label": 1}), WEIGHTS),
        ("{ item { id } }", data(item={"id": 1}), WEIGHTS),
        ("{ item { label } }", lambda _: b"<html>", WEIGHTS),
        ("{ item { label } }", lambda _: {"data": None}, WEIGHTS),
        (
            "{ item { label } }",
            lambda _: {"data": {"item": {"label": "x"}}, "errors": [{"message": "m"}]},
            WEIGHTS,
        ),
        ("{ all { __typename } }", data(all=[{"__typename": "Else"}]), WEIGHTS),
        ("{ things { __typename } }", data(things=[{}]), WEIGHTS),
        ("{ item { must } }", data(item=ITEM), lambda _: {"data": {"_entities": []}}),
        (
            "{ item { must } }",
            data(item=ITEM),
            lambda _: {"data": {"_entities": [None]}},
        ),
        ("{ item { must } }", data(item=ITEM), lambda _: b"{"),
    ],
)
async def test_what_is_unusual_is_left_to_the_interpreted_run(query, root, more):
    await Both(query, {"root": root, "more": more}).gave_up()


async def test_sources_and_times_are_noted():
    source = {"asOf": "2026-01-01"}
    reply = {"data": {"item": {"size": 1}}, "extensions": {"source": source}}
    both = Both("{ item { size } }", {"root": lambda _: reply})
    answer = await both.ask()
    assert answer.encoded is not None
    assert answer.execution.sources == {"root": source}
    (timing,) = answer.execution.timings
    assert (timing.agency, timing.outcome) == ("root", "ok")


async def test_a_fault_in_compiled_code_is_not_hidden(monkeypatch):
    both = Both("{ item { size } }", {"root": data(item={"size": 1})})
    await both.compiled()

    def broken(*_):
        raise ZeroDivisionError

    monkeypatch.setattr("gateway.executor.compiled.run.CompiledRun._after", broken)
    with pytest.raises(ZeroDivisionError):
        await execute(both.prepared, both.call(), both.ports())


async def test_a_plan_is_compiled_at_its_second_use():
    both = Both("{ item { size } }", {"root": data(item={"size": 1})})
    hot = both.prepared.hot({})
    assert hot.ready() is None
    await both.prepared.compiled()
    assert hot.ready() is None
    assert both.prepared.hot({}) is hot
    await both.prepared.compiled()
    assert hot.ready() is not None


async def test_only_so_many_combinations_of_conditions_are_compiled():
    names = ["a", "b", "c", "d"]
    declared = ", ".join(f"${one}: Boolean!" for one in names)
    below = " ".join(f"{one}: size @include(if: ${one})" for one in names)
    both = Both(f"query ({declared}) {{ item {{ {below} }} }}", {})
    found = [
        both.prepared.hot({one: bool(n >> k & 1) for k, one in enumerate(names)})
        for n in range(16)
    ]
    assert sum(one is not None for one in found) == MOST_PROGRAMS
    assert both.prepared.hot(dict.fromkeys(names, None)) is None


def test_a_program_that_gives_up_rests_ever_longer():
    hot = Hot(program=object())
    rests = []
    for _ in range(11):
        hot.gave_up()
        rest = 0
        while hot.ready() is None:
            rest += 1
        rests.append(rest)
    assert rests[:4] == [1, 2, 4, 8]
    assert rests[-1] == LONGEST_REST
    hot.succeeded()
    hot.gave_up()
    assert hot.ready() is None
    assert hot.ready() is not None


async def test_the_program_not_used_for_longest_gives_way():
    shelf = Shelf(size=2)
    plans = []
    for one in ("size", "label", "ratio"):
        asks = Both(f"{{ item {{ {one} }} }}", {})
        plans.append(Prepared(asks.prepared.plan, SUPERGRAPH, shelf))
    for one in plans:
        assert [one.hot({}) for _ in range(2)]
        await one.compiled()
    first, second, third = [one.hot({}) for one in plans]
    assert first.program is None
    assert second.program
    assert third.program
    for _ in range(USES_TO_RETURN + HOT):
        plans[0].hot({})
    await plans[0].compiled()
    assert first.program
    assert second.program is None
