"""Requests begin when those that have begun leave the loop idle."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from gateway.executor.turns import FEW, QUIET, Turns


async def pass_turns(number: int) -> None:
    for _ in range(number):
        await asyncio.sleep(0)


def begin_at_once(turns: Turns) -> None:
    """Begin; fails if that has to wait for anything."""
    with pytest.raises(StopIteration):
        turns.begin().send(None)


@asynccontextmanager
async def in_line(turns: Turns, number: int) -> AsyncIterator[list[asyncio.Task[None]]]:
    """Requests beyond those that may begin in any case."""
    for _ in range(FEW):
        await turns.begin()
    tasks = [asyncio.create_task(turns.begin()) for _ in range(number)]
    await pass_turns(1)
    yield tasks
    await asyncio.gather(*tasks, return_exceptions=True)


def begun(tasks: list[asyncio.Task[None]]) -> list[bool]:
    return [one.done() for one in tasks]


async def test_a_few_begin_at_once() -> None:
    turns = Turns()
    for _ in range(FEW):
        begin_at_once(turns)


async def test_the_line_moves_in_order_while_nothing_comes() -> None:
    turns = Turns()
    async with in_line(turns, 3) as tasks:
        seen = []
        while not all(begun(tasks)):
            await pass_turns(1)
            seen.append(begun(tasks))
    assert [True, False, False] in seen
    assert [True, True, False] in seen
    assert len(seen) <= 3 * (QUIET + 2)


async def test_nobody_begins_while_replies_come() -> None:
    turns = Turns()
    async with in_line(turns, 2) as tasks:
        for _ in range(50):
            turns.dealt_with()
            await pass_turns(1)
        assert begun(tasks) == [False, False]
        await pass_turns(2 * (QUIET + 2))
        assert begun(tasks) == [True, True]


async def test_whoever_is_done_makes_room_at_once() -> None:
    turns = Turns()
    async with in_line(turns, 2) as tasks:
        turns.end()
        for _ in range(50):
            turns.dealt_with()
            await pass_turns(1)
        assert begun(tasks) == [True, False]


async def test_the_loop_rests_once_the_line_is_empty(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    turns = Turns()
    async with in_line(turns, 2) as tasks:
        await asyncio.gather(*tasks)
        await pass_turns(1)
        loop, planned = asyncio.get_running_loop(), list[object]()
        plan = loop.call_soon

        def noted(
            callback: Callable[..., object], *args: object, **options: object
        ) -> object:
            planned.append(callback)
            return plan(callback, *args, **options)  # type: ignore[arg-type]

        monkeypatch.setattr(loop, "call_soon", noted)
        await pass_turns(20)
        monkeypatch.undo()
        assert not [one for one in planned if getattr(one, "__self__", None) is turns]


async def test_one_that_gave_up_in_line_takes_no_place() -> None:
    turns = Turns()
    async with in_line(turns, 2) as (first, second):
        first.cancel()
        turns.dealt_with()
        await second
        assert first.cancelled()
        turns.end()
        turns.end()
        begin_at_once(turns)


async def test_one_that_gave_up_when_its_turn_came_gives_it_back() -> None:
    turns = Turns()
    async with in_line(turns, 1) as (first,):
        turns.end()
        await pass_turns(1)  # its turn has come, and it does not know yet
        assert not first.done()
        first.cancel()
        await pass_turns(1)
        assert first.cancelled()
        begin_at_once(turns)


async def test_more_wait_behind_those_in_line() -> None:
    turns = Turns()
    async with in_line(turns, 1) as tasks:
        turns.end()  # room, but somebody was there before
        late = asyncio.create_task(turns.begin())
        await asyncio.gather(*tasks)
        assert not late.done()
        await late
