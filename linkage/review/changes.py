"""Two profiles line by line, and what each line changes in risk and in recall.

Each changed value is tried alone, in the older profile: so its own effect is seen. A
value that has no effect on encodings can change recall and no risk of the attacks.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from linkage.errors import ProfileInvalid
from linkage.profile import Profile
from linkage.review.measure import Trial

_ENCODES = ("filter", "identifiers", "dates")
_SAYS_NOTHING = ("id", "version", "title", "sources", "limits")
"""Parts that neither encode nor decide."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What graph matching names, and what is linked."""

    risk: Trial
    recall: float


@dataclass(frozen=True, slots=True)
class Change:
    """One value that differs."""

    path: str
    """As `filter.hardening.diffusion`; an attribute stands by its name."""
    before: str | None
    """None where it was not there."""
    after: str | None
    effect: tuple[Effect, Effect] | None
    """Before and after, all else as in the older profile; None where the value alone
    makes no valid profile, or says nothing of encoding and judging."""


def changes(
    old: Profile, new: Profile, measured: Callable[[Profile], Effect]
) -> tuple[Change, ...]:
    """Every value that differs.

    Args:
        old: Signed before.
        new: Under review.
        measured: What a profile gives away and links.
    """
    one, other = _lines(old), _lines(new)
    paths = [path for path in {**one, **other} if one.get(path) != other.get(path)]
    base = measured(old) if any(map(_matters, paths)) else None
    return tuple(
        Change(
            path,
            _text(one.get(path)),
            _text(other.get(path)),
            _effect(path, (old, new), base, measured),
        )
        for path in paths
    )


def _effect(
    path: str,
    profiles: tuple[Profile, Profile],
    base: Effect | None,
    measured: Callable[[Profile], Effect],
) -> tuple[Effect, Effect] | None:
    if base is None or not _matters(path):
        return None
    try:
        changed = _with(profiles[0], profiles[1], path)
    except ProfileInvalid:
        return None
    after = measured(changed)
    if not path.startswith(_ENCODES):
        after = Effect(base.risk, after.recall)
    return base, after


def _matters(path: str) -> bool:
    return not path.startswith(_SAYS_NOTHING)


def _with(old: Profile, new: Profile, path: str) -> Profile:
    """The older profile with one value of the newer.

    Raises:
        ProfileInvalid: They don't go together.
    """
    body = old.model_dump(mode="json", exclude={"limits"})
    theirs = new.model_dump(mode="json", exclude={"limits"})
    keys = path.split(".")
    if keys[:2] == ["filter", "attributes"]:
        body["filter"]["attributes"] = _attributes(body, theirs, keys[2])
    else:
        *parents, last = keys
        inside, there = body, theirs
        for key in parents:
            inside, there = inside[key], there[key]
        inside[last] = there[last]
    return Profile.parse(json.dumps(body))


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
    body = profile.model_dump(mode="json")
    attributes = body["filter"].pop("attributes")
    body["filter"]["attributes"] = {
        each["name"]: " / ".join(
            str(value) for key, value in each.items() if key != "name" and value
        )
        for each in attributes
    }
    return dict(_flat("", body))


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
