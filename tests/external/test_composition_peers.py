"""Composition of Apollo and The Guild beside ours, and what loads our supergraphs.

Apollo's is the reference: on damaged federations ours gives its verdict and its set
of codes, and of those that compose its set of hints. The exceptions are named below.
"""

import json
import os
import subprocess
from pathlib import Path

import pytest

from gateway.composition.compose import compose
from gateway.composition.source import Composed, SubgraphSource
from tests.support.damaged_federations import damaged_federations, stock
from tests.support.node import NODE

pytestmark = [
    pytest.mark.external,
    pytest.mark.usefixtures("node_packages"),
    pytest.mark.xdist_group("composition peers"),
]

CASES = os.environ.get("TAUTAN_CASES")
ABORTS = {"hive": {"f4a27201bdcf"}}
"""Cases at which a peer ends its own process, with Apollo's supergraph as well."""
SEED = 7
FEDERATIONS = 300


@pytest.fixture(scope="module")
def federations():
    return damaged_federations(SEED, FEDERATIONS)


@pytest.fixture(scope="module")
def supergraphs(federations):
    sound = [
        [SubgraphSource(n, f"http://{n}", sdl) for n, sdl in found.items()]
        for found in stock()
    ]
    return [
        found.supergraph_sdl
        for sources in [*sound, *federations]
        if isinstance(found := compose(sources), Composed)
    ]


def ask(script, peer, lines):
    done = subprocess.run(
        ["node", script, peer],
        cwd=NODE,
        input="\n".join(json.dumps(line) for line in lines),
        check=True,
        capture_output=True,
        text=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def composed_by(peer, federations):
    return ask(
        "compose-many.mjs",
        peer,
        [
            {
                "id": number,
                "subgraphs": [
                    {"name": s.name, "url": s.url, "sdl": s.sdl} for s in sources
                ],
            }
            for number, sources in enumerate(federations)
        ],
    )


def ours(sources):
    """Codes and hints."""
    match compose(sources):
        case Composed(hints=hints):
            return [], sorted({hint.code for hint in hints})
        case rejected:
            return sorted({d.code.value for d in rejected.diagnostics}), []


@pytest.fixture(scope="module")
def reference(federations):
    return composed_by("apollo", federations)


def test_codes_and_hints_are_those_of_the_reference(federations, reference):
    judged = [one for one in reference if "thrown" not in one]
    assert len(judged) > FEDERATIONS * 0.97

    found = {
        one["id"]: (one["codes"], one["hints"] if not one["codes"] else [])
        for one in judged
    }
    own = {number: ours(federations[number]) for number in found}

    differing = {n: (own[n], found[n]) for n in found if own[n] != found[n]}
    assert [one for one in differing.values() if not are_mixed(*one)] == []
    assert len(differing) < FEDERATIONS * 0.02
    assert 0.2 < sum(not codes for codes, _ in own.values()) / len(own) < 0.8
    assert len({code for codes, _ in own.values() for code in codes}) > 30


def are_mixed(own, found):
    """Whether both see a name of several kinds: what else to say of it is a choice."""
    return all("TYPE_KIND_MISMATCH" in codes for codes, _ in (own, found))


def test_no_peer_agrees_more_with_the_reference(federations, reference):
    guild = composed_by("guild", federations)

    agreed = [
        theirs.get("codes") == one["codes"]
        for theirs, one in zip(guild, reference, strict=True)
        if "thrown" not in one
    ]

    assert 0.5 < sum(agreed) / len(agreed) < 1


@pytest.mark.parametrize("peer", ["apollo", "hive", "stitching"])
def test_supergraphs_are_taken(peer, supergraphs):
    assert len(supergraphs) > 100
    assert refused_by(peer, supergraphs) == {}


@pytest.mark.skipif(CASES is None, reason="set TAUTAN_CASES to a folder of cases")
@pytest.mark.parametrize("peer", ["apollo", "hive"])
def test_supergraphs_of_the_cases_are_taken(peer):
    lines = (Path(CASES) / "compose.jsonl").read_text("utf-8").splitlines()
    cases = [
        case
        for case in map(json.loads, lines)
        if case["ok"] and case["id"] not in ABORTS.get(peer, ())
    ]
    found = [compose([SubgraphSource(**s) for s in c["subgraphs"]]) for c in cases]
    supergraphs = [one.supergraph_sdl for one in found if isinstance(one, Composed)]
    assert len(supergraphs) == len(cases) > 0
    assert refused_by(peer, supergraphs) == {}


def refused_by(peer, supergraphs):
    """What a peer can't load, by number, with its reason."""
    lines = [{"id": n, "supergraph": sdl} for n, sdl in enumerate(supergraphs)]
    answers = ask("accept.mjs", peer, lines)
    assert len(answers) == len(lines)
    return {one["id"]: one["error"] for one in answers if one["error"]}
