from dataclasses import replace

import numpy as np
import pytest

from linkage.cli.options import SHIPPED_PROFILE
from linkage.match.evidence import Ground
from linkage.match.threshold import scan as scanning
from linkage.match.threshold.likeness import bins, likeness
from linkage.match.threshold.scan import NEAREST, scan
from linkage.profile import Profile


def every_likeness(left, right, ground):
    """The same by the measures that judge pairs."""
    grid = np.indices((len(left), len(right))).reshape(2, -1).T
    return likeness(left, right, grid, ground).reshape(len(left), len(right))


def masked(file, seed):
    generator = np.random.default_rng(seed)
    present = generator.integers(1, 128, len(file)).astype(np.uint16)
    return replace(file, present=present)


@pytest.mark.parametrize("named", ["plain", "default"])
@pytest.mark.parametrize("plainly", [False, True], ids=["compiled", "interpreted"])
def test_a_scan_sees_what_measures_say(made, monkeypatch, named, plainly):
    if plainly:
        monkeypatch.setattr(scanning, "_scan", scanning._scan_plain)
    pair = made(8, 6)
    left, right = masked(pair.left, 1), masked(pair.right, 2)
    ground = Ground.of(Profile.load(SHIPPED_PROFILE.with_name(f"{named}.yaml")), 1)
    seen = scan(left, right, ground)
    wanted = every_likeness(left, right, ground)[seen.rows]
    nearest = -np.sort(-wanted, axis=1)[:, :NEAREST]
    assert np.allclose(seen.nearest, nearest)
    assert seen.histogram.sum() == wanted.size
    assert (
        np.abs(
            np.cumsum(seen.histogram - np.bincount(bins(wanted).ravel(), None, 250))
        ).max()
        <= 1
    )


def test_a_record_is_not_compared_with_itself(made, plain):
    file = made(10, 0).left
    seen = scan(file, file, plain)
    assert seen.histogram.sum() == 90
    assert seen.nearest.max() < 0.8


def test_the_sample_does_not_depend_on_the_order_of_records(made, plain, monkeypatch):
    monkeypatch.setattr(scanning, "_FEWEST", 5)
    monkeypatch.setattr(scanning, "_BUDGET", 1)
    pair = made(30, 0)
    order = np.random.default_rng(3).permutation(30)
    mixed = replace(
        pair.left,
        handles=[pair.left.handles[at] for at in order],
        filters=pair.left.filters[order],
    )
    one, other = (scan(file, pair.right, plain) for file in (pair.left, mixed))
    assert len(one.rows) == 5
    assert [pair.left.handles[at] for at in one.rows] == [
        mixed.handles[at] for at in other.rows
    ]
    assert (one.histogram == other.histogram).all()
