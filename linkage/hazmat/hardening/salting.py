"""Salting: features are hashed under a subkey that depends on a stable attribute.

F. Niedermeyer, S. Steinmetzer, M. Kroll, R. Schnell, Cryptanalysis of basic Bloom
filters used for privacy preserving record linkage, Journal of Privacy and
Confidentiality 6(2), 2014.

*Defends against* frequencies and graph matching across salts: the same name under two
years of birth sets positions that have nothing in common, so that only records of one
salt can be compared at all.

*Costs* every pair whose salt is recorded differently or is missing on one side. And it
protects by the size of a group alone: the records of one salt are a plain population
of their own, and in a national register that is a large one.
"""

import hmac


def salted(subkey: bytes, salt: str) -> bytes:
    """The 32-byte subkey for one salt: HMAC-SHA256 (RFC 2104) of its UTF-8."""
    return hmac.digest(subkey, salt.encode(), "sha256")
