"""Random questions about random worlds, drawn from a seed."""

import re
from dataclasses import dataclass
from random import Random  # noqa: TID251 - Hypothesis draws and seeds it

from graphql import (
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_abstract_type,
    is_composite_type,
)

DECLARED = {
    "a": "$a: Boolean!",
    "b": "$b: Boolean!",
    "n": "$n: Int = 2",
    "m": "$m: Int",
    "k": "$k: Kind",
    "g": "$g: Given",
}
VARIABLES = "$a: Boolean!, $b: Boolean!"
VALUES = {
    "Int": ["", "1", "5", "7", "$n", "$m"],
    "Kind": ["", "RED", "BLUE", "$k"],
    "Given": [
        "",
        "null",
        "{}",
        "{n: 7, kind: BLUE}",
        "{kind: $k}",
        "{n: $m, more: [1, $m], inner: {n: $n}}",
        "$g",
    ],
}
"""By type of an argument, what it can be."""
GUARDS = ["@include(if: $a)", "@skip(if: $b)", "@include(if: $b)"]


@dataclass
class Asker:
    """Asks random questions."""

    random: Random
    schema: GraphQLSchema
    guards_objects: bool
    """Whether objects stand under conditions too, or leaves alone."""

    def selections(self, type_: GraphQLNamedType, depth: int) -> str:
        """Return the inside of a random selection set."""
        random = self.random
        found = ["__typename"] if random.random() < 0.3 else []
        if not isinstance(type_, GraphQLUnionType):
            names = sorted(type_.fields)
            for name in random.sample(names, random.randint(1, len(names))):
                found += self.selection(name, type_.fields[name], depth)
        if is_abstract_type(type_):
            for one in self.schema.get_possible_types(type_):
                if random.random() < 0.7:
                    inner = self.selections(one, depth)
                    guard = self.guard(leaf=False)
                    found.append(f"... on {one.name}{guard} {{ {inner} }}")
        return " ".join(found) or "__typename"

    def selection(self, name: str, field: GraphQLField, depth: int) -> list[str]:
        """Return a field, or nothing where objects have no more place."""
        target = get_named_type(field.type)
        given, alias = "", ""
        if field.args and depth % 2:
            number = self.random.randint(1, 2)
            given, alias = f"(x: {number})", f"{name}_{number}: "
        elif self.random.random() < 0.1:
            alias = f"al_{name}_{target}: "
        if not is_composite_type(target):
            return [f"{alias}{name}{given}{self.guard(leaf=True)}"]
        if depth == 0:
            return []
        inner = self.selections(target, depth - 1)
        return [f"{alias}{name}{self.guard(leaf=False)} {{ {inner} }}"]

    def guard(self, *, leaf: bool) -> str:
        """Return a condition, sometimes."""
        if self.random.random() < 0.15 and (leaf or self.guards_objects):
            return f" {self.random.choice(GUARDS)}"
        return ""


@dataclass
class RichAsker(Asker):
    """Also gives arguments and variables, and the same field again under an alias."""

    def operation(self, kind: str, root: GraphQLNamedType, depth: int) -> str:
        """Return a whole operation; a few are invalid."""
        body = self.selections(root, depth)
        used = [one for name, one in DECLARED.items() if f"${name}" in body]
        declared = f"({', '.join(used)})" if used else ""
        return f"{kind} {declared} {{ {body} }}"

    def selection(self, name: str, field: GraphQLField, depth: int) -> list[str]:
        """Return a field, once or twice, or nothing where objects have no more place."""
        target = get_named_type(field.type)
        if is_composite_type(target) and depth == 0:
            return []
        times = self.random.choice([1, 1, 1, 1, 2])
        return [self._once(name, field, depth, number) for number in range(times)]

    def _once(self, name: str, field: GraphQLField, depth: int, number: int) -> str:
        target = get_named_type(field.type)
        value = ""
        for argument in field.args.values():
            value = self.random.choice(VALUES[str(argument.type)])
        given = f"(x: {value})" if value else ""
        alias = self.alias(f"{name}{value}{number or ''}{field.type}")
        if not is_composite_type(target):
            return f"{alias}{name}{given}{self.guard(leaf=True)}"
        guard = self.guard(leaf=False)
        inner = self.selections(target, depth - 1)
        if self.random.random() < 0.2:
            more = self.selections(target, depth - 1)
            inner = f"{inner} ... on {target}{self.guard(leaf=False)} {{ {more} }}"
        return f"{alias}{name}{given}{guard} {{ {inner} }}"

    def alias(self, meaning: str) -> str:
        """Return an alias: of what is asked, of another field's name, or none."""
        draw = self.random.random()
        if draw < 0.05:
            return f"{self.random.choice(['id', 'code', 'f0', 'f1', 'r0', 'x'])}: "
        return f"{re.sub(r'[^A-Za-z0-9]', '_', meaning)}: " if draw < 0.75 else ""
