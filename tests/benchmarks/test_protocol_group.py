from benchmarks.group import defaults
from benchmarks.protocol.measure import GROUP
from benchmarks.protocol.messages import coordinates, decision_steps
from benchmarks.protocol.sealing import open_all, seal, sealing_steps
from benchmarks.protocol.world import new_world
from protocol.decision import Granted, Refused


def test_every_step_has_its_figures():
    options = defaults(GROUP)
    options.values, options.requests, options.rounds = 3, 60, 1
    rows = GROUP.measure(options).rows
    sealing = {"us", "total_ms", "joserfc_us", "joserfc_ratio"}
    assert rows["seal 3 values"].keys() == rows["open 3 values"].keys() == sealing
    for step in ("statement: sign", "statement: verify", "hop: sign", "hop: verify"):
        assert rows[step]["us"] > 0
    log = rows["log of 50 requests at once"]
    assert log["wait_p99_ms"] >= log["wait_p50_ms"] > 0
    assert log["without_log_per_s"] > 0
    signed, session = rows["exchange, signed"], rows["exchange, under a session"]
    assert signed["us"] > session["us"] > 0
    assert {"ticket: seal", "ticket: open", "decide on a coordinate"} <= rows.keys()


def test_what_is_timed_opens_what_was_sealed():
    world = new_world()
    assert open_all(world, seal(world, ["SITI", "BUDI"])) == ["SITI", "BUDI"]
    for ours, theirs in sealing_steps(world, 2).values():
        assert len(ours()) == len(theirs()) == 2


def test_decisions_grant_some_fields_and_refuse_others():
    verdicts = decision_steps()["decide"]()
    assert len(verdicts) == len(coordinates()) > 100
    assert {type(one) for one in verdicts} == {Granted, Refused}
