"""Planners of Apollo and Hive, beside ours on random worlds: none finds a better plan.

A plan is better when it has fewer requests, or as many and is less deep.
"""

import json
import subprocess
from random import Random  # noqa: TID251 - no secret is drawn

import pytest
from graphql import parse, validate

from gateway.composition.compose import compose
from gateway.composition.source import Composed, SubgraphSource
from gateway.operation.normalise import normalise
from gateway.operation.parse import parse_document
from gateway.planner.make import make_plan
from gateway.supergraph.read import read_supergraph
from tests.support.askers import VARIABLES, Asker, RichAsker
from tests.support.node import NODE
from tests.support.random_worlds import LINK, World
from tests.support.rich_worlds import RichWorld

pytestmark = [
    pytest.mark.external,
    pytest.mark.usefixtures("node_packages"),
    pytest.mark.xdist_group("planner peers"),
]

WORLDS = range(90)
RICH_WORLDS = range(40)
PER_WORLD = 2


def plain_cases(seed):
    """Yield lines for the peers: interface objects, unions, requirements."""
    random = Random(seed)  # noqa: S311 - no secret is drawn
    world = World(random)
    sdls = {one: LINK + world.sdl(one) for one in world.subgraphs}

    def ask(schema, number):
        asker = Asker(random, schema, guards_objects=not world.object_at)
        asked = asker.selections(schema.query_type, 2 + number)
        return f"query({VARIABLES}) {{ {asked} }}"

    yield from measured(f"plain-{seed}", sdls, ask)


def rich_cases(seed):
    """Yield lines for the peers: nested keys, moved fields, lists of lists."""
    random = Random(seed)  # noqa: S311 - no secret is drawn
    world = RichWorld(random)
    sdls = {one: world.sdl(one) for one in world.subgraphs}

    def ask(schema, number):
        asker = RichAsker(random, schema, guards_objects=True)
        return asker.operation("query", schema.query_type, 2 + number)

    yield from measured(f"rich-{seed}", sdls, ask)


def measured(name, sdls, ask):
    """Yield operations on subgraphs that fit together, with what our plans cost."""
    composed = compose(
        [SubgraphSource(one, f"http://{one}", sdl) for one, sdl in sdls.items()]
    )
    if not isinstance(composed, Composed):
        return
    supergraph = read_supergraph(composed.supergraph_sdl)
    for number in range(PER_WORLD):
        source = ask(supergraph.public_schema, number)
        if validate(supergraph.public_schema, parse(source)):
            continue
        plan = make_plan(supergraph, normalise(supergraph, parse_document(source)))
        yield {
            "id": f"{name}.{number}",
            "supergraph": composed.supergraph_sdl,
            "operation": source,
            "ours": (len(plan.fetches), plan.depth),
        }


@pytest.fixture(scope="module")
def cases():
    plain = [case for seed in WORLDS for case in plain_cases(seed)]
    return plain + [case for seed in RICH_WORLDS for case in rich_cases(seed)]


def ask(peer, cases):
    """Plan with a peer; it begins anew after a case that ended its process."""
    found, rest = {}, cases
    while rest:
        lines = [
            json.dumps({key: value for key, value in case.items() if key != "ours"})
            for case in rest
        ]
        done = subprocess.run(
            ["node", "plan-many.mjs", peer],
            cwd=NODE,
            input="\n".join(lines),
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode <= 0, done.stderr  # a signal: the case is at fault
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        found |= {
            one["id"]: (one["fetches"], one["depth"])
            for one in answers
            if "error" not in one
        }
        rest = rest[len(answers) + 1 :] if done.returncode else []
    return found


@pytest.mark.parametrize("peer", ["apollo", "hive"])
def test_no_peer_finds_a_better_plan(peer, cases):
    theirs = ask(peer, cases)
    assert len(theirs) > len(cases) * 2 / 3
    better = {
        case["id"]: (case["ours"], theirs[case["id"]])
        for case in cases
        if case["id"] in theirs and theirs[case["id"]] < case["ours"]
    }
    assert better == {}
    ours = sum(case["ours"][0] for case in cases if case["id"] in theirs)
    assert ours < sum(fetches for fetches, _ in theirs.values())
