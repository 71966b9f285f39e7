"""Command of whoever runs an encoder: `encode` makes and delivers encodings."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from linkage.errors import LinkageError
from linkage.profile import Profile
from linkage.release.guard import ReleaseGuard
from protocol.dates import system_clock
from protocol.errors import TautanError
from subgraphs.encoder.encode import encode_agency
from subgraphs.encoder.settings import EncoderSettings
from subgraphs.encoder.wiring import courier_of, guard_for, settings_of, source_of
from subgraphs.sdk.errors import NodeError

app = typer.Typer(help="An agency's encoder.")


@app.command()
def encode(
    agency: Annotated[str, typer.Argument(help="Short name, such as dukcapil.")],
    config: Annotated[Path, typer.Option(help="The encoder's settings, a YAML file.")],
    *,
    deliver: Annotated[bool, typer.Option(help="Send the file to the unit.")] = True,
) -> None:
    """Encode an agency's records and deliver them to the unit."""
    try:
        settings = settings_of(agency, config)
        home = config.parent
        source = source_of(agency)
        guard = guard_for(settings, home)
        rows = encode_agency(settings, home, source, guard)
        typer.echo(f"{rows} records of {agency} encoded")
        if deliver:
            asyncio.run(_deliver(settings, home, guard))
            typer.echo(f"delivered to {settings.unit}")
    except (NodeError, TautanError, LinkageError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error


async def _deliver(settings: EncoderSettings, home: Path, guard: ReleaseGuard) -> None:
    """Delivers, unless the profile was revoked while its records were encoded."""
    await guard.allow(Profile.load(home / settings.profile), settings.epoch)
    body = (home / settings.encodings).read_bytes()
    await courier_of(settings, home).deliver(body, system_clock)
