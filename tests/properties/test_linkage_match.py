"""The fast comparison equals the plain one, and both keep their laws."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.cli.options import SHIPPED_PROFILE
from linkage.exchange.encoding import Encoding, EncodingsFile, Header, TokenTable
from linkage.match import kernel
from linkage.match.bits import popcounts
from linkage.match.dice import dice_join
from linkage.match.engine import EMBEDDED
from linkage.match.evidence import Ground
from linkage.match.identifiers import same_first, token_pairs
from linkage.match.judge import measure_rows
from linkage.match.kernel import Block
from linkage.match.links import unwatched
from linkage.match.lookup import alone, find
from linkage.match.oracle import compare, dice, is_candidate
from linkage.match.pair import judge_pair, link_pair
from linkage.match.prepared import Prepared
from linkage.match.tiles import Wanted
from linkage.profile import Profile

QUICK = settings(max_examples=25, deadline=None)
SLOW = settings(max_examples=10, deadline=None)
HEADER = Header("default", 1, "f", "e", "a", "c")
MASKS = st.sampled_from([0b1111, 0b111111, 0b1000111, 0b0000001, 0b1010011, 0])
TOKEN = st.integers(0, 3).map(lambda at: bytes([at]) * 16)


def table(rows):
    counts = np.cumsum([0, *(len(row) for row in rows)])
    joined = b"".join(token for row in rows for token in row)
    return TokenTable(counts, np.frombuffer(joined, np.dtype((np.void, 16))))


def file_of(encodings):
    filters = b"".join(each.filter for each in encodings)
    return EncodingsFile(
        header=HEADER,
        handles=[str(at) for at in range(len(encodings))],
        filters=np.frombuffer(filters, "<u8").astype(np.uint64).reshape(-1, 16),
        present=np.array([each.present for each in encodings], np.uint16),
        nik_tokens=table([each.nik_tokens for each in encodings]),
        passport_tokens=table([each.passport_tokens for each in encodings]),
    )


@st.composite
def related(draw):
    """Filters that share a random part with one common filter, as kin do."""
    seed = draw(st.integers(0, 2**32 - 1))
    generator = np.random.default_rng(seed)
    base = generator.random(1024) < generator.uniform(0, 1)
    encodings = []
    for at in range(draw(st.integers(1, 7))):
        own = generator.random(1024) < generator.uniform(0, 0.9)
        mixed = np.where(generator.random(1024) < generator.uniform(0, 1), base, own)
        bits = np.packbits(mixed, bitorder="little").tobytes()
        tokens = draw(st.lists(TOKEN, max_size=2, unique=True)) if at % 2 else []
        encodings.append(Encoding(str(at), bits, draw(MASKS), tuple(tokens), ()))
    return encodings


EDGES = [
    Encoding("empty", bytes(128), 1),
    Encoding("full", b"\xff" * 128, 1),
    Encoding("one", b"\1" + bytes(127), 1),
    Encoding("nearly full", b"\xff" * 127 + b"\x7f", 0b1000111),
]


@pytest.fixture(scope="module")
def profiles(shipped_profile):
    loose = shipped_profile.match.similarity_links.model_copy(
        update={"certain": 0, "probable": -100, "possible": -300}
    )
    match = shipped_profile.match.model_copy(
        update={"similarity_links": loose, "lowest_similarity": 0}
    )
    return shipped_profile, shipped_profile.model_copy(update={"match": match})


@pytest.fixture(scope="module", params=["default", "plain"])
def shipped_profile(request):
    """A profile whose filters are diffused, and one whose are not."""
    return Profile.load(SHIPPED_PROFILE.with_name(f"{request.param}.yaml"))


@QUICK
@given(left=related(), right=related(), largest=st.sampled_from([1, 9999, 50_000]))
def test_measures_equal_the_oracle(shipped_profile, left, right, largest):
    left, right = left + EDGES, right + EDGES
    ground = Ground.of(shipped_profile, largest)
    pairs = np.array([(i, j) for i in range(len(left)) for j in range(len(right))])
    found = measure_rows(file_of(left), file_of(right), pairs, ground)
    for at, (i, j) in enumerate(pairs):
        plain = compare(left[i], right[j], shipped_profile, largest)
        assert math.isclose(found.similarity[at], plain.similarity, abs_tol=1e-9)
        assert math.isclose(found.evidence[at], plain.evidence, abs_tol=1e-6)


@SLOW
@given(left=related(), right=related())
def test_candidates_are_those_of_the_oracle(profiles, left, right):
    left, right = left + EDGES, right + EDGES
    for profile in profiles:
        least = profile.match.similarity_links.possible
        largest = max(len(left), len(right))
        found = EMBEDDED.similar_pairs(
            file_of(left),
            file_of(right),
            Wanted(Ground.of(profile, largest), least),
            unwatched,
        )
        wanted = {
            (i, j)
            for i, one in enumerate(left)
            for j, other in enumerate(right)
            if is_candidate(one, other, profile, largest)
        }
        extra = set(map(tuple, found.tolist())) - wanted
        assert wanted <= set(map(tuple, found.tolist()))
        for i, j in extra:  # the inverse may only forgive rounding
            plain = compare(left[i], right[j], profile, largest)
            assert plain.evidence > least - 1e-6
        assert len(found) == len(set(map(tuple, found.tolist())))


@SLOW
@given(left=related(), right=related(), need=st.integers(0, 1025))
def test_the_kernel_equals_its_own_source_uncompiled(left, right, need):
    sides = [file_of(each).filters for each in (left, right)]
    blocks = [Block(each, popcounts(each), np.arange(len(each))) for each in sides]
    shape = [np.ptp(block.popcounts) + 1 for block in blocks]
    needed = np.full(shape, need, np.int32)
    fast = kernel.search(*blocks, needed)
    demand = kernel._Demand(
        needed, *(block.popcounts - block.popcounts.min() for block in blocks)
    )
    plain = np.zeros((len(left) * len(right), 2), np.int64)
    with np.errstate(over="ignore"):
        count = kernel._search_plain(*sides, demand, plain)
    assert fast.tolist() == plain[:count].tolist()
    common = [
        [i, j]
        for i, one in enumerate(left)
        for j, other in enumerate(right)
        if (
            int.from_bytes(one.filter, "little")
            & int.from_bytes(other.filter, "little")
        ).bit_count()
        >= need
    ]
    assert fast.tolist() == common


@SLOW
@given(related(), related(), st.floats(0.01, 1) | st.sampled_from([0.5, 1.0]))
def test_the_dice_join_is_that_of_the_oracle(left, right, threshold):
    left, right = left + EDGES + left[:1], right + EDGES
    found = dice_join(file_of(left).filters, file_of(right).filters, threshold)
    assert sorted(found.tolist()) == [
        [i, j]
        for i, one in enumerate(left)
        for j, other in enumerate(right)
        if dice(one.filter, other.filter) >= threshold - 1e-11
    ]


@QUICK
@given(related(), related())
def test_dice_is_symmetric_within_bounds_and_one_for_equals(left, right):
    for one in left + EDGES:
        for other in right + EDGES:
            value = dice(one.filter, other.filter)
            assert 0 <= value <= 1
            assert value == dice(other.filter, one.filter)
            if one.filter == other.filter and any(one.filter):
                assert value == 1


@QUICK
@given(related(), related())
def test_similarity_is_symmetric_and_within_bounds(shipped_profile, left, right):
    for one in left:
        for other in right:
            there = compare(one, other, shipped_profile, 100)
            back = compare(other, one, shipped_profile, 100)
            assert there == back
            assert 0 <= there.similarity <= 1


@QUICK
@given(related(), related())
def test_token_pairs_are_those_of_two_loops(left, right):
    one, other = file_of(left).nik_tokens, file_of(right).nik_tokens
    wanted = [
        [i, j]
        for i, a in enumerate(left)
        for j, b in enumerate(right)
        if {*a.nik_tokens} & {*b.nik_tokens}
    ]
    found = token_pairs(one, other)
    assert found.tolist() == wanted
    everything = np.array([(i, j) for i in range(len(left)) for j in range(len(right))])
    assert same_first(one, other, everything).tolist() == [
        bool(left[i].nik_tokens) and left[i].nik_tokens[:1] == right[j].nik_tokens[:1]
        for i, j in everything
    ]


@QUICK
@given(related(), related(), st.randoms(use_true_random=False))
def test_links_do_not_depend_on_the_order_of_rows(profiles, left, right, random):
    profile = profiles[1]
    header = replace(HEADER, profile_fingerprint=profile.fingerprint)

    def linked(left_order, right_order):
        files = []
        for encodings, order in ((left, left_order), (right, right_order)):
            file = replace(file_of([encodings[at] for at in order]), header=header)
            files.append(replace(file, handles=[str(at) for at in order]))
        links = link_pair(*files, profile)
        return sorted((one.left, one.right, one.band, one.reason) for one in links)

    left_order, right_order = list(range(len(left))), list(range(len(right)))
    before = linked(left_order, right_order)
    random.shuffle(left_order)
    random.shuffle(right_order)
    assert linked(left_order, right_order) == before


@QUICK
@given(related())
def test_one_encoding_alone_is_its_file(encodings):
    whole = file_of(encodings)
    for at, encoding in enumerate(encodings):
        single = alone(encoding, HEADER)
        assert single.encoding(0) == encoding
        assert np.array_equal(single.filters[0], whole.filters[at])


@QUICK
@given(related(), related())
def test_a_lookup_finds_what_matching_one_row_finds(profiles, asked, others):
    file = file_of(others + EDGES)
    among = Prepared.of(file)
    for profile in profiles:
        for encoding in [*asked, *others, *EDGES]:
            judged = judge_pair(alone(encoding, HEADER), file, profile)
            found = find(encoding, among, profile)
            assert sorted((one.row, one.band, one.score) for one in found) == sorted(
                zip(judged.pairs[:, 1], judged.bands, judged.scores, strict=True)
            )
            assert [one.handle for one in found] == [str(one.row) for one in found]


@QUICK
@given(related())
def test_a_prepared_file_holds_every_record(encodings):
    encodings = [*encodings, *EDGES]
    file = file_of(encodings)
    among = Prepared.of(file)
    taken = among.take(np.arange(len(among)))
    for place, row in enumerate(among.rows):
        assert taken.encoding(place) == file.encoding(int(row))
