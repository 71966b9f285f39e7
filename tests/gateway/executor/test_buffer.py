"""The buffer between a subgraph that tells and a subscriber that takes."""

import asyncio

import pytest

from gateway.executor.buffer import Buffer, FullError


async def test_items_come_in_order_and_then_the_end():
    buffer = Buffer(2)
    buffer.put(1)
    buffer.put(2)
    buffer.close()
    assert [await buffer.take() for _ in range(4)] == [1, 2, None, None]


async def test_a_full_buffer_takes_nothing():
    buffer = Buffer(1)
    buffer.put(1)
    with pytest.raises(FullError):
        buffer.put(2)
    assert await buffer.take() == 1
    buffer.put(3)
    assert await buffer.take() == 3


async def test_who_takes_waits_until_something_comes():
    buffer = Buffer(1)
    taking = asyncio.create_task(buffer.take())
    await asyncio.sleep(0)
    assert not taking.done()
    buffer.put("late")
    assert await taking == "late"


async def test_what_waits_is_taken_before_the_failure():
    buffer = Buffer(2)
    buffer.put(1)
    buffer.close(ValueError("broken"))
    assert await buffer.take() == 1
    with pytest.raises(ValueError, match="broken"):
        await buffer.take()
