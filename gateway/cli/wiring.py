"""Puts a gateway together from its settings: the one place that knows all parts."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from starlette.applications import Starlette

from gateway.cli.doors import Doorkeeper
from gateway.cli.open_doors import OpenDoors
from gateway.cli.web_options import limits_of, options_of
from gateway.cli.works import Works
from gateway.executor.transport import Transport
from gateway.settings import Settings
from gateway.web.app import create_app
from gateway.web.metrics import Metrics
from gateway.web.reload import Reloader
from gateway.web.serving import Serving
from gateway.web.sources import Sources
from gateway.web.transports import transport_of
from protocol.publication.settings import MANIFEST


@dataclass(frozen=True, slots=True)
class Process:
    """A gateway process, ready to serve."""

    app: Starlette
    wake: Callable[[], None]
    """Looks at the sources now."""
    serving: Serving


async def build_app(settings: Settings) -> Starlette:
    """Build the application that a settings file describes.

    Raises:
        SettingsError: a file, key, agreement or supergraph can't be used.
    """
    return (await build_process(settings)).app


async def build_process(settings: Settings) -> Process:
    """Build the application, and what reloads it.

    Raises:
        SettingsError: a file, key, agreement or supergraph can't be used.
    """
    transport = transport_of(settings)
    try:
        return await _build(settings, transport)
    except BaseException:
        await transport.close()
        raise


async def _build(settings: Settings, transport: Transport) -> Process:
    sources = _sources(settings, transport)
    await sources.ask(settings.start_seconds)
    keeper = await _doorkeeper(settings)
    works = Works(settings, transport, sources, keeper)
    seen = await sources.look(everywhere=False)
    serving, metrics = Serving(works.gateway()), Metrics()
    reloader = Reloader(
        serving, sources, works.build, metrics, settings.reload.every_seconds, seen
    )

    async def background() -> None:
        await asyncio.gather(reloader.run(), keeper.keep_fresh())

    options = options_of(settings, background)
    return Process(create_app(serving, options, metrics), reloader.wake, serving)


async def _doorkeeper(settings: Settings) -> Doorkeeper:
    """Read keys, log and the like; the libraries for them load where they are used.

    Raises:
        SettingsError: one of them can't be used.
    """
    if settings.guarded is not None:
        from gateway.cli.registry import (  # noqa: PLC0415 - a third of a start's time
            read_registry,
        )

        return await read_registry(settings.guarded, limits_of(settings))
    if settings.authentication is not None:
        from gateway.cli.foreign import (  # noqa: PLC0415 - the same
            read_foreign,
        )

        return await read_foreign(settings.authentication)
    return OpenDoors()


def _sources(settings: Settings, transport: Transport) -> Sources:
    agreements = settings.guarded.agreements if settings.guarded else None
    beside = ("vocabularies", "legal")
    return Sources(
        supergraph=settings.supergraph,
        subgraphs=settings.subgraphs,
        folders=(
            (agreements, *(agreements.parent / one for one in beside))
            if agreements
            else ()
        ),
        transport=transport,
        manifest=agreements.parent / MANIFEST if agreements else None,
        ask_every_seconds=settings.reload.subgraphs_seconds,
    )
