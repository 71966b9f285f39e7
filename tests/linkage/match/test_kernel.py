import numpy as np

from linkage.match.bits import popcounts
from linkage.match.kernel import Block, _Demand, _search_plain, search


def block(rows):
    filters = np.full((rows, 16), 3, np.uint64)
    return Block(filters, popcounts(filters), np.arange(rows))


def test_more_pairs_than_expected_are_all_found():
    found = search(block(60), block(40), np.zeros((1, 1), np.int32))
    assert len(found) == len({tuple(pair) for pair in found.tolist()}) == 2400


def test_a_full_buffer_is_counted_past_and_not_written_past():
    nothing = np.zeros(2, np.int64)
    demand = _Demand(np.zeros((1, 1), np.int32), nothing, nothing)
    filters = np.full((2, 16), 3, np.uint64)
    found = np.full((3, 2), -1, np.int64)
    with np.errstate(over="ignore"):
        assert _search_plain(filters, filters, demand, found) == 4
    assert found.tolist() == [[0, 0], [0, 1], [1, 0]]


def test_popcounts_count_bits():
    filters = np.array([[2**64 - 1] + [0] * 15, [1] * 16, [0] * 16], np.uint64)
    assert popcounts(filters).tolist() == [64, 16, 0]
