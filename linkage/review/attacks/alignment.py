"""Two graphs laid over each other, from a rough guess on.

Given who is probably whom, each encoding's row of closeness is compared with the row
that each person would have towards the people whom the others are taken for. Who fits
better becomes more probable, and so on: soft at first, since the first guess is poor,
and in the end one to one. It is the projected power method of seeded graph matching
(D. Fishkind and others, Seeded graph matching, Pattern Recognition 87, 2019), whose
every step is the gradient of the quadratic assignment, with a temperature that falls.

Two ways to compare rows, since neither is best throughout: by correlation, and by the
likelihood of the noise that 1024 bits leave.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from linkage.review.attacks.view import Floats, Guesses

_SHARPNESS = (1.5, 2, 2.5, 3, 3, 3.5, 4, 4, 5, 5, 6, 8, 8, 8, 10, 10)
_SETTLING = 8
"""Rounds in which each encoding is taken for one person."""
_NEVER = -1e4
_LEAST = 1e-9


class Fit(StrEnum):
    """How rows are compared."""

    CORRELATION = "correlation"
    LIKELIHOOD = "likelihood"


@dataclass(frozen=True, slots=True)
class Graphs:
    """The encoded and the plain graph, and who can be whom at all."""

    seen: Floats
    """Shape (n, n)."""
    known: Floats
    """Shape (N, N)."""
    possible: NDArray[np.bool_]
    """Shape (n, N)."""


@dataclass(frozen=True, slots=True)
class Aligned:
    """A matching, and how alike the two graphs are under it."""

    guesses: Guesses
    agreement: float


def align(graphs: Graphs, log_odds: Floats, fit: Fit) -> Aligned:
    """Improve a first guess until it is one to one.

    Args:
        graphs: To be laid over each other.
        log_odds: The first guess, shape (n, N).
        fit: How rows are compared.
    """
    seen, known = _centred(graphs.seen), _centred(graphs.known)
    odds, scores = log_odds, log_odds
    for turn, sharpness in enumerate(_SHARPNESS):
        belief = _believed(odds, graphs.possible)
        scores = _scores(seen, known, belief, fit)
        prior = log_odds / np.float32(1 + turn)
        odds = _sharpened(scores, fit, sharpness, turn) + prior
    for _ in range(_SETTLING):
        scores = _scores(seen, known, _settled(scores, graphs.possible), fit)
    final = np.where(graphs.possible, scores, _NEVER * np.abs(scores).max())
    guesses = linear_sum_assignment(-final)[1].astype(np.int64)
    return Aligned(guesses, _agreement(graphs, guesses))


def _centred(square: Floats) -> Floats:
    bare = square - np.eye(len(square), dtype=np.float32)
    return np.asarray(bare - bare.mean(axis=1)[:, None], np.float32)


def _believed(log_odds: Floats, possible: NDArray[np.bool_]) -> Floats:
    """Log odds as probabilities; nobody is believed to be two records."""
    allowed = np.where(possible, log_odds, _NEVER)
    belief = np.exp(allowed - allowed.max(axis=1)[:, None])
    belief /= belief.sum(axis=1)[:, None]
    for _ in range(3):
        belief /= np.maximum(belief.sum(axis=0), 1)[None, :]
        belief /= np.maximum(belief.sum(axis=1), _LEAST)[:, None]
    return np.asarray(belief, np.float32)


def _settled(scores: Floats, possible: NDArray[np.bool_]) -> Floats:
    """The best person for each encoding, shared where several claim one."""
    best = np.where(possible, scores, -np.inf).argmax(axis=1)
    belief = np.zeros_like(scores)
    belief[np.arange(len(best)), best] = 1 / np.bincount(best)[best]
    return belief


def _scores(seen: Floats, known: Floats, belief: Floats, fit: Fit) -> Floats:
    """How each person's row fits each encoding's; shape (n, N)."""
    rows = known @ belief.T
    match fit:
        case Fit.LIKELIHOOD:
            lengths = (rows**2).sum(axis=1)[None, :]
            return np.asarray(seen @ rows.T - lengths / 2, np.float32)
        case Fit.CORRELATION:
            rows = rows - rows.mean(axis=1)[:, None]
            return np.asarray(_unit(seen) @ _unit(rows).T, np.float32)


def _unit(rows: Floats) -> Floats:
    lengths = np.maximum(np.linalg.norm(rows, axis=1), _LEAST)
    return np.asarray(rows / lengths[:, None], np.float32)


def _sharpened(scores: Floats, fit: Fit, sharpness: float, turn: int) -> Floats:
    """Scores as log odds."""
    match fit:
        case Fit.LIKELIHOOD:
            believed = min(1.0, 0.3 + 0.1 * turn)
            return np.asarray(scores * (1024 * believed), np.float32)
        case Fit.CORRELATION:
            mean, spread = scores.mean(axis=1), scores.std(axis=1) + _LEAST
            scaled = (scores - mean[:, None]) / spread[:, None]
            return np.asarray(scaled * sharpness, np.float32)


def _agreement(graphs: Graphs, guesses: Guesses) -> float:
    apart = ~np.eye(len(guesses), dtype=bool)
    there = graphs.known[np.ix_(guesses, guesses)][apart]
    return float(np.corrcoef(graphs.seen[apart], there)[0, 1])
