"""Slow work off the event loop: once for all who wait, one at a time, bounded."""

import asyncio
import threading

import pytest

from gateway.executor.aside import Aside
from gateway.planner.errors import PlanningBusyError


class Slow:
    """Work that goes on when it is told to."""

    def __init__(self):
        self.begun = 0
        self.go = threading.Event()

    def work(self):
        self.begun += 1
        assert self.go.wait(5)
        return self.begun


async def test_equal_work_is_done_once_for_all_who_wait():
    aside, slow = Aside(), Slow()
    waiting = [asyncio.create_task(aside.once("a", slow.work)) for _ in range(50)]
    await asyncio.sleep(0.01)
    slow.go.set()
    assert await asyncio.gather(*waiting) == [1] * 50
    assert await aside.once("a", slow.work) == 2  # nothing is remembered here


async def test_the_loop_goes_on_meanwhile():
    aside, slow = Aside(), Slow()
    waiting = asyncio.create_task(aside.once("a", slow.work))
    for _ in range(10):
        await asyncio.sleep(0)
    assert not waiting.done()
    slow.go.set()
    assert await waiting == 1


async def test_too_much_work_is_refused_and_what_waits_is_done():
    aside, slow = Aside(most_waiting=2), Slow()
    first = asyncio.create_task(aside.once("a", slow.work))
    second = asyncio.create_task(aside.once("b", slow.work))
    await asyncio.sleep(0)
    with pytest.raises(PlanningBusyError, match="2 new operations"):
        await aside.once("c", slow.work)
    third = asyncio.create_task(aside.once("a", slow.work))
    await asyncio.sleep(0)
    slow.go.set()
    assert await asyncio.gather(first, second, third) == [1, 2, 1]
    assert await aside.once("c", slow.work) == 3


async def test_one_who_gives_up_does_not_stop_the_work():
    aside, slow = Aside(), Slow()
    leaves = asyncio.create_task(aside.once("a", slow.work))
    stays = asyncio.create_task(aside.once("a", slow.work))
    await asyncio.sleep(0)
    leaves.cancel()
    slow.go.set()
    assert await stays == 1
    with pytest.raises(asyncio.CancelledError):
        await leaves


async def test_failures_reach_all_who_wait_and_are_forgotten():
    aside = Aside()

    def fail():
        raise ValueError("no")

    waiting = [asyncio.create_task(aside.once("a", fail)) for _ in range(3)]
    found = await asyncio.gather(*waiting, return_exceptions=True)
    assert [str(one) for one in found] == ["no"] * 3
    assert await aside.once("a", lambda: 1) == 1


async def test_a_failure_that_nobody_waits_for_is_no_noise():
    aside, slow = Aside(), Slow()

    def fail():
        slow.work()
        raise ValueError("no")

    waiting = asyncio.create_task(aside.once("a", fail))
    await asyncio.sleep(0)
    waiting.cancel()
    slow.go.set()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert await aside.once("b", lambda: 1) == 1
