"""What the commands about releases begin with and print."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from linkage.errors import OfficersInvalid
from linkage.release.dossier import Dossier
from linkage.release.files import ReleaseFiles
from linkage.release.gate import findings, require
from linkage.release.officers import Officers
from linkage.release.signing import texts
from protocol.dates import legal_day, rfc3339, system_clock

ReleasedProfile = Annotated[Path, typer.Argument(help="A linkage profile.")]
OfficersFile = Annotated[
    Path | None,
    typer.Option(
        "--officers",
        help="The officers' public keys (JWKS).",
        show_default="officers.jwks.json beside the profile",
    ),
]
OfficerKey = Annotated[Path, typer.Option("--key", help="The officer's signing key.")]


def officers_of(profile: Path, officers: Path | None) -> Officers:
    """The officers who release a profile.

    Raises:
        OfficersInvalid: Their keys are missing, or can't release a profile.
    """
    path = officers or ReleaseFiles(profile).officers
    if not path.is_file():
        raise OfficersInvalid(f"There is no {path.name} that names the officers.")
    return Officers.load(path)


def dossier_of(profile: Path, officers: Path | None) -> Dossier:
    """All that stands beside a profile.

    Raises:
        LinkageError: Something is missing, malformed or forged.
    """
    return ReleaseFiles(profile).dossier(officers_of(profile, officers))


def require_released(profile: Path, officers: Path | None, epoch: str) -> None:
    """Pass under a profile in force; where nobody has officers, warn and pass.

    Args:
        profile: The profile's file.
        officers: The officers' keys; those beside the profile if None.
        epoch: Of the key that is worked with.

    Raises:
        ReleaseRefused: Profile or epoch is not in force.
        LinkageError: Something beside the profile is malformed or forged.
    """
    if officers is None and not ReleaseFiles(profile).officers.is_file():
        typer.echo(
            f"{profile.name} is not signed by anybody: use it on data that nobody "
            "has to protect, or see docs/how-to/sign-a-profile.md.",
            err=True,
        )
        return
    dossier = dossier_of(profile, officers)
    dossier.revoked.allow_epoch(epoch)
    require(dossier, today())


def today() -> date:
    """The legal day."""
    return legal_day(system_clock())


def state_of(dossier: Dossier) -> dict[str, Any]:
    """Everything about a release as JSON values."""
    profile, found = dossier.profile, findings(dossier, today())
    return {
        "profile": {
            "id": profile.id,
            "version": profile.version,
            "fingerprint": profile.fingerprint,
        },
        "in_force": not found,
        "findings": [{"limit": one.limit, "said": one.said} for one in found],
        "officers": {
            agency: _said(dossier, agency) for agency in dossier.officers.agencies
        },
        "limits": profile.whole["limits"],
        "risk": _risk(dossier),
        "release": texts(dossier).shown.digest if dossier.report else None,
    }


def _said(dossier: Dossier, agency: str) -> dict[str, Any] | None:
    last = dossier.latest.get(agency)
    if last is None:
        return None
    said = {"verdict": last.verdict.value, "on": rfc3339(last.on)}
    return said | ({"reason": last.reason} if last.reason else {})


def _risk(dossier: Dossier) -> dict[str, Any]:
    if dossier.report is None:
        return {}
    limits = dossier.profile.limits
    allowed = limits.named_per_1000 if limits else {}
    return {
        name: {
            "named_per_1000": attack.named_per_1000.profile.value,
            "at_most": attack.named_per_1000.profile.high,
            "limit": allowed.get(name),
        }
        for name, attack in sorted(dossier.report.report.attacks.items())
    }
