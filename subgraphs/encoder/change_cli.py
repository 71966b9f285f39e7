"""Commands of whoever runs an encoder: `erase`, `correct`, and `certificate`."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from linkage.errors import LinkageError
from protocol.dates import system_clock
from protocol.erasures import (
    MOST_HANDLES,
    Certificate,
    record_digest,
    verify_certificate,
)
from protocol.errors import KeyFileError, TautanError
from protocol.keys import KeySet
from subgraphs.encoder.change import Few
from subgraphs.encoder.release import UNIT
from subgraphs.encoder.wiring import (
    courier_of,
    encoder_in_force,
    guard_for,
    settings_of,
    source_of,
)
from subgraphs.sdk.errors import NodeError, SettingsInvalid

Agency = Annotated[str, typer.Argument(help="Short name, such as dukcapil.")]
Handles = Annotated[
    list[str], typer.Argument(help=f"Handles of the records, {MOST_HANDLES} at most.")
]
Config = Annotated[Path, typer.Option(help="The encoder's settings, a YAML file.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one object.")]


def erase(
    agency: Agency,
    handles: Handles,
    config: Config,
    *,
    certificate: Annotated[
        Path, typer.Option(help="Where the certificate is written.")
    ] = Path("erasure.jwt"),
    as_json: AsJson = False,
) -> None:
    """Erase records from the linkage, and keep the unit's certificate."""
    with _refusals():
        if certificate.exists():
            raise SettingsInvalid(f"{certificate} exists: name another --certificate.")
        few = _few(agency, handles, config)
        few.erase()
        courier = courier_of(few.settings, few.home)
        compact = asyncio.run(courier.erase(handles, system_clock))
        certificate.write_text(compact + "\n", encoding="ascii")
        said = _said(verify_certificate(compact, courier.peers, UNIT))
        said["certificate"] = str(certificate)
        _print(said, as_json=as_json)


def correct(
    agency: Agency, handles: Handles, config: Config, *, as_json: AsJson = False
) -> None:
    """Encode records anew and put them in the place of what they were."""
    with _refusals():
        few = _few(agency, handles, config)
        settings, home = few.settings, few.home
        encoder = encoder_in_force(settings, home, guard_for(settings, home))
        courier = courier_of(settings, home)
        linked = asyncio.run(courier.correct(few.correct(encoder), system_clock))
        _print(
            {"agency": agency, "corrected": len(set(handles)), "linked": linked},
            as_json=as_json,
        )


def certificate(
    file: Annotated[Path, typer.Argument(help="The certificate.")],
    peers: Annotated[Path, typer.Option(help="JWKS that holds the unit's key.")],
    *,
    handle: Annotated[
        str | None, typer.Option(help="Say whether this record is among them.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Verify a certificate of erasure, offline."""
    with _refusals():
        compact = file.read_text(encoding="utf-8").strip()
        found = verify_certificate(compact, KeySet.load(peers), UNIT)
        said = _said(found)
        if handle is not None:
            said["names_it"] = record_digest(found.agency, handle) in found.records
        _print(said, as_json=as_json)


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except (NodeError, TautanError, LinkageError, KeyFileError, OSError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error


def _few(agency: str, handles: list[str], config: Path) -> Few:
    settings = settings_of(agency, config)
    if len(set(handles)) > MOST_HANDLES:
        raise SettingsInvalid(f"At most {MOST_HANDLES} records at a time.")
    return Few(settings, config.parent, source_of(agency), handles)


def _said(found: Certificate) -> dict[str, Any]:
    return {
        "agency": found.agency,
        "asked": len(found.records),
        **asdict(found.erased),
        "at": datetime.fromtimestamp(found.at, UTC).isoformat(),
    }


def _print(said: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(said))
        return
    width = max(map(len, said))
    for name, value in said.items():
        typer.echo(f"{name:<{width}}  {value}")
