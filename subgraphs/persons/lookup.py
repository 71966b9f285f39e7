"""Finding a person by a lookup token.

The token carries an encoding that the asker's own node made; the unit compares it
with the encodings of the asker's own agency and of those that it may traverse to
from there, and shows a person only where the surest candidates are all of one
person. Whoever asks twice with one token is refused.
"""

import asyncio
from dataclasses import dataclass

from linkage.exchange.encoding import FILTER_BYTES, TOKEN_BYTES, Encoding
from linkage.match.links import Band
from linkage.match.lookup import Candidate, find
from linkage.profile import Profile
from linkage.release.guard import ReleaseGuard
from protocol.classification import UNIT
from protocol.errors import LookupTokenError
from protocol.keys import KeySet, SealingKey
from protocol.lookups import Lookup, LookupCheck, OpenedLookup, open_lookup
from protocol.replay import ReplayGuard, Used
from subgraphs.persons.people import SeenPerson, traversable
from subgraphs.persons.store import Surrounded, surroundings_of
from subgraphs.persons.uploads import Uploads
from subgraphs.sdk.released import allow
from subgraphs.sdk.request import Request

MOST_PRESENT = 2**16 - 1
"""An encoding's mask has 16 bits."""


@dataclass(frozen=True, slots=True)
class LookupDesk:
    """What the unit needs to open lookup tokens and compare."""

    key: SealingKey
    peers: KeySet
    profile: Profile
    epochs: frozenset[str]
    uploads: Uploads
    replay: ReplayGuard
    guard: ReleaseGuard

    async def person(self, request: Request, compact: str) -> SeenPerson | None:
        """The person behind a token; None where none is found, or several are.

        Raises:
            LookupTokenError: LOOKUP_TOKEN_INVALID: foreign, moved, old, or used.
            TautanError: PROFILE_MISMATCH or EPOCH_MISMATCH; RELEASE_REFUSED: they
                are not in force; WAY_NOT_ALLOWED: one case is asked about, and it
                has its person already.
        """
        caller = request.caller
        if caller.attestation is not None:
            raise request.refuse("WAY_NOT_ALLOWED", "a case shows its own person")
        check = LookupCheck(
            token=caller.token,
            statement=caller.statement,
            agency=request.ask.asker.agency,
            profile=self.profile.fingerprint,
            epochs=self.epochs,
        )
        opened = open_lookup(compact, self.key, self.peers, check, now=request.now)
        self.replay.remember(
            opened.digest, opened.digest, opened.expires_at, Used.LOOKUP
        )
        await allow(self.guard, UNIT, self.profile, opened.lookup.epoch)
        return await self._one_person(request, opened)

    async def _one_person(
        self, request: Request, opened: OpenedLookup
    ) -> SeenPerson | None:
        found = [
            (candidate.band, surrounded)
            for agency, floor in self._open_to(request, opened.issuer).items()
            for candidate, surrounded in await self._at(
                request, agency, opened.lookup, floor
            )
        ]
        surest = max((band for band, _ in found), default=None)
        best = [surrounded for band, surrounded in found if band is surest]
        if len({each.person for each in best}) != 1:
            return None
        request.reach("Person", 1)
        return SeenPerson.around(best[0])

    def _open_to(self, request: Request, own: str) -> dict[str, Band]:
        """Agencies that may be searched with their floors, the asker's own first."""
        others = {
            agency: floor
            for pair, floor in traversable(request).items()
            if own in pair
            for agency in pair - {own}
        }
        return {own: Band.POSSIBLE, **dict(sorted(others.items()))}

    async def _at(
        self, request: Request, agency: str, lookup: Lookup, floor: Band
    ) -> list[tuple[Candidate, Surrounded]]:
        """An agency's records that may be the person and were linked."""
        candidates = await asyncio.to_thread(self._compare, agency, lookup)
        kept = [each for each in candidates if each.band >= floor]
        handles = [each.handle for each in kept]
        around = await surroundings_of(request.database, agency, handles)
        return [
            (candidate, surrounded)
            for candidate, surrounded in zip(kept, around, strict=True)
            if surrounded is not None
        ]

    def _compare(self, agency: str, lookup: Lookup) -> list[Candidate]:
        """Encodings of two epochs have nothing in common and are not compared."""
        file = self.uploads.of(agency)
        if file is None or file.header.epoch != lookup.epoch:
            return []
        return find(_encoding(lookup), file, self.profile)


def _encoding(lookup: Lookup) -> Encoding:
    """The encoding that a token carries.

    Raises:
        LookupTokenError: It is none of the profile's shape.
    """
    filled = lookup.encoding or bytes(FILTER_BYTES)
    tokens = (*lookup.nik, *lookup.passport)
    if (
        len(filled) != FILTER_BYTES
        or any(len(token) != TOKEN_BYTES for token in tokens)
        or lookup.present > MOST_PRESENT
    ):
        raise LookupTokenError("LOOKUP_TOKEN_INVALID", diagnostics="encoding")
    return Encoding("", filled, lookup.present, lookup.nik, lookup.passport)
