"""Finding a person by a lookup token.

The token carries an encoding that the asker's own node made; the unit compares it
with the encodings of the agencies that the asker may traverse to, and shows a
person only where the surest candidates are all of one person. Whoever asks
twice with one token is refused.
"""

from dataclasses import dataclass, field
from pathlib import Path

from linkage.exchange.encoding import FILTER_BYTES, Encoding, EncodingsFile
from linkage.exchange.reader import read_encodings
from linkage.match.links import Band
from linkage.match.lookup import find
from linkage.profile import Profile
from protocol.decision import permitted_pairs
from protocol.keys import KeySet, SealingKey
from protocol.lookups import Lookup, LookupCheck, open_lookup
from protocol.replay import ReplayGuard, Used
from subgraphs.persons.linking import ENCODINGS_SUFFIX
from subgraphs.persons.people import SeenPerson
from subgraphs.persons.store import Surrounded, surroundings_of
from subgraphs.sdk.request import Request


@dataclass(slots=True)
class Uploads:
    """The encodings files of the agencies, read again when one is replaced."""

    folder: Path
    _read: dict[str, tuple[int, EncodingsFile]] = field(default_factory=dict)

    def of(self, agency: str) -> EncodingsFile | None:
        """An agency's encodings; None where it uploaded none."""
        path = self.folder / f"{agency}{ENCODINGS_SUFFIX}"
        if not path.is_file():
            return None
        stamp = path.stat().st_mtime_ns
        known = self._read.get(agency)
        if known is None or known[0] != stamp:
            known = (stamp, read_encodings(path))
            self._read[agency] = known
        return known[1]


@dataclass(frozen=True, slots=True)
class LookupDesk:
    """What the unit needs to open lookup tokens and compare."""

    key: SealingKey
    peers: KeySet
    profile: Profile
    epochs: frozenset[str]
    uploads: Uploads
    replay: ReplayGuard

    async def person(self, request: Request, compact: str) -> SeenPerson | None:
        """The person behind a token; None where none is found, or several are.

        Raises:
            LookupTokenError: LOOKUP_TOKEN_INVALID: foreign, moved, old, or used.
            TautanError: PROFILE_MISMATCH or EPOCH_MISMATCH.
        """
        caller = request.caller
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
        found = await self._candidates(request, opened.issuer, opened.lookup)
        if not found:
            return None
        surest = max(band for band, _ in found)
        best = [each for band, each in found if band is surest]
        if len({each.person for each in best}) > 1:
            return None
        request.reach("Person", 1)
        return SeenPerson.around(best[0])

    async def _candidates(
        self, request: Request, own: str, lookup: Lookup
    ) -> list[tuple[Band, Surrounded]]:
        """Records that may be the person, those of the asker's own agency first."""
        pairs = permitted_pairs(request.ask, request.grants.book, request.now)
        others = sorted(
            agency for pair in pairs if own in pair for agency in pair - {own}
        )
        found: list[tuple[Band, Surrounded]] = []
        for agency in (own, *others):
            file = self.uploads.of(agency)
            if file is None:
                continue
            candidates = find(_encoding(lookup), file, self.profile)
            around = await surroundings_of(
                request.database, agency, [each.handle for each in candidates]
            )
            found += [
                (each.band, surrounded)
                for each, surrounded in zip(candidates, around, strict=True)
                if surrounded is not None
            ]
        return found


def _encoding(lookup: Lookup) -> Encoding:
    return Encoding(
        handle="",
        filter=lookup.encoding or bytes(FILTER_BYTES),
        present=lookup.present,
        nik_tokens=lookup.nik,
        passport_tokens=lookup.passport,
    )
