"""A feed of the kit, followed through a guarded gateway: what is told, and its end."""

import asyncio

import pytest

from protocol.asks import Way
from protocol.errors import SealedError
from tests.support.feeding import feeding


async def test_events_arrive_with_what_another_node_knows(tmp_path):
    async with feeding(tmp_path) as scene, scene.following() as officer:
        scene.border.cross("t0", "t3")
        scene.border.close()
        first, second = await officer.crossed(), await officer.crossed()
        assert await officer.next() == "complete"
        assert [one["gate"] for one in (first, second)] == ["north", "north"]
        assert [one["file"]["number"] for one in (first, second)] == ["F-0", "F-3"]
        assert second["file"]["stage"] == "OPEN"
        name, ref = second["name"], second["ref"]
        assert officer.open(name, "Traveller.name", ref, 2) == "Name 3"
        holder, ref = second["file"]["holder"], second["file"]["ref"]
        assert officer.open(holder, "CaseFile.holder", ref, 0) == "Holder 3"


async def test_a_value_opens_in_its_own_event_alone(tmp_path):
    async with feeding(tmp_path) as scene, scene.following() as officer:
        scene.border.cross("t1", "t1")
        first, second = await officer.crossed(), await officer.crossed()
        assert first["ref"] == second["ref"]
        at = ("Traveller.name", first["ref"])
        assert officer.open(second["name"], *at, 2) == "Name 1"
        with pytest.raises(SealedError, match="SEALED_MOVED"):
            officer.open(first["name"], *at, 2)


async def test_what_an_officer_may_not_see_is_not_told_nor_numbered(tmp_path):
    async with feeding(tmp_path) as scene, scene.following() as officer:
        scene.border.cross("away", "nobody", "t2")
        found = await officer.crossed()
        opened = officer.open(found["name"], "Traveller.name", found["ref"], 1)
        assert opened == "Name 2"


async def test_what_is_no_record_is_told_as_it_is(tmp_path):
    question = "subscription { waiting(least: 2) }"
    async with feeding(tmp_path) as scene, scene.following(question) as officer:
        assert (await officer.next())["data"] == {"waiting": 3}
        assert (await officer.next())["data"] == {"waiting": 2}
        assert await officer.next() == "complete"


async def test_an_event_that_takes_too_long_ends_the_stream(tmp_path, monkeypatch):
    async with feeding(tmp_path) as scene, scene.following() as officer:
        scene.border.cross("t0")
        await officer.crossed()
        monkeypatch.setattr("subgraphs.sdk.subscription.LONGEST_SECONDS", 0)
        scene.border.cross("t1")
        assert await officer.codes() == ["AGENCY_TIMEOUT"]


async def test_each_event_is_recorded_before_it_leaves(tmp_path):
    async with feeding(tmp_path) as scene, scene.following() as officer:
        scene.border.cross("t0", "t1")
        await officer.crossed()
        await officer.crossed()
        scene.border.close()
        assert await officer.next() == "complete"
        lines = scene.lines("imigrasi")
        assert [(one["kind"], one["outcome"]) for one in lines] == [
            ("ANSWERED", "OK"), ("CONTINUED", "OK"), ("CONTINUED", "OK"), ("ENDED", "OK")
        ]  # fmt: skip
        assert {one["requestId"] for one in lines} == {officer.jti}
        assert lines[0]["agreements"] == ["PKS-TEST-001"]
        assert "Subscription.crossed" in lines[0]["coordinates"]
        assert lines[1]["counts"] == {"Traveller": 1}


def full(_descriptor) -> None:
    raise OSError(28, "No space left on device")


async def test_what_can_not_be_recorded_does_not_leave(tmp_path):
    async with feeding(tmp_path) as scene, scene.following() as officer:
        scene.border.cross("t0")
        await officer.crossed()
        scene.nodes["imigrasi"].node.audit.log._sync = full
        scene.border.cross("t1")
        assert await officer.codes() == ["AUDIT_UNAVAILABLE"]
        async with scene.following() as another:
            assert await another.codes() == ["AUDIT_UNAVAILABLE"]


async def test_the_people_told_of_are_counted(tmp_path):
    async with feeding(tmp_path) as scene, scene.following() as officer:
        scene.border.cross("t0", "t0", "t1", "t2", "t3", "t4", "t5")
        for _ in range(6):
            await officer.crossed()
        assert await officer.codes() == ["TOO_MANY_SUBJECTS"]
        assert scene.lines("imigrasi")[-1]["outcome"] == "TOO_MANY_SUBJECTS"


@pytest.mark.parametrize("tells", [True, False], ids=["by an event", "by a beat"])
async def test_an_agreement_that_lapses_ends_the_stream(tmp_path, tells):
    beat = 60 if tells else 0.05
    async with (
        feeding(tmp_path, until="2026-06-01", beat_seconds=beat) as scene,
        scene.following() as officer,
    ):
        scene.border.cross("t0")
        await officer.crossed()
        scene.clock.pass_by(30)  # it is the next day in Jakarta
        if tells:
            scene.border.cross("t1")
        assert await officer.codes() == ["AGREEMENT_EXPIRED"]
        assert await asyncio.wait_for(scene.border.left.wait(), 5)
        assert scene.lines("imigrasi")[-1]["outcome"] == "AGREEMENT_EXPIRED"


async def test_an_agreement_that_has_lapsed_begins_no_stream(tmp_path):
    async with (
        feeding(tmp_path, until="2026-05-31") as scene,
        scene.following() as officer,
    ):
        assert await officer.codes() == ["AGREEMENT_EXPIRED"]
        assert not scene.border.watched.is_set()
        assert [one["kind"] for one in scene.lines("imigrasi")] == ["REFUSED"]


async def test_a_stream_lives_as_long_as_its_statement(tmp_path):
    async with (
        feeding(tmp_path, beat_seconds=0.05) as scene,
        scene.following() as officer,
    ):
        scene.border.cross("t0")
        await officer.crossed()
        scene.clock.pass_by(126)
        assert set(await officer.codes()) == {"SUBSCRIPTION_EXPIRED"}
        assert scene.lines("imigrasi")[-1]["outcome"] == "SUBSCRIPTION_EXPIRED"


async def test_a_generator_that_fails_is_told_without_its_words(tmp_path):
    async with feeding(tmp_path) as scene, scene.following() as officer:
        scene.border.cross(ValueError("Siti Aminah, 3171"))
        event = await officer.next()
        assert [one["extensions"]["code"] for one in event["errors"]] == [
            "INTERNAL_ERROR"
        ]
        assert "Siti" not in str(event)
        assert await officer.next() == "complete"


def telling(done):
    """Tells when the node is through with a request."""

    def between(app):
        async def followed(scope, receive, send):
            await app(scope, receive, send)
            done.put_nowait(scope["type"])

        return followed

    return between


async def test_a_node_that_stops_records_the_end_of_its_feeds(tmp_path):
    built = []

    def keeping(app):
        built.append(app)
        return app

    async def stop():
        async with built[0].router.lifespan_context(built[0]):
            """Nothing happens before it stops."""

    async with feeding(tmp_path, keeping) as scene:
        async with scene.following() as officer:
            scene.border.cross("t0")
            await officer.crossed()
            stopping = asyncio.create_task(stop())
        await asyncio.wait_for(stopping, 4)
        last = scene.lines("imigrasi")[-1]
        assert (last["kind"], last["outcome"]) == ("ENDED", "BROKEN_OFF")


async def test_counts_are_not_told_of_records(tmp_path):
    own = {
        "organisation": "kemenimipas.imigrasi",
        "roles": ("imigrasi.analyst",),
        "purpose": "LIMITED_DUAL_REVIEW",
    }
    async with feeding(tmp_path) as scene:
        async with scene.following(**own) as officer:
            scene.border.cross("t0")
            event = await officer.next()
            assert event["data"]["crossed"]["gate"] == "north"
        await asyncio.wait_for(scene.border.left.wait(), 5)
        async with scene.following(**own, way=Way.COUNT) as officer:
            scene.border.cross("t0")
            assert (await officer.codes())[-1] == "WAY_NOT_ALLOWED"
        assert scene.lines("imigrasi")[-1]["outcome"] == "WAY_NOT_ALLOWED"


async def test_an_officer_who_leaves_stops_the_generator(tmp_path):
    done = asyncio.Queue()
    async with feeding(tmp_path, telling(done), most=1) as scene:
        async with scene.following() as officer:
            scene.border.cross("t0")
            await officer.crossed()
            async with scene.following() as another:
                assert await another.codes() == ["TOO_MANY_SUBSCRIPTIONS"]
                assert await done.get() == "http"
        assert await asyncio.wait_for(done.get(), 5) == "http"
        assert scene.border.left.is_set()
        last = scene.lines("imigrasi")[-1]
        assert (last["kind"], last["outcome"]) == ("ENDED", "BROKEN_OFF")
        async with scene.following() as officer:
            scene.border.cross("t1")
            assert (await officer.crossed())["file"]["number"] == "F-1"
