import numpy as np
import pytest

from benchmarks.group import defaults
from benchmarks.linkage.configurations import SCHEMA
from benchmarks.linkage.measure import GROUP
from benchmarks.linkage.people import copied, residents
from linkage.match.dice import dice_join
from linkage.match.oracle import dice

THRESHOLDS = {"default": 0.6, "plain": 0.8}


@pytest.fixture(scope="module")
def rows():
    options = defaults(GROUP)
    options.rows, options.alone, options.febrl4 = 60, True, False
    return GROUP.measure(options).rows


@pytest.mark.parametrize("profile", ["default", "plain"])
def test_each_step_has_its_figures(rows, profile):
    assert rows[f"{profile}, encode: tautan"].keys() == {"seconds", "records_per_s"}
    assert rows[f"{profile}, match: tautan"].keys() == {
        "seconds",
        "cpu_seconds",
        "pairs",
        "peak_mb",
        "threshold",
        "million_pairs_per_s",
    }
    assert rows[f"{profile}, match: tautan"]["threshold"] == THRESHOLDS[profile]


@pytest.mark.parametrize("profile", ["default", "plain"])
def test_the_copies_are_found(rows, profile):
    assert rows[f"{profile}, match: tautan"]["pairs"] >= 45
    assert rows[f"{profile}, link: tautan, by the profile"]["pairs"] >= 50


def test_a_profile_of_ones_own_and_the_join_alone_are_measured(tmp_path):
    own = tmp_path / "own.yaml"
    text = (SCHEMA / "plain.yaml").read_text(encoding="utf-8")
    own.write_text(text.replace("id: plain", "id: own"), encoding="utf-8")
    options = defaults(GROUP)
    options.rows, options.alone, options.join_only = 40, True, True
    options.profile, options.threshold = [str(own)], 0.7
    rows = GROUP.measure(options).rows
    assert rows.keys() == {"own, match: tautan"}
    assert rows["own, match: tautan"]["threshold"] == 0.7


def test_the_second_register_differs_in_one_value_of_a_record():
    left = residents(30, 7)
    right = copied(left, 7)
    assert [one.handle for one in left] == [one.handle for one in right]
    assert left == residents(30, 7)
    changed = [a.niks != b.niks for a, b in zip(left, right, strict=True)]
    assert any(changed)
    assert not all(changed)


@pytest.mark.parametrize("threshold", [0.5, 0.8, 1.0])
def test_the_timed_join_is_exact(threshold):
    chance = np.random.default_rng(3)
    left = chance.integers(0, 2**64, (20, 16), np.uint64)
    right = np.concatenate([left[:5], chance.integers(0, 2**64, (9, 16), np.uint64)])
    plain = sum(
        dice(a.astype("<u8").tobytes(), b.astype("<u8").tobytes()) >= threshold
        for a in left
        for b in right
    )
    assert len(dice_join(left, right, threshold)) == plain > 0
