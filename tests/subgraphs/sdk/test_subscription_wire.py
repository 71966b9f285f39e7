"""Between a node of the kit and its gateway: who changes a stream, and who is slow."""

import asyncio

import pytest

from tests.support.feeding import feeding


def altering(alter):
    """Changes the body of what a node sends, chunk by chunk, once it has begun."""

    def between(app):
        async def changed(scope, receive, send):
            if scope["type"] != "http":
                return await app(scope, receive, send)
            said = alter()

            async def sending(message):
                if message["type"] == "http.response.body" and message["body"]:
                    for body in said(message["body"]):
                        await send({**message, "body": body})
                else:
                    await send(message)

            return await app(scope, receive, sending)

        return changed

    return between


def dropped():
    seen = []

    def say(chunk):
        seen.append(chunk)
        return [] if len(seen) == 2 else [chunk]

    return say


def reordered():
    held = []

    def say(chunk):
        held.append(chunk)
        if len(held) < 2:
            return []
        return [held[1], held[0]] if len(held) == 2 else [chunk]

    return say


def replayed():
    return lambda chunk: [chunk, chunk]


def altered():
    return lambda chunk: [chunk.replace(b'"north"', b'"south"')]


def unsigned():
    return lambda chunk: [chunk.partition(b"\nproof: ")[0] + b"\n\n"]


def ended_early():
    first = []

    def say(chunk):
        first.append(chunk)
        return [chunk] if len(first) == 1 else [b"event: complete\ndata: \n\n"]

    return say


@pytest.mark.parametrize(
    ("alter", "before"),
    [(dropped, 1), (reordered, 0), (replayed, 1), (altered, 0), (unsigned, 0),
     (ended_early, 1)],
)  # fmt: skip
async def test_a_stream_that_someone_changes_is_refused(tmp_path, alter, before):
    async with (
        feeding(tmp_path, altering(alter)) as scene,
        scene.following() as officer,
    ):
        scene.border.cross("t0", "t1", "t2")
        for _ in range(before):
            await officer.crossed()
        assert await officer.codes() == ["ANSWER_TAMPERED"]
        assert await asyncio.wait_for(scene.border.left.wait(), 5)


async def test_events_of_another_stream_are_refused(tmp_path):
    """A whole stream, kept and sent again in answer to another hop."""
    kept = []

    def recording():
        own, old = [], list(kept)

        def say(chunk):
            own.append(chunk)
            kept.append(chunk)
            return [old[len(own) - 1]] if old else [chunk]

        return say

    async with feeding(tmp_path, altering(recording)) as scene:
        async with scene.following() as officer:
            scene.border.cross("t0")
            await officer.crossed()
        assert await asyncio.wait_for(scene.border.left.wait(), 5)
        async with scene.following() as officer:
            scene.border.cross("t1")
            assert await officer.codes() == ["ANSWER_TAMPERED"]


async def test_a_silent_stream_shows_that_it_lives(tmp_path):
    chunks = asyncio.Queue()

    def listening():
        def say(chunk):
            chunks.put_nowait(chunk)
            return [chunk]

        return say

    async with (
        feeding(tmp_path, altering(listening), beat_seconds=0.05) as scene,
        scene.following() as officer,
    ):
        for _ in range(2):
            assert await asyncio.wait_for(chunks.get(), 5) == b":\n\n"
        scene.border.cross("t0")
        await officer.crossed()
        scene.border.close()
        assert await officer.next() == "complete"


def stuck(app):
    """Takes one event from the node, and no more."""

    async def changed(scope, receive, send):
        bodies = []

        async def sending(message):
            if message["type"] == "http.response.body":
                bodies.append(message)
                if len(bodies) > 1:
                    await asyncio.Event().wait()
            await send(message)

        await app(scope, receive, sending)

    return changed


async def test_a_reader_who_takes_nothing_is_left(tmp_path):
    async with (
        feeding(tmp_path, stuck, patience_seconds=0.1) as scene,
        scene.following() as officer,
    ):
        scene.border.cross(*["t0"] * 50)
        await officer.crossed()
        assert await asyncio.wait_for(scene.border.left.wait(), 5)
        assert scene.border.taken < 5
        assert await officer.codes() == ["AGENCY_UNREACHABLE"]
        assert scene.lines("imigrasi")[-1]["outcome"] == "BROKEN_OFF"


async def test_a_subscription_is_answered_as_a_stream_or_refused(tmp_path):
    def plain(app):
        async def changed(scope, receive, send):
            headers = [one for one in scope.get("headers", ()) if one[0] != b"accept"]
            await app({**scope, "headers": headers}, receive, send)

        return changed

    async with feeding(tmp_path, plain) as scene, scene.following() as officer:
        assert await officer.codes() == ["SUBSCRIPTION_NEEDS_STREAM"]
        assert not scene.border.watched.is_set()
