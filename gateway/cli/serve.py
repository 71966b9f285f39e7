"""`tautan gateway`: serve GraphQL over HTTP until told to stop."""

import asyncio
import gc
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Final

import typer
import uvicorn
import uvloop
from pydantic import TypeAdapter, ValidationError

from gateway.cli.wiring import build_process
from gateway.errors import GatewayError, SettingsError
from gateway.settings import Mode, Settings, SubgraphSetting, read_settings
from gateway.web.heads import BoundedHeads
from gateway.web.sources import read_text

DRAIN_SECONDS: Final = 10
SWITCH_SECONDS: Final = 0.0005
"""How long a new operation that is read or planned keeps the interpreter from the
event loop at a time: half a millisecond more for each answer of a subgraph; with
Python's own 5 ms it would be nine."""
COLLECT_AFTER: Final = 20_000
"""Objects made before Python looks for cycles among them. A request makes many and
leaves no cycle; Python's own 700 costs it a tenth of its time."""
SUBGRAPHS: Final = TypeAdapter(tuple[SubgraphSetting, ...])


def gateway(
    *,
    config: Annotated[
        Path | None, typer.Option(help="Settings file (YAML).", exists=True)
    ] = None,
    supergraph: Annotated[
        Path | None,
        typer.Option(help="Supergraph SDL, served openly.", exists=True),
    ] = None,
    subgraphs: Annotated[
        Path | None,
        typer.Option(
            help="JSON list of {name, url, sdl_file}, composed and served openly.",
            exists=True,
        ),
    ] = None,
    port: Annotated[
        int | None, typer.Option(help="Port on 127.0.0.1; 0 takes a free one.")
    ] = None,
) -> None:
    """Serve a supergraph as one GraphQL endpoint."""
    try:
        settings = _settings(config, supergraph, subgraphs)
        if port is not None:
            settings = settings.model_copy(update={"port": port})
        serve(settings)
    except GatewayError as error:
        typer.echo(error.message, err=True)
        raise typer.Exit(1) from None


def _settings(
    config: Path | None, supergraph: Path | None, subgraphs: Path | None
) -> Settings:
    if [config, supergraph, subgraphs].count(None) != 2:  # noqa: PLR2004 - one of three
        raise SettingsError("Give one of --config, --supergraph and --subgraphs.")
    if config is not None:
        return read_settings(read_text(config), config)
    if supergraph is not None:
        return Settings(mode=Mode.OPEN, supergraph=supergraph)
    assert subgraphs is not None  # noqa: S101 - the count above
    return Settings(mode=Mode.OPEN, subgraphs=_listed(subgraphs))


def _listed(path: Path) -> tuple[SubgraphSetting, ...]:
    """Read a list of subgraphs; SDL files are taken from the list's folder."""
    try:
        listed = SUBGRAPHS.validate_json(read_text(path))
    except ValidationError as error:
        raise SettingsError(f"{path.name}: {error}") from None
    return tuple(
        one.model_copy(
            update={"sdl_file": path.parent / one.sdl_file if one.sdl_file else None}
        )
        for one in listed
    )


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT; requests under way are finished first.

    SIGHUP looks at supergraph, subgraphs and agreements at once. What is logged
    goes to standard error; standard output has the address, once there is one.

    Raises:
        GatewayError: the settings can't be served.
    """
    signal.signal(signal.SIGTERM, _ended)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # until there is something to look at
    sys.setswitchinterval(SWITCH_SECONDS)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    with _listening(settings) as taken:
        process = await build_process(settings)
        gc.set_threshold(COLLECT_AFTER)
        _pass_over_what_stays()
        process.serving.on_exchange(_pass_over_what_stays)
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGHUP, process.wake)
        config = uvicorn.Config(
            process.app,
            http=BoundedHeads,
            access_log=False,
            proxy_headers=False,  # nobody here asks for a caller's address
            log_level="warning",
            server_header=False,
            timeout_graceful_shutdown=DRAIN_SECONDS,
        )
        await _Server(config, process.app.state.stop).serve(sockets=[taken])


def _pass_over_what_stays() -> None:
    """Take what is there now out of later searches for cycles.

    A supergraph and the modules are so many objects that to look at them all takes a
    tenth of a second, during which nobody is answered. What was served before and
    still has requests under way is kept until the next exchange.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


class _Server(uvicorn.Server):
    """Says where it listens, once it does, and ends subscriptions when it stops."""

    def __init__(self, config: uvicorn.Config, stop: Callable[[], None]) -> None:
        super().__init__(config)
        self._stop = stop

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._stop()
        await super().shutdown(sockets)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for one in sockets or ():
            host, port = one.getsockname()[:2]
            typer.echo(f"http://{host}:{port}/graphql")


def _listening(settings: Settings) -> socket.socket:
    """Take the port.

    Raises:
        SettingsError: somebody else has it.
    """
    taken = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((settings.host, settings.port))
    except OSError as error:
        taken.close()
        where = f"{settings.host}:{settings.port}"
        raise SettingsError(f"can't listen on {where}: {error.strerror}") from None
    return taken


def _ended(_signal: int, _frame: object) -> None:
    """Take the signal that uvicorn raises again once it has drained."""
