"""Findings made by hand: figures of which the tests know what they must come to."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from linkage.cli.options import SHIPPED_PROFILE
from linkage.pipeline.evaluate import quality
from linkage.profile import Profile
from linkage.review.experiments import ATTACKS, Material
from linkage.review.findings import (
    Attacked,
    Findings,
    Looked,
    OverlapPoint,
    Shown,
    TradePoint,
)
from linkage.review.measure import Trial, interval
from linkage.review.measures.closeness import Closeness
from linkage.review.measures.guessing import costs
from linkage.review.measures.repeats import Groups
from linkage.review.measures.skew import Skew
from linkage.review.scale import Scale


def trial(named, of=300, chance=1.0):
    return Trial(interval(named, of), chance)


def attacked(attack, named):
    trials = {
        Material.PROFILE: trial(named),
        Material.UNHARDENED: trial(250),
        Material.RANDOM: trial(1),
    }
    return Attacked(attack.id, attack.actor, attack.overlap or 20, 300, trials)


@pytest.fixture
def findings():
    profile = Profile.load(SHIPPED_PROFILE)
    fields = ("sex", "birth_decade", "has_nik", "has_passport", "birth_place")
    return Findings(
        made_on=date(2026, 6, 1),
        profile=profile,
        scale=Scale(),
        looked=Looked({"dukcapil": 4000, "ahu": 300}, invented=True, truth="known"),
        attacks=tuple(attacked(each, 0) for each in ATTACKS),
        overlap=tuple(
            OverlapPoint(at, trial(1), trial(290)) for at in (5, 20, 50, 100)
        ),
        trade=tuple(
            TradePoint(taps, trial(300 - 25 * taps), 0.99, 0.99 - taps / 100, taps == 8)
            for taps in (0, 2, 4, 8, 12)
        ),
        skew=Skew(np.full(1024, 0.5), 0.01, 0.0001, 0.999, 430, 512.0, 16.0, 570),
        shown=Shown(
            Groups(4000, 4000, 1, 4000, 4000, 1),
            Groups(4000, 6, 2, 0, 2, 3000),
            dict.fromkeys(fields, 0.1),
            dict.fromkeys(fields, 2.0),
        ),
        closeness=Closeness(np.arange(50), np.arange(50)[::-1]),
        costs=costs("keyed"),
        quality=quality(1000, 990, 980),
        subgroups={
            "sex:F": quality(500, 495, 490),
            "names:one": quality(100, 80, 80),
            "born:1990": quality(3, 3, 3),
        },
        against=None,
        changes=(),
    )


@pytest.fixture
def with_named(findings):
    """Findings in which one attack names so many of 300."""

    def made(attack_id, named, **others):
        attacks = tuple(
            attacked(each, named if each.id == attack_id else 0) for each in ATTACKS
        )
        return replace(findings, attacks=attacks, **others)

    return made
