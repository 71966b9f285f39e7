"""Commands of whoever runs a node: `node` serves it, `load` fills its tables."""

import asyncio
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from linkage.errors import LinkageError
from protocol.dates import system_clock
from protocol.errors import TautanError
from subgraphs.sdk.errors import NodeError
from subgraphs.sdk.load import load as load_batches
from subgraphs.sdk.load_csv import csv_batches
from subgraphs.sdk.node import NodeSpec, assemble
from subgraphs.sdk.serving import server_of
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
        routes = spec.routes(assembled)
        built = build_app(assembled.node, assembled.key, routes, settings.subscriptions)
        server = server_of(built, settings.listen, config.parent)
    except (NodeError, TautanError, LinkageError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    server.run()


@app.command()
def load(
    agency: Agency,
    config: Config,
    rows: Annotated[Path, typer.Option(help="Folder with one CSV file per table.")],
) -> None:
    """Make an agency's tables anew and fill them."""
    try:
        settings = read_settings(config, NodeSettings)
        metadata = spec_of(agency).metadata
        with Progress(*Progress.get_default_columns(), transient=True) as progress:
            task = progress.add_task(f"load {agency}", total=None)
            counts = asyncio.run(
                load_batches(
                    settings.database,
                    metadata,
                    csv_batches(metadata, rows),
                    lambda done: progress.advance(task, done),
                )
            )
    except (NodeError, TautanError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    for table, count in counts.items():
        typer.echo(f"{agency} {table}: {count}")


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
