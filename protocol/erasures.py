"""Erasure: what an agency asks of the unit, and the certificate that it gets back.

The request is the body of a message that the agency's encoder signs. The certificate
is a signed message of the unit, for the agency to keep: it names each record by a
digest of agency and handle, which whoever knows the handle can make again and nobody
can turn back.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

from protocol.canonical import canonical_json, digest, read_json_object
from protocol.errors import TautanError
from protocol.hops import process_of
from protocol.jws import BadMessage, Claims, Verified, Why, sign, verify_by_set
from protocol.keys import KeySet, SigningKey

CERTIFICATE_TYPE: Final = "tautan-erasure+jwt"
MOST_HANDLES: Final = 100
"""Records that one request erases at most."""
MOST_HANDLE_CHARACTERS: Final = 64
MOST_ERASURE_BYTES: Final = 65_536
"""Size that a request to erase has at most."""
_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure removed at the unit."""

    records: int
    """Records that were linked, each with its encoding."""
    links: int
    persons: int
    """Persons whose last record is gone; their ids are dead."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """That records were erased."""

    agency: str
    records: tuple[str, ...]
    """`record_digest` of each, in order."""
    erased: Erased
    request: str
    """Digest of the signed request that asked for it."""
    at: int
    """Seconds since 1970."""


def erasure_body(handles: Iterable[str]) -> bytes:
    """The body of a request to erase records."""
    return canonical_json({"v": _VERSION, "handles": sorted(set(handles))})


def read_erasure(body: bytes) -> tuple[str, ...]:
    """The handles that a request names.

    Raises:
        TautanError: VALIDATION_FAILED: it is not such a request, or names nobody,
            or more records than one request may.
    """
    try:
        asked = read_json_object(body)
    except ValueError:
        raise _unreadable("not JSON") from None
    handles = asked.get("handles")
    if asked.keys() != {"v", "handles"} or asked["v"] != _VERSION:
        raise _unreadable("another version")
    if not isinstance(handles, list) or not all(map(_is_handle, handles)):
        raise _unreadable("handles")
    if not 0 < len(handles) <= MOST_HANDLES:
        raise _unreadable("number of handles")
    return tuple(sorted(set(handles)))


def record_digest(agency: str, handle: str) -> str:
    """What a certificate calls a record: 43 characters of base64url."""
    return digest(canonical_json(["tautan-erased-record-1", agency, handle]))


def sign_certificate(key: SigningKey, certificate: Certificate) -> str:
    """Signs with the unit's key that records were erased."""
    claims = {
        "iss": process_of(key.kid),
        "agency": certificate.agency,
        "records": list(certificate.records),
        "erased": asdict(certificate.erased),
        "req": certificate.request,
        "iat": certificate.at,
    }
    return sign(key, CERTIFICATE_TYPE, claims, with_kid=True)


def verify_certificate(compact: str, keys: KeySet, unit: str) -> Certificate:
    """Verifies a certificate, however old it is.

    Args:
        compact: The certificate.
        keys: Hold the unit's key.
        unit: The unit's process id.

    Raises:
        TautanError: ANSWER_TAMPERED: it is not the unit's, or was changed.
    """
    try:
        verified = verify_by_set(compact, CERTIFICATE_TYPE, keys)
        return _read(verified, unit)
    except BadMessage as bad:
        raise TautanError(
            "ANSWER_TAMPERED", agency=unit, diagnostics=str(bad)
        ) from None


def _read(verified: Verified, unit: str) -> Certificate:
    claims = verified.claims
    if {process_of(verified.kid), claims.text("iss")} != {unit}:
        raise BadMessage(Why.UNTRUSTED, "not the unit's")
    erased = Claims(claims.members("erased"))
    counts = {name.name: erased.count(name.name) for name in fields(Erased)}
    return Certificate(
        agency=claims.text("agency"),
        records=claims.texts("records"),
        erased=Erased(**counts),
        request=claims.text("req"),
        at=claims.seconds("iat"),
    )


def _is_handle(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= MOST_HANDLE_CHARACTERS


def _unreadable(diagnostics: str) -> TautanError:
    return TautanError("VALIDATION_FAILED", diagnostics=diagnostics)
