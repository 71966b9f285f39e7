import numpy as np

from linkage.cli.options import SHIPPED_PROFILE
from linkage.match import judge
from linkage.match.evidence import Ground
from linkage.match.judge import measure_rows
from linkage.profile import Profile


def test_many_pairs_measure_as_few_do(
    encode_to_file, population_register, passport_office, monkeypatch
):
    left = encode_to_file("a", population_register)
    right = encode_to_file("b", passport_office)
    ground = Ground.of(Profile.load(SHIPPED_PROFILE.with_name("plain.yaml")), 4)
    pairs = np.argwhere(np.ones((len(left), len(right))))
    whole = measure_rows(left, right, pairs, ground)
    monkeypatch.setattr(judge, "_AT_ONCE", 5)
    parts = measure_rows(left, right, pairs, ground)
    assert parts.evidence.tolist() == whole.evidence.tolist()
    assert len(set(whole.evidence.tolist())) > 5
