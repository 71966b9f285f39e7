"""Merges what a source returned into the objects that it is for.

Where a slot has one source, its value is put there, by reference. Where several
have a say, what is known stays: a null gives way, objects and lists are merged
inside. So it is in `gateway.executor.tree`.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import repeat
from operator import attrgetter
from typing import Any

from gateway.executor.compiled.errors import GaveUp
from gateway.executor.compiled.layout import Kind, Source
from gateway.executor.compiled.structs import MISSING, Struct


@dataclass(frozen=True, slots=True)
class Merge:
    """How one source's objects go into the objects of one kind."""

    alone: tuple[str, ...]
    """Attributes that no other source gives."""
    joint: tuple[str, ...]
    """Attributes that others give too."""

    def one(self, target: Struct, item: Struct) -> None:
        """Merge one object into one."""
        for name in self.alone:
            setattr(target, name, getattr(item, name))
        for name in self.joint:
            _join(target, name, getattr(item, name))

    def many(self, targets: list[Struct], items: list[Struct]) -> None:
        """Merge objects into objects, pairwise; by columns, which is faster."""
        for name in self.alone:
            values = map(attrgetter(name), items)
            deque(map(setattr, targets, repeat(name), values), maxlen=0)
        for name in self.joint:
            for target, item in zip(targets, items, strict=True):
                _join(target, name, getattr(item, name))


@dataclass(frozen=True, slots=True)
class MixedMerge:
    """The same for objects of several kinds."""

    by_class: Mapping[type, Merge]

    def many(self, targets: list[Struct], items: list[Struct]) -> None:
        """Merge objects into objects, pairwise."""
        for target, item in zip(targets, items, strict=True):
            self.by_class[type(target)].one(target, item)


def make_merge(kind: Kind, source: Source) -> Merge:
    """Return how a source's objects go into the objects of a kind."""
    given = [one for one in kind.slots.values() if source in one.sources]
    alone = [one.attribute for one in given if len(one.sources) == 1]
    joint = [one.attribute for one in given if len(one.sources) > 1]
    return Merge(tuple(alone), tuple(joint))


def _join(target: Struct, name: str, value: Any) -> None:
    held = getattr(target, name, MISSING)
    if value is MISSING:
        return
    if held is None or held is MISSING:
        setattr(target, name, value)
    else:
        _join_values(held, value)


def _join_values(held: Any, value: Any) -> None:
    if held is value:
        return
    if isinstance(held, list) and isinstance(value, list):
        for one, other in zip(held, value, strict=False):
            _join_values(one, other)
    elif hasattr(held, "__struct_fields__") and hasattr(value, "__struct_fields__"):
        _join_objects(held, value, held.__struct_fields__)


def _join_objects(held: Struct, value: Struct, names: Iterable[str]) -> None:
    if value.__struct_fields__ != names:
        raise GaveUp  # two types for one object
    for name in names:
        _join(held, name, getattr(value, name))
