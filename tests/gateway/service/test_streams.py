"""Bit by bit behind agreements: what is granted, recorded, and how long it lasts."""

import asyncio
import json
from dataclasses import dataclass, field, replace

import pytest

from gateway.executor.hop import PlainHop
from gateway.policy.access import Decided, Narrowed, Visit
from gateway.policy.audit_journal import event_of
from protocol.audit_commit import GroupCommit
from protocol.errors import TautanError
from protocol.verdicts import Granted, Refused
from tests.support.event_subgraphs import scene, subscribing
from tests.support.guarded import Asker, guarded
from tests.support.people import ahu, dukcapil, persons

PARTS = """query Later($first: Int!) {
  citizenshipCases(first: $first) {
    nodes {
      caseNumber
      ... @defer(label: "person") {
        applicant { person { residents { band record {
          ref ... @defer { registerState nik }
        } } } }
      }
    }
  }
}"""
MULTIPART = "multipart/mixed;incrementalSpec=v0.2, application/json"


async def deliver(federation, asker, query, variables):
    headers = {**asker.headers(query, variables), "Accept": MULTIPART}
    async with federation.client.http.post(
        f"{federation.client.url}/graphql",
        json={"query": query, "variables": variables},
        headers=headers,
    ) as reply:
        assert reply.content_type == "multipart/mixed", await reply.text()
        _, *parts, _ = (await reply.read()).split(b"\r\n---")
        return [json.loads(one.partition(b"\r\n\r\n")[2]) for one in parts]


async def test_parts_lie_inside_the_grant_and_are_recorded(tmp_path):
    async with guarded(tmp_path, ahu(), persons(), dukcapil()) as federation:
        found = await deliver(federation, Asker(federation.keys), PARTS, {"first": 2})
        lines = federation.lines()[1:]
        seen = federation.seen
    first, second, third = found
    assert [one["caseNumber"] for one in first["data"]["citizenshipCases"]["nodes"]]
    assert "errors" not in first
    assert len(second["incremental"]) == 2
    assert third["incremental"][0]["data"] == {"registerState": "ACTIVE"} | {
        "nik": None
    }
    (refusal,) = third["incremental"][0]["errors"]
    assert refusal["extensions"]["code"] == "ELEMENT_NOT_GRANTED"
    assert "nik" not in seen
    assert [one["kind"] for one in lines] == ["ANSWERED", "CONTINUED", "ENDED"]
    assert len({one["requestId"] for one in lines}) == 1
    assert lines[0]["agencies"] == ["ahu", "dukcapil", "persons"]
    assert "Resident.registerState" in lines[0]["coordinates"]
    assert lines[-1]["outcome"] == "PARTIAL"
    assert "counts" not in lines[0]
    assert lines[1]["counts"]


@pytest.mark.parametrize("line", [1, 2, 3])
async def test_what_can_not_be_recorded_does_not_leave(tmp_path, monkeypatch, line):
    async with guarded(tmp_path, ahu(), persons(), dukcapil()) as federation:
        written, append = [], GroupCommit.append

        async def full(commit, said):
            written.append(said)
            if len(written) >= line:
                raise TautanError("AUDIT_UNAVAILABLE")
            await append(commit, said)

        monkeypatch.setattr(GroupCommit, "append", full)
        found = await deliver(federation, Asker(federation.keys), PARTS, {"first": 2})
    text = json.dumps(found[-1])
    assert "AUDIT_UNAVAILABLE" in text
    assert found[-1]["hasNext"] is False
    assert len(found) == line
    assert ("registerState" in json.dumps(found)) is False


@dataclass
class Door:
    """Lets everyone in, for a while, and grants what the test says."""

    seconds: float | None = None
    refused: set[str] = field(default_factory=set)

    def admit(self, _question):
        return Visit("r" * 22, None)

    def seconds_left(self, _visit):
        return self.seconds

    def narrow(self, _visit, operation, _variables):
        def decide(coordinate):
            if coordinate in self.refused:
                return Refused("ELEMENT_NOT_GRANTED", None, None, None)
            return Granted(agreement=None, clause="test")

        return Narrowed(operation, Decided(frozenset(), decide))

    def conclude(self, _visit, _narrowed):
        """What is denied keeps nothing else back."""


@dataclass
class Notes:
    """Keeps what is recorded."""

    events: list = field(default_factory=list)

    async def write(self, visit, outcome):
        self.events.append(event_of(visit, outcome))

    def close(self):
        """Hold nothing."""

    @property
    def said(self):
        return [(one.kind, one.outcome) for one in self.events]


QUERY = "subscription { reviewed { stars product { name } } }"


def behind(door, notes):
    def change(gateway):
        return replace(
            gateway, access=door, journal=notes, hop_for=lambda *_: PlainHop()
        )

    return change


async def test_each_event_is_recorded_before_it_leaves():
    notes = Notes()
    async with (
        scene(behind(Door(), notes)) as here,
        subscribing(here.client, QUERY) as told,
    ):
        here.news.tell("1")
        await told.next()
        assert notes.said == [("ANSWERED", "OK"), ("CONTINUED", "OK")]
        here.news.tell("9")
        await told.next()
        here.news.end()
        assert await told.next() == "complete"
    assert notes.said[2:] == [("CONTINUED", "PARTIAL"), ("ENDED", "OK")]
    assert notes.events[0].coordinates == (
        "Product.name",
        "Product.upc",
        "Review.product",
        "Review.stars",
        "Subscription.reviewed",
    )
    assert notes.events[1].counts == {"Product": 1}
    assert notes.events[2].counts == {"Product": 1}


async def test_a_subscriber_that_leaves_is_recorded():
    notes = Notes()
    async with scene(behind(Door(), notes)) as here:
        async with subscribing(here.client, QUERY) as told:
            here.news.tell("1")
            await told.next()
            told.reply.close()
        for _ in range(200):
            if notes.said[-1][0] == "ENDED":
                break
            await asyncio.sleep(0.01)
    assert notes.said[-1] == ("ENDED", "BROKEN_OFF")


async def test_a_subscription_ends_with_what_its_caller_proved():
    notes = Notes()
    async with (
        scene(behind(Door(seconds=0.1), notes)) as here,
        subscribing(here.client, QUERY) as told,
    ):
        last = await told.next()
        code = last["errors"][0]["extensions"]["code"]
        assert code == "SUBSCRIPTION_EXPIRED"
        assert await told.next() == "complete"
    assert notes.said == [("ANSWERED", "OK"), ("ENDED", "SUBSCRIPTION_EXPIRED")]


async def test_a_grant_that_changed_ends_it_before_the_event_leaves():
    door, notes = Door(), Notes()
    async with (
        scene(behind(door, notes)) as here,
        subscribing(here.client, QUERY) as told,
    ):
        here.news.tell("1")
        assert (await told.next())["data"]["reviewed"]["product"] == {"name": "table"}
        door.refused.add("Product.name")
        here.news.tell("2")
        last = await told.next()
        code = last["errors"][0]["extensions"]["code"]
        assert code == "SUBSCRIPTION_GRANT_CHANGED"
        assert "chair" not in json.dumps(last)
    assert notes.said[-1] == ("ENDED", "SUBSCRIPTION_GRANT_CHANGED")
