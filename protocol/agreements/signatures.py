"""Signatures under an agreement: both parties' officers sign record and text.

Beside `PKS-1.yaml` stands `PKS-1.signed.json`, which holds the record and the text
as they were signed, and a detached signature for each party. A signature covers
the digests of both, so neither can be exchanged for another. It holds while the
record on file says what the signed one says; the `state` alone may differ, since
suspending and ending an agreement must not need the other party's hand.

How a signature is made is behind `SigningMethod`. Here it is Ed25519 (a detached
JWS, RFC 7515 appendix F), by a key whose id is `officer:` and the organisation.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

from pydantic import Field, ValidationError

from protocol.agreements.model import Agreement
from protocol.canonical import b64url, canonical_json, digest, read_json_object
from protocol.errors import RecordError
from protocol.jws import MESSAGE_VERSION, BadMessage, Why, verify_by_set
from protocol.keys import KeySet
from protocol.officers import officer_of
from protocol.records import Record

SIGNED_TYPE: Final = "tautan-agreement+jwt"
SIGNED_SUFFIX: Final = ".signed.json"
SIGNED_VERSION: Final = 1
ED25519_JWS: Final = "ed25519-jws"


class Signature(Record):
    """One party's signature."""

    by: str
    """Organisation code."""
    at: str
    """Instant, RFC 3339."""
    method: str
    value: str


class SignedRecord(Record):
    """What was signed, and by whom: `<id>.signed.json`."""

    v: int = Field(ge=SIGNED_VERSION, le=SIGNED_VERSION)
    record: dict[str, Any]
    text: str
    signatures: tuple[Signature, ...] = ()

    @property
    def content(self) -> "Content":
        """What a signature of it covers."""
        return Content(digest(canonical_json(self.record)), digest(self.text.encode()))

    def to_json(self) -> bytes:
        """As the file holds it."""
        return self.model_dump_json(indent=2).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class Content:
    """Digests of a record and its text."""

    record: str
    text: str


class SigningMethod(Protocol):
    """How an officer's signature is verified, such as a JWS or CMS with X.509."""

    def verify(self, content: Content, signature: Signature) -> None:
        """Verify that an officer of `signature.by` signed this content.

        Raises:
            BadMessage: it is not accepted.
        """
        ...


@dataclass(frozen=True, slots=True)
class Ed25519Jws:
    """Detached JWS by keys in a set."""

    officers: KeySet

    def verify(self, content: Content, signature: Signature) -> None:
        """Verify; see `SigningMethod`."""
        head, _, mac = signature.value.partition("..")
        payload = {
            "v": MESSAGE_VERSION,
            **claims_of(content, signature.by, signature.at),
        }
        compact = f"{head}.{b64url(canonical_json(payload))}.{mac}"
        verified = verify_by_set(compact, SIGNED_TYPE, self.officers)
        if officer_of(verified.kid) != signature.by:
            raise BadMessage(Why.UNTRUSTED, "the key is another organisation's")


def record_of(agreement: Agreement) -> dict[str, Any]:
    """An agreement as it is signed: all that its file says, but for its state."""
    return agreement.model_dump(
        mode="json", by_alias=True, exclude_unset=True, exclude={"state"}
    )


def signed_path(directory: Path, agreement: str) -> Path:
    """Where the signatures of an agreement stand."""
    return directory / f"{agreement}{SIGNED_SUFFIX}"


def read_signed(path: Path) -> SignedRecord | None:
    """Read what was signed; None where nothing was.

    Raises:
        RecordError: the file is not as it should be.
        OSError: it can't be read.
    """
    try:
        return SignedRecord.model_validate(read_json_object(path.read_bytes()))
    except FileNotFoundError:
        return None
    except (ValidationError, ValueError) as error:
        kind = type(error).__name__
        raise RecordError(f"{path.name}:1: not a signed record ({kind})") from None


def unsigned_clause(
    agreement: Agreement, signed: SignedRecord | None, officers: KeySet
) -> str | None:
    """The clause whose signature is missing or does not fit; None if both hold.

    Returns:
        `signatures.` and the organisation, or `signatures.record` where something
        else than the present record was signed.
    """
    if signed is None:
        return f"signatures.{agreement.sides()[0].org}"
    if canonical_json(signed.record) != canonical_json(record_of(agreement)):
        return "signatures.record"
    method: SigningMethod = Ed25519Jws(officers)
    holds = {one.by for one in signed.signatures if _fits(method, signed.content, one)}
    for party in agreement.sides():
        if party.org not in holds:
            return f"signatures.{party.org}"
    return None


def unsigned_clauses(
    directory: Path, agreements: Iterable[Agreement], officers: KeySet
) -> Mapping[str, str]:
    """The clauses of agreements in a directory whose signatures do not hold, by id.

    Raises:
        RecordError: a file of signatures is not as it should be.
        OSError: it can't be read.
    """
    found = {
        one.id: unsigned_clause(
            one, read_signed(signed_path(directory, one.id)), officers
        )
        for one in agreements
    }
    return {name: clause for name, clause in found.items() if clause is not None}


def _fits(method: SigningMethod, content: Content, signature: Signature) -> bool:
    if signature.method != ED25519_JWS:
        return False
    try:
        method.verify(content, signature)
    except BadMessage:
        return False
    return True


def claims_of(content: Content, by: str, at: str) -> dict[str, str]:
    """What a signature says: who signs what, and when."""
    return {"by": by, "at": at, "record": content.record, "text": content.text}
