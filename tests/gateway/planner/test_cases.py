"""Fewest requests and least depth, measured against reference planners.

The cases are data outside this repository: `TAUTAN_CASES` names the folder that
holds `plans.jsonl` and `supergraphs/`.
"""

import json
import os
from functools import cache
from pathlib import Path

import pytest

from gateway.operation.normalise import normalise
from gateway.operation.parse import parse_document
from gateway.planner.make import make_plan
from gateway.supergraph.read import read_supergraph

CASES = os.environ.get("TAUTAN_CASES")


@cache
def read(name):
    path = Path(CASES) / "supergraphs" / f"{name}.graphql"
    return read_supergraph(path.read_text("utf-8"))


@pytest.mark.skipif(
    CASES is None, reason="set TAUTAN_CASES to the folder with plans.jsonl"
)
def test_no_more_requests_and_no_deeper_than_the_reference():
    lines = (Path(CASES) / "plans.jsonl").read_text("utf-8").splitlines()
    missed = {}
    for line in lines:
        case = json.loads(line)
        supergraph = read(case["supergraph"])
        operation = normalise(supergraph, parse_document(case["operation"]))
        plan = make_plan(supergraph, operation)
        found = (len(plan.fetches), plan.depth)
        if found[0] > case["fetches"] or found[1] > case["depth"]:
            missed[case["id"]] = found
    assert lines
    assert not missed
