import numpy as np

from linkage.review.measures.closeness import closeness_of


def test_equal_pairs_are_at_the_right_and_strangers_in_the_middle():
    generator = np.random.default_rng(1)
    filters = generator.integers(0, 1 << 63, (200, 16), dtype=np.uint64)
    rows = np.column_stack([np.arange(200), np.arange(200)])
    found = closeness_of((filters, filters), rows, generator)
    assert found.matches[-1] == 200
    assert found.strangers.argmax() in range(22, 28)
    assert found.strangers[-1] == 0
    assert found.strangers.sum() > 19_000


def test_no_true_pair_gives_an_empty_histogram():
    filters = np.ones((3, 16), np.uint64)
    rows = np.empty((0, 2), np.int64)
    found = closeness_of((filters, filters), rows, np.random.default_rng(1))
    assert found.matches.sum() == 0
