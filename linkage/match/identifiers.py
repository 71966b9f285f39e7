"""Pairs that share an exact identifier token."""

import numpy as np
from numpy.typing import NDArray

from linkage.exchange.encoding import TOKEN_BYTES, EncodingsFile, TokenTable

Rows = NDArray[np.int64]


def token_pairs(left: TokenTable, right: TokenTable) -> NDArray[np.int64]:
    """Pairs of rows with a token in common, each once, in row order; shape (n, 2)."""
    order = np.argsort(token_keys(right.values), kind="stable")
    sorted_right = token_keys(right.values)[order]
    wanted = token_keys(left.values)
    first = np.searchsorted(sorted_right, wanted, "left")
    last = np.searchsorted(sorted_right, wanted, "right")
    repeats = last - first
    left_rows = np.repeat(token_rows(left), repeats)
    starts = np.repeat(np.cumsum(repeats) - repeats, repeats)
    within = np.arange(repeats.sum()) - starts
    right_rows = token_rows(right)[order[np.repeat(first, repeats) + within]]
    return np.unique(np.stack([left_rows, right_rows], axis=1), axis=0)


def same_first(
    left: TokenTable, right: TokenTable, pairs: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Whether the first tokens of each pair are equal: these are in the filters."""
    firsts = []
    for table, rows in ((left, pairs[:, 0]), (right, pairs[:, 1])):
        has = table.offsets[rows + 1] > table.offsets[rows]
        padded = np.append(table.values, np.zeros(1, table.values.dtype))
        firsts.append((has, padded[np.where(has, table.offsets[rows], -1)]))
    (left_has, left_first), (right_has, right_first) = firsts
    equal = token_keys(left_first) == token_keys(right_first)
    return np.asarray(left_has & right_has & equal, np.bool_)


def shared_identifiers(left: EncodingsFile, right: EncodingsFile) -> Rows:
    """Pairs that share a NIK or a passport token; shape (n, 2), in row order."""
    both = [
        token_pairs(left.nik_tokens, right.nik_tokens),
        token_pairs(left.passport_tokens, right.passport_tokens),
    ]
    return np.unique(np.concatenate(both), axis=0)


def token_keys(values: NDArray[np.void]) -> NDArray[np.bytes_]:
    """Tokens as fixed-width text, which numpy can sort and compare.

    A trailing zero byte does not count in such text, so one is put behind.
    """
    raw = np.ascontiguousarray(values).view(np.uint8).reshape(len(values), TOKEN_BYTES)
    ended = np.concatenate([raw, np.ones((len(raw), 1), np.uint8)], axis=1)
    return np.ascontiguousarray(ended).view(f"S{TOKEN_BYTES + 1}").reshape(-1)


def token_rows(table: TokenTable) -> Rows:
    """The row of each token."""
    return np.repeat(np.arange(len(table.offsets) - 1), np.diff(table.offsets))
