"""Similarity tables: names from nothing but how alike pairs of records are.

C. Culnane, B. Rubinstein, V. Teague, Vulnerabilities in the use of similarity tables in
combination with pseudonymisation to preserve data privacy in the UK Office for National
Statistics' Privacy-Preserving Record Linkage, arXiv:1712.00871, 2017. There, as in any
interface that answers with raw scores, the attacker holds a table of similarities
between pseudonyms, and no filter. Each row of such a table has a shape of its own: how
many others are so far away. Rows of the table are laid beside rows of a table of the
plain records, and what that leaves open is settled by agreement of the whole tables.

Similarities are cut to hundredths, as a score in an answer would be.
"""

import numpy as np
from scipy.spatial.distance import cdist

from linkage.review.attacks.alignment import Fit, Graphs, align
from linkage.review.attacks.closeness import closeness, expected_closeness, others
from linkage.review.attacks.view import Floats, Guesses, Known, Seen

_QUANTILES = 100
_SHARPNESS = 4.0


def match_similarity_tables(
    seen: Seen, known: Known, _generator: np.random.Generator
) -> Guesses:
    """Guess whose row of the table each one is.

    Args:
        seen: Everybody in `known`, for a table of a part has rows of another shape.
        known: Holds every person seen.
    """
    table, plain = _table(closeness(seen.filters)), _table(expected_closeness(known))
    everybody = np.ones((len(table), len(plain)), np.bool_)
    graphs = Graphs(table, plain, everybody)
    return align(graphs, _by_shape(table, plain), Fit.CORRELATION).guesses


def _table(square: Floats) -> Floats:
    return np.asarray(np.round(square, 2), np.float32)


def _by_shape(table: Floats, plain: Floats) -> Floats:
    """Log odds from how alike the sorted rows are; shape (n, N)."""
    one, other = _shape(table), _shape(plain)
    apart = cdist(one, other, "sqeuclidean")
    scaled = apart / (apart.std(axis=1)[:, None] + np.float32(1e-9))
    return np.asarray(-_SHARPNESS * (scaled - scaled.min(axis=1)[:, None]), np.float32)


def _shape(square: Floats) -> Floats:
    """Each row sorted and cut to as many values, in the scale of its table."""
    rest = np.sort(others(square), axis=1)
    at = np.linspace(0, rest.shape[1] - 1, min(_QUANTILES, rest.shape[1])).astype(int)
    shape = rest[:, at]
    return np.asarray((shape - shape.mean(axis=0)) / (shape.std() + 1e-9), np.float32)
