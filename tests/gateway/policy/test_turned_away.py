"""Refusals before admission are in the log, and can't fill the disk."""

import asyncio
from pathlib import Path

import pytest

from gateway.policy.turned_away import TurnedAway
from protocol.audit import AuditLog
from protocol.audit_commit import GroupCommit
from protocol.audit_verify import read_log
from tests.support.guarded import NOW, Asker, Keys, guarded
from tests.support.people import QUERY, ahu, dukcapil, persons


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "audit.jsonl"


@pytest.fixture
def full():
    """Whether the disk takes nothing."""
    return {"full": False}


@pytest.fixture
def commit(path, full):
    def sync(_descriptor: int) -> None:
        if full["full"]:
            raise OSError(28, "No space left on device")

    made = GroupCommit(AuditLog(path, "g", Keys().gateway, lambda: NOW, sync))
    yield made
    made.close()


def lines(path: Path) -> list[tuple[str, int]]:
    return [
        (line["outcome"], line["counts"]["Request"])
        for line in read_log(path)
        if line["kind"] == "TURNED_AWAY"
    ]


async def test_the_first_is_written_at_once_and_the_rest_are_counted(commit, path):
    turned = TurnedAway(commit, every=0.05)
    turned.add("TOKEN_MISSING")
    await asyncio.sleep(0.02)
    assert lines(path) == [("TOKEN_MISSING", 1)]
    for _ in range(500):
        turned.add("TOKEN_EXPIRED")
    turned.add("STATEMENT_REPLAYED")
    await asyncio.sleep(0.2)
    assert sorted(lines(path)) == [
        ("STATEMENT_REPLAYED", 1),
        ("TOKEN_EXPIRED", 500),
        ("TOKEN_MISSING", 1),
    ]
    turned.add("TOKEN_EXPIRED")
    await asyncio.sleep(0.02)
    assert lines(path)[-1] == ("TOKEN_EXPIRED", 1)
    turned.close()


async def test_what_is_counted_is_written_at_the_end(commit, path):
    turned = TurnedAway(commit, every=60)
    turned.add("TOKEN_MISSING")
    await asyncio.sleep(0.02)
    turned.add("TOKEN_MISSING")
    turned.close()
    assert lines(path) == [("TOKEN_MISSING", 1), ("TOKEN_MISSING", 1)]


async def test_a_full_disk_hinders_no_refusal(commit, path, full):
    turned = TurnedAway(commit, every=0.01)
    full["full"] = True
    turned.add("TOKEN_MISSING")
    await asyncio.sleep(0.05)
    full["full"] = False
    turned.add("TOKEN_EXPIRED")
    await asyncio.sleep(0.05)
    turned.close()
    assert lines(path)[-1] == ("TOKEN_EXPIRED", 1)


async def test_a_gateway_writes_whom_it_does_not_admit(tmp_path):
    async with guarded(tmp_path, ahu(), persons(), dukcapil()) as federation:
        asker = Asker(federation.keys)
        papers = asker.headers(QUERY, {"first": 1})
        await federation.send(QUERY, {"first": 1}, {})
        first = await federation.send(QUERY, {"first": 1}, papers)
        again = await federation.send(QUERY, {"first": 1}, papers)
        await asyncio.sleep(0.02)
        federation.gateway.journal.close()
        turned = [x for x in federation.lines() if x["kind"] == "TURNED_AWAY"]
    assert "data" in first
    assert again["errors"][0]["extensions"]["code"] == "STATEMENT_REPLAYED"
    assert {(x["outcome"], x["counts"]["Request"]) for x in turned} == {
        ("TOKEN_MISSING", 1),
        ("STATEMENT_REPLAYED", 1),
    }
    assert all("org" not in x and "sub" not in x for x in turned)
