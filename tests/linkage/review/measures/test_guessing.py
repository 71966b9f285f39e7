import pytest

from linkage.review.measures.guessing import Role, Target, costs


def by(mode):
    return {(each.role, each.target): each for each in costs(mode)}


def test_without_the_key_there_is_the_whole_key_to_try():
    found = by("keyed")
    assert found[Role.UNIT, Target.NIK].bits == 256
    assert found[Role.OUTSIDER, Target.PASSPORT].seconds > 1e60


def test_who_holds_key_and_encodings_tries_all_niks_in_an_hour():
    """2^41 at 10^9 a second is 2,199 seconds."""
    cost = by("keyed")[Role.TOGETHER, Target.NIK]
    assert cost.bits == 42
    assert cost.seconds == pytest.approx(2199, abs=1)


def test_through_custodians_the_same_takes_centuries():
    cost = by("oprf")[Role.TOGETHER, Target.NIK]
    assert cost.seconds > 100 * 365 * 86_400
    assert by("oprf")[Role.TOGETHER, Target.NIK_NARROWED].seconds < 86_400


def test_a_holder_of_the_key_alone_has_no_tokens_of_others():
    assert by("keyed")[Role.CUSTODIAN, Target.NIK].seconds is None


def test_without_tokens_there_is_nothing_to_try():
    assert all(each.seconds is None for each in costs("none"))
