"""Filters drawn at random, others like them, and the join in a few plain lines."""

import numpy as np

from linkage.exchange.encoding import EncodingsFile, Header, TokenTable


def filters(rows, seed, share=0.3):
    """Random filters of differing popcounts; some empty, full, and twice there."""
    generator = np.random.default_rng(seed)
    shares = generator.uniform(share / 2, share * 1.5, (rows, 1))
    bits = generator.random((rows, 1024)) < shares
    made = _packed(bits)
    made[:1] = 0
    made[1:2] = 2**64 - 1
    made[2:4] = made[4:5]
    return made


def slipped(made, seed, most=60):
    """The same filters with a few bits turned."""
    generator = np.random.default_rng(seed)
    turned = made.copy()
    for row in turned:
        for bit in generator.integers(0, 1024, generator.integers(0, most)):
            row[bit // 64] ^= np.uint64(1) << np.uint64(bit % 64)
    return turned


def alike_in_thirds(rows, seed):
    """Filters of which every third is like its namesake of another seed."""
    generator = np.random.default_rng(seed)
    bits = np.random.default_rng(0).random((rows, 1024)) < 0.45
    bits[::3] ^= generator.random((len(bits[::3]), 1024)) < 0.03
    bits[1::3] = generator.random((len(bits[1::3]), 1024)) < 0.45
    return _packed(bits)


def file_of(made, masks, agency="a"):
    """Filters as a file without tokens; its presence masks are these, over and over."""
    rows = len(made)
    none = TokenTable(
        np.zeros(rows + 1, np.int64), np.empty(0, np.dtype((np.void, 16)))
    )
    return EncodingsFile(
        header=Header("default", 1, "f", "e", agency, "c"),
        handles=[str(at) for at in range(rows)],
        filters=made,
        present=np.array(masks, np.uint16)[np.arange(rows) % len(masks)],
        nik_tokens=none,
        passport_tokens=none,
    )


def _packed(bits):
    return np.packbits(bits, axis=1, bitorder="little").view("<u8").astype(np.uint64)


def plain_join(left, right, threshold):
    """All pairs with a Dice of at least the threshold, in order."""
    one, other = (
        np.bitwise_count(side).sum(axis=1, dtype=int) for side in (left, right)
    )
    common = np.zeros((len(left), len(right)), int)
    for word in range(16):
        common += np.bitwise_count(left[:, word][:, None] & right[:, word])
    totals = one[:, None] + other
    return np.argwhere((2 * common >= threshold * totals - 1e-9) & (totals > 0))


def in_order(pairs):
    """Pairs as a sorted list of tuples."""
    return sorted(map(tuple, pairs.tolist()))
