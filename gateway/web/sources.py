"""Reads supergraphs: a finished one, or composed from subgraphs' SDL."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Final

import orjson

from gateway.composition.source import SubgraphSource
from gateway.errors import SettingsError
from gateway.executor.answer import read_answer
from gateway.executor.transport import Outgoing, Transport
from gateway.settings import SubgraphSetting
from gateway.web import log
from protocol.errors import TautanError

SERVICE_QUERY: Final = "{ _service { sdl } }"
SECONDS: Final = 10.0
AGAIN_SECONDS: Final = 0.5


def read_text(path: Path) -> str:
    """Read a text file that a setting names.

    Raises:
        SettingsError: it can't be read.
    """
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: {error.__class__.__name__}") from None


async def asked_sdl(setting: SubgraphSetting, transport: Transport) -> str:
    """Ask a subgraph for its SDL.

    Raises:
        SettingsError: it does not answer, or gives none.
    """
    outgoing = Outgoing(
        agency=setting.name,
        url=setting.url,
        body=orjson.dumps({"query": SERVICE_QUERY}),
        headers={"Content-Type": "application/json", "Accept": "application/json"},
        seconds=SECONDS,
    )
    try:
        incoming = await transport.post(outgoing)
        answer = read_answer(setting.name, incoming.body)
    except TautanError as error:
        raise SettingsError(f"{setting.name} at {setting.url}: {error}") from None
    sdl = ((answer.data or {}).get("_service") or {}).get("sdl")
    if not isinstance(sdl, str):
        raise SettingsError(f"{setting.name} at {setting.url} gives no SDL.")
    return sdl


@dataclass(slots=True)
class Sources:
    """What a gateway is made from, in files and at subgraphs."""

    supergraph: Path | None
    subgraphs: tuple[SubgraphSetting, ...]
    """To compose from, instead of `supergraph`."""
    folders: tuple[Path, ...]
    """Of agreements and what they draw on."""
    transport: Transport
    ask_every_seconds: float = 0
    """Between two questions to the subgraphs that have no file; 0 asks once."""
    clock: Callable[[], float] = time.monotonic
    manifest: Path | None = None
    """Of the edition that the folders are."""
    _asked: dict[str, str] = field(default_factory=dict)
    _asked_at: float = 0

    async def ask(self, patience_seconds: float = 0) -> None:
        """Ask the subgraphs that have no file for their SDL, together.

        Args:
            patience_seconds: how long to try again while one does not answer.

        Raises:
            SettingsError: one does not, in the end.
        """
        until = self.clock() + patience_seconds
        without = [one for one in self.subgraphs if one.sdl_file is None]
        self._asked_at = self.clock()
        found = await asyncio.gather(*(self._sdl(one, until) for one in without))
        names = (one.name for one in without)
        self._asked = dict(zip(names, found, strict=True))

    async def look(self, *, everywhere: bool) -> str:
        """Return a digest of everything; see `gateway.web.reload.Source`."""
        now = self.clock()
        due = self.ask_every_seconds and now - self._asked_at >= self.ask_every_seconds
        if everywhere or due:
            with contextlib.suppress(SettingsError):  # away: what it said last holds
                await self.ask()
        return await asyncio.to_thread(self._digest)

    def sdl(self) -> str:
        """Return the supergraph's SDL as it is now.

        Raises:
            SettingsError: a file can't be read, or the subgraphs don't compose.
        """
        if self.supergraph is not None:
            return read_text(self.supergraph)
        from gateway.web.composed import (  # noqa: PLC0415 - no need with a supergraph
            composed,
        )

        return composed(
            SubgraphSource(
                one.name,
                one.url,
                read_text(one.sdl_file) if one.sdl_file else self._asked[one.name],
            )
            for one in self.subgraphs
        )

    async def _sdl(self, setting: SubgraphSetting, until: float) -> str:
        waiting = False
        while True:
            try:
                return await asked_sdl(setting, self.transport)
            except SettingsError as error:
                if self.clock() >= until:
                    raise
                if not waiting:
                    log.warning("waiting for a subgraph", why=error.message)
                waiting = True
            await asyncio.sleep(AGAIN_SECONDS)

    def _digest(self) -> str:
        found = sha256()
        for path in self._files():
            content = path.read_bytes() if path.is_file() else b"(none)"
            found.update(f"{path}\0{len(content)}\0".encode() + content)
        for name, sdl in sorted(self._asked.items()):
            found.update(f"{name}\0{len(sdl)}\0{sdl}".encode())
        return found.hexdigest()

    def _files(self) -> Iterator[Path]:
        if self.supergraph is not None:
            yield self.supergraph
        if self.manifest is not None:
            yield self.manifest
        yield from (one.sdl_file for one in self.subgraphs if one.sdl_file)
        for folder in self.folders:
            yield from sorted(one for one in folder.rglob("*") if one.is_file())
