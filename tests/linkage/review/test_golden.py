"""What attacks do to the three shipped profiles, in words that a reviewer reads as a diff.

People are counted in classes, since a person more or less depends on how a machine's
linear algebra rounds.
"""

from pathlib import Path

import pytest

from linkage.cli.options import SHIPPED_PROFILE
from linkage.pipeline.progress import unwatched
from linkage.profile import Profile
from linkage.review.scale import Scale
from linkage.review.trials import Trials
from tautan.linkage import invented
from tests.support.golden import agree

CASES = Path(__file__).parents[2] / "golden" / "reviews"
SCALE = Scale(known=200, overlap=100, draws=1, everybody=400, seed=11)
MOST = 0.8


@pytest.fixture(scope="module")
def register():
    return invented(1000, 11).largest


def named(trial):
    return "most" if trial.found.share >= MOST else "few"


def told(attacks):
    lines = []
    for each in attacks:
        lines.append(each.id)
        lines += [f"  {kind}: {named(trial)}" for kind, trial in each.trials.items()]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("name", ["default", "plain", "strong"])
def test_the_shipped_profiles(name, register, pytestconfig):
    profile = Profile.load(SHIPPED_PROFILE.with_name(f"{name}.yaml"))
    attacks = Trials(register, SCALE, unwatched).all(profile)
    text = told(attacks)
    agree(
        CASES / name / "report.txt",
        text,
        update=pytestconfig.getoption("--update-golden"),
    )


def test_no_expectation_is_left_over():
    assert {each.name for each in CASES.iterdir()} == {"default", "plain", "strong"}
