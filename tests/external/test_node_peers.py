"""Peers on Node: any JOSE library opens a sealed value, and Apollo's planner reads
our supergraph and needs no fewer fetches than ours."""

import json
import subprocess
from pathlib import Path

import pytest

from gateway.operation.normalise import normalise
from gateway.operation.parse import parse_document
from gateway.planner.make import make_plan
from gateway.supergraph.read import read_supergraph
from protocol.canonical import b64url
from protocol.keys import SealingKey
from protocol.questions import load_questions
from protocol.sealing import Sealer
from tests.support.node import NODE

pytestmark = [pytest.mark.external, pytest.mark.usefixtures("node_packages")]

SCHEMA = Path(__file__).parents[2] / "schema"
VALUES = ["SITI", 42, True, None, ["a", "b"], {"value": "1970-07-01", "imputed": True}]


def run(script, given):
    done = subprocess.run(
        ["node", script],
        cwd=NODE,
        input=json.dumps(given),
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(done.stdout)


def test_npm_jose_opens_sealed_values():
    key = SealingKey.generate()
    sealer = Sealer(key.public_jwk, "a-request-id-of-the-test")
    sealed = [
        sealer.seal(value, coordinate="Resident.name", arguments={}, ref=str(index))
        for index, value in enumerate(VALUES)
    ]
    secret = b64url(key.private.private_bytes_raw())
    opened = run(
        "open-sealed.mjs", {"key": {**key.public_jwk, "d": secret}, "values": sealed}
    )
    assert [json.loads(text) for text in opened] == VALUES
    assert {len(text) % 64 for text in opened} == {0}


def test_apollos_planner_reads_our_supergraph_and_needs_as_many_fetches():
    sdl = (SCHEMA / "supergraph.graphql").read_text("utf-8")
    questions = load_questions(SCHEMA / "questions")
    supergraph = read_supergraph(sdl)
    ours = {
        id_: len(
            make_plan(
                supergraph, normalise(supergraph, parse_document(question.document))
            ).fetches
        )
        for id_, question in questions.items()
    }
    documents = [question.document for question in questions.values()]
    theirs = run("plan.mjs", {"supergraph": sdl, "operations": documents})
    assert ours == dict(zip(questions, theirs, strict=True))
