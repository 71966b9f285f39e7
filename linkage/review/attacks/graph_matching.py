"""Graph matching: similarities of encodings laid over similarities of plain records.

A. Vidanage, P. Christen, T. Ranbaduge, R. Schnell, A graph matching attack on
privacy-preserving record linkage, CIKM 2020; J. Schäfer, F. Armknecht, Y. Heng, R+R:
Revisiting graph matching attacks on privacy-preserving record linkage, ACSAC 2024. The
encoding keeps how similar records are, whatever the key: so the graph of encodings and
that of a plain population are alike where they hold the same people.

1. Closeness of all pairs, on both sides (`closeness.py`).
2. The place of each record in its graph (`structure.py`), compared by what rehearsals
   under the attacker's own keys teach (`rehearsal.py`): a first guess, mostly wrong.
3. The graphs are laid over each other from there (`alignment.py`), in several ways; the
   one under which they agree best is kept. The attacker needs no truth to see that.

The papers embed nodes with node2vec and align embeddings by Wasserstein Procrustes;
learned features and whole rows of closeness do their work here. Measured against the
papers' figures in docs/decisions/0006-default-linkage-profile.md.
"""

from itertools import product

import numpy as np
from numpy.typing import NDArray

from linkage.hazmat.hardening.bits import Filters
from linkage.review.attacks.alignment import Fit, Graphs, align
from linkage.review.attacks.closeness import closeness, expected_closeness
from linkage.review.attacks.rehearsal import Rehearsal, log_likelihood
from linkage.review.attacks.structure import Features, popcounts, structure
from linkage.review.attacks.view import Floats, Guesses, Known, Rows, Seen

_REHEARSALS, _MOST_REHEARSALS = 6, 25
_FEWEST_REHEARSED = 2000
_TEMPERATURES = (1.0, 3.0)
_FLOOR = -60.0
"""Log odds below the best at which a person is no longer told from others."""
_SURE = 0.6
"""Agreement of the graphs beyond which another attempt is a waste."""
_CERTAINTY = 30.0


def match_graphs(
    seen: Seen,
    known: Known,
    generator: np.random.Generator,
    named: NDArray[np.int64] | None = None,
) -> Guesses:
    """Guess whose record each encoding is.

    Args:
        seen: Of the agency.
        known: Holds every person seen, and others.
        generator: Draws the people of rehearsals.
        named: Pairs of an encoding's row and a person's row that the attacker knows
            beforehand, shape (k, 2); none, if None.
    """
    graphs = Graphs(
        closeness(seen.filters), expected_closeness(known), known.possible(seen)
    )
    if named is None:
        start = _first_guess(seen, known, graphs, generator)
    else:
        start = np.zeros(graphs.possible.shape, np.float32)
        start[named[:, 0], named[:, 1]] = _CERTAINTY
    best = None
    for fit, temperature in product(Fit, _TEMPERATURES):
        aligned = align(graphs, start / np.float32(temperature), fit)
        if best is None or aligned.agreement > best.agreement:
            best = aligned
        if best.agreement > _SURE:
            break
    return best.guesses if best else np.empty(0, np.int64)


def _first_guess(
    seen: Seen, known: Known, graphs: Graphs, generator: np.random.Generator
) -> Floats:
    """Log odds from the features of structure; shape (n, N)."""
    size, people = graphs.possible.shape
    plain = structure(graphs.known, popcounts(known.filters[0]), 0.0)
    turns = min(max(_REHEARSALS, _FEWEST_REHEARSED // size), _MOST_REHEARSALS)
    rehearsals = [
        _rehearsed(known, generator.permutation(people)[:size], turn)
        for turn in range(turns)
    ]
    encoded = _features(seen.filters, known.taps)
    fit = log_likelihood(encoded, plain, rehearsals)
    fit = np.where(graphs.possible, fit, -np.inf)
    best = fit.max(axis=1)[:, None]
    return np.asarray(np.maximum(fit - best, _FLOOR), np.float32)


def _rehearsed(known: Known, rows: Rows, turn: int) -> Rehearsal:
    return Rehearsal(rows, _features(known.rehearse(rows, turn), known.taps))


def _features(filters: Filters, taps: int) -> Features:
    bits = filters.shape[1] * 8
    # Without diffusion, only collisions of positions blur the closeness of two people.
    noise = bits**-0.5 if taps > 1 else 0.4 * bits**-0.5
    return structure(closeness(filters), popcounts(filters), noise)
