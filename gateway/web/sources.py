"""Reads supergraphs: a finished one, or composed from subgraphs' SDL."""

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import orjson

from gateway.composition.compose import compose
from gateway.composition.render import render
from gateway.composition.source import Composed, Rejected, SubgraphSource
from gateway.errors import SettingsError
from gateway.executor.answer import read_answer
from gateway.executor.transport import Outgoing, Transport
from gateway.settings import SubgraphSetting
from protocol.errors import TautanError

SERVICE_QUERY: Final = "{ _service { sdl } }"
SECONDS: Final = 10.0


def read_text(path: Path) -> str:
    """Read a text file that a setting names.

    Raises:
        SettingsError: it can't be read.
    """
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: {error.__class__.__name__}") from None


async def composed_sdl(
    subgraphs: Iterable[SubgraphSetting], transport: Transport
) -> str:
    """Compose subgraphs; those without a file are asked for their SDL.

    Raises:
        SettingsError: one can't be read, or they don't compose.
    """
    sources = await asyncio.gather(*(_source(one, transport) for one in subgraphs))
    match compose(sources):
        case Composed(supergraph_sdl):
            return supergraph_sdl
        case Rejected(diagnostics):
            found = render(diagnostics, {one.name: one.sdl for one in sources})
            raise SettingsError(f"The subgraphs do not compose:\n{found}")


async def _source(setting: SubgraphSetting, transport: Transport) -> SubgraphSource:
    if setting.sdl_file is not None:
        return SubgraphSource(setting.name, setting.url, read_text(setting.sdl_file))
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
    return SubgraphSource(setting.name, setting.url, sdl)
