"""Digests of encodings: whether a record is still the one that was linked."""

from collections.abc import Iterator
from hashlib import blake2b

from linkage.exchange.encoding import Encoding, EncodingsFile, TokenTable

_BYTES = 16


def content_digests(file: EncodingsFile) -> Iterator[tuple[str, str]]:
    """Each record's handle and the digest of its encoding, 32 hex digits."""
    filters = file.filters.astype("<u8", copy=False)
    for row, handle in enumerate(file.handles):
        nik, passport = (
            _tokens(table, row) for table in (file.nik_tokens, file.passport_tokens)
        )
        yield (
            handle,
            _digest(filters[row].tobytes(), int(file.present[row]), nik, passport),
        )


def content_digest(encoding: Encoding) -> str:
    """The same of one record."""
    nik, passport = b"".join(encoding.nik_tokens), b"".join(encoding.passport_tokens)
    return _digest(encoding.filter, encoding.present, nik, passport)


def _digest(filled: bytes, present: int, nik: bytes, passport: bytes) -> str:
    lengths = present.to_bytes(2, "big") + len(nik).to_bytes(4, "big")
    content = filled + lengths + nik + passport
    return blake2b(content, digest_size=_BYTES, person=b"tautan-content").hexdigest()


def _tokens(table: TokenTable, row: int) -> bytes:
    return table.values[table.offsets[row] : table.offsets[row + 1]].tobytes()
