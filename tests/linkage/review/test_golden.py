"""What attacks do to the three shipped profiles, in words that a reviewer reads as a diff.

People are counted in classes, since a person more or less depends on how a machine's
linear algebra rounds.
"""

from dataclasses import replace
from pathlib import Path

import pytest

from linkage.cli.options import SHIPPED_PROFILE
from linkage.pipeline.progress import unwatched
from linkage.profile import Profile
from linkage.review.report.verdicts import verdicts
from linkage.review.scale import Scale
from linkage.review.trials import Trials
from tautan.linkage import invented
from tests.support.golden import agree

CASES = Path(__file__).parents[2] / "golden" / "reviews"
SCALE = Scale(known=200, overlap=100, draws=1, everybody=400, seed=11)
MOST, SOME = 0.5, 0.02


@pytest.fixture(scope="module")
def register():
    return invented(1000, 11).largest


def named(trial):
    if trial.found.share >= MOST:
        return "most"
    if not trial.failed and trial.found.share >= SOME:
        return "some"
    return "nobody beyond chance"


def told(attacks, verdict):
    lines = []
    for each in attacks:
        lines.append(each.id)
        lines += [f"  {kind}: {named(trial)}" for kind, trial in each.trials.items()]
        lines.append(f"  controls hold: {'yes' if each.controls_hold else 'no'}")
    lines += [f"{each.role}: {each.level}" for each in verdict]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("name", ["default", "plain", "strong"])
def test_the_shipped_profiles(name, register, findings, pytestconfig):
    profile = Profile.load(SHIPPED_PROFILE.with_name(f"{name}.yaml"))
    attacks = Trials(profile, register, SCALE, unwatched).all()
    found = replace(findings, profile=profile, attacks=attacks)
    text = told(attacks, verdicts(found))
    agree(
        CASES / name / "report.txt",
        text,
        update=pytestconfig.getoption("--update-golden"),
    )


def test_no_expectation_is_left_over():
    assert {each.name for each in CASES.iterdir()} == {"default", "plain", "strong"}
