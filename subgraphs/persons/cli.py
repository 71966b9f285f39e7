"""Commands of whoever runs the unit: `serve` answers, `run` links what was uploaded."""

import asyncio
import json
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
import uvicorn
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from sqlalchemy.ext.asyncio import create_async_engine

from linkage.errors import LinkageError
from linkage.pipeline.link import Linked
from linkage.pipeline.progress import Report
from linkage.profile import Profile
from protocol.agreements.book import AgreementBook
from protocol.dates import legal_day, system_clock
from protocol.errors import RecordError, TautanError
from subgraphs.persons.linking import Outcome, link_uploads, store_links
from subgraphs.persons.node import unit_spec
from subgraphs.persons.settings import UnitSettings
from subgraphs.persons.tables import metadata
from subgraphs.persons.uploads import Uploads
from subgraphs.sdk.errors import NodeError
from subgraphs.sdk.node import assemble
from subgraphs.sdk.settings import read_settings
from subgraphs.sdk.web import build_app

unit = typer.Typer(no_args_is_help=True, help="The linkage unit.")

Config = Annotated[Path, typer.Option(help="The unit's settings, a YAML file.")]


@unit.command()
def serve(config: Config) -> None:
    """Answer questions about links, and take encodings in, until stopped."""
    try:
        settings = read_settings(config, UnitSettings)
        spec = unit_spec(settings, config.parent, system_clock)
        assembled = assemble(spec, settings, config.parent, system_clock)
        asyncio.run(_make_tables(settings.database))
    except (NodeError, TautanError, LinkageError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    uvicorn.run(
        build_app(assembled.node, assembled.key, spec.routes(assembled)),
        host=settings.listen.host,
        port=settings.listen.port,
        log_level="warning",
        access_log=False,
    )


@unit.command()
def run(
    config: Config,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one object.")] = False,
) -> None:
    """Link the encodings that were uploaded and replace the link table."""
    try:
        settings = read_settings(config, UnitSettings)
        outcome = _run(settings, config.parent)
    except (NodeError, LinkageError, RecordError, OSError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    counts = {
        "records": outcome.records,
        "persons": outcome.persons,
        "links": outcome.links,
    }
    typer.echo(
        json.dumps(counts)
        if as_json
        else f"{outcome.records} records, {outcome.persons} persons in several "
        f"records, {outcome.links} links"
    )


def _run(settings: UnitSettings, home: Path) -> Outcome:
    profile = Profile.load(home / settings.profile)
    book = AgreementBook.load(home / settings.schema_ / "agreements")
    today = legal_day(system_clock())
    with _progress() as progress:
        linked = link_uploads(
            Uploads(home / settings.uploads),
            profile,
            book,
            today,
            _reporting(progress),
        )
    return asyncio.run(_store(settings.database, linked, profile, today))


async def _store(dsn: str, linked: Linked, profile: Profile, today: date) -> Outcome:
    engine = create_async_engine(dsn)
    try:
        return await store_links(engine, linked, profile, today)
    finally:
        await engine.dispose()


async def _make_tables(dsn: str) -> None:
    engine = create_async_engine(dsn)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
    finally:
        await engine.dispose()


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    )


def _reporting(progress: Progress) -> Report:
    tasks: dict[str, TaskID] = {}

    def report(step: str, done: int, total: int) -> None:
        if step not in tasks:
            tasks[step] = progress.add_task(step, total=None)
        progress.update(tasks[step], completed=done, total=total or None)

    return report
