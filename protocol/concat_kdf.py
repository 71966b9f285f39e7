"""The key derivation of ECDH-ES (RFC 7518 §4.6.2) over `cryptography`'s Concat KDF.

SP 800-56A's OtherInfo is AlgorithmID ‖ PartyUInfo ‖ PartyVInfo ‖ SuppPubInfo,
each but the last with its length in 32 bits before it.
"""

import struct

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.concatkdf import ConcatKDFHash


def derive_content_key(
    shared_secret: bytes, *, enc: str, apu: bytes, apv: bytes, bits: int
) -> bytes:
    """A content key for direct key agreement.

    Args:
        shared_secret: What both sides of the key agreement compute.
        enc: The content encryption algorithm, such as A256GCM.
        apu: Agreement PartyUInfo, decoded.
        apv: Agreement PartyVInfo, decoded.
        bits: Length of the key; a multiple of 8.
    """
    other_info = b"".join(
        (
            _with_length(enc.encode("ascii")),
            _with_length(apu),
            _with_length(apv),
            struct.pack(">I", bits),
        )
    )
    kdf = ConcatKDFHash(algorithm=SHA256(), length=bits // 8, otherinfo=other_info)
    return kdf.derive(shared_secret)


def _with_length(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data
