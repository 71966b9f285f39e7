"""`tautan audit`: what an auditor and a privacy officer read out of logs."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from typer.main import get_command
from typer.testing import CliRunner

from protocol.audit import AuditLog
from protocol.audit_events import AuditEvent
from protocol.audit_files import archives
from protocol.audit_reconcile import compare
from protocol.audit_subjects import subjects_path
from protocol.hop_answering import Answering
from protocol.hop_asking import Asking, hop_digest
from protocol.hop_exchanged import Exchanged
from protocol.hop_session import SESSION_SECONDS
from protocol.hops import AnswerMessage, HopMessage
from protocol.keys import KeySet, SigningKey
from protocol.refs import RefKey, subject_tag
from protocol.statements import new_jti
from tautan.audit.command import audit

BEGAN = datetime(2026, 1, 15, 3, 0, tzinfo=UTC)
AGREEMENTS = Path(__file__).parents[2] / "schema" / "agreements"


class Federation:
    """A gateway's log and two nodes', in a folder as the demonstration has it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.now = BEGAN
        self.keys = {name: SigningKey.generate(name) for name in NAMES}
        self.refs = RefKey.generate()
        shared = root / "shared"
        shared.mkdir()
        peers = KeySet.of(self.keys.values()).jwks()
        (shared / "peers.jwks.json").write_text(json.dumps(peers))
        for name in NAMES:
            (root / name).mkdir()
            self.write(name, AuditEvent("NODE_STARTED", "OK"))

    def write(self, name: str, *events: AuditEvent) -> None:
        instance = "gateway-1" if name == "gateway" else name
        path, key = self.log(name), self.keys[name]
        with AuditLog(path, instance, key, lambda: self.now) as log:
            log.write(events)

    def log(self, name: str) -> Path:
        return self.root / name / "audit.jsonl"

    def run(self, *arguments: object):
        return CliRunner().invoke(audit, [str(one) for one in arguments])

    def asked(self, *arguments: object):
        return self.run(*arguments, "--data", self.root)

    def said(self, *arguments: object):
        done = self.asked(*arguments, "--json")
        return done.exit_code, json.loads(done.stdout)

    def tag(self, handle: str) -> str:
        return subject_tag(self.refs, "Resident", handle)

    def node_settings(self) -> Path:
        home = self.root / "dukcapil"
        (home / "keys").mkdir()
        self.refs.save(home / "keys" / "refs")
        settings = {
            "agency": "dukcapil",
            "listen": {"port": 8101},
            "database": "sqlite+aiosqlite:///data.sqlite",
            "schema": "schema",
            "audience": "tautan:demo",
            "issuer": {"id": "https://issuer.example", "jwks": "issuer.json"},
            "peers": "../shared/peers.jwks.json",
            "registry": {"officers": "officers.jwks.json"},
            "epoch": "2026-1",
            "keys": {
                "signing": "keys/signing",
                "tickets": "keys/tickets",
                "cursors": "keys/cursors",
                "refs": "keys/refs",
            },
            "audit": "audit.jsonl",
            "replay": "replay.sqlite",
        }
        (home / "node.yaml").write_text(yaml.safe_dump(settings))
        return home / "node.yaml"


NAMES = ("gateway", "dukcapil", "ahu")


def asked(request: str, **members: object) -> AuditEvent:
    return AuditEvent(
        "ANSWERED",
        "OK",
        request_id=request,
        organisation="kemenkum.ahu",
        subject="officer-7",
        purpose="NATURALISATION_CHECK",
        way="worklist",
        agreements=("PKS-DEMO-003", "PKS-DEMO-007"),
        **members,  # type: ignore[arg-type]
    )


@pytest.fixture
def world(tmp_path: Path) -> Federation:
    """Three requests that both sides know, and a lookup token."""
    federation = Federation(tmp_path)
    for number in range(3):
        request = f"request-{number}"
        federation.write(
            "dukcapil",
            asked(
                request,
                coordinates=("Resident.name",),
                counts={"Resident": 2},
                subjects=(federation.tag("r-1"), federation.tag(f"r-{number + 2}")),
            ),
        )
        federation.write("gateway", asked(request, agencies=("dukcapil",)))
    federation.write("ahu", AuditEvent("MINTED", "OK", "request-9", "kemenkum.ahu"))
    federation.write(
        "gateway", AuditEvent("TURNED_AWAY", "TOKEN_EXPIRED", counts={"Request": 40})
    )
    federation.now += timedelta(hours=1)
    for name in NAMES:
        federation.write(name, AuditEvent("NODE_STARTED", "OK"))
    return federation


def test_verify_says_what_is_intact_and_what_is_not(world: Federation) -> None:
    code, said = world.said("verify")
    assert code == 0
    by_process = {one["process"]: one for one in said["logs"]}
    assert by_process["dukcapil"]["lines"] == 6
    assert by_process["dukcapil"]["subjects"] == "intact"
    assert all(one["intact"] for one in said["logs"])
    lines = world.log("ahu").read_bytes().splitlines(keepends=True)
    world.log("ahu").write_bytes(b"".join(lines[:-1]))
    code, said = world.said("verify")
    assert code == 1
    (broken,) = [one for one in said["logs"] if not one["intact"]]
    assert broken["log"].endswith("ahu/audit.jsonl")
    assert "line 4" in broken["why"]
    done = world.asked("verify")
    assert done.exit_code == 1
    assert done.stdout.splitlines()[0].startswith("BROKEN")
    assert "index of subjects intact" in done.stdout


def test_logs_that_agree_reconcile(world: Federation) -> None:
    code, said = world.said("reconcile")
    assert (code, said) == (
        0,
        {"requests": 3, "unlogged": [], "pending": [], "disputed": []},
    )
    assert "0 unlogged" in world.asked("reconcile").stdout


def test_accesses_that_lack_a_line_are_named(world: Federation) -> None:
    world.write("dukcapil", asked("past-the-gateway", coordinates=("Resident.nik",)))
    world.write("gateway", asked("never-logged", agencies=("ahu", "dukcapil")))
    world.write(
        "gateway",
        asked("was-down", agencies=("ahu", "dukcapil"), unanswered=("ahu", "dukcapil")),
    )
    world.now += timedelta(minutes=5)
    world.write("dukcapil", asked("on-its-way"))
    code, said = world.said("reconcile")
    assert code == 1
    assert [
        (one["agency"], one["lacking"], one["requestId"]) for one in said["unlogged"]
    ] == [
        ("ahu", "node", "never-logged"),
        ("dukcapil", "node", "never-logged"),
        ("dukcapil", "gateway", "past-the-gateway"),
    ]
    assert said["unlogged"][2]["coordinates"] == ["Resident.nik"]
    assert [one["requestId"] for one in said["pending"]] == ["on-its-way"]
    text = world.asked("reconcile", "--settle", 0).stdout
    assert "UNLOGGED  on-its-way: in the log of dukcapil" in text
    assert "UNLOGGED  never-logged: in the log of gateway" in text


class Clock:
    def __init__(self) -> None:
        self.now = BEGAN

    def __call__(self) -> datetime:
        return self.now


def exchanged(world: Federation):
    """What a gateway and Dukcapil's node signed of a session of two exchanges."""
    keys = KeySet.of(world.keys.values())
    told: list[Exchanged] = []
    clock = Clock()
    offering = {"sessions": True, "exchanged": told.append}
    asking = Asking(world.keys["gateway"], keys, clock, new_jti, **offering)
    node = Answering(world.keys["dukcapil"], keys, clock, new_jti)
    for seconds in (0, 0, 0, SESSION_SECONDS):
        clock.now += timedelta(seconds=seconds)
        message = HopMessage("dukcapil", "POST", "/graphql", b"", "", "", "")
        hop = asking.prove(message)
        said = AnswerMessage("dukcapil", "gateway", hop_digest(hop), 200, b"")
        asking.check(hop, node.prove(node.verify(hop, message), said), said)
    return told[0], node.take_exchanged()[0]


def test_what_both_sides_signed_is_verified_and_reconciled(world: Federation) -> None:
    at_gateway, at_node = exchanged(world)
    world.write("gateway", at_gateway.event())
    world.write("dukcapil", at_node.event())
    assert world.said("verify")[0] == 0
    assert world.said("reconcile")[0] == 0
    event = at_node.event()
    leaves = dict.fromkeys(at_node.leaves, "A" * 43)
    forged = replace(event, exchange={**event.exchange, "leaves": leaves})
    world.write("dukcapil", forged)
    code, said = world.said("verify")
    assert code == 1
    (broken,) = [one for one in said["logs"] if not one["intact"]]
    assert "exchanges" in broken["why"]


def test_sessions_that_one_side_lacks_or_disputes_are_named(world: Federation) -> None:
    at_gateway, at_node = exchanged(world)
    world.write("gateway", at_gateway.event())
    code, said = world.said("reconcile")
    assert code == 1
    session = {"agency": "dukcapil", "session": at_gateway.session}
    assert said["disputed"] == [{**session, "why": "the node's log lacks it"}]
    fewer = dict(list(at_node.leaves.items())[1:])
    world.write("dukcapil", replace(at_node, leaves=fewer).event())
    assert world.said("verify")[0] == 0
    done = world.asked("reconcile")
    assert done.exit_code == 1
    assert "DISPUTED" in done.stdout
    assert "signed different exchanges" in done.stdout


def test_sessions_whose_logs_hold_different_exchanges_are_named(
    world: Federation,
) -> None:
    (at_gateway, at_node), (_, other) = exchanged(world), exchanged(world)
    other = replace(other, session=at_gateway.session)
    assert disputes(at_gateway, other) == ["the two logs hold different exchanges"]
    assert disputes(at_gateway, at_node) == []


def disputes(at_gateway: Exchanged, at_node: Exchanged) -> list[str]:
    def line(one: Exchanged, seq: int):
        event = one.event()
        members = {"kind": event.kind, "outcome": event.outcome}
        at = {"seq": seq, "at": "2026-01-15T03:00:00.000Z"}
        return {**members, **at, "exchange": dict(event.exchange)}

    nodes = {"dukcapil": [line(replace(at_node, peer="gateway"), 2)]}
    found = compare([line(at_gateway, 1)], nodes, timedelta(0))
    return [one.why for one in found.disputed]


def test_a_broken_log_is_not_reconciled(world: Federation) -> None:
    world.log("ahu").write_bytes(b"")
    done = world.asked("reconcile")
    assert done.exit_code == 1
    assert "BROKEN" in done.stderr


def test_reconcile_needs_both_sides(world: Federation) -> None:
    done = world.asked("reconcile", world.log("ahu"), world.log("dukcapil"))
    assert done.exit_code == 2
    assert "gateway" in done.stderr


def test_report_tells_who_asked_what(world: Federation) -> None:
    code, said = world.said("report", "--by", "log,organisation,purpose")
    assert code == 0
    rows = {(one["log"], one["purpose"]): one for one in said["rows"]}
    node = rows["dukcapil", "NATURALISATION_CHECK"]
    assert (node["requests"], node["answered"], node["records"]) == (3, 3, 6)
    assert node["coordinates"] == ["Resident.name"]
    assert node["organisation"] == "kemenkum.ahu"
    assert rows["ahu", ""]["issued"] == 1
    assert rows["gateway-1", ""]["turnedAway"] == 40
    assert rows["gateway-1", ""]["records"] == 0


def test_report_by_agreement_counts_a_request_for_each(world: Federation) -> None:
    _, said = world.said("report", world.log("dukcapil"), "--by", "agreement,day")
    found = {(one["agreement"], one["day"]): one["answered"] for one in said["rows"]}
    assert found == {
        ("", "2026-01-15"): 0,
        ("PKS-DEMO-003", "2026-01-15"): 3,
        ("PKS-DEMO-007", "2026-01-15"): 3,
    }


def test_report_of_some_days(world: Federation) -> None:
    assert world.said("report", "--since", "2026-01-16")[1] == {"rows": []}
    assert world.said("report", "--until", "2026-01-15")[1] == {"rows": []}
    within = ("--since", "2026-01-15", "--until", "2026-01-16")
    assert len(world.said("report", *within)[1]["rows"]) > 3
    assert "kemenkum.ahu" in world.asked("report").stdout


@pytest.mark.parametrize("arguments", [("--by", "shoe-size"), ("--since", "yesterday")])
def test_report_says_what_it_takes(world: Federation, arguments) -> None:
    done = world.asked("report", *arguments)
    assert done.exit_code == 2
    assert arguments[1] in done.stderr or "organisation" in done.stderr


def test_a_data_subject_is_told_who_asked_when_and_why(world: Federation) -> None:
    config = world.node_settings()
    done = world.run("subject", "Resident:r-1", "--config", config, "--json")
    accesses = json.loads(done.stdout)["accesses"]
    assert [one["requestId"] for one in accesses] == [f"request-{n}" for n in range(3)]
    assert accesses[0]["organisation"] == "kemenkum.ahu"
    assert accesses[0]["purpose"] == "NATURALISATION_CHECK"
    assert accesses[0]["at"].startswith("2026-01-15")
    other = world.run("subject", "Resident:r-3", "--config", config)
    assert "request-1" in other.stdout
    assert "1 accesses" in other.stdout
    nobody = world.run("subject", "Applicant:r-1", "--config", config)
    assert "0 accesses" in nobody.stdout


def test_an_erased_subject_is_told_nothing_and_the_log_verifies(
    world: Federation,
) -> None:
    config = world.node_settings()
    records = ("Resident:r-1", "Resident:r-2")
    done = world.run("subject", *records, "--config", config, "--erase", "--json")
    said = json.loads(done.stdout)
    assert (len(said["accesses"]), said["erased"]) == (3, 4)
    assert world.said("verify")[0] == 0
    again = world.run("subject", *records, "--config", config, "--erase")
    assert "0 accesses, 0 erased" in again.stdout
    kept = world.run("subject", "Resident:r-3", "--config", config)
    assert "1 accesses" in kept.stdout
    assert (
        world.tag("r-1").encode()
        not in subjects_path(world.log("dukcapil")).read_bytes()
    )


def test_subject_says_how_a_record_is_named(world: Federation) -> None:
    config = world.node_settings()
    done = world.run("subject", "r-1", "--config", config)
    assert done.exit_code == 2
    assert "TYPE:HANDLE" in done.stderr
    missing = world.run("subject", "Resident:r-1", "--config", world.root / "no.yaml")
    assert missing.exit_code == 2
    assert "no.yaml" in missing.stderr


def test_logs_age_out_as_agreements_say(world: Federation) -> None:
    """Every agreement of the demonstration keeps logs for five years."""
    today = datetime.now(UTC)
    path = world.root / "old" / "audit.jsonl"
    path.parent.mkdir()
    key = SigningKey.generate("old")
    key.save(world.root / "old" / "signing.jwk")
    for days in (2500, 300, 0):
        world.now = today - timedelta(days=days)
        with AuditLog(path, "old", key, lambda: world.now) as log:
            log.append(asked("request-1"))
    assert len(archives(path)) == 2
    options = ("--key", world.root / "old" / "signing.jwk", "--process", "old")
    ageing = ("age-out", path, *options, "--agreements", AGREEMENTS)
    done = world.run(*ageing, "--json")
    assert json.loads(done.stdout)["agedOut"] == 2
    assert len(archives(path)) == 1
    assert "2 lines aged out" in world.run(*ageing).stdout
    none = world.run("age-out", path, *options, "--agreements", world.root / "old")
    assert none.exit_code == 2


def test_without_logs_or_keys_there_is_something_to_say(tmp_path: Path) -> None:
    runner = CliRunner()
    done = runner.invoke(audit, ["verify", "--data", str(tmp_path)])
    assert done.exit_code == 2
    assert "no log" in done.stderr
    log = tmp_path / "audit.jsonl"
    log.touch()
    done = runner.invoke(audit, ["verify", str(log), "--data", str(tmp_path)])
    assert done.exit_code == 2
    assert "peers.jwks.json" in done.stderr


def test_every_command_says_what_it_is_for() -> None:
    commands = get_command(audit).commands  # type: ignore[attr-defined]
    assert sorted(commands) == ["age-out", "reconcile", "report", "subject", "verify"]
    assert all(one.help for one in commands.values())
