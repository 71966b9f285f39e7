"""`POST /lookup-token`: from what stands on a paper to a lookup token.

    {"jti": …, "purpose": …, "nik": …, "passportNumber": …, "name": …,
     "birthDate": "1990-07-01", "birthPlace": …, "sex": "F"} -> {"token": …}

The identifiers are encoded here, inside the asker's own agency, and neither
kept nor logged. Who mints is logged, and limited to so many tokens a minute.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from pydantic import Field
from starlette.routing import BaseRoute

from linkage.encode.encoder import Encoder
from linkage.errors import LinkageError
from linkage.record import PartialDate, Precision, Record
from protocol.canonical import read_json_object
from protocol.errors import KeyFileError, TautanError
from protocol.lookups import Lookup, mint_lookup
from subgraphs.encoder.release import guard_of
from subgraphs.encoder.secret import load_encoder
from subgraphs.sdk.endpoints import Endpoint, Errand, ErrandBody
from subgraphs.sdk.node import Assembled
from subgraphs.sdk.released import allow

MINUTE = timedelta(minutes=1)
_NOBODY = "lookup"
"""Stands for the handle that a person to be found does not have yet."""

_PRECISION = {4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY}


class LookupBody(ErrandBody):
    """What is known of the person; at least one of it."""

    nik: str | None = None
    passport_number: str | None = Field(default=None, alias="passportNumber")
    name: str | None = None
    birth_date: str | None = Field(default=None, alias="birthDate")
    """`YYYY`, `YYYY-MM` or `YYYY-MM-DD`."""
    birth_place: str | None = Field(default=None, alias="birthPlace")
    sex: Literal["M", "F"] | None = None
    mother_name: str | None = Field(default=None, alias="motherName")

    def record(self) -> Record:
        """The person as a record that can be encoded.

        Raises:
            RecordInvalid: The birth date is not one.
        """
        born = self.birth_date
        return Record(
            handle=_NOBODY,
            names=(self.name,) if self.name else (),
            birth_date=PartialDate(born, _PRECISION.get(len(born), Precision.DAY))
            if born
            else None,
            birth_place=self.birth_place,
            sex=self.sex,
            niks=(self.nik,) if self.nik else (),
            passports=(self.passport_number,) if self.passport_number else (),
            mother_name=self.mother_name,
        )


@dataclass(slots=True)
class RateLimit:
    """So many times a minute, per officer."""

    most: int
    _used: dict[str, deque[datetime]] = field(default_factory=dict)

    def use(self, officer: str, now: datetime) -> None:
        """Counts one use.

        Raises:
            TautanError: LOOKUP_RATE_LIMITED.
        """
        used = self._used.setdefault(officer, deque())
        while used and now - used[0] >= MINUTE:
            used.popleft()
        if len(used) >= self.most:
            raise TautanError("LOOKUP_RATE_LIMITED")
        used.append(now)


def lookup_endpoint(assembled: Assembled) -> BaseRoute | None:
    """The endpoint at a node; None where its settings name no linkage secret."""
    settings, home = assembled.settings.lookup, assembled.home
    if settings is None:
        return None
    encoder = load_encoder(
        home / settings.profile, home / settings.secret, assembled.settings.epoch
    )
    unit = read_unit_key(home / settings.unit)
    limit = RateLimit(settings.per_minute)
    node = assembled.node
    guard = guard_of(
        home / settings.profile, settings.release, node.trust.peers, home, node.clock
    )

    async def mint(errand: Errand, body: LookupBody) -> Mapping[str, Any]:
        limit.use(errand.token.asker, errand.now)
        await allow(guard, node.agency, encoder.profile, encoder.epoch)
        lookup = lookup_of(encoder, errand, body)
        return {"token": mint_lookup(assembled.key, unit, lookup, now=errand.now)}

    return Endpoint("/lookup-token", "MINTED", LookupBody, mint).route(assembled)


def lookup_of(encoder: Encoder, errand: Errand, body: LookupBody) -> Lookup:
    """What goes into a lookup token.

    Raises:
        TautanError: VALIDATION_FAILED: nothing to find by, or a date that is none.
    """
    try:
        encoding = encoder.encode_one(body.record())
    except LinkageError:
        raise TautanError("VALIDATION_FAILED") from None
    if not (encoding.present or encoding.nik_tokens or encoding.passport_tokens):
        raise TautanError("VALIDATION_FAILED", diagnostics="nothing to find by")
    return Lookup(
        organisation=errand.token.organisation,
        subject=errand.token.subject,
        purpose=body.purpose,
        request_id=body.jti,
        profile=encoder.profile.fingerprint,
        epoch=encoder.epoch,
        encoding=encoding.filter,
        present=encoding.present,
        nik=encoding.nik_tokens,
        passport=encoding.passport_tokens,
    )


def read_unit_key(path: Path) -> dict[str, str]:
    """The unit's public sealing key, a JWK.

    Raises:
        KeyFileError: The file can't be read or is no JWK.
    """
    try:
        jwk = read_json_object(path.read_bytes())
    except (OSError, ValueError) as error:
        raise KeyFileError(f"{path}: {type(error).__name__}") from None
    return {name: str(jwk.get(name)) for name in ("kty", "crv", "x")}
