"""Hypothesis makes operations over a schema."""

from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_composite_type,
)
from hypothesis import strategies as st

ALIASES = ("id", "name", "title", "a", "b")
CONDITIONS = (
    "@include(if: $yes)",
    "@include(if: $no)",
    "@skip(if: $yes)",
    "@skip(if: $no)",
    "@include(if: true)",
    "@skip(if: true)",
)
VARIABLES = {"yes": True, "no": False, "few": 1}
TYPES = {"yes": "Boolean!", "no": "Boolean!", "few": "Int"}


@st.composite
def operations(draw: Any, schema: GraphQLSchema, depth: int = 4) -> str:
    """Draw the text of a query; a few are invalid (colliding response keys)."""
    query = schema.query_type
    assert query is not None
    text = Writer(draw, schema).selections(query, depth, {})
    used = [f"${one}: {kind}" for one, kind in TYPES.items() if f"${one}" in text]
    return f"query ({', '.join(used)}) {text}" if used else text


Used = dict[str, str]
"""The response keys of one selection set, fragments included, with what they mean."""


@dataclass
class Writer:
    """Draws selections."""

    draw: Any
    schema: GraphQLSchema

    def selections(self, parent: Any, depth: int, used: Used) -> str:
        count = self.draw(st.integers(1, 4))
        parts = [self._one(parent, depth, used) for _ in range(count)]
        return "{ " + " ".join(parts) + " }"

    def _one(self, parent: Any, depth: int, used: Used) -> str:
        fields = {} if isinstance(parent, GraphQLUnionType) else parent.fields
        kinds = ["typename"]
        if fields:
            kinds += ["field"] * 6
        if isinstance(parent, GraphQLInterfaceType | GraphQLUnionType):
            kinds += ["fragment"] * 3
        elif isinstance(parent, GraphQLObjectType) and parent.interfaces:
            kinds += ["fragment"]
        match self.draw(st.sampled_from(kinds)):
            case "typename":
                return self.draw(st.sampled_from(("__typename", "t: __typename")))
            case "fragment":
                condition = self.draw(st.sampled_from(_narrower(self.schema, parent)))
                below = self.selections(condition, depth, used)
                return f"... on {condition.name} {below}"
            case _:
                name = self.draw(st.sampled_from(sorted(fields)))
                return self._field(name, fields[name], depth, used)

    def _field(self, name: str, field: GraphQLField, depth: int, used: Used) -> str:
        given = [
            f"{one}: {value}"
            for one in field.args
            if (value := self.draw(st.sampled_from(_values(one, field)))) is not None
        ]
        meaning = f"{name}({', '.join(given)})" if given else name
        kind = get_named_type(field.type)
        below = ""
        if is_composite_type(kind):
            below = self.selections(kind, depth - 1, {}) if depth else "{ __typename }"
        key = self.draw(st.sampled_from((name,) * 4 + ALIASES))
        while used.setdefault(key, meaning + below) != meaning + below:
            key += "_"
        head = meaning if key == name else f"{key}: {meaning}"
        condition = self.draw(st.sampled_from(("",) * 6 + CONDITIONS))
        return f"{head} {condition} {below}"


def _narrower(schema: GraphQLSchema, parent: Any) -> list[Any]:
    if isinstance(parent, GraphQLObjectType):
        return list(parent.interfaces)
    found: list[Any] = list(schema.get_possible_types(parent))
    others = [
        one
        for one in schema.type_map.values()
        if isinstance(one, GraphQLInterfaceType)
        and set(schema.get_possible_types(one)) & set(found)
    ]
    return found + others


def _values(name: str, field: GraphQLField) -> tuple[Any, ...]:
    required = str(field.args[name].type).endswith("!")
    if name == "first":
        return (None, 0, 1, 2, "$few")
    return ('"1"', '"2"', '"9"') if required else (None, '"1"')
