"""Commands of whoever runs the unit: `serve` answers, `run` links what was uploaded."""

import asyncio
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from sqlalchemy.ext.asyncio import create_async_engine

from linkage.errors import LinkageError
from linkage.pipeline.progress import Report
from linkage.profile import Profile
from protocol.dates import legal_day, system_clock
from protocol.errors import RecordError, TautanError
from protocol.publication.shelf import Shelf
from protocol.refs import RefKey
from subgraphs.persons.linking import pairs_covered
from subgraphs.persons.node import unit_spec
from subgraphs.persons.people import new_person_id
from subgraphs.persons.revocations import guard_of
from subgraphs.persons.running import Ran, Run, link
from subgraphs.persons.settings import UnitSettings
from subgraphs.persons.tables import metadata
from subgraphs.persons.uploads import Uploads
from subgraphs.sdk.errors import NodeError
from subgraphs.sdk.node import assemble
from subgraphs.sdk.serving import server_of
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
        built = build_app(assembled.node, assembled.key, spec.routes(assembled))
        server = server_of(built, settings.listen, config.parent)
    except (NodeError, TautanError, LinkageError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    server.run()


@dataclass(frozen=True, slots=True)
class Wanted:
    """How much of a run is made anew."""

    whole: bool
    compromised: bool


@unit.command()
def run(
    config: Config,
    *,
    whole: Annotated[
        bool, typer.Option("--whole", help="Compare every pair anew.")
    ] = False,
    compromised: Annotated[
        bool, typer.Option("--compromised", help="The same, and let every id die.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one object.")] = False,
) -> None:
    """Let links follow the encodings that were uploaded."""
    try:
        settings = read_settings(config, UnitSettings)
        ran = _run(settings, config.parent, Wanted(whole, compromised))
    except (NodeError, LinkageError, RecordError, TautanError, OSError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    typer.echo(json.dumps(_counts(ran)) if as_json else _words(ran))


def _counts(ran: Ran) -> dict[str, int | bool]:
    return {
        **asdict(ran.outcome),
        "whole": ran.whole,
        "changed": ran.changed,
        "gone": ran.gone,
    }


def _words(ran: Ran) -> str:
    linked = ran.outcome
    how = f"{ran.changed} records new or changed, {ran.gone} gone"
    return (
        f"{linked.records} records, {linked.persons} persons in several records, "
        f"{linked.links} links ({'every pair compared' if ran.whole else how})"
    )


def _run(settings: UnitSettings, home: Path, wanted: Wanted) -> Ran:
    profile = Profile.load(home / settings.profile)
    guard = guard_of(settings, home, system_clock)
    asyncio.run(guard.allow(profile, settings.epoch))
    agreements = home / settings.schema_ / "agreements"
    shelf = Shelf.opened(agreements, settings.registry, home, system_clock)
    today = legal_day(system_clock())
    with _progress() as progress:
        given = Run(
            uploads=Uploads(home / settings.uploads),
            profile=profile,
            pairs=tuple(pairs_covered(shelf.edition.book, profile, today)),
            marks_key=RefKey.load(home / settings.keys.refs),
            new_id=new_person_id,
            today=today,
            report=_reporting(progress),
        )
        return asyncio.run(_link(settings.database, given, wanted))


async def _link(dsn: str, given: Run, wanted: Wanted) -> Ran:
    engine = create_async_engine(dsn)
    try:
        return await link(
            engine, given, whole=wanted.whole, compromised=wanted.compromised
        )
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
