"""Exchanges what is served when its sources change.

Look at the sources, wait until they stand still, build a gateway from them, let the
next request take it. What can't be built is refused, once, and the old goes on: the
log, `/health` and the metrics say so.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final, Protocol

from gateway.errors import GatewayError
from gateway.service import Gateway
from gateway.web import log
from gateway.web.metrics import Metrics
from gateway.web.serving import Serving
from protocol.errors import TautanError

SETTLING_SECONDS: Final = 0.1
"""Between two looks that must agree: a file may be half written."""

SAID_LINES: Final = 2
"""Of what is wrong: the first names it, or says what kind it is."""


class Source(Protocol):
    """Where a gateway is made from."""

    async def look(self, *, everywhere: bool) -> str:
        """Return a digest of what is there now.

        Args:
            everywhere: ask subgraphs too, even if it is not yet time.
        """
        ...


@dataclass(slots=True)
class Reloader:
    """Watches the sources of one process."""

    serving: Serving
    source: Source
    build: Callable[[], Awaitable[Gateway]]
    metrics: Metrics
    every_seconds: float
    """Between two looks; 0 looks only when woken."""
    seen: str = ""
    """Digest of what is served, or was refused last."""
    _woken: asyncio.Event = field(default_factory=asyncio.Event)

    def wake(self) -> None:
        """Look now (SIGHUP)."""
        self._woken.set()

    async def run(self) -> None:
        """Watch until cancelled."""
        while True:
            woken = await self._wait()
            try:
                await self.check(everywhere=woken)
            except Exception as unexpected:  # noqa: BLE001 - the watch must go on
                log.error(
                    "sources could not be looked at", kind=type(unexpected).__name__
                )

    async def check(self, *, everywhere: bool = False) -> None:
        """Look once, and exchange what is served if the sources have changed."""
        found = await self.source.look(everywhere=everywhere)
        if found == self.seen:
            return
        await asyncio.sleep(SETTLING_SECONDS)
        if await self.source.look(everywhere=False) == found:
            await self._exchange(found)

    async def _exchange(self, found: str) -> None:
        try:
            gateway = await self.build()
        except (GatewayError, TautanError, OSError) as error:
            self._refuse(" ".join(str(error).split("\n")[:SAID_LINES]))
        except Exception as unexpected:  # noqa: BLE001 - the old must go on
            self._refuse(f"unexpected {type(unexpected).__name__}")
        else:
            self.serving.exchange(gateway)
            self.metrics.reload("ok")
            log.info("reloaded", supergraph=gateway.library.supergraph.id)
        self.seen = found

    def _refuse(self, why: str) -> None:
        self.serving.refuse(why)
        self.metrics.reload("refused")
        log.error("the new supergraph or agreements are refused", why=why)

    async def _wait(self) -> bool:
        """Wait for the next look; returns whether somebody asked for it."""
        try:
            await asyncio.wait_for(self._woken.wait(), self.every_seconds or None)
        except TimeoutError:
            return False
        self._woken.clear()
        return True
