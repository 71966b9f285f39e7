"""Whether the linkage profile that a process works under is in force, as a refusal.

Apart from the rest of the kit: nodes that have nothing to do with linkage don't load it.
"""

from linkage.errors import LinkageError, ReleaseRefused
from linkage.profile import Profile
from linkage.release.guard import ReleaseGuard
from protocol.errors import TautanError


async def allow(
    guard: ReleaseGuard, agency: str, profile: Profile, *epochs: str
) -> None:
    """Pass where profile and epochs are in force.

    Args:
        guard: Knows what officers signed and revoked.
        agency: Where this process stands.
        profile: As the process has read it.
        epochs: Of the keys that it works with.

    Raises:
        TautanError: RELEASE_REFUSED, with what stands in the way as its clause.
    """
    try:
        await guard.allow(profile, *epochs)
    except LinkageError as error:
        clause = error.limit if isinstance(error, ReleaseRefused) else error.code
        raise TautanError(
            "RELEASE_REFUSED",
            agency=agency,
            clause=clause,
            diagnostics=f"{error.message} {error.diagnostics}",
        ) from None
