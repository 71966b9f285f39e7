"""What a task reads and finds, without Spark: together, all that one process finds."""

import numpy as np
import pyarrow as pa
import pytest

from linkage.cli.options import SHIPPED_PROFILE
from linkage.match.evidence import Ground
from linkage.match.tiles import Wanted, tiles
from linkage.profile import Profile
from linkage.spark.engine import searching
from linkage.spark.parts import Parts
from tests.support.filters import alike_in_thirds, file_of

MASKS = (0b1111111, 0b1111, 0)


@pytest.fixture(scope="module")
def wanted():
    profile = Profile.load(SHIPPED_PROFILE)
    return Wanted(Ground.of(profile, 1), profile.match.similarity_links.possible)


@pytest.fixture
def sides():
    one, other = alike_in_thirds(250, 1), alike_in_thirds(170, 2)
    return file_of(one, MASKS), file_of(other, MASKS)


@pytest.mark.parametrize("rows", [1, 64, 170, 1000])
def test_parts_hold_the_file(tmp_path, sides, rows):
    for file in sides:
        parts = Parts.write(tmp_path / "parts.parquet", file, rows)
        read = [parts.read(number) for number in range(parts.count)]
        assert [len(part.filters) for part in read[:-1]] == [rows] * (parts.count - 1)
        assert np.array_equal(
            np.concatenate([part.filters for part in read]), file.filters
        )
        assert np.array_equal(np.concatenate([part.present for part in read]), file.present)  # fmt: skip


@pytest.mark.parametrize("rows", [40, 100, 1000])
def test_tasks_find_what_one_process_finds(tmp_path, sides, wanted, rows):
    left, right = sides
    one = Parts.write(tmp_path / "left.parquet", left, rows)
    other = Parts.write(tmp_path / "right.parquet", right, rows)
    numbers = np.arange(one.count * other.count)
    batches = [
        pa.record_batch({"id": pa.array(part)}) for part in np.array_split(numbers, 3)
    ]
    answers = list(searching(one, other, wanted)(iter(batches)))
    assert len(answers) == len(numbers)
    found = {
        pair
        for answer in answers
        for pair in zip(*(answer.column(side).to_pylist() for side in ("left", "right")), strict=True)
    }  # fmt: skip
    whole = np.concatenate([tile.search() for tile in tiles(left, right, wanted)])
    assert len(whole) > 50
    assert found == set(map(tuple, whole.tolist()))
