"""Shares of a linkage secret: committed to, sealed to each other, and put together.

Every agency draws 32 random bytes, and publishes their SHA-256 before it sees anybody
else's, so that who comes last can't choose a share that steers the secret. A share
travels as a compact JWE (RFC 7516: ECDH-ES over X25519, A256GCM) to a key that its
recipient made for this ceremony alone. The secret is HKDF-SHA256 (RFC 5869) over all
shares: one honest agency is enough for it to be random, and who lacks one share knows
nothing of it.
"""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any, Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from linkage.errors import CeremonyInvalid
from linkage.hazmat.keys import SECRET_BYTES, LinkageSecret
from protocol.canonical import b64url, b64url_decode, canonical_json, read_json_object
from protocol.jwk import read_x25519
from protocol.keys import SealingKey

SHARE_BYTES: Final = 32
_ALGORITHMS: Final = ["ECDH-ES", "A256GCM"]
_HEADER: Final = {"alg": "ECDH-ES", "enc": "A256GCM", "typ": "tautan-share+jwe"}
_MOST_CHARACTERS: Final = 2048


def commitment(share: bytes, agency: str) -> str:
    """What an agency publishes of its share before it sees the others'."""
    content = b"tautan-share-1\0" + agency.encode() + b"\0" + share
    return b64url(hashlib.sha256(content).digest())


def seal_share(share: bytes, recipient: Mapping[str, str], context: str) -> str:
    """Seal a share to another agency.

    Args:
        share: 32 bytes.
        recipient: Its public X25519 JWK.
        context: What the share is for; it opens for nothing else.

    Returns:
        A compact JWE.

    Raises:
        ValueError: The key is not X25519.
    """
    read_x25519(dict(recipient))
    content = canonical_json({"share": b64url(share), "context": context})
    key = OKPKey.import_key(dict(recipient))
    return jwe.encrypt_compact(dict(_HEADER), content, key, algorithms=_ALGORITHMS)


def open_share(compact: str, key: SealingKey, context: str) -> bytes:
    """Open a share that was sealed to us.

    Args:
        compact: The JWE.
        key: Made for this ceremony.
        context: What the share must be for.

    Raises:
        CeremonyInvalid: It does not open, or is for something else.
    """
    private: dict[str, Any] = {
        **key.public_jwk,
        "d": b64url(key.private.private_bytes_raw()),
    }
    try:
        if len(compact) > _MOST_CHARACTERS:
            raise _unopened()
        header = read_json_object(b64url_decode(compact.partition(".")[0]))
        header.pop("epk", None)
        opened = jwe.decrypt_compact(
            compact, OKPKey.import_key(private), algorithms=_ALGORITHMS
        )
        content = read_json_object(opened.plaintext or b"")
        share = b64url_decode(str(content.get("share")))
    except (JoseError, ValueError):
        # The cause is dropped: it could quote the content.
        raise _unopened() from None
    right = header == _HEADER and content.get("context") == context
    if not right or len(share) != SHARE_BYTES:
        raise _unopened()
    return share


def _unopened() -> CeremonyInvalid:
    return CeremonyInvalid("A share does not open, or is not of this ceremony.")


def put_together(
    shares: Mapping[str, bytes], project: str, epoch: str, announced: str
) -> LinkageSecret:
    """The secret of all shares.

    Args:
        shares: By agency; all of them.
        project: The linkage project.
        epoch: That the secret is made for.
        announced: Digest of the transcript up to the last announcement.
    """
    info = canonical_json(["tautan-ceremony", 1, project, epoch, sorted(shares)])
    kdf = HKDF(
        algorithm=SHA256(), length=SECRET_BYTES, salt=announced.encode(), info=info
    )
    return LinkageSecret(
        project, kdf.derive(b"".join(shares[one] for one in sorted(shares)))
    )


def confirmation(secret: LinkageSecret, epoch: str, contributed: str) -> str:
    """What shows that two agencies have one secret, and nothing else of it.

    Args:
        secret: As it came out.
        epoch: That it is made for.
        contributed: Digest of the transcript up to the last contribution.
    """
    info = canonical_json(["tautan-ceremony-confirmation", 1, secret.project, epoch])
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(secret.value)
    return b64url(hmac.digest(key, contributed.encode(), "sha256"))
