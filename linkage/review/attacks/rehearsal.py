"""Which features tell people apart, learned where the attacker knows the truth.

The attacker draws people from its population, encodes them as the agency would, and
sees what their features become. Features are ranked first, since keys and sampling
stretch them. A ridge regression foretells the main components of a person's plain
features from the encoded ones; its residuals, from held-out rehearsals, give the
likelihood. What a candidate's features are worth is the likelihood over how common they
are: ln p(plain | encoded) - ln p(plain).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from linkage.review.attacks.structure import Features
from linkage.review.attacks.view import Rows

_COMPONENTS = 40
_RIDGE = 0.1


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Encoded people whose rows are known."""

    rows: Rows
    features: Features


def log_likelihood(
    encoded: Features, plain: Features, rehearsals: list[Rehearsal]
) -> NDArray[np.float32]:
    """How well each person fits each encoding; shape (n, N).

    Args:
        encoded: Of the encodings.
        plain: Of the population.
        rehearsals: At least two.
    """
    ranked = _ranked(plain)
    wanted = ranked @ _main_components(ranked)
    inputs = [_ranked(each.features) for each in rehearsals]
    outputs = [wanted[each.rows] for each in rehearsals]
    half = len(inputs) // 2
    misses = np.concatenate(
        [
            _misses((inputs[:half], outputs[:half]), (inputs[half:], outputs[half:])),
            _misses((inputs[half:], outputs[half:]), (inputs[:half], outputs[:half])),
        ]
    )
    spread = misses.T @ misses / len(misses) + 1e-3 * np.eye(misses.shape[1])
    whiten = np.linalg.cholesky(np.linalg.inv(spread))
    rule = _ridge(np.concatenate(inputs), np.concatenate(outputs))
    foretold, people = _ranked(encoded) @ rule @ whiten, wanted @ whiten
    fit = foretold @ people.T - (people**2).sum(axis=1) / 2
    return np.asarray(fit + (wanted**2).sum(axis=1) / 2, np.float32)


def _ranked(features: Features) -> Features:
    """Each column as normal scores of its ranks."""
    ranks = features.argsort(axis=0, kind="stable").argsort(axis=0, kind="stable")
    return np.asarray(ndtri((ranks + 0.5) / len(features)), np.float64)


def _main_components(ranked: Features) -> Features:
    """Directions of most variance, scaled to one; shape (features, components)."""
    values, vectors = np.linalg.eigh(np.cov(ranked.T))
    most = np.argsort(-values)[:_COMPONENTS]
    return np.asarray(vectors[:, most] / np.sqrt(np.maximum(values[most], 1e-9)))


def _ridge(inputs: Features, outputs: Features) -> Features:
    square = inputs.T @ inputs + _RIDGE * len(inputs) * np.eye(inputs.shape[1])
    return np.asarray(np.linalg.solve(square, inputs.T @ outputs), np.float64)


def _misses(
    learned: tuple[list[Features], list[Features]],
    tried: tuple[list[Features], list[Features]],
) -> Features:
    rule = _ridge(np.concatenate(learned[0]), np.concatenate(learned[1]))
    return np.asarray(np.concatenate(tried[1]) - np.concatenate(tried[0]) @ rule)
