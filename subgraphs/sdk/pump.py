"""Runs a generator beside whoever takes from it, and tells when it is silent.

The generator lives in one task from its first line to its last, so that a context
which it holds open (a transaction, a time limit) stays its own. One item waits at
most: a generator runs no faster than its items are taken.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final


class Beat(Enum):
    """The type of `BEAT`."""

    BEAT = "BEAT"


BEAT: Final = Beat.BEAT
"""Nothing happened for a while."""


@dataclass(frozen=True, slots=True)
class _End:
    failure: Exception | None


async def pumped(
    source: AsyncGenerator[Any], seconds_to_wait: Callable[[], float]
) -> AsyncGenerator[Any]:
    """Yields what a source yields, and `BEAT` whenever it is silent.

    Args:
        source: Closed when this is.
        seconds_to_wait: The longest silence, asked for before each wait.

    Raises:
        Exception: What the source raised.
    """
    waiting: asyncio.Queue[Any] = asyncio.Queue(maxsize=1)
    pump = asyncio.create_task(_run(source, waiting))
    try:
        while not isinstance(item := await _next(waiting, seconds_to_wait()), _End):
            yield item
        if item.failure is not None:
            raise item.failure
    finally:
        pump.cancel()
        await asyncio.gather(pump, return_exceptions=True)


async def _run(source: AsyncGenerator[Any], waiting: asyncio.Queue[Any]) -> None:
    failure: Exception | None = None
    try:
        async with aclosing(source):
            async for item in source:
                await waiting.put(item)
    except Exception as error:  # noqa: BLE001 -- whoever takes the items raises it
        failure = error
    await waiting.put(_End(failure))


async def _next(waiting: asyncio.Queue[Any], seconds: float) -> Any:
    try:
        async with asyncio.timeout(seconds):
            return await waiting.get()
    except TimeoutError:
        return BEAT
