"""Two profiles line by line, and what each line changes in risk and in recall.

Each changed value is tried alone, in the older profile: so its own effect is seen. A
value that has no effect on encodings can change recall and no risk of the attacks.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from linkage.errors import ProfileInvalid
from linkage.profile import Profile
from linkage.review.measure import Trial

_ENCODES = ("filter", "identifiers", "dates")
_JUDGES = ("match", "cluster")
_ATTRIBUTES = "filter.attributes."


class Bench(Protocol):
    """Measures profiles."""

    def risk(self, profile: Profile) -> Trial:
        """What graph matching names."""

    def recall(self, profile: Profile) -> float:
        """The share of true pairs that is linked."""


@dataclass(frozen=True, slots=True)
class Change:
    """One value that differs."""

    path: str
    """As `filter.hardening.diffusion`; an attribute stands by its name."""
    before: str | None
    """None where it was not there."""
    after: str | None
    risk: tuple[Trial, Trial] | None = None
    """Before and after, all else as in the older profile; None where it can't change."""
    recall: tuple[float, float] | None = None
    """The same of recall; None where the value neither encodes nor judges."""


def changes(old: Profile, new: Profile, bench: Bench) -> tuple[Change, ...]:
    """Every value that differs.

    Args:
        old: Signed before.
        new: Under review.
        bench: Measures what a profile gives away and links; asked once a profile.
    """
    one, other = _lines(old), _lines(new)
    found = []
    for path in {**one, **other}:
        if one.get(path) == other.get(path):
            continue
        tried = _tried(old, new, path)
        found.append(
            Change(
                path,
                _text(one.get(path)),
                _text(other.get(path)),
                (bench.risk(old), bench.risk(tried))
                if tried and path.startswith(_ENCODES)
                else None,
                (bench.recall(old), bench.recall(tried)) if tried else None,
            )
        )
    return tuple(found)


def _tried(old: Profile, new: Profile, path: str) -> Profile | None:
    """The older profile with one value of the newer; None where it says nothing.

    Where one value alone makes no profile, as one of three ordered thresholds, those
    beside it go with it.
    """
    if not path.startswith((*_ENCODES, *_JUDGES)):
        return None
    body = old.model_dump(mode="json", exclude={"limits"})
    theirs = new.model_dump(mode="json", exclude={"limits"})
    if path.startswith(_ATTRIBUTES):
        name = path.removeprefix(_ATTRIBUTES)
        body["filter"]["attributes"] = _attributes(body, theirs, name)
        return _valid(body)
    *parents, last = path.split(".")
    inside, there = body, theirs
    for key in parents:
        inside, there = inside[key], there[key]
    inside[last] = there[last]
    alone = _valid(body)
    if alone is None:
        inside.update(there)
    return alone or _valid(body)


def _valid(body: Mapping[str, Any]) -> Profile | None:
    try:
        return Profile.parse(json.dumps(body))
    except ProfileInvalid:
        return None


def _attributes(
    body: Mapping[str, Any], theirs: Mapping[str, Any], name: str
) -> list[Any]:
    """The older attributes with one of the newer, or without it."""
    ours = {each["name"]: each for each in body["filter"]["attributes"]}
    newer = {each["name"]: each for each in theirs["filter"]["attributes"]}
    if name in newer:
        ours[name] = newer[name]
    else:
        ours.pop(name)
    return list(ours.values())


def _lines(profile: Profile) -> dict[str, Any]:
    """Every value by its path."""
    body = profile.whole
    filter_ = dict(body["filter"])
    filter_["attributes"] = {
        each["name"]: " / ".join(
            str(value) for key, value in each.items() if key != "name" and value
        )
        for each in filter_["attributes"]
    }
    return dict(_flat("", {**body, "filter": filter_}))


def _flat(prefix: str, value: Any) -> list[tuple[str, Any]]:
    if not isinstance(value, dict):
        return [(prefix, value)]
    return [
        line
        for key, inner in value.items()
        for line in _flat(f"{prefix}.{key}" if prefix else key, inner)
    ]


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return None if value is None else str(value)
