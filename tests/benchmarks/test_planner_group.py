import json

import pytest

from benchmarks.group import defaults
from benchmarks.planner import measure as group
from benchmarks.planner.tasks import Task, cases, questions
from benchmarks.planner.timing import Planned, Timed, time_ours


@pytest.fixture
def options():
    found = defaults(group.GROUP)
    found.rounds, found.alone, found.cases = 1, True, None
    return found


def test_each_saved_question_has_a_time_and_its_fetches(options):
    rows = dict(group.GROUP.measure(options).rows)
    assert rows.pop("read the supergraph")["ms"] > 0
    assert rows.keys() == questions().operations.keys()
    assert all(row["ms"] > 0 and row["fetches"] > 0 for row in rows.values())


def test_missing_cases_are_noted(options):
    assert "TAUTAN_CASES" in " ".join(group.GROUP.measure(options).notes)


def test_cases_are_read_by_supergraph(tmp_path, options):
    task = questions()
    (tmp_path / "supergraphs").mkdir()
    (tmp_path / "supergraphs" / "s.graphql").write_text(task.supergraph)
    name, text = next(iter(task.operations.items()))
    line = json.dumps({"id": name, "supergraph": "s", "operation": text})
    (tmp_path / "plans.jsonl").write_text(line + "\n")
    assert cases(tmp_path) == [Task("s", task.supergraph, {name: text})]
    options.cases = tmp_path
    row = group.GROUP.measure(options).rows["cases"]
    assert (row["operations"], row["planned"]) == (1, 1)
    assert row["fetches"] == time_ours(task, 1).plans[name].fetches


def test_a_peer_stands_beside_ours(options, monkeypatch):
    def apollo(tasks, _rounds):
        return [
            Timed(20.0, {name: Planned(1e6, 3) for name in task.operations})
            for task in tasks
        ]

    monkeypatch.setattr(group, "time_apollo", apollo)
    options.alone = False
    for row in group.GROUP.measure(options).rows.values():
        assert row["apollo_ratio"] == pytest.approx(row["apollo_ms"] / row["ms"])
