"""Builds the lists of representations that an entity fetch sends.

Equal representations are sent once. Equality is that of the canonical JSON
text, never of a hash alone, so 1, 1.0, "1" and true stay apart. An object that
lacks a needed field, or whose needed field failed, is left out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

import orjson

from gateway.executor.tree import FAILED, Json, objects_at, typename_of
from gateway.operation.ast import Conditions
from gateway.planner.plan import (
    Entities,
    Path,
    Representation,
    RepresentationField,
)


class _Absent(Enum):
    ABSENT = "ABSENT"


ABSENT: Final = _Absent.ABSENT
"""A value that can't be sent: missing, or failed at its subgraph."""


@dataclass(slots=True)
class Batch:
    """The representations for one `_entities` field, each with its objects."""

    entities: Entities
    representations: list[dict[str, Json]] = field(default_factory=list)
    targets: list[list[dict[str, Json]]] = field(default_factory=list)
    """Per representation, the objects that gave it."""
    paths: list[Path] = field(default_factory=list)
    """Those of the look-up at which objects gave any."""


def collect(
    root: dict[str, Json], entities: Entities, variables: Mapping[str, Json]
) -> Batch:
    """Collect the representations of every object at the paths of `entities`."""
    batch = Batch(entities)
    if not holds(entities.conditions, variables):
        return batch
    positions: dict[bytes, int] = {}
    for path in entities.paths:
        gave = [_add(batch, positions, one) for one in objects_at(root, path)]
        if any(gave):
            batch.paths.append(path)
    return batch


def _add(batch: Batch, positions: dict[bytes, int], found: dict[str, Json]) -> bool:
    """Add an object, and say whether it gave a representation."""
    built = build(found, batch.entities.representations)
    if isinstance(built, _Absent):
        return False
    text = orjson.dumps(built, option=orjson.OPT_SORT_KEYS)
    position = positions.setdefault(text, len(batch.representations))
    if position == len(batch.representations):
        batch.representations.append(built)
        batch.targets.append([])
    batch.targets[position].append(found)
    return True


def build(
    found: dict[str, Json], representations: Iterable[Representation]
) -> dict[str, Json] | _Absent:
    """Build an object's representation by the first rule that matches it."""
    typename = typename_of(found)
    for rule in representations:
        if rule.on is None or typename in rule.on:
            fields = _object(found, rule.fields)
            if isinstance(fields, _Absent):
                return ABSENT
            return {"__typename": rule.typename, **fields}
    return ABSENT


def holds(conditions: Conditions, variables: Mapping[str, Json]) -> bool:
    """Say whether every condition holds for these variables."""
    return all(variables.get(one.variable) is one.expected for one in conditions)


def _object(
    found: dict[str, Json], fields: Iterable[RepresentationField]
) -> dict[str, Json] | _Absent:
    built: dict[str, Json] = {}
    typename = typename_of(found)
    for rule in fields:
        if rule.on is not None and typename not in rule.on:
            continue
        value = _value(found.get(rule.source, ABSENT), rule)
        if isinstance(value, _Absent):
            return value
        built[rule.name] = value
    return built


def _value(value: Json, rule: RepresentationField) -> Json:
    """Read one value, or ABSENT."""
    if value is ABSENT or value is FAILED:
        return ABSENT
    if not rule.fields or value is None:
        return ABSENT if _has_failed(value) else value
    if isinstance(value, dict):
        below: Json = _object(value, rule.fields)
        return below
    if isinstance(value, list):
        items = [_value(item, rule) for item in value]
        return ABSENT if ABSENT in items else items
    return ABSENT


def _has_failed(value: Json) -> bool:
    """Say whether an item of a list of leaves failed."""
    return isinstance(value, list) and any(
        item is FAILED or _has_failed(item) for item in value
    )
