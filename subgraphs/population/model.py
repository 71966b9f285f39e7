"""The variation model: how often a copy of a record differs, and how.

It is data (`data/variation_model.json`, with what is evidence and what an
assumption), read once. A rate is per copy of a record, from 0 to 1.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from subgraphs.population.errors import ModelInvalid


@dataclass(frozen=True, slots=True)
class ByYear:
    """A rate that depends on the year of birth: (first year not covered, rate)."""

    steps: tuple[tuple[int, float], ...]

    def at(self, year: int) -> float:
        """The rate for people born in this year; 0 outside all spans."""
        for end, rate in self.steps:
            if year < end:
                return rate
        return 0.0


@dataclass(frozen=True, slots=True)
class VariationModel:
    """The model, typed. `names` and `niks` map an operator to its parameters."""

    mononym_share: ByYear
    imputed_share: ByYear
    imputed_defaults: Mapping[str, float]
    """Default day, as 01-07 (day, month), to how often it was seen."""
    top_names: Mapping[str, Mapping[str, float]]
    """Per sex, a mononym and how many people bear it."""
    nik_missing_inmates: float
    by_birth: Mapping[str, ByYear]
    """Rates, by operator, of those that depend on the year of birth."""
    operators: Mapping[str, Mapping[str, Any]]
    nik_operators: Mapping[str, Mapping[str, Any]]

    def rate(self, operator: str) -> float:
        """The rate of an operator that has one for all copies."""
        return float(self.operators[operator]["rate"])

    def rate_at(self, operator: str, place: str) -> float:
        """The rate of an operator at an agency's system; 0 where none is given."""
        return float(self.operators[operator]["rate"].get(place, 0.0))

    def rate_by_birth(self, operator: str, year: int) -> float:
        """The rate of an operator that depends on the year of birth."""
        return self.by_birth[operator].at(year)

    def nik_rate(self, operator: str) -> float:
        """The rate of an operator on NIKs."""
        return float(self.nik_operators[operator]["rate"])


def by_year(spans: Mapping[str, Any]) -> ByYear:
    """Read cohorts: `<1970`, `1970-1989`, `>=2022`, `>1972`; notes are skipped.

    Raises:
        ModelInvalid: A cohort can't be read, or there is none.
    """
    steps: list[tuple[int, float]] = []
    for span, rate in spans.items():
        if span == "_":
            continue
        try:
            steps.append((_end(span), float(rate)))
        except ValueError as error:
            raise ModelInvalid(f"{span!r} is not a span of years.") from error
    if not steps:
        raise ModelInvalid("A rate by year of birth has no spans.")
    return ByYear(tuple(steps))


def _end(span: str) -> int:
    if span.startswith("<"):
        return int(span[1:])
    if span.startswith(">"):
        return 9999
    return int(span.rpartition("-")[2]) + 1


def parse(text: str) -> VariationModel:
    """Read the model from JSON.

    Raises:
        ModelInvalid: It is not JSON, or a part is missing.
    """
    try:
        raw = json.loads(text)
        people = raw["population"]
        return VariationModel(
            mononym_share=by_year(people["mononym_share_by_cohort"]),
            imputed_share=by_year(people["dob_imputed"]["by_cohort_as"]),
            imputed_defaults={
                day: float(count)
                for day, count in people["dob_imputed"]["total_target_ev"].items()
                if day != "denominator_memory"
            },
            top_names=people["top_names_ev"],
            nik_missing_inmates=float(people["nik_missing"]["SDP"]),
            by_birth={
                operator["op"]: by_year(operator["rate_by_birth"])
                for operator in (*raw["ops"], *raw["nik_ops"])
                if "rate_by_birth" in operator
            },
            operators={operator["op"]: operator for operator in raw["ops"]},
            nik_operators={operator["op"]: operator for operator in raw["nik_ops"]},
        )
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise ModelInvalid(f"A part can't be read: {error!r}.") from error


@cache
def variation_model() -> VariationModel:
    """The model that comes with the package."""
    text = files("subgraphs.population").joinpath("data/variation_model.json")
    return parse(text.read_text(encoding="utf-8"))
