"""The bit-sliced join against plain loops, compiled and as its own source."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from linkage.compiled import compiled
from linkage.match.bitsliced import _ROOM, TASK, Task, _all_miss, tasks
from linkage.match.columns import MOST, STEP, count, count_plain
from linkage.match.demand import NEVER
from linkage.match.dice import dice_join, fewest_common
from linkage.match.lanes import prepare, rarest_first
from linkage.match.vectors import LANE_WORDS, LANES
from tests.support.filters import filters, in_order, plain_join, slipped

ROOT = Path(__file__).parents[3]
ALL = np.uint64(2**64 - 1)
EMPTY = np.zeros((0, 16), np.uint64)


def sliced_join(left, right, threshold):
    one, other = prepare(left), prepare(right)
    needed = fewest_common(one.span, other.span, threshold)
    work = tasks(one, other, needed)
    return np.concatenate([each.search() for each in work])


@pytest.mark.parametrize("threshold", [0.3, 0.6, 0.8, 0.95, 1.0])
@pytest.mark.parametrize(
    ("rows", "columns"), [(1100, 513), (LANES - 1, LANES), (1, 300), (LANES + 1, 2)]
)
def test_the_join_is_that_of_a_plain_loop(rows, columns, threshold):
    left = filters(rows, seed=1)
    right = np.concatenate([filters(columns, 2), slipped(left, 3)])[-columns:]
    found = sliced_join(left, right, threshold)
    assert in_order(found) == in_order(plain_join(left, right, threshold))


def test_nearly_full_filters_may_miss_more_than_a_counter_holds():
    left, right = filters(300, 4, share=0.9), filters(300, 5, share=0.9)
    for threshold in (0.2, 0.7):
        found = sliced_join(left, right, threshold)
        assert in_order(found) == in_order(plain_join(left, right, threshold))
        assert len(found)


def test_more_pairs_than_a_task_expects_are_all_found():
    left = np.full((300, 16), 3, np.uint64)
    found = sliced_join(left, left[:200], 1.0)
    assert len(found) > _ROOM
    assert in_order(found) == [(i, j) for i in range(300) for j in range(200)]


def test_an_empty_side_has_no_pairs():
    assert dice_join(EMPTY, filters(5, 6), 0.5).shape == (0, 2)
    assert dice_join(filters(5, 6), EMPTY, 0.5).shape == (0, 2)
    assert list(tasks(prepare(EMPTY), prepare(EMPTY), np.zeros((0, 0), np.int32))) == []


def test_two_empty_filters_are_no_pair_however_low_the_threshold():
    empty = np.zeros((3, 16), np.uint64)
    assert len(dice_join(empty, empty, 1e-12)) == 0
    assert fewest_common(np.array([0]), np.array([0, 2]), 0.5).tolist() == [[NEVER, 1]]


def test_a_tie_is_a_pair():
    # Two filters of ten bits with seven in common: a Dice of 0.7 exactly.
    left, right = np.zeros((1, 16), np.uint64), np.zeros((1, 16), np.uint64)
    left[0, 0], right[0, 0] = 0b1111111111, 0b1111111111000
    assert sliced_join(left, right, 0.7).tolist() == [[0, 0]]
    assert sliced_join(left, right, 0.7001).tolist() == []


def test_the_order_of_pairs_does_not_depend_on_threads():
    left = filters(TASK + 900, 7)
    right = slipped(left, 8)[::3]
    one, other = prepare(left), prepare(right)
    needed = fewest_common(one.span, other.span, 0.7)
    work = list(tasks(one, other, needed))
    assert [(each.first, each.last, each.turned) for each in work] == [
        (0, TASK, False),
        (TASK, TASK + 900, False),
        (0, len(right), True),
    ]
    assert sum(each.comparisons for each in work) == len(left) * len(right)
    alone = [each.search() for each in work]
    with ThreadPoolExecutor(3) as pool:
        together = list(pool.map(Task.search, work))
    assert all(map(np.array_equal, alone, together))


def test_lanes_hold_what_records_lack_rarest_bits_first():
    made = filters(LANES + 44, 9)
    lanes = prepare(made)
    assert lanes.columns.ctypes.data % 64 == 0
    assert (np.diff(lanes.popcounts) >= 0).all()
    assert np.array_equal(lanes.filters, made[lanes.rows])
    bits = np.unpackbits(lanes.filters.view(np.uint8), axis=1, bitorder="little")
    held = bits.sum(axis=0)[lanes.order]
    assert (np.diff(held.astype(int)) >= 0).all()
    columns = lanes.columns.reshape(lanes.blocks, 1024, LANE_WORDS)
    for block, place, lane in [(0, 0, 0), (0, 511, 255), (1, 1023, 43), (1, 7, 44)]:
        row = block * LANES + lane
        lacks = row >= LANES + 44 or not bits[row, lanes.order[place]]
        word = int(columns[block, place, lane // 64])
        assert word >> lane % 64 & 1 == lacks


def test_the_order_of_bits_is_judged_by_a_sample():
    many = np.zeros((20_000, 16), np.uint64)
    many[:, 0] = 1
    assert rarest_first(many)[-1] == 0


@compiled
def counted(columns, base, offsets, limits, left):
    return count(columns, base, offsets, limits, left)


@pytest.mark.parametrize("start", [0, 100, 170, 200, 243, 254, 255])
@pytest.mark.parametrize("steps", [1, 2, 8])
def test_vectors_count_as_plain_python_does(start, steps):
    generator = np.random.default_rng(10)
    columns = generator.integers(0, 2**64, (8 * STEP + 3) * LANE_WORDS, np.uint64)
    offsets = (generator.permutation(8 * STEP) * LANE_WORDS).astype(np.uint16)
    base, limits = 3 * LANE_WORDS, (steps, start)
    fast, plain = (np.zeros(LANE_WORDS, np.uint64) for _ in range(2))
    done = counted(columns, base, offsets, limits, fast)
    assert done == count_plain(columns, base, offsets, limits, plain)
    assert np.array_equal(fast, plain)
    # By adding, not by the circuit.
    used = columns.reshape(-1, LANE_WORDS)[3:][offsets[: steps * STEP] // LANE_WORDS]
    bits = np.unpackbits(used.view(np.uint8), axis=1, bitorder="little")
    alive = start + bits.sum(axis=0, dtype=int) <= MOST
    assert done == (not alive.any())
    if not done:
        assert np.array_equal(np.packbits(alive, bitorder="little").view("<u8"), fast)


def test_a_block_is_given_up_only_when_every_lane_has_missed_too_much():
    left = np.zeros(LANE_WORDS, np.uint64)
    missing = np.full(2 * STEP * LANE_WORDS, ALL)
    offsets = np.arange(0, 2 * STEP * LANE_WORDS, LANE_WORDS).astype(np.uint16)
    bits = 2 * STEP + 5

    def all_miss(allowed, bits=bits):
        return _all_miss(missing, 0, offsets, (bits, bits - allowed), left)

    assert all_miss(31)
    assert not left.any()
    assert not all_miss(32)
    assert (left == ALL).all()
    assert not all_miss(MOST + 1)
    missing[::LANE_WORDS] ^= np.uint64(1)
    assert not all_miss(3)
    assert [int(word) for word in left] == [1] + [0] * (LANE_WORDS - 1)
    # Too few bits for a step: every lane is looked at.
    assert not all_miss(0, STEP - 1)
    assert (left == ALL).all()


ELSEWHERE = """
import sys
import numpy as np
from linkage.match import bitsliced, columns, kernel, pigeonhole, vectors
from linkage.match.bits import popcounts
from linkage.match.dice import fewest_common
from linkage.match.lanes import prepare

print(columns.count is columns.count_plain, vectors.LANES)
left, right = np.load(sys.argv[1]), np.load(sys.argv[2])
blocks = [
    kernel.Block(each, popcounts(each), np.arange(len(each))) for each in (left, right)
]
needed = fewest_common(*(each.span for each in blocks), 0.8)

def found(tasks):
    return sorted(np.concatenate([each.search() for each in tasks]).tolist())

with np.errstate(over="ignore"):
    print(sorted(kernel.search(*blocks, needed).tolist()))
    print(found(bitsliced.tasks(prepare(left), prepare(right), needed)))
    print(found(pigeonhole.tasks(*blocks, needed, 128)))
"""


@pytest.mark.parametrize(
    ("setting", "kind"),
    [
        ({"NUMBA_DISABLE_JIT": "1"}, f"True {LANES}"),
        ({"NUMBA_CPU_NAME": "generic"}, "False 256"),
    ],
)
def test_the_source_uncompiled_or_for_any_processor_finds_the_same(
    setting, kind, tmp_path
):
    left = filters(7, 11)
    right = np.concatenate([slipped(left, 12), filters(300, 13)])[:260]
    paths = [tmp_path / "left.npy", tmp_path / "right.npy"]
    for path, side in zip(paths, (left, right), strict=True):
        np.save(path, side)
    done = subprocess.run(  # noqa: S603 -- our own words
        [sys.executable, "-c", ELSEWHERE, *map(str, paths)],
        cwd=ROOT,
        env={**os.environ, **setting},
        check=True,
        capture_output=True,
        text=True,
    )
    wanted = sorted(plain_join(left, right, 0.8).tolist())
    assert len(wanted) > 7
    assert done.stdout.splitlines() == [kind, *[str(wanted)] * 3]
