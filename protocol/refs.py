"""Lasting ids: refs of records and pairwise ids of persons, for clients' caches.

Both are keyed and differ per organisation and purpose, so two organisations
can't join their answers by them, nor can one across its purposes. They are
HMAC-SHA256 (RFC 2104) over canonical JSON, cut to 128 bits (RFC 2104 §5).
"""

import hashlib
import hmac
from dataclasses import dataclass
from typing import ClassVar, Final

from protocol.canonical import b64url, canonical_json
from protocol.secret_keys import SecretKey

_ID_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class RefKey(SecretKey):
    """Key of one node, or of the unit, for its refs: 32 bytes."""

    LENGTH: ClassVar[int] = 32


def record_ref(key: RefKey, handle: str, org: str, purpose: str) -> str:
    """The ref of a record for one organisation and purpose.

    Args:
        key: The agency's own key.
        handle: The record's surrogate handle.
        org: The asker's organisation.
        purpose: The request's purpose.

    Returns:
        22 characters of base64url.
    """
    return _pseudonym(key, "tautan-ref-1", handle, org, purpose)


def pairwise_person_id(key: RefKey, person: str, org: str, purpose: str) -> str:
    """`Person.id` for one organisation and purpose.

    Args:
        key: The unit's own key.
        person: The unit's stable id of the person.
        org: The asker's organisation.
        purpose: The request's purpose.

    Returns:
        22 characters of base64url.
    """
    return _pseudonym(key, "tautan-person-1", person, org, purpose)


def subject_tag(key: RefKey, typename: str, handle: str) -> str:
    """What a record is found by in the index of a node's audit log.

    Args:
        key: The agency's own key.
        typename: The record's type.
        handle: The record's surrogate handle.

    Returns:
        22 characters of base64url.
    """
    return _pseudonym(key, "tautan-subject-1", typename, handle)


def erased_mark(key: RefKey, agency: str, handle: str) -> str:
    """What the unit keeps of an erased record, so that its handle stays dead.

    Args:
        key: The unit's own key.
        agency: Whose record it was.
        handle: The record's surrogate handle.

    Returns:
        22 characters of base64url.
    """
    return _pseudonym(key, "tautan-erased-1", agency, handle)


def _pseudonym(key: RefKey, *parts: str) -> str:
    mac = hmac.new(key.secret, canonical_json(parts), hashlib.sha256).digest()
    return b64url(mac[:_ID_BYTES])
