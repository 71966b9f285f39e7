"""Commands of whoever runs a node: `node` serves it, `load` fills its tables."""

import asyncio
import csv
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from protocol.dates import system_clock
from protocol.errors import TautanError
from subgraphs.sdk.errors import NodeError
from subgraphs.sdk.node import NodeSpec, assemble
from subgraphs.sdk.settings import NodeSettings, read_settings
from subgraphs.sdk.web import build_app

app = typer.Typer(help="An agency's node.")

Agency = Annotated[str, typer.Argument(help="Short name, such as dukcapil.")]
Config = Annotated[Path, typer.Option(help="The node's settings, a YAML file.")]


@app.command()
def node(agency: Agency, config: Config) -> None:
    """Serve an agency's node until it is stopped."""
    try:
        settings = read_settings(config, NodeSettings)
        spec = spec_of(agency)
        assembled = assemble(spec, settings, config.parent, system_clock)
    except (NodeError, TautanError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    endpoints = [make(assembled) for make in spec.endpoints]
    uvicorn.run(
        build_app(assembled.node, assembled.key, endpoints),
        host=settings.listen.host,
        port=settings.listen.port,
        log_level="warning",
        access_log=False,
    )


def spec_of(agency: str) -> NodeSpec:
    """The declaration in `subgraphs/<agency>/node.py`.

    Raises:
        NodeError: There is no such node.
    """
    try:
        spec = import_module(f"subgraphs.{agency}.node").NODE
    except ModuleNotFoundError as error:
        raise NodeError(f"There is no node subgraphs/{agency}.") from error
    if not isinstance(spec, NodeSpec):
        raise NodeError(f"subgraphs/{agency}/node.py declares no NODE.")
    return spec
