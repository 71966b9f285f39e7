"""The encoder: records in, encodings out, under a project's secret.

normalise → features → filter and presence mask → hardening; beside it, identifier
tokens.
The secret itself is never hashed with: subkeys per purpose, attribute and epoch
are drawn once, when the encoder is made.

Large sources go through `bulk`, which gives the same bytes.

The canary records run through the same steps under subkeys of their own. Two
encoders with one canary digest hold the same secret, profile and normalisers.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TypeVar

from linkage.encode.canary import CANARY_RECORDS
from linkage.encode.features import features, niks, passports
from linkage.encode.filters import FilterMaker
from linkage.encode.harden import Hardener
from linkage.encode.tokens import KeyedTokens, MakeTokens, no_tokens, token_maker
from linkage.exchange.encoding import Encoding, Header
from linkage.hazmat.keys import LinkageSecret, Purpose
from linkage.profile import AttributeName, Profile
from linkage.record import Record

BATCH_ROWS = 32_768

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class _Purposes:
    """What the subkeys of one encoder are for."""

    feature: Purpose
    token: Purpose
    diffusion: Purpose


_REAL = _Purposes(Purpose.FEATURE, Purpose.TOKEN, Purpose.DIFFUSION)
_CANARY = _Purposes(
    Purpose.CANARY_FEATURE, Purpose.CANARY_TOKEN, Purpose.CANARY_DIFFUSION
)


class Encoder:
    """Encodes records under one profile, secret and epoch.

    Args:
        profile: Says what is hashed, and how much of it.
        secret: Of the linkage project.
        epoch: The lifetime of the key, such as `2026-1`.
        custody: Makes identifier tokens where the profile's mode is `oprf`.

    Raises:
        OprfInvalid: The profile's mode is `oprf`, and there is no custody.
    """

    def __init__(
        self,
        profile: Profile,
        secret: LinkageSecret,
        epoch: str,
        custody: MakeTokens | None = None,
    ) -> None:
        self.profile = profile
        self.epoch = epoch
        make = token_maker(profile, secret, epoch, custody)
        self._parts = (profile, secret, epoch, make)
        self._maker = _RecordEncoder(profile, secret, epoch, _REAL, make)
        self.canary = _canary_digest(profile, secret, epoch)
        """Hex digest of the encoded canary records; goes into every header."""

    def header(self, agency: str) -> Header:
        """The header of a file that this encoder fills."""
        return Header(
            profile_id=self.profile.id,
            profile_version=self.profile.version,
            profile_fingerprint=self.profile.fingerprint,
            epoch=self.epoch,
            agency=agency,
            canary=self.canary,
        )

    def encode_one(self, record: Record) -> Encoding:
        """Encode one record, for a file or a lookup token."""
        return self._maker.encode([record])[0]

    def encode(
        self, records: Iterable[Record], batch_rows: int = BATCH_ROWS
    ) -> Iterator[list[Encoding]]:
        """Encode records as they come, in batches."""
        coming = iter(records)
        while batch := list(islice(coming, batch_rows)):
            yield self._maker.encode(batch)

    def under_secret(
        self, make: Callable[[Profile, LinkageSecret, str, MakeTokens], Made]
    ) -> Callable[[], Made]:
        """Return what makes another kind of encoder, of the same secret and tokens."""
        return partial(make, *self._parts)


class _RecordEncoder:
    """The steps of one record, under subkeys of given purposes."""

    def __init__(
        self,
        profile: Profile,
        secret: LinkageSecret,
        epoch: str,
        purposes: _Purposes,
        make_tokens: MakeTokens,
    ) -> None:
        self._default_days = profile.dates.default_days
        self._make_tokens = make_tokens
        self._filters = FilterMaker(
            profile.filter.attributes,
            {
                name: secret.derive(purposes.feature, epoch=epoch, attribute=name)
                for name in AttributeName
            },
        )
        key = secret.derive(purposes.diffusion, epoch=epoch, attribute="filter")
        self._harden = Hardener(profile.filter, key)

    def encode(self, records: Sequence[Record]) -> list[Encoding]:
        made = [
            self._filters.make(features(record, self._default_days))
            for record in records
        ]
        filters = self._harden([bits for bits, _ in made])
        return [
            Encoding(record.handle, hardened, present, *self._identifiers(record))
            for record, hardened, (_, present) in zip(
                records, filters, made, strict=True
            )
        ]

    def _identifiers(self, record: Record) -> list[tuple[bytes, ...]]:
        """The NIK's tokens and the passport's."""
        return [
            tuple(self._make_tokens(kind, [value.encode() for value in values]))
            for kind, values in (
                (AttributeName.NIK, niks(record)),
                (AttributeName.PASSPORT, passports(record)),
            )
        ]


def _canary_digest(profile: Profile, secret: LinkageSecret, epoch: str) -> str:
    """SHA-256 over the encoded canary records, under the canary subkeys."""
    make: MakeTokens = no_tokens
    if profile.identifiers.mode == "keyed":
        make = KeyedTokens(secret, _CANARY.token, epoch)
    encoder = _RecordEncoder(profile, secret, epoch, _CANARY, make)
    digest = hashlib.sha256(profile.fingerprint.encode())
    for encoding in encoder.encode(CANARY_RECORDS):
        digest.update(encoding.filter + encoding.present.to_bytes(2, "big"))
        digest.update(b"".join(encoding.nik_tokens + encoding.passport_tokens))
    return digest.hexdigest()
