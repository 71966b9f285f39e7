"""Law 5, offline: what was done to a log shows, and two logs fit each other.

The logs are those that gateway, unit and nodes wrote in the running world; they
are changed in copies. The command that an auditor runs is `tautan audit verify`.
"""

import json
import shutil
import subprocess
import sys

import pytest

from protocol.audit_head import head_path
from protocol.audit_verify import read_log
from protocol.canonical import canonical_json, digest
from tautan.demo.layout import AGENCIES, UNIT
from tests.support.logs import apart
from tests.trust.kit.asks import ANALYST, LOSS_ASK, case_request, overview
from tests.trust.kit.bad_input import ASK, PERSONA
from tests.trust.kit.nodes import Hop, process_key
from tests.trust.kit.officers import body_of
from tests.trust.kit.scene import LOG
from tests.trust.kit.wire import send

pytestmark = pytest.mark.trust

WRITERS = ("gateway", UNIT, "ahu")
OVERVIEW = ("ahu", UNIT, "dukcapil", "imigrasi", "setneg", "bin")


@pytest.fixture(scope="module")
def busy(scene):
    """Logs that are some lines long."""
    for _ in range(2):
        send(scene.gateway, scene.officer(ANALYST).request(LOSS_ASK))
        send(scene.gateway, case_request(scene, overview(scene)))
    return scene


def copied(scene, writer, folder):
    """A copy of a log with its head."""
    source = scene.layout.agency(writer) / LOG
    copy = folder / LOG
    shutil.copy(source, copy)
    shutil.copy(head_path(source), head_path(copy))
    return copy


def verify(scene, *paths):
    command = [sys.executable, "-m", "tautan", "audit", "verify"]
    where = ["--keys", str(scene.layout.peers), "--data", str(scene.layout.root)]
    done = subprocess.run(  # noqa: S603 - our own command, no shell
        [*command, *where, *map(str, paths)],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def test_every_log_of_the_world_is_intact(busy):
    code, said = verify(busy)
    assert code == 0
    logs = [line for line in said.splitlines() if line.startswith("intact")]
    assert len(logs) == len(AGENCIES) + 2
    assert "BROKEN" not in said


def removed(lines):
    return [*lines[:2], *lines[3:]], 3


def first_removed(lines):
    return lines[1:], 1


def reordered(lines):
    return [*lines[:1], lines[2], lines[1], *lines[3:]], 2


def doubled(lines):
    return [*lines[:3], lines[2], *lines[3:]], 4


def changed(lines):
    """Another officer in line 3, as an editor would do it."""
    line = lines[2].replace('"kind":', '"kind2":')
    return [*lines[:2], line, *lines[3:]], 3


def changed_and_hashed_anew(lines):
    """Another purpose in line 3, its own hash put right: the next line tells."""
    members = json.loads(lines[2])
    del members["hash"]
    members["purpose"] = "OTHER"
    members["hash"] = digest(canonical_json(members))
    line = canonical_json(members).decode()
    return [*lines[:2], line, *lines[3:]], 4


def truncated(lines):
    return lines[:-1], len(lines)


def emptied(_):
    return [], 1


def prolonged(lines):
    """A line that was never signed, chained to the last one."""
    last = json.loads(lines[-1])
    members = {"v": 1, "seq": last["seq"] + 1, "at": last["at"], "prev": last["hash"]}
    members |= {"kind": "ANSWERED", "outcome": "OK"}
    members["hash"] = digest(canonical_json(members))
    return [*lines, canonical_json(members).decode()], len(lines) + 1


DEEDS = (
    removed,
    first_removed,
    reordered,
    doubled,
    changed,
    changed_and_hashed_anew,
    truncated,
    emptied,
    prolonged,
)


@pytest.mark.parametrize("writer", WRITERS)
def test_what_was_done_to_a_log_shows_and_where(busy, tmp_path, writer):
    copies, wanted = [], {}
    for deed in DEEDS:
        folder = tmp_path / deed.__name__
        folder.mkdir()
        copy = copied(busy, writer, folder)
        lines = copy.read_text().splitlines()
        assert len(lines) > 4
        kept, at = deed(lines)
        copy.write_text("".join(f"{line}\n" for line in kept))
        copies.append(copy)
        wanted[str(copy)] = f"line {at}:"
    untouched = copied(busy, writer, tmp_path)
    code, said = verify(busy, *copies, untouched)
    assert code == 1
    lines = said.splitlines()
    assert len(lines) == len(DEEDS) + 1
    for line in lines[:-1]:
        path = next(path for path in wanted if path in line)
        assert line.startswith("BROKEN")
        assert wanted[path] in line
    assert lines[-1].startswith("intact")


@pytest.mark.parametrize("writer", WRITERS)
def test_a_head_that_does_not_fit_shows(busy, tmp_path, writer):
    """Gone, cut, or the valid one of another process."""
    gone, cut, foreign = (tmp_path / name for name in ("gone", "cut", "foreign"))
    for folder in (gone, cut, foreign):
        folder.mkdir()
    copies = [copied(busy, writer, folder) for folder in (gone, cut, foreign)]
    head_path(copies[0]).unlink()
    head = head_path(copies[1])
    head.write_bytes(head.read_bytes()[5:])
    shutil.copy(head_path(busy.layout.agency("setneg") / LOG), head_path(copies[2]))
    code, said = verify(busy, *copies)
    assert code == 1
    assert [line.partition(" ")[0] for line in said.splitlines()] == ["BROKEN"] * 3


def test_an_older_state_of_log_and_head_shows_in_the_other_log(busy, tmp_path):
    """The chain can't see it; the logs of gateway and node compared can."""
    older = copied(busy, "gateway", tmp_path)
    reply = send(busy.gateway, busy.officer(ANALYST).request(LOSS_ASK))
    missing = reply.json["extensions"]["requestId"]
    assert verify(busy, older)[0] == 0
    node = busy.log("ahu")
    assert missing in apart(read_log(older), node, "ahu").only_at_node
    assert missing not in apart(busy.log("gateway"), node, "ahu").only_at_node


def test_gateway_and_node_logs_reconcile_by_request_id(scene):
    """All lines that a few questions wrote, at the gateway and at six nodes."""
    writers = ("gateway", *OVERVIEW)
    since = {name: scene.log(name)[-1]["seq"] + 1 for name in writers}
    ids = set()
    for _ in range(2):
        asked = scene.officer(ANALYST).request(LOSS_ASK)
        for sent in (asked, case_request(scene, overview(scene))):
            reply = send(scene.gateway, sent)
            assert reply.errors == []
            ids.add(reply.json["extensions"]["requestId"])
    fresh = {name: scene.log(name)[at:] for name, at in since.items()}
    assert {line["requestId"] for line in fresh["gateway"]} == ids
    for name in OVERVIEW:
        found = apart(fresh["gateway"], fresh[name], name)
        assert (found.only_at_gateway, found.only_at_node) == (set(), set())
        assert {line["requestId"] for line in fresh[name]} <= ids


def test_what_stands_in_one_log_alone_shows(scene):
    """A request past the gateway, and a node that wrote nothing."""
    since = {name: scene.log(name)[-1]["seq"] + 1 for name in ("gateway", "ahu")}
    papers = scene.officer(PERSONA).papers(ASK)
    hop = Hop("ahu", body_of(ASK), papers)
    sent = hop.signed(process_key(scene.layout, "gateway"))
    assert send(scene.node("ahu"), sent).status == 200
    reply = send(scene.gateway, scene.officer(PERSONA).request(ASK))
    asked = reply.json["extensions"]["requestId"]
    gateway, node = (scene.log(name)[at:] for name, at in since.items())
    assert apart(gateway, node, "ahu").only_at_node == {papers.jti}
    assert apart(gateway, [], "ahu").only_at_gateway == {asked}
