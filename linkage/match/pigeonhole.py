"""All pairs with enough common bits, by parts in which they hardly differ.

Where the common bits that a pair needs are close to its popcounts, the pair differs in
few positions, and cut into parts, it differs hardly at all in one of them (`parts.py`):

1. One side's records stand in a table by the key of a part (`keytable.py`).
2. Each query looks its own key up, and every key that is a few turned bits away.
3. What is found is counted in full, and reported by the first part that finds it.

Part follows part, so that one table is in the cache at a time. Equal keys of different
bits cost a count, never a pair: exact for whatever table of needed bits the caller
gives. Whether it is cheaper than looking at all pairs, `costs.py` says.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from linkage.compiled import compiled
from linkage.exchange.encoding import FILTER_WORDS, Words
from linkage.match.bits import common_bits, ones
from linkage.match.collect import Rows, Span, collected
from linkage.match.demand import Needed
from linkage.match.kernel import Block
from linkage.match.keytable import (
    KeyTable,
    Places,
    holders,
    key_table,
    known_keys,
    part_keys,
)
from linkage.match.parts import (
    Radii,
    budgets,
    deal,
    places,
    radii,
    random_words,
    turns,
)

QUERIES: Final = 1 << 14
"""Queries that are searched in one call."""
_ROOM: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Task:
    """One part: all of the left side looked up in the right."""

    left: Block
    right: Block
    needed: Needed
    radii: Radii
    masks: Words
    """The positions of each part; shape (parts, 16)."""
    part: int

    @property
    def comparisons(self) -> int:
        """Its share of all pairs."""
        whole, rest = divmod(
            len(self.left.rows) * len(self.right.rows), len(self.masks)
        )
        return whole + (self.part < rest)

    def search(self) -> Rows:
        """The pairs that this part finds first; releases the interpreter's lock.

        Returns:
            Rows of left and right, shape (pairs, 2).
        """
        at = places(self.masks[self.part])
        words = random_words(self.part, len(at))
        furthest = max(0, int(self.radii[:, self.part].max()))
        rules = _Rules(
            self.needed, self.radii, self.masks, self.part, *turns(words, furthest)
        )
        left, right = (
            _Side(
                each.filters,
                each.popcounts - each.popcounts.min(),
                part_keys(each.filters, at, words),
            )
            for each in (self.left, self.right)
        )
        table = key_table(right.keys)

        def search(queries: Span, room: Rows) -> int:
            return _search(left, right, table, rules, (*queries, room))

        found = collected(search, (0, len(self.left.rows)), QUERIES, _ROOM)
        rows = self.left.rows[found[:, 0]], self.right.rows[found[:, 1]]
        return np.stack(rows, axis=1)


def tasks(left: Block, right: Block, needed: Needed, parts: int) -> Iterator[Task]:
    """What there is to do to find all pairs, part by part.

    Args:
        left: One side, with at least one record.
        right: The other, as well, and fewer than 2^32; its keys stand in tables.
        needed: Common bits needed, by left and right popcount, each counted from
            the lowest of its side.
        parts: Into how many the positions are cut.
    """
    reach = radii(budgets(left.span, right.span, needed), parts)
    masks = deal(parts)
    for part in range(parts):
        yield Task(left, right, needed, reach, masks, part)


class _Side(NamedTuple):
    """What of a side Numba needs; so does `_Rules` of the rest."""

    filters: Words
    popcounts: Rows
    """From the lowest."""
    keys: Words


class _Rules(NamedTuple):
    needed: Needed
    radii: Radii
    masks: Words
    part: int
    turns: Words
    ends: Rows


def _search_plain(
    left: _Side,
    right: _Side,
    table: KeyTable,
    rules: _Rules,
    asked: tuple[int, int, Rows],
) -> int:
    """Count the pairs of some queries; write as many as there is room for."""
    first, last, found = asked
    known = np.empty(rules.turns.size + 1, np.uint64)
    rows = np.empty(table.rows.size, np.uint32)
    so_far = 0
    for query in range(first, last):
        radius = rules.radii[left.popcounts[query], rules.part]
        if radius >= 0:
            near = rules.turns[: rules.ends[radius]]
            keys = known[: known_keys(left.keys[query], near, table, known)]
            candidates = rows[: holders(keys, table, rows)]
            so_far = _verify(left, right, rules, (query, candidates), (so_far, found))
    return so_far


def _verify_plain(
    left: _Side,
    right: _Side,
    rules: _Rules,
    asked: tuple[int, Places],
    output: tuple[int, Rows],
) -> int:
    """Count the common bits with each candidate; return what is found so far."""
    query, candidates = asked
    so_far, found = output
    needed = rules.needed[left.popcounts[query]]
    for candidate in candidates:
        row = np.int64(candidate)
        common = common_bits(left.filters, query, right.filters, row)
        if common >= needed[right.popcounts[row]] and not _found_before(
            left, right, rules, (query, row)
        ):
            if so_far < found.shape[0]:
                found[so_far, 0] = query
                found[so_far, 1] = row
            so_far += 1
    return so_far


def _found_before_plain(
    left: _Side, right: _Side, rules: _Rules, pair: tuple[int, np.int64]
) -> bool:
    """Whether an earlier part finds the same pair."""
    query, row = pair
    radius = rules.radii[left.popcounts[query]]
    for earlier in range(rules.part):
        differing = np.int64(0)
        for word in range(FILTER_WORDS):
            turned = left.filters[query, word] ^ right.filters[row, word]
            differing += ones(turned & rules.masks[earlier, word])
        if differing <= radius[earlier]:
            return True
    return False


_found_before = compiled(_found_before_plain)
_verify = compiled(_verify_plain)
_search = compiled(_search_plain)
