"""Our own small AST of an operation: frozen, hashable, easy to rewrite.

An `Operation` is made by `gateway.operation.parse` and brought to its normal
form by `gateway.operation.normalise`. In the normal form

- named fragments are gone, and inline fragments only narrow a type;
- @skip and @include stand on fields alone, as `conditions` over variables;
- fields of one selection set with the same response key and the same
  conditions are merged;
- what `@defer` puts off is tagged on fields, as the `part` that they belong to;
  fields of different parts stay apart;
- introspection (`__schema`, `__type`) is left out: it is not planned.

To rewrite, rebuild: `dataclasses.replace(field, selections=...)`. To take a field
out of the requests and still have it in the answer, as null, mark it `denied`. A
composite field may lose all its selections: it is then fetched only so far as to
know whether it is null.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from gateway.supergraph.fieldset import Argument


@dataclass(frozen=True, slots=True, order=True)
class Condition:
    """Holds when the boolean variable has the expected value."""

    variable: str
    expected: bool
    """True for @include(if: $variable), False for @skip(if: $variable)."""


Conditions = tuple[Condition, ...]
"""All must hold; sorted, without duplicates; () is unconditional."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable that the operation declares."""

    name: str
    type: str
    """As GraphQL text, for example `[ID!]!`."""
    default: str | None = None
    """As GraphQL text; None when there is none."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one `@defer` puts off."""

    id: int
    """From 1, outer before inner; 0 is the main part, which is not listed."""
    parent: int
    """The part around it."""
    label: str | None = None
    """The caller's name for it."""
    variable: str | None = None
    """Put off only while this boolean variable is true; None: always."""


@dataclass(frozen=True, slots=True)
class Field:
    """A selected field."""

    response_key: str
    name: str
    parent_type: str
    """The type that it is selected on: object or interface (or any composite
    type for `__typename`)."""
    type_name: str
    """The named type of its value."""
    arguments: tuple[Argument, ...] = ()
    """Sorted by name."""
    selections: "Selections" = ()
    """Empty for a leaf; a composite field has none when all were excluded."""
    conditions: Conditions = ()
    coordinates: frozenset[str] = frozenset()
    """`Type.field` of everything that this selection can read: the parent type's
    own field and, where that is an interface, the field of each object type that
    it can be at this place. Empty for `__typename`."""
    denied: bool = False
    """In the answer it is null, and no request ever asks for it (nor for what
    stands below it)."""
    part: int = 0
    """The deferred part that it belongs to, and all that stands below it unless
    that is put off again."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """`... on Type { }`: the selections hold for objects of that type alone."""

    type_condition: str
    selections: "Selections"


Selection = Field | Fragment
Selections = tuple[Selection, ...]


def with_selections(item: "Selection", below: "Selections") -> "Selection":
    """Return an item with other selections; itself, where it has none and gets none."""
    if not below and not item.selections:
        return item
    return replace(item, selections=below)


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a document."""

    kind: str
    """`query`, `mutation` or `subscription`."""
    name: str | None
    root_type: str
    variables: tuple[Variable, ...]
    selections: Selections
    parts: tuple[Part, ...] = ()
    """What is put off; see `gateway.operation.parts`."""


def walk_fields(selections: Selections) -> Iterator[Field]:
    """Yield every field, outer before inner, in the order of the document."""
    for item in selections:
        if isinstance(item, Field):
            yield item
        yield from walk_fields(item.selections)


def used_variables(selections: Selections) -> frozenset[str]:
    """Return the variables that arguments and conditions mention."""
    names: set[str] = set()
    for field in walk_fields(selections):
        names.update(condition.variable for condition in field.conditions)
        for argument in field.arguments:
            names.update(argument.variables)
    return frozenset(names)


def print_selections(selections: Selections) -> str:
    """Print selections as compact GraphQL text; equal text means equal meaning."""
    return " ".join(_print(item) for item in selections)


def _print(item: Selection) -> str:
    below = f" {{ {print_selections(item.selections)} }}" if item.selections else ""
    if isinstance(item, Fragment):
        return f"... on {item.type_condition}{below}"
    alias = "" if item.response_key == item.name else f"{item.response_key}: "
    given = ", ".join(f"{one.name}: {one.value}" for one in item.arguments)
    arguments = f"({given})" if given else ""
    conditions = "".join(
        f" @{'include' if one.expected else 'skip'}(if: ${one.variable})"
        for one in item.conditions
    )
    denied = " @denied" if item.denied else ""
    denied += f" @part({item.part})" if item.part else ""
    return f"{alias}{item.name}{arguments}{conditions}{denied}{below}"
