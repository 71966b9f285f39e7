"""An officer signs an agreement: its record and its text, together."""

from datetime import datetime

from protocol.agreements.model import Agreement
from protocol.agreements.signatures import (
    ED25519_JWS,
    SIGNED_TYPE,
    SIGNED_VERSION,
    Content,
    Signature,
    SignedRecord,
    claims_of,
    record_of,
)
from protocol.dates import rfc3339
from protocol.errors import RecordError
from protocol.jws import sign
from protocol.keys import SigningKey
from protocol.officers import OFFICER, officer_of


def sign_agreement(
    agreement: Agreement,
    text: str,
    before: SignedRecord | None,
    key: SigningKey,
    now: datetime,
) -> SignedRecord:
    """Sign an agreement as it stands.

    The other party's signature is kept where it covers the same record and text;
    else the record changed, and both sign anew.

    Args:
        agreement: what is signed.
        text: as it was rendered.
        before: what was signed so far.
        key: an officer's, with the id `officer:` and the organisation.
        now: the present instant.

    Raises:
        RecordError: the key is not an officer's of either party.
    """
    unsigned = SignedRecord(v=SIGNED_VERSION, record=record_of(agreement), text=text)
    mine = _signature(key, unsigned.content, now)
    if mine.by not in {party.org for party in agreement.sides()}:
        raise RecordError(f"{agreement.id}: {mine.by} is not a party of it")
    kept = before.signatures if before and before.content == unsigned.content else ()
    others = tuple(one for one in kept if one.by != mine.by)
    signatures = tuple(sorted((*others, mine), key=lambda one: one.by))
    return unsigned.model_copy(update={"signatures": signatures})


def _signature(key: SigningKey, content: Content, now: datetime) -> Signature:
    organisation = officer_of(key.kid)
    if organisation is None:
        raise RecordError(
            f"{key.kid}: the id of an officer's key is {OFFICER} and the organisation"
        )
    at = rfc3339(now)
    claims = claims_of(content, organisation, at)
    head, _, mac = sign(key, SIGNED_TYPE, claims, with_kid=True).split(".")
    return Signature(by=organisation, at=at, method=ED25519_JWS, value=f"{head}..{mac}")
