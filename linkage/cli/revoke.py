"""`tautan linkage revoke`."""

import asyncio
from typing import Annotated

import aiohttp
import typer

from linkage.cli.released import (
    OfficerKey,
    OfficersFile,
    ReleasedProfile,
    officers_of,
)
from linkage.cli.terminal import print_figures, refusals
from linkage.errors import ReleaseRefused
from linkage.profile import Profile
from linkage.release.files import ReleaseFiles, append
from linkage.release.revocation import LIMIT, Kind, Revocation
from linkage.release.revocation import revoke as revocation_of
from protocol.dates import system_clock
from protocol.keys import SigningKey

_SECONDS = 30
_TAKEN = 200


def revoke(
    profile: ReleasedProfile,
    key: OfficerKey,
    reason: Annotated[str, typer.Option(help="Why; goes on record.")],
    epoch: Annotated[
        str | None,
        typer.Option(help="Revoke this epoch, whose key is compromised, instead."),
    ] = None,
    unit: Annotated[
        str | None, typer.Option(help="The unit's base URL, to tell it at once.")
    ] = None,
    officers: OfficersFile = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one object.")] = False,
) -> None:
    """Stop a profile, or an epoch, at once and for good. One officer is enough."""
    with refusals():
        known = officers_of(profile, officers)
        kind, subject = (
            (Kind.EPOCH, epoch)
            if epoch
            else (Kind.PROFILE, Profile.load(profile).fingerprint)
        )
        signing, now = SigningKey.load(key), system_clock()
        made = revocation_of(signing, kind, subject, reason=reason, now=now)
        Revocation.read(made, known)
        append(ReleaseFiles(profile).revocations, made)
        if unit is not None:
            asyncio.run(_tell(unit, made))
    print_figures(
        {"revoked": kind.value, "subject": subject, "by": signing.kid, "unit": unit},
        as_json=as_json,
    )


async def _tell(unit: str, statement: str) -> None:
    """Tell the unit.

    Raises:
        ReleaseRefused: It could not be told; the revocation stands here all the same.
    """
    timeout = aiohttp.ClientTimeout(total=_SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as client,
            client.put(
                f"{unit.rstrip('/')}/revocations", data=statement.encode()
            ) as answer,
        ):
            status = answer.status
    except (aiohttp.ClientError, TimeoutError) as error:
        raise ReleaseRefused(
            "It is on record here, and the unit could not be told: try again.",
            limit=LIMIT,
            diagnostics=type(error).__name__,
        ) from None
    if status != _TAKEN:
        raise ReleaseRefused(
            f"It is on record here, and the unit did not take it ({status}).",
            limit=LIMIT,
        )
