import numpy as np

from linkage.match.judge import Judged
from linkage.match.links import Band
from linkage.match.rivals import settle


def judged(*rows):
    pairs, evidence, bands = zip(*rows, strict=True) if rows else ((), (), ())
    return Judged(
        pairs=np.array(pairs, np.int64).reshape(-1, 2),
        scores=np.zeros(len(rows)),
        evidence=np.array(evidence, float),
        bands=np.array(bands, np.uint8),
        reasons=np.zeros(len(rows), np.uint8),
    )


def bands(profile, *rows):
    return settle(judged(*rows), profile.match).bands.tolist()


def test_a_pair_behind_the_margin_is_demoted_on_either_side(profile):
    margin, certain = profile.match.rival_margin, Band.CERTAIN
    best = profile.match.beyond_rivals + 10
    behind = best - margin - 1
    assert behind < profile.match.beyond_rivals
    for weaker in ((0, 1), (1, 0)):
        assert bands(profile, ((0, 0), best, certain), (weaker, behind, certain)) == [
            Band.CERTAIN,
            Band.POSSIBLE,
        ]


def test_a_pair_within_the_margin_stands(profile):
    margin = profile.match.rival_margin
    pairs = ((0, 0), 200, Band.CERTAIN), ((0, 1), 200 - margin, Band.PROBABLE)
    assert bands(profile, *pairs) == [Band.CERTAIN, Band.PROBABLE]


def test_a_pair_beyond_doubt_stands_whatever_its_rivals(profile):
    enough = profile.match.beyond_rivals
    pairs = ((0, 0), enough + 300, Band.CERTAIN), ((0, 1), enough, Band.CERTAIN)
    assert bands(profile, *pairs) == [Band.CERTAIN, Band.CERTAIN]


def test_pairs_of_other_records_are_no_rivals(profile):
    pairs = ((0, 0), 900, Band.CERTAIN), ((1, 1), 140, Band.CERTAIN)
    assert bands(profile, *pairs) == [Band.CERTAIN, Band.CERTAIN]


def test_no_pairs_are_settled_to_none(profile):
    assert bands(profile) == []
