"""Frequency alignment: what is common in plain text is common in encodings.

After P. Christen, R. Schnell, D. Vatsalan, T. Ranbaduge, Efficient cryptanalysis of
Bloom filters for privacy-preserving record linkage, PAKDD 2017. Their attack aligns the
frequencies of values and then reads bit patterns; of whole records encoded in one filter
it leaves what each encoding shows by itself: which attributes there are, how many bits
are set, and how common the set bits are. The attacker computes the same of the people it
knows, under keys of its own, and gives each encoding the person with the nearest figures.
"""

import numpy as np
from scipy.optimize import linear_sum_assignment

from linkage.hazmat.hardening.bits import Filters, unpacked
from linkage.review.attacks.view import Floats, Guesses, Known, Seen

_TURNS = 4
"""Keys of the attacker's own, over which it takes means."""
_POWERS = (1, 2, 3)
_LEAST = 1e-9


def align_frequencies(
    seen: Seen, known: Known, _generator: np.random.Generator
) -> Guesses:
    """Guess whose record each encoding is; -1 where nobody has its attributes.

    Args:
        seen: Of the agency.
        known: Holds every person seen, and others.
    """
    everybody = np.arange(len(known.present))
    theirs = [_figures(known.rehearse(everybody, turn)) for turn in range(_TURNS)]
    mine, plain = _figures(seen.filters), np.mean(theirs, axis=0)
    guesses = np.full(len(seen.filters), -1, np.int64)
    for mask in np.unique(seen.present):
        encoded = np.flatnonzero(seen.present == mask)
        people = np.flatnonzero(known.present == mask)
        apart = ((mine[encoded][:, None] - plain[people][None]) ** 2).sum(axis=2)
        rows, columns = linear_sum_assignment(apart)
        guesses[encoded[rows]] = people[columns]
    return guesses


def _figures(filters: Filters) -> Floats:
    """Bits set, and how common they are: sums of powers; shape (n, 1 + powers)."""
    bits = unpacked(filters).astype(np.float32)
    common = bits.mean(axis=0)
    columns = [bits.sum(axis=1), *(bits @ common**power for power in _POWERS)]
    figures = np.column_stack(columns)
    # Each sum leaves out what the ones before it tell, so that none counts twice.
    whole, _ = np.linalg.qr(figures - figures.mean(axis=0))
    signs = np.sign((whole * (figures - figures.mean(axis=0))).sum(axis=0))
    scaled = whole * signs / (whole.std(axis=0) + _LEAST)
    return np.asarray(scaled, np.float32)
