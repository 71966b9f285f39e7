"""Records by the key of a part of their filters: written once, asked very often.

The *key* of a part is the XOR of a random word for each of its bits (Zobrist 1970), so
that turning a bit of a query is one XOR. Keys stand sorted. A *sketch* has a bit for
each number that some key begins with; for the words of the sketch it is known how many
keys come before. So most keys that nobody has cost one look at the sketch, and a key
that somebody has is found where the count of the bits before it says.

What asks has no branch that the processor could guess wrongly, so that it waits for
many places of the memory at once.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from linkage.compiled import compiled
from linkage.exchange.encoding import Words
from linkage.match.bits import ones
from linkage.match.collect import Rows

_SPARSE: Final = 5
"""The sketch has 2 to the power of that many times more bits than there are keys."""
_WORD_BITS: Final = 64
_ALL: Final = np.uint64(2**64 - 1)
_ONE: Final = np.uint64(1)
# Unsigned indices need no look at whether they count from the end.
_SIX: Final = np.uint64(6)
_IN_WORD: Final = np.uint64(63)

Places = NDArray[np.uint32]


class KeyTable(NamedTuple):
    """The keys of one side; a tuple, since Numba takes those."""

    keys: Words
    """Ascending; one more than there are records, which no bit of the sketch meets."""
    rows: Places
    """Whose each key is."""
    shift: np.uint64
    """What of a key is not what it begins with."""
    sketch: Words
    before: Places
    """How many keys come before those of a word of the sketch."""


def key_table(keys: Words) -> KeyTable:
    """A table of the keys of fewer than 2^32 records."""
    bits = max(6, (len(keys) - 1).bit_length() + _SPARSE)
    order = np.argsort(keys)
    table = KeyTable(
        keys=np.append(keys[order], _ALL),
        rows=order.astype(np.uint32),
        shift=np.uint64(_WORD_BITS - bits),
        sketch=np.zeros(1 << (bits - 6), np.uint64),
        before=np.zeros((1 << (bits - 6)) + 1, np.uint32),
    )
    _sketch(table)
    return table


def _keys_plain(filters: Words, places: Rows, words: Words) -> Words:
    """The key of each record's part, whose bits stand at given places."""
    keys = np.zeros(filters.shape[0], np.uint64)
    for row in range(filters.shape[0]):
        key = np.uint64(0)
        for at in range(places.size):
            bit = places[at]
            word = filters[row, bit // _WORD_BITS] >> np.uint64(bit % _WORD_BITS)
            key ^= words[at] * (word & _ONE)
        keys[row] = key
    return keys


def _sketch_plain(table: KeyTable) -> None:
    """Sketch the keys, and count them by the words of the sketch."""
    for key in table.keys[:-1]:
        bit = key >> table.shift
        table.sketch[bit >> _SIX] |= _ONE << (bit & _IN_WORD)
        table.before[(bit >> _SIX) + _ONE] += np.uint32(1)
    for word in range(1, table.before.size):
        table.before[word] += table.before[word - 1]


def _known_plain(
    own: np.uint64, turns: Words, table: KeyTable, known: Words
) -> np.int64:
    """List the turned keys that the table may have; return how many."""
    count = np.int64(0)
    for turn in turns:
        key = own ^ turn
        bit = key >> table.shift
        known[count] = key
        count += np.int64((table.sketch[bit >> _SIX] >> (bit & _IN_WORD)) & _ONE)
    return count


def _holders_plain(known: Words, table: KeyTable, rows: Places) -> int:
    """List the records that have one of some keys; return how many.

    Args:
        known: Keys whose bit the sketch has.
        table: Of one side.
        rows: Written; has room for every record.
    """
    count = 0
    for key in known:
        bit = key >> table.shift
        word = bit >> _SIX
        lower = table.sketch[word] & ((_ONE << (bit & _IN_WORD)) - _ONE)
        # Where keys share a bit, there are more keys before this one than bits.
        at = np.uint64(table.before[word]) + np.uint64(ones(lower))
        while table.keys[at] < key:
            at += _ONE
        while table.keys[at] == key and at < table.rows.size:
            rows[count] = table.rows[at]
            count += 1
            at += _ONE
    return count


part_keys = compiled(_keys_plain)
_sketch = compiled(_sketch_plain)
known_keys = compiled(_known_plain)
holders = compiled(_holders_plain)
