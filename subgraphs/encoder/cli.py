"""Command of whoever runs an encoder: `encode` makes and delivers encodings."""

import asyncio
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from linkage.errors import LinkageError
from linkage.profile import Profile
from linkage.release.guard import ReleaseGuard
from protocol.dates import system_clock
from protocol.errors import TautanError
from protocol.keys import KeySet, SigningKey
from protocol.tls import client_context
from subgraphs.encoder.deliver import Courier
from subgraphs.encoder.encode import encode_agency
from subgraphs.encoder.release import guard_of
from subgraphs.encoder.settings import EncoderSettings
from subgraphs.encoder.source import LinkageSource
from subgraphs.sdk.errors import NodeError, SettingsInvalid
from subgraphs.sdk.settings import read_settings

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
        settings = read_settings(config, EncoderSettings)
        if settings.agency != agency:
            raise SettingsInvalid(f"The settings are of {settings.agency}.")
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


def guard_for(settings: EncoderSettings, home: Path) -> ReleaseGuard:
    """Whoever knows whether the profile is in force.

    Raises:
        KeyFileError, OfficersInvalid: Keys can't be used.
    """
    peers = KeySet.load(home / settings.peers)
    profile = home / settings.profile
    tls = client_context(settings.tls, home)
    return guard_of(profile, settings.release, peers, home, system_clock, tls)


async def _deliver(settings: EncoderSettings, home: Path, guard: ReleaseGuard) -> None:
    """Delivers, unless the profile was revoked while its records were encoded."""
    await guard.allow(Profile.load(home / settings.profile), settings.epoch)
    body = (home / settings.encodings).read_bytes()
    await courier_of(settings, home).deliver(body, system_clock)


def courier_of(settings: EncoderSettings, home: Path) -> Courier:
    """Whoever delivers an agency's encodings.

    Raises:
        KeyFileError: A key can't be used.
    """
    sender = f"encoder:{settings.agency}"
    return Courier(
        agency=settings.agency,
        key=SigningKey.load(home / settings.signing, kid=sender),
        peers=KeySet.load(home / settings.peers),
        unit=settings.unit,
        tls=client_context(settings.tls, home),
    )


def source_of(agency: str) -> LinkageSource:
    """The declaration in `subgraphs/<agency>/linkage.py`.

    Raises:
        NodeError: The agency has no person to link.
    """
    try:
        source = import_module(f"subgraphs.{agency}.linkage").SOURCE
    except ModuleNotFoundError as error:
        raise NodeError(f"There is no subgraphs/{agency}/linkage.py.") from error
    if not isinstance(source, LinkageSource):
        raise NodeError(f"subgraphs/{agency}/linkage.py declares no SOURCE.")
    return source
