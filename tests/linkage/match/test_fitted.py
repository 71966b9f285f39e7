"""Links by a fitted threshold: one to one, whatever the order, never worse for a truth."""

from dataclasses import replace

import numpy as np
import pytest

from linkage.exchange.encoding import TokenTable
from linkage.match.fitted import link_fitted
from linkage.match.links import Band, unwatched
from linkage.match.pair import link_pair
from linkage.match.threshold.outcome import Why
from tests.linkage.match.threshold.conftest import file_of, filters, made_files


def linked(left, right, profile):
    return link_fitted(left, right, profile, unwatched)


def found(links):
    sure = links.at_least(Band.PROBABLE)
    return set(zip(sure.left_handles, sure.right_handles, strict=True))


def shuffled(file, seed):
    order = np.random.default_rng(seed).permutation(len(file))
    handles = [file.handles[at] for at in order]
    return replace(file, handles=handles, filters=file.filters[order])


@pytest.mark.parametrize(("shared", "alone"), [(200, 0), (120, 120)])
def test_people_are_found_once(profile, shared, alone):
    pair = made_files(profile, shared, alone)
    links, finding = linked(pair.left, pair.right, profile)
    pairs = found(links)
    right = {pair_ for pair_ in pairs if pair_[0][1:] == pair_[1][1:]}
    assert len(right) >= 0.97 * shared
    assert len(pairs - right) <= 0.03 * shared
    assert len({one for one, _ in pairs}) == len(pairs)
    assert finding.links == len(pairs)
    assert finding.expected.precision.low <= len(right) / len(pairs)
    assert finding.silver is None


def test_the_order_of_records_does_not_count(profile):
    pair = made_files(profile, 100, 50)
    links, finding = linked(pair.left, pair.right, profile)
    for seed in (1, 2):
        again, same = linked(
            shuffled(pair.left, seed), shuffled(pair.right, seed + 5), profile
        )
        assert found(again) == found(links)
        assert same.threshold == finding.threshold


def test_two_records_of_one_person_are_both_linked(profile):
    pair = made_files(profile, 150, 50)
    twice = replace(
        pair.right,
        handles=[*pair.right.handles, "b again"],
        filters=np.concatenate([pair.right.filters, pair.right.filters[:1]]),
        present=np.append(pair.right.present, pair.right.present[:1]),
        nik_tokens=replace(pair.right.nik_tokens, offsets=np.zeros(202, np.int64)),
        passport_tokens=replace(
            pair.right.passport_tokens, offsets=np.zeros(202, np.int64)
        ),
    )
    links, _ = linked(pair.left, twice, profile)
    assert {("a00000", "b00000"), ("a00000", "b again")} <= found(links)


def test_where_data_can_not_tell_the_profile_decides(profile):
    pair = made_files(profile, 30, 0)
    links, finding = linked(pair.left, pair.right, profile)
    assert finding.why_undecided is Why.TOO_FEW_RECORDS
    assert finding.threshold is finding.expected is None
    assert found(links) == found(link_pair(pair.left, pair.right, profile))
    within, finding = linked(pair.left, pair.left, profile)
    assert finding.why_undecided is Why.TOO_FEW_RECORDS
    assert found(within) == set()


def with_niks(file, first):
    """Everybody has a NIK of their own, counted from a number on."""
    tokens = b"".join(at.to_bytes(16, "big") for at in range(first, first + len(file)))
    table = TokenTable(
        np.arange(len(file) + 1), np.frombuffer(tokens, np.dtype((np.void, 16)))
    )
    return replace(file, nik_tokens=table)


def test_a_fit_that_niks_contradict_is_not_believed(profile):
    pair = made_files(profile, 120, 120)
    left = with_niks(pair.left, 1)
    same, other = with_niks(pair.right, 1), with_niks(pair.right, 1000)
    _, finding = linked(left, same, profile)
    assert finding.why_undecided is None
    assert finding.silver.value > 0.9
    _, finding = linked(left, other, profile)
    assert finding.why_undecided is Why.IDENTIFIERS_DISAGREE


def test_duplicates_of_one_file_are_found_once_each(profile):
    pair = made_files(profile, 200, 0)
    values = np.concatenate([pair.left_values, pair.right_values[:80]])
    file = file_of(filters(values), profile, "a")
    links, finding = linked(file, file, profile)
    wanted = {(f"a{at:05}", f"a{at + 200:05}") for at in range(80)}
    assert len(found(links) & wanted) >= 76
    assert len(found(links) - wanted) <= 4
    assert finding.threshold is not None
