"""A whole review on very small samples: the story runs, and the same number repeats it."""

import json
from datetime import date

import pytest

from linkage.cli.options import SHIPPED_PROFILE
from linkage.profile import Profile
from linkage.review.lab import with_taps
from linkage.review.report.facts import as_facts
from linkage.review.review import TAPS, Asked, review
from linkage.review.scale import Scale
from linkage.review.trials import OVERLAPS
from tautan.linkage import invented

TINY = Scale(
    known=100, draws=1, everybody=100, curve=60, measured=300, linked=300, seed=3
)


@pytest.fixture(scope="module")
def steps():
    return []


@pytest.fixture(scope="module")
def facts(steps):
    profile = Profile.load(SHIPPED_PROFILE)
    asked = Asked(profile, date(2026, 6, 1), TINY, profile)
    found = review(asked, invented(1000, 3), lambda *step: steps.append(step))
    return as_facts(found)


def test_it_tries_everything(facts):
    assert len(facts["attacks"]) == 8
    assert [each["overlap_percent"] for each in facts["by_overlap"]] == list(OVERLAPS)
    assert [each["diffusion"] for each in facts["hardening"]] == list(TAPS)
    assert [each["diffusion"] for each in facts["hardening"] if each["current"]] == [8]
    assert facts["recall"]["value"] > 0.9
    assert facts["changes"] == []


def test_each_strength_is_attacked_for_itself(facts):
    """Without hardening it is the control of the curve: the same people and keys."""
    named = {each["diffusion"]: each["named_per_1000"] for each in facts["hardening"]}
    at = {each["overlap_percent"]: each for each in facts["by_overlap"]}
    assert named[0] == at[20]["unhardened"]
    assert named[8] == at[20]["profile"]
    profile = Profile.load(SHIPPED_PROFILE)
    prints = {profile.fingerprint, *(with_taps(profile, n).fingerprint for n in TAPS)}
    assert len(prints) == len(TAPS)


def test_it_counts_on_the_largest_register(facts):
    assert facts["data"]["invented"]
    assert facts["measures"]["repeated"]["records"] == 300
    assert len(facts["measures"]["bits"]["shares"]) == 1024


def test_every_step_is_told_to_its_end(steps):
    last = {name: (done, total) for name, done, total in steps}
    assert all(done == total for done, total in last.values())
    assert {"attacks", "attack by overlap", "recall against risk"} <= set(last)


def test_nothing_of_anybody_stands_in_it(facts):
    text = json.dumps(facts)
    for register in invented(1000, 3).all:
        for record in register.records[:200]:
            assert record.handle not in text
            assert not any(each in text for each in (*record.niks, *record.names))
