"""`tautan linkage sign` and `tautan linkage refuse`: an officer's verdict."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from linkage.cli.options import AsJson
from linkage.cli.released import (
    OfficerKey,
    OfficersFile,
    ReleasedProfile,
    dossier_of,
    today,
)
from linkage.cli.terminal import print_figures, refusals
from linkage.errors import ReleaseRefused
from linkage.release.dossier import Dossier
from linkage.release.files import ReleaseFiles, append
from linkage.release.gate import findings
from linkage.release.signing import decide, texts
from linkage.release.statement import Verdict
from protocol.dates import system_clock
from protocol.keys import SigningKey

_SIGNATURES = "signatures"


def sign(
    profile: ReleasedProfile,
    key: OfficerKey,
    officers: OfficersFile = None,
    *,
    yes: Annotated[
        bool, typer.Option("--yes", help="Sign without being asked once more.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Read profile, report and difference, and sign them as an agency's officer."""
    with refusals():
        dossier = dossier_of(profile, officers)
        _refuse_what_can_never_hold(dossier)
        _show(dossier, profile)
        if not (yes or typer.confirm("Sign? Tanda tangani?", err=True)):
            raise ReleaseRefused("You did not sign.", limit=_SIGNATURES)
        _record(profile, key, dossier, Verdict.SIGNED, as_json=as_json)


def refuse(
    profile: ReleasedProfile,
    key: OfficerKey,
    reason: Annotated[str, typer.Option(help="Why; goes on record.")],
    officers: OfficersFile = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Refuse a profile as an agency's officer; the reason goes on record."""
    with refusals():
        dossier = dossier_of(profile, officers)
        _record(profile, key, dossier, Verdict.REFUSED, reason=reason, as_json=as_json)


def _refuse_what_can_never_hold(dossier: Dossier) -> None:
    """Pass where signatures are all that is missing.

    Raises:
        ReleaseRefused: Limits, report or a revocation stand against it: no signature
            would put it in force.
    """
    for found in findings(dossier, today()):
        if not found.by_signing and found.limit != "limits.valid.first":
            raise ReleaseRefused(found.said, limit=found.limit)


def _show(dossier: Dossier, profile: Path) -> None:
    """What the officer signs, on standard error."""
    seen = texts(dossier)
    typer.echo(seen.profile, err=True)
    typer.echo(f"Perubahan / Changes:\n{seen.difference}", err=True)
    typer.echo(f"Laporan / Report: {ReleaseFiles(profile).report}", err=True)
    typer.echo(f"Digest: {seen.shown.digest}", err=True)
    sys.stderr.flush()


def _record(
    profile: Path,
    key: Path,
    dossier: Dossier,
    verdict: Verdict,
    *,
    reason: str = "",
    as_json: bool,
) -> None:
    signing, now = SigningKey.load(key), system_clock()
    made = decide(signing, dossier, verdict, reason=reason, now=now)
    append(ReleaseFiles(profile).signatures, made)
    after = ReleaseFiles(profile).dossier(dossier.officers)
    missing = [one for one in after.officers.agencies if one not in after.latest]
    print_figures(
        {
            "verdict": verdict.value,
            "by": signing.kid,
            "release": texts(dossier).shown.digest,
            "in_force": not findings(after, today()),
            "still_to_sign": missing,
        },
        as_json=as_json,
    )
