"""`tautan linkage keys …`: agencies make a linkage secret together."""

import secrets
from pathlib import Path
from typing import Annotated

import typer

from linkage.cli.options import AsJson
from linkage.cli.terminal import print_figures, refusals
from linkage.encode.ceremony.parts import OwnPart
from linkage.encode.ceremony.rounds import announce as announcement
from linkage.encode.ceremony.rounds import contribute as contribution
from linkage.encode.ceremony.rounds import finish as finished
from linkage.encode.ceremony.transcript import Transcript
from linkage.errors import CeremonyInvalid
from linkage.release.files import append, lines
from linkage.release.officers import Officers
from protocol.dates import system_clock
from protocol.keys import SigningKey

keys = typer.Typer(
    no_args_is_help=True, help="Make a linkage secret together with other agencies."
)

TranscriptFile = Annotated[
    Path, typer.Argument(help="The transcript, passed from agency to agency.")
]
Key = Annotated[Path, typer.Option("--key", help="The officer's signing key.")]
OfficersList = Annotated[
    Path, typer.Option(help="The officers' public keys (JWKS): who takes part.")
]
Part = Annotated[
    Path, typer.Option(help="What this agency keeps to itself until the end.")
]


@keys.callback()
def _keys() -> None:
    """Make a linkage secret together with other agencies."""


@keys.command()
def announce(
    transcript: TranscriptFile,
    key: Key,
    officers: OfficersList,
    part: Part,
    project: Annotated[str, typer.Option(help="The linkage project.")],
    epoch: Annotated[str, typer.Option(help="The epoch that the secret is for.")],
) -> None:
    """First round: draw a share, and commit to it."""
    with refusals():
        known = Officers.load(officers)
        begun = Transcript.begun(project, epoch, known)
        before = _lines(transcript)
        found = Transcript.read(before, known) if before else begun
        if (found.project, found.epoch) != (project, epoch):
            raise CeremonyInvalid(
                f"The transcript is of {found.project}, epoch {found.epoch}."
            )
        own = OwnPart.made(secrets.token_bytes)
        line = announcement(found, SigningKey.load(key), own, system_clock())
        own.save(part)
        append(transcript, line)
        _print(transcript, known, as_json=False)


@keys.command()
def contribute(
    transcript: TranscriptFile, key: Key, officers: OfficersList, part: Part
) -> None:
    """Second round, once all have announced: seal the share to each of the others."""
    with refusals():
        known = Officers.load(officers)
        found = Transcript.read(_lines(transcript), known)
        own, signing = OwnPart.load(part), SigningKey.load(key)
        append(transcript, contribution(found, signing, own, system_clock()))
        _print(transcript, known, as_json=False)


@keys.command()
def finish(
    transcript: TranscriptFile,
    key: Key,
    officers: OfficersList,
    part: Part,
    out: Annotated[
        Path, typer.Option("--out", help="The secret file to make, with mode 0600.")
    ],
) -> None:
    """Third round, once all have contributed: put the secret together."""
    with refusals():
        known = Officers.load(officers)
        found = Transcript.read(_lines(transcript), known)
        own, signing = OwnPart.load(part), SigningKey.load(key)
        secret, line = finished(found, signing, own, system_clock())
        secret.write(out)
        append(transcript, line)
        part.unlink()
        _print(transcript, known, as_json=False)


@keys.command()
def verify(
    transcript: TranscriptFile, officers: OfficersList, *, as_json: AsJson = False
) -> None:
    """Check a transcript without any secret; passes once all have confirmed."""
    with refusals():
        found = _print(transcript, Officers.load(officers), as_json=as_json)
        if found.round is not None:
            raise CeremonyInvalid(f"{found.round} is not whole yet.")


def _print(transcript: Path, officers: Officers, *, as_json: bool) -> Transcript:
    found = Transcript.read(_lines(transcript), officers)
    print_figures(
        {
            "project": found.project,
            "epoch": found.epoch,
            "agencies": list(found.agencies),
            "round": found.round and found.round.value,
            "waits_for": list(found.missing),
            "digest": found.head,
        },
        as_json=as_json,
    )
    return found


def _lines(path: Path) -> tuple[str, ...]:
    return lines(path, limit="transcript")
