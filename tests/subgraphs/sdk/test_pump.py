"""A generator that runs beside whoever takes from it."""

import asyncio
from contextlib import aclosing

import pytest

from subgraphs.sdk.pump import BEAT, pumped


class Source:
    """Counts, and remembers in which tasks it ran."""

    def __init__(self, last, failure=None):
        self.last, self.failure = last, failure
        self.made, self.tasks = 0, set()
        self.closed = False

    async def items(self):
        try:
            while self.made < self.last:
                self.tasks.add(asyncio.current_task())
                self.made += 1
                yield self.made
            if self.failure:
                raise self.failure
        finally:
            self.tasks.add(asyncio.current_task())
            self.closed = True


async def test_everything_arrives_in_order_from_one_task():
    source = Source(5)
    assert [one async for one in pumped(source.items(), lambda: 5)] == [1, 2, 3, 4, 5]
    assert len(source.tasks) == 1
    assert asyncio.current_task() not in source.tasks


async def test_it_runs_no_faster_than_it_is_taken_from():
    source = Source(100)
    async with aclosing(pumped(source.items(), lambda: 5)) as items:
        assert await anext(items) == 1
        for _ in range(20):
            await asyncio.sleep(0)
        assert source.made <= 3
    assert source.closed
    assert len(source.tasks) == 1


async def test_what_it_raises_comes_after_its_items():
    source = Source(2, ValueError("over"))
    async with aclosing(pumped(source.items(), lambda: 5)) as items:
        assert [await anext(items), await anext(items)] == [1, 2]
        with pytest.raises(ValueError, match="over"):
            await anext(items)


async def test_silence_is_told():
    async def silent():
        await asyncio.Event().wait()
        yield

    async with aclosing(pumped(silent(), lambda: 0.001)) as items:
        assert await anext(items) is BEAT
        assert await anext(items) is BEAT
