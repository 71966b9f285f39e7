from pathlib import Path

import pytest

from linkage.cli.options import SHIPPED_PROFILE
from linkage.profile import Profile
from linkage.review.changes import changes
from linkage.review.lab import with_taps
from linkage.review.measure import Trial, interval


class Bench:
    """Says how often it was asked; the more taps, the less risk and recall."""

    def __init__(self):
        self.asked = []

    def risk(self, profile):
        self.asked.append(profile)
        return Trial(interval(16 - profile.filter.hardening.diffusion, 100), 0.0)

    def recall(self, profile):
        return 1 - profile.filter.hardening.diffusion / 100


@pytest.fixture
def old():
    return Profile.load(SHIPPED_PROFILE)


def of(text_before, text_after):
    text = Path(SHIPPED_PROFILE).read_text(encoding="utf-8")
    assert text_before in text
    return Profile.parse(text.replace(text_before, text_after))


def test_nothing_has_changed(old):
    assert changes(old, old, Bench()) == ()


def test_a_tap_changes_risk_and_recall(old):
    (found,) = changes(old, with_taps(old, 12), Bench())
    assert (found.path, found.before, found.after) == (
        "filter.hardening.diffusion",
        "8",
        "12",
    )
    assert [each.found.named for each in found.risk] == [8, 4]
    assert found.recall == (0.92, 0.88)


def test_a_threshold_changes_recall_and_no_encoding(old):
    new = of("rival_margin: 60", "rival_margin: 50")
    (found,) = changes(old, new, Bench())
    assert found.path == "match.rival_margin"
    assert found.risk is None
    assert found.recall is not None


def test_each_line_is_tried_alone_in_the_older_profile(old):
    new = of("{diffusion: 8}", "{diffusion: 12}")
    new = with_taps(of("name: sex, bits: 16", "name: sex, bits: 20"), 12)
    bench = Bench()
    found = {each.path: each for each in changes(old, new, bench)}
    assert set(found) == {"filter.hardening.diffusion", "filter.attributes.sex"}
    assert found["filter.attributes.sex"].recall == (0.92, 0.92)
    taps = [each.filter.hardening.diffusion for each in bench.asked]
    assert sorted(taps) == [8, 8, 8, 12]


def test_an_attribute_that_was_left_out_or_added(old):
    new = of("    - {name: address, bits: 30}\n", "")
    (gone,) = changes(old, new, Bench())
    assert (gone.path, gone.before, gone.after) == (
        "filter.attributes.address",
        "30",
        None,
    )
    (added,) = changes(new, old, Bench())
    assert (added.before, added.after) == (None, "30")


def test_what_says_nothing_of_encoding_is_shown_and_not_tried(old):
    new = of("version: 2", "version: 3")
    (found,) = changes(old, new, Bench())
    assert (found.path, found.risk, found.recall) == ("version", None, None)


def test_a_line_that_alone_makes_no_profile_is_tried_with_those_beside_it(old):
    new = of(
        "{certain: 225, probable: 210, possible: 180}",
        "{certain: 265, probable: 250, possible: 230}",
    )
    bench = Bench()
    found = {each.path: each for each in changes(old, new, bench)}
    assert found["match.similarity_links.probable"].after == "250"
    assert all(each.recall == (0.92, 0.92) for each in found.values())


def test_where_nothing_makes_a_profile_the_line_is_shown_alone(old):
    new = of("    - {name: sex, bits: 16}\n", "")
    only = of(_attributes_of(old), "    - {name: sex, bits: 16}\n")
    found = {each.path: each for each in changes(only, new, Bench())}
    gone = found["filter.attributes.sex"]
    assert (gone.after, gone.recall, gone.risk) == (None, None, None)


def _attributes_of(profile):
    """The lines of the file that hold attributes."""
    text = Path(SHIPPED_PROFILE).read_text(encoding="utf-8")
    lines = [one for one in text.splitlines(keepends=True) if "- {name:" in one]
    assert len(lines) == len(profile.filter.attributes)
    return "".join(lines)
