"""Frequency alignment: what is common in plain text is common in encodings.

After P. Christen, R. Schnell, D. Vatsalan, T. Ranbaduge, Efficient cryptanalysis of
Bloom filters for privacy-preserving record linkage, PAKDD 2017. Their attack aligns the
frequencies of values and then reads bit patterns; of whole records encoded in one filter
it leaves what each encoding shows by itself: which attributes there are, how often the
same filter occurs, and how many bits are set. Encodings and people are sorted by these
and laid side by side, and the attacker guesses the person at the same rank.
"""

import numpy as np

from linkage.hazmat.hardening.bits import Filters
from linkage.review.attacks.structure import popcounts
from linkage.review.attacks.view import Guesses, Known, Rows, Seen


def align_frequencies(seen: Seen, known: Known) -> Guesses:
    """Guess whose record each encoding is; -1 where nobody has its attributes.

    Args:
        seen: Of the agency.
        known: Holds every person seen, and others.
    """
    guesses = np.full(len(seen.filters), -1, np.int64)
    for mask in np.unique(seen.present):
        encoded = _ranked(seen.filters, np.flatnonzero(seen.present == mask))
        people = _ranked(known.filters[0], np.flatnonzero(known.present == mask))
        if len(people):
            at = (np.arange(len(encoded)) + 0.5) * len(people) / len(encoded)
            guesses[encoded] = people[at.astype(int)]
    return guesses


def _ranked(filters: Filters, rows: Rows) -> Rows:
    """Rows from the commonest filter to the rarest, then by bits set."""
    _, groups, counts = np.unique(
        filters[rows], axis=0, return_inverse=True, return_counts=True
    )
    order = np.lexsort((popcounts(filters[rows]), -counts[groups.reshape(-1)]))
    return rows[order]
