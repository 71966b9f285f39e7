"""Turns the merged data into the answer, after the plan's shape.

For every object: find its type, take the fields of the variant for that type,
complete each value (lists level by level, leaves by their type, objects
again), and let a null in a non-null place travel up. A null that a subgraph
already explained (FAILED) adds no second error; any other null in a non-null
place does. What no caller may see, a value of an enum or an object of some type,
is null: its agency answered as it should. A value outside a scalar's range or an
enum becomes null with an error that does not repeat it.

This is the plain, interpreted form: one pass, no graphql-core. It does not
know about fetches.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from gateway.errors import GarbledError
from gateway.executor.problems import Problem, pattern_of
from gateway.executor.representations import holds
from gateway.executor.tree import FAILED, Json, Place, typename_of
from gateway.planner.plan import Leaf, Shape, ShapeField, Variant
from gateway.supergraph.model import TYPENAME


def _is_int(value: Json) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_whole(value: Json) -> bool:
    return _is_int(value) or (isinstance(value, float) and value.is_integer())


BUILT_IN: Final[Mapping[str, Callable[[Json], bool]]] = {
    "Int": _is_whole,
    "Float": lambda value: _is_int(value) or isinstance(value, float),
    "String": lambda value: isinstance(value, str),
    "Boolean": lambda value: isinstance(value, bool),
    "ID": lambda value: isinstance(value, str) or _is_int(value),
}


ALWAYS: Final = ((),)
"""The condition of a field that is always in the answer."""


def _kind(value: Json) -> str | None:
    """Return what tells whether a caller may see a value: itself, or its type."""
    kind = value.get(TYPENAME) if isinstance(value, dict) else value
    return kind if isinstance(kind, str) else None


class _NullBelow(Exception):
    """A null stands where none may: the nearest nullable parent becomes null."""


def at_hand(field: ShapeField, data: dict[str, Json]) -> ShapeField:
    """Return a field as it is read from an object: by a key that the object has."""
    one: ShapeField | None = field
    while one is not None and one.data_key not in data:
        one = one.otherwise
    return one or field


class Projector:
    """Projects one answer; made anew for each request."""

    def __init__(self, variables: Mapping[str, Json]) -> None:
        """Remember the variables that @skip and @include look at."""
        self._variables = variables
        self._path: list[str | int] = []
        self.problems: list[Problem] = []

    def project(self, shape: Shape, data: dict[str, Json]) -> dict[str, Json] | None:
        """Return the answer's `data`; the problems found stand in `problems`."""
        try:
            return self._object(shape, data)
        except _NullBelow:
            return None

    def project_at(
        self, shape: Shape, part: int, data: dict[str, Json], place: Place
    ) -> dict[str, Json] | None:
        """Return what a deferred part adds to the object of the answer at a place."""
        self._path = list(place)
        try:
            variant = self._variant(shape, data)
            own = tuple(one for one in variant.fields if one.part == part)
            return self._fields(replace(variant, fields=own), data)
        except _NullBelow:
            return None

    def variant_of(self, shape: Shape, data: dict[str, Json]) -> Variant | None:
        """Return the variant for an object; None if its type is not expected."""
        try:
            return self._variant(shape, data)
        except _NullBelow:
            return None

    def includes(self, field: ShapeField) -> bool:
        """Say whether the variables leave a field in the answer."""
        return field.include == ALWAYS or self._included(field)

    def _object(self, shape: Shape, data: Json) -> dict[str, Json]:
        if not isinstance(data, dict):
            self._garbled("an object was expected")
            raise _NullBelow
        return self._fields(self._variant(shape, data), data)

    def _fields(self, variant: Variant, data: dict[str, Json]) -> dict[str, Json]:
        answer: dict[str, Json] = {}
        for first in variant.fields:
            field = at_hand(first, data)
            if field.include != ALWAYS and not self._included(field):
                continue
            self._path.append(field.response_key)
            if field.name == TYPENAME:
                answer[field.response_key] = self._typename(variant, data)
            else:
                answer[field.response_key] = self._field(field, data)
            self._path.pop()
        return answer

    def _included(self, field: ShapeField) -> bool:
        return any(holds(one, self._variables) for one in field.include)

    def _variant(self, shape: Shape, data: dict[str, Json]) -> Variant:
        if len(shape.variants) == 1:
            return shape.variants[0]
        typename = typename_of(data)
        for variant in shape.variants:
            if typename in variant.on:
                return variant
        if TYPENAME not in data and self._are_alike(shape):
            return shape.variants[0]
        raise self._unknown_type()

    def _are_alike(self, shape: Shape) -> bool:
        """Whether, with these variables, the type of an object makes no difference.

        A plan need not ask for the type where only what is left out depends on it.
        """
        first, *others = [
            [
                (one.response_key, one.name, one.data_key, one.nullable, one.value)
                for one in variant.fields
                if self._included(one)
            ]
            for variant in shape.variants
        ]
        named = any(name == TYPENAME for _, name, *_ in first)
        return not named and all(one == first for one in others)

    def _typename(self, variant: Variant, data: dict[str, Json]) -> str:
        if len(variant.on) == 1:
            return next(iter(variant.on))
        typename = typename_of(data)
        if typename in variant.on:
            return str(typename)
        raise self._unknown_type()

    def _field(self, field: ShapeField, data: dict[str, Json]) -> Json:
        if field.data_key is None:
            return None
        depth = len(self._path)
        try:
            return self._complete(data.get(field.data_key), field, 0)
        except _NullBelow:
            if not field.nullable[0]:
                raise
            del self._path[depth:]
            return None

    def _complete(self, value: Json, field: ShapeField, level: int) -> Json:
        if value is None or value is FAILED:
            return self._null(value, field, level)
        if level < len(field.nullable) - 1:
            return self._list(value, field, level)
        if field.value.hidden and _kind(value) in field.value.hidden:
            return self._null(None, field, level)
        if isinstance(field.value, Leaf):
            return self._leaf(value, field.value)
        return self._object(field.value, value)

    def _null(self, value: Json, field: ShapeField, level: int) -> None:
        if field.nullable[level]:
            return
        if value is not FAILED:
            self._garbled(f"{field.parent_type}.{field.name} may not be null")
        raise _NullBelow

    def _list(self, value: Json, field: ShapeField, level: int) -> list[Json]:
        if not isinstance(value, list):
            self._garbled("a list was expected")
            raise _NullBelow
        items: list[Json] = []
        depth = len(self._path)
        for position, item in enumerate(value):
            self._path.append(position)
            try:
                items.append(self._complete(item, field, level + 1))
            except _NullBelow:
                if not field.nullable[level + 1]:
                    raise
                items.append(None)
            del self._path[depth:]
        return items

    def _leaf(self, value: Json, leaf: Leaf) -> Json:
        if leaf.enum_values is not None:
            good = isinstance(value, str) and value in leaf.enum_values
        else:
            check = BUILT_IN.get(leaf.type_name)
            good = check is None or check(value)
        if not good:
            self._garbled(f"a value is not a {leaf.type_name}")
            raise _NullBelow
        match leaf.type_name:
            case "ID":
                return str(value)
            case "Int":
                return int(value)
            case _:
                return value

    def _unknown_type(self) -> _NullBelow:
        self._garbled("the object's type is not one that is expected here")
        return _NullBelow()

    def _garbled(self, why: str) -> None:
        path: Place = tuple(self._path)
        self.problems.append(
            Problem(GarbledError(None, why=why), pattern_of(path), path)
        )
