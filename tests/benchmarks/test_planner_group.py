import json

import pytest

from benchmarks.group import defaults
from benchmarks.node_packages import NoPeer
from benchmarks.planner import measure as group
from benchmarks.planner.large import media, network, supergraph_of, wander
from benchmarks.planner.tasks import Task, cases, questions
from benchmarks.planner.timing import Planned, Timed, time_ours


@pytest.fixture
def options():
    found = defaults(group.GROUP)
    found.rounds, found.alone, found.cases, found.small = 1, True, None, True
    return found


def test_each_saved_question_has_a_time_and_its_fetches(options):
    rows = dict(group.GROUP.measure(options).rows)
    for name in ("questions", "benchmark"):
        assert rows.pop(f"{name}: read the supergraph")["ms"] > 0
    assert rows.pop("benchmark: query")["fetches"] == 6
    assert rows.keys() == {f"questions: {one}" for one in questions().operations}
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


def test_peers_stand_beside_ours(options, monkeypatch):
    def time_peer(peer, tasks, _rounds):
        if peer == "hive":
            raise NoPeer("it is not here")
        return [
            Timed(20.0, {name: Planned(1e6, 3) for name in task.operations})
            for task in tasks
        ]

    monkeypatch.setattr(group, "time_peer", time_peer)
    options.alone = False
    report = group.GROUP.measure(options)
    for row in report.rows.values():
        assert row["apollo_ratio"] == pytest.approx(row["apollo_ms"] / row["ms"])
        assert not any(name.startswith("hive") for name in row)
    assert "The planner of hive was not measured: it is not here" in report.notes


def test_what_grows_fits_together_and_has_the_fields_it_says():
    subgraphs = network(30, 4)
    supergraph = supergraph_of(subgraphs)
    task = Task("t", supergraph, {"q": wander(30, 4, 100), "w": wander(30, 4, 10)})
    plans = time_ours(task, 1).plans
    assert plans["q"].fetches > plans["w"].fetches > 1
    assert (
        time_ours(
            Task("m", supergraph_of(media(3, 3)), {"q": "{ media0 { f0 f1 f2 } }"}), 1
        )
        .plans["q"]
        .fetches
        == 3
    )


def test_what_does_not_fit_together_is_no_supergraph():
    with pytest.raises(TypeError):
        supergraph_of({"s": "type Query { a: Missing }"})
