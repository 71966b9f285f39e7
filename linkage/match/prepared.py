"""A file made ready for lookups: sorted once, then searched without a copy.

Records stand by presence mask, and by popcount within a mask, so that a lookup scans
few slices of one array; tokens stand sorted, so that a number is found by bisection.
All of it is arrays, so that `mapped.py` can leave them on the disk: processes share
one copy, and pages that nobody asks for are never read.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from linkage.exchange.encoding import EncodingsFile, Header, TokenTable, Words
from linkage.match.bits import popcounts
from linkage.match.identifiers import token_keys, token_rows
from linkage.match.kernel import Block

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of one kind, by record and sorted."""

    offsets: Rows
    """As in `TokenTable`, by place."""
    values: NDArray[np.void]
    keys: NDArray[np.bytes_]
    """All tokens, ascending."""
    places: Rows
    """Whose each key is."""

    @classmethod
    def of(cls, table: TokenTable, order: Rows) -> "Tokens":
        """Sort a table whose records come in another order."""
        moved = _moved(table, order)
        keys = token_keys(moved.values)
        by_key = np.argsort(keys, kind="stable")
        return cls(moved.offsets, moved.values, keys[by_key], token_rows(moved)[by_key])

    def holders(self, tokens: Sequence[bytes]) -> Rows:
        """Places of the records with one of some tokens."""
        asked = np.frombuffer(b"".join(tokens), self.values.dtype)
        wanted = token_keys(asked)
        first = np.searchsorted(self.keys, wanted, "left")
        last = np.searchsorted(self.keys, wanted, "right")
        spans = [self.places[start:end] for start, end in zip(first, last, strict=True)]
        return np.concatenate([np.empty(0, np.int64), *spans])

    def take(self, places: Rows) -> TokenTable:
        """The tokens of some records."""
        return _moved(TokenTable(self.offsets, self.values), places)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file's records in another order, and what finds them; arrays alone."""

    header: Header
    filters: Words
    present: NDArray[np.uint16]
    """Ascending."""
    popcounts: Rows
    """Ascending where `present` is one."""
    rows: Rows
    """Where each record stood in the file."""
    handle_ends: Rows
    handle_text: NDArray[np.uint8]
    """All handles in UTF-8, one behind the other."""
    nik: Tokens
    passport: Tokens

    @classmethod
    def of(cls, file: EncodingsFile) -> "Prepared":
        """Sort a file."""
        counts = popcounts(file.filters)
        order = np.lexsort((counts, file.present))
        handles = [file.handles[row].encode() for row in order.tolist()]
        return cls(
            header=file.header,
            filters=file.filters[order],
            present=file.present[order],
            popcounts=counts[order],
            rows=order,
            handle_ends=np.cumsum([len(each) for each in handles], dtype=np.int64),
            handle_text=np.frombuffer(b"".join(handles), np.uint8),
            nik=Tokens.of(file.nik_tokens, order),
            passport=Tokens.of(file.passport_tokens, order),
        )

    def __len__(self) -> int:
        return len(self.rows)

    def groups(self) -> Iterator[tuple[int, Block]]:
        """Records by presence mask; one without attributes is in none."""
        at = int(np.searchsorted(self.present, 1))
        while at < len(self):
            mask = self.present[at]
            end = int(np.searchsorted(self.present, mask, "right"))
            part = slice(at, end)
            block = Block(self.filters[part], self.popcounts[part], np.arange(at, end))
            yield int(mask), block
            at = end

    def take(self, places: Rows) -> EncodingsFile:
        """Some records as a file of their own."""
        return EncodingsFile(
            header=self.header,
            handles=[self._handle(place) for place in places.tolist()],
            filters=self.filters[places],
            present=self.present[places],
            nik_tokens=self.nik.take(places),
            passport_tokens=self.passport.take(places),
        )

    def _handle(self, place: int) -> str:
        start = self.handle_ends[place - 1] if place else 0
        return bytes(self.handle_text[start : self.handle_ends[place]]).decode()


def _moved(table: TokenTable, order: Rows) -> TokenTable:
    """The tokens of some records, in an order."""
    starts, counts = table.offsets[order], np.diff(table.offsets)[order]
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
    shifts = np.repeat(starts - offsets[:-1], counts)
    return TokenTable(offsets, table.values[np.arange(offsets[-1]) + shifts])
