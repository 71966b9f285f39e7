"""Findings as JSON: what `report.json` holds, and what officers' limits are judged on.

`attacks.<id>.named_per_1000.<material>` has `value`, `low` and `high`: people named
correctly of 1,000, with the exact 95 % interval; `chance` is what blind guesses would
name. `recall` and `precision` are shares in [0, 1].
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from linkage.match.estimates import Estimate
from linkage.pipeline.evaluate import Quality
from linkage.review.changes import Change
from linkage.review.findings import Attacked, Findings, OverlapPoint, TradePoint
from linkage.review.measure import Trial

VERSION: Final = 1
_DIGITS: Final = 6


def as_facts(findings: Findings) -> dict[str, Any]:
    """Everything found, as JSON values."""
    profile = findings.profile
    return {
        "v": VERSION,
        "made_on": findings.made_on.isoformat(),
        "profile": {
            "id": profile.id,
            "version": profile.version,
            "fingerprint": profile.fingerprint,
        },
        "data": asdict(findings.looked),
        "samples": asdict(findings.scale),
        "attacks": {each.id: _attacked(each) for each in findings.attacks},
        "by_overlap": [_point(each) for each in findings.overlap],
        "hardening": [_trade(each) for each in findings.trade],
        "recall": _estimate(findings.quality.recall),
        "precision": _estimate(findings.quality.precision),
        "subgroups": {
            name: _quality(each) for name, each in findings.subgroups.items()
        },
        "measures": _measures(findings),
        "guessing": [asdict(each) for each in findings.costs],
        "against": findings.against and findings.against.fingerprint,
        "changes": [_change(each) for each in findings.changes],
    }


def _attacked(attack: Attacked) -> dict[str, Any]:
    return {
        "actor": attack.actor,
        "known": attack.known,
        "overlap_percent": attack.overlap,
        "named_per_1000": {
            material.value: _trial(trial) for material, trial in attack.trials.items()
        },
        "controls_hold": attack.controls_hold,
    }


def _trial(trial: Trial) -> dict[str, Any]:
    found = trial.found
    value, low, high = found.per_1000
    return {
        "value": round(value, 1),
        "low": round(low, 1),
        "high": round(high, 1),
        "named": found.named,
        "of": found.of,
        "chance": round(1000 * trial.chance / found.of, 1) if found.of else 0.0,
    }


def _point(point: OverlapPoint) -> dict[str, Any]:
    return {
        "overlap_percent": point.overlap,
        "profile": _trial(point.profile),
        "unhardened": _trial(point.unhardened),
    }


def _trade(point: TradePoint) -> dict[str, Any]:
    return {
        "diffusion": point.taps,
        "current": point.current,
        "named_per_1000": _trial(point.risk),
        "best_precision_without_numbers": _rounded(point.precision),
        "best_recall_without_numbers": _rounded(point.recall),
    }


def _estimate(estimate: Estimate) -> dict[str, float]:
    return {name: _rounded(value) for name, value in asdict(estimate).items()}


def _quality(quality: Quality) -> dict[str, Any]:
    return {
        "true_pairs": quality.true_pairs,
        "recall": _estimate(quality.recall),
        "precision": _estimate(quality.precision),
    }


def _measures(findings: Findings) -> dict[str, Any]:
    bits = asdict(findings.skew)
    shares = bits.pop("shares")
    return {
        "bits": _all_rounded(bits) | {"shares": [_rounded(each) for each in shares]},
        "repeated": asdict(findings.shown.filters),
        "visible": asdict(findings.shown.visible),
        "told_bits": _all_rounded(findings.shown.told),
        "held_bits": _all_rounded(findings.shown.held),
        "similarity": {
            "strangers": findings.closeness.strangers.tolist(),
            "matches": findings.closeness.matches.tolist(),
        },
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "path": change.path,
        "before": change.before,
        "after": change.after,
        "named_per_1000": change.risk and [_trial(each) for each in change.risk],
        "recall": change.recall and [_rounded(each) for each in change.recall],
    }


def _rounded(value: float) -> float:
    return round(float(value), _DIGITS)


def _all_rounded(values: Mapping[str, float]) -> dict[str, float]:
    return {name: _rounded(value) for name, value in values.items()}
