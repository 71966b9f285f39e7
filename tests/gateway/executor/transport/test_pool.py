"""Places of a pool are limited, lent in order, and never lost."""

import asyncio

import pytest

from gateway.executor import thin_pool
from gateway.executor.thin_pool import Pool


class Socket:
    """Stands for an open transport."""

    def __init__(self, connection):
        self.connection = connection
        self.closing = False

    def is_closing(self):
        return self.closing

    def close(self):
        if not self.closing:
            self.closing = True
            loop = asyncio.get_running_loop()
            loop.call_soon(self.connection.connection_lost, None)

    abort = close


class World:
    """Opens connections, or refuses to."""

    def __init__(self):
        self.opened = []
        self.error = None
        self.gate = asyncio.Event()
        self.gate.set()

    async def connect(self, connection):
        await self.gate.wait()
        if self.error is not None:
            raise self.error
        self.opened.append(connection)
        connection.connection_made(Socket(connection))

    @property
    def open(self):
        return sum(one.usable for one in self.opened)


@pytest.fixture
def world():
    return World()


async def settle():
    for _ in range(5):
        await asyncio.sleep(0)


async def test_the_connection_used_last_is_taken_first(world):
    pool = Pool(world.connect, 3)
    first, second = await pool.acquire(), await pool.acquire()
    pool.released(first)
    pool.released(second)
    assert await pool.acquire() is second
    assert pool.take() is first
    assert pool.take() is None


async def test_a_connection_that_closed_while_idle_is_passed_over(world):
    pool = Pool(world.connect, 3)
    first, second = await pool.acquire(), await pool.acquire()
    pool.released(first)
    pool.released(second)
    second.close()
    assert pool.take() is first
    first.close()
    await settle()
    assert pool.take() is None


async def test_places_are_lent_in_order(world):
    pool = Pool(world.connect, 1)
    held = await pool.acquire()
    waiting = [asyncio.create_task(pool.acquire()) for _ in range(3)]
    await settle()
    for number, task in enumerate(waiting):
        pool.released(held)
        await settle()
        assert [one.done() for one in waiting] == [one <= number for one in range(3)]
        held = task.result()
    assert len(world.opened) == 1


async def test_a_lost_connection_gives_its_place_to_who_waits(world):
    pool = Pool(world.connect, 1)
    held = await pool.acquire()
    waiting = asyncio.create_task(pool.acquire())
    await settle()
    held.abort()
    await settle()
    assert waiting.result() is not held
    assert world.open == 1


async def test_a_failed_connect_gives_its_place_to_who_waits(world):
    pool = Pool(world.connect, 1)
    world.gate.clear()
    world.error = ConnectionRefusedError()
    first, second = (asyncio.create_task(pool.acquire()) for _ in range(2))
    await settle()
    world.gate.set()
    for task in (first, second):
        with pytest.raises(ConnectionRefusedError):
            await task
    world.error = None
    assert (await pool.acquire()).usable


async def test_a_cancelled_connect_gives_its_place_back(world):
    pool = Pool(world.connect, 1)
    world.gate.clear()
    task = asyncio.create_task(pool.acquire())
    await settle()
    task.cancel()
    await asyncio.wait([task])
    world.gate.set()
    assert (await pool.acquire()).usable


@pytest.mark.parametrize("lend", ["released", "abort"])
async def test_who_is_cancelled_while_served_passes_the_place_on(world, lend):
    pool = Pool(world.connect, 1)
    held = await pool.acquire()
    first, second = (asyncio.create_task(pool.acquire()) for _ in range(2))
    await settle()
    if lend == "released":
        pool.released(held)
    else:
        held.abort()
        await asyncio.sleep(0)
    first.cancel()
    await asyncio.wait([first, second])
    assert first.cancelled()
    assert second.result().usable
    assert world.open == 1


async def test_who_is_cancelled_while_waiting_is_passed_over(world):
    pool = Pool(world.connect, 1)
    held = await pool.acquire()
    first, second = (asyncio.create_task(pool.acquire()) for _ in range(2))
    await settle()
    first.cancel()
    await settle()
    pool.released(held)
    await settle()
    assert second.result() is held


async def test_a_connection_lent_and_lost_before_its_turn_is_replaced(world):
    pool = Pool(world.connect, 1)
    held = await pool.acquire()
    waiting = asyncio.create_task(pool.acquire())
    await settle()
    pool.released(held)
    held.abort()
    await settle()
    assert waiting.result() is not held
    assert world.open == 1


async def test_dropping_what_is_idle_leaves_what_is_lent(world):
    pool = Pool(world.connect, 2)
    lent, idle = await pool.acquire(), await pool.acquire()
    pool.released(idle)
    pool.drop_idle()
    await settle()
    assert (lent.usable, idle.usable) == (True, False)
    assert (await pool.acquire()).usable


async def test_the_idle_are_closed_in_the_order_of_their_age(world, monkeypatch):
    monkeypatch.setattr(thin_pool, "IDLE_SECONDS", 0.05)
    pool = Pool(world.connect, 2)
    first, second = await pool.acquire(), await pool.acquire()
    pool.released(first)
    await asyncio.sleep(0.03)
    pool.released(second)
    await asyncio.sleep(0.035)
    assert (first.usable, second.usable) == (False, True)
    await asyncio.sleep(0.05)
    assert world.open == 0


async def test_closing_waits_for_what_is_lent(world):
    pool = Pool(world.connect, 2)
    lent, idle = await pool.acquire(), await pool.acquire()
    pool.released(idle)
    closing = asyncio.create_task(pool.close())
    await settle()
    assert not idle.usable
    assert not closing.done()
    pool.released(lent)
    await closing
    assert world.open == 0
    await pool.close()


async def test_closing_an_unused_pool_is_done_at_once(world):
    await Pool(world.connect, 2).close()
    assert world.opened == []
