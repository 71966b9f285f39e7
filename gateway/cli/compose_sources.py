"""Where `tautan compose` takes subgraph schemas from: files, a configuration, addresses."""

import asyncio
from collections.abc import Iterable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import typer
import yaml
from pydantic import TypeAdapter, ValidationError

from gateway.composition.source import SubgraphSource
from gateway.errors import SettingsError
from gateway.settings import Mode, Settings, SubgraphSetting
from gateway.web.sources import asked_sdl
from gateway.web.transports import transport_of
from protocol.records import Record


class _ConfiguredSubgraph(Record):
    name: str
    url: str = ""
    sdl_file: Path | None = None


def from_arguments(given: Sequence[str]) -> list[SubgraphSource]:
    """Files, named after themselves, and addresses, named after their host.

    Raises:
        typer.BadParameter: One can't be read, or does not answer.
    """
    urls = [g for g in given if urlsplit(g).scheme in ("http", "https")]
    files = [Path(g) for g in given if g not in urls]
    read = [SubgraphSource(path.stem, "", _read(path)) for path in files]
    asked = [
        SubgraphSetting(name=urlsplit(url).hostname or url, url=url) for url in urls
    ]
    return [*read, *_asked(asked)]


def from_configuration(path: Path) -> list[SubgraphSource]:
    """The subgraphs that a configuration lists; those without a file are asked.

    Raises:
        typer.BadParameter: The file, or a schema that it names, can't be read; or a
            subgraph does not answer.
    """
    try:
        listed = TypeAdapter(list[_ConfiguredSubgraph]).validate_python(
            yaml.safe_load(path.read_text("utf-8"))
        )
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as error:
        raise typer.BadParameter(f"{path}: {error}") from error
    read = [
        SubgraphSource(one.name, one.url, _read(path.parent / one.sdl_file))
        for one in listed
        if one.sdl_file
    ]
    asked = [
        SubgraphSetting(name=one.name, url=one.url)
        for one in listed
        if not one.sdl_file
    ]
    return [*read, *_asked(asked)]


def _asked(settings: Sequence[SubgraphSetting]) -> Iterable[SubgraphSource]:
    if not settings:
        return []
    try:
        return asyncio.run(_ask(settings))
    except SettingsError as error:
        raise typer.BadParameter(str(error)) from error


async def _ask(settings: Sequence[SubgraphSetting]) -> list[SubgraphSource]:
    transport = transport_of(Settings(mode=Mode.OPEN, subgraphs=tuple(settings)))
    try:
        found = await asyncio.gather(*(asked_sdl(one, transport) for one in settings))
    finally:
        await transport.close()
    return [
        SubgraphSource(one.name, one.url, sdl)
        for one, sdl in zip(settings, found, strict=True)
    ]


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise typer.BadParameter(f"{path}: {error}") from error
