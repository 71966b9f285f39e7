"""Planners of Apollo and Hive, beside ours on random worlds: none finds a better plan.

A plan is better when it has fewer requests and is no deeper, or is less deep with no
more requests. Fewer requests for more depth, or the other way round, is a matter of
taste; ours takes fewer requests where that costs no depth.
"""

import json
import subprocess
from random import Random  # noqa: TID251 - no secret is drawn

import pytest

from benchmarks.node_packages import install
from gateway.composition.compose import compose
from gateway.composition.source import Composed, SubgraphSource
from gateway.operation.normalise import normalise
from gateway.operation.parse import parse_document
from gateway.planner.make import make_plan
from gateway.supergraph.read import read_supergraph
from tests.external.test_node_peers import NODE
from tests.support.askers import VARIABLES, Asker
from tests.support.random_worlds import LINK, World

pytestmark = pytest.mark.external

WORLDS = range(120)
PER_WORLD = 2


def cases_of(seed):
    """Yield lines for the peers, each with the measure of our own plan."""
    random = Random(seed)  # noqa: S311 - no secret is drawn
    world = World(random)
    sources = [
        SubgraphSource(one, f"http://{one}", LINK + world.sdl(one))
        for one in world.subgraphs
    ]
    composed = compose(sources)
    if not world.roots or not isinstance(composed, Composed):
        return
    supergraph = read_supergraph(composed.supergraph_sdl)
    schema = supergraph.public_schema
    for number in range(PER_WORLD):
        asker = Asker(random, schema, guards_objects=not world.object_at)
        asked = asker.selections(schema.query_type, 2 + number)
        source = f"query({VARIABLES}) {{ {asked} }}"
        plan = make_plan(supergraph, normalise(supergraph, parse_document(source)))
        yield {
            "id": f"{seed}.{number}",
            "supergraph": composed.supergraph_sdl,
            "operation": source,
            "ours": (len(plan.fetches), plan.depth),
        }


@pytest.fixture(scope="module")
def cases():
    return [case for seed in WORLDS for case in cases_of(seed)]


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
    install(NODE)
    theirs = ask(peer, cases)
    assert len(theirs) > len(cases) * 2 / 3
    better = {
        case["id"]: (case["ours"], theirs[case["id"]])
        for case in cases
        if case["id"] in theirs and is_better(theirs[case["id"]], case["ours"])
    }
    assert better == {}
    ours = sum(case["ours"][0] for case in cases if case["id"] in theirs)
    assert ours < sum(fetches for fetches, _ in theirs.values())


def is_better(one, other):
    return one != other and one[0] <= other[0] and one[1] <= other[1]
