"""Equal requests under way at once are sent once, and only those."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from gateway.errors import TimedOutError, UnreachableError
from gateway.executor.sharing_transport import SharingTransport
from gateway.executor.transport import Arriving, Incoming, Outgoing


async def pieces():
    yield b"data"


class Inner:
    """Answers when it is let; counts what it is sent."""

    def __init__(self):
        self.sent = []
        self.cancelled = 0
        self.closed = False
        self.let = asyncio.Event()
        self.error = None
        self.again = asyncio.Event()
        """Set by the second request."""

    async def post(self, outgoing):
        self.sent.append(outgoing)
        if len(self.sent) > 1:
            self.again.set()
        try:
            async with asyncio.timeout(outgoing.seconds):
                await self.let.wait()
        except TimeoutError:
            raise TimedOutError(outgoing.agency) from None
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        if self.error is not None:
            raise self.error
        return Incoming(200, {}, b"%d" % len(self.sent))

    @asynccontextmanager
    async def stream(self, outgoing, *, silence):
        self.sent.append((outgoing, silence))
        yield Arriving(200, {}, pieces())

    async def close(self):
        self.closed = True


def outgoing(body=b"a", seconds=5.0, *, repeatable=True, url="http://x/", **headers):
    return Outgoing("ahu", url, body, headers, seconds, repeatable)


async def posted(shared, *messages):
    """Post them at once and let the inner transport answer."""
    tasks = [asyncio.create_task(shared.post(one)) for one in messages]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    return tasks


@pytest.fixture
def inner():
    return Inner()


async def test_equal_requests_under_way_are_sent_once(inner):
    shared = SharingTransport(inner)
    tasks = await posted(shared, outgoing(), outgoing(), outgoing())
    inner.let.set()
    replies = await asyncio.gather(*tasks)
    assert len(inner.sent) == 1
    assert [one.body for one in replies] == [b"1", b"1", b"1"]
    assert (await shared.post(outgoing())).body == b"2"


@pytest.mark.parametrize(
    "other",
    [
        outgoing(body=b"b"),
        outgoing(url="http://y/"),
        outgoing(Authorization="Bearer 2"),
        outgoing(),
        outgoing(Authorization="Bearer 1", X="y"),
    ],
)
async def test_what_differs_is_not_shared(inner, other):
    shared = SharingTransport(inner)
    tasks = await posted(shared, outgoing(Authorization="Bearer 1"), other)
    assert len(inner.sent) == 2
    inner.let.set()
    await asyncio.gather(*tasks)


async def test_what_is_new_with_each_request_does_not_count(inner):
    shared = SharingTransport(inner)
    first = {"Tautan-Deadline": "1", "traceparent": "2", "A": "b"}
    second = {"Tautan-Deadline": "3", "traceparent": "4", "A": "b"}
    tasks = await posted(shared, outgoing(**first), outgoing(**second))
    inner.let.set()
    await asyncio.gather(*tasks)
    assert len(inner.sent) == 1


async def test_a_mutation_is_never_shared(inner):
    shared = SharingTransport(inner)
    change = outgoing(repeatable=False)
    tasks = await posted(shared, change, change, outgoing(), outgoing())
    assert len(inner.sent) == 3
    inner.let.set()
    await asyncio.gather(*tasks)


async def test_a_failure_fails_for_all_and_is_not_remembered(inner):
    shared = SharingTransport(inner)
    inner.error = UnreachableError("ahu")
    tasks = await posted(shared, outgoing(), outgoing())
    inner.let.set()
    found = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(one) for one in found] == [UnreachableError] * 2
    assert len(inner.sent) == 1
    inner.error = None
    assert (await shared.post(outgoing())).status == 200


async def test_one_who_leaves_takes_nothing_from_the_others(inner):
    shared = SharingTransport(inner)
    first, second = await posted(shared, outgoing(), outgoing())
    first.cancel()
    await asyncio.wait([first])
    inner.let.set()
    assert (await second).status == 200
    assert (len(inner.sent), inner.cancelled) == (1, 0)


async def test_the_last_who_leaves_ends_the_request(inner):
    shared = SharingTransport(inner)
    tasks = await posted(shared, outgoing(), outgoing())
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    (after,) = await posted(shared, outgoing())
    assert (len(inner.sent), inner.cancelled) == (2, 1)
    inner.let.set()
    await after


async def test_nobody_is_held_to_anothers_deadline(inner):
    shared = SharingTransport(inner)
    short, long = await posted(shared, outgoing(seconds=0.03), outgoing(seconds=5))
    with pytest.raises(TimedOutError):
        await short
    assert len(inner.sent) == 1
    inner.let.set()
    assert (await long).status == 200


async def test_who_has_time_left_sends_it_again(inner):
    shared = SharingTransport(inner)
    hasty, patient = await posted(shared, outgoing(seconds=0.02), outgoing(seconds=5))
    late = asyncio.create_task(shared.post(outgoing(seconds=0.01)))
    for one in (hasty, late):
        with pytest.raises(TimedOutError):
            await one
    await inner.again.wait()
    assert 0 < inner.sent[1].seconds < 5
    inner.let.set()
    assert (await patient).status == 200


async def test_who_sent_it_does_not_send_it_again(inner):
    shared = SharingTransport(inner)
    inner.error = TimedOutError("ahu")
    inner.let.set()
    with pytest.raises(TimedOutError):
        await shared.post(outgoing(seconds=5))
    assert len(inner.sent) == 1


async def test_streams_and_closing_pass_through(inner):
    shared = SharingTransport(inner)
    for _ in range(2):
        async with shared.stream(outgoing(), silence=3.0) as arriving:
            assert [one async for one in arriving.pieces] == [b"data"]
    await shared.close()
    assert inner.sent == [(outgoing(), 3.0)] * 2
    assert inner.closed
