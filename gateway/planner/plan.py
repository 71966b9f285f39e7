"""The plan: which requests, in which order, and the shape of the answer.

How an executor runs one:

1. `data` starts as an empty object. Every fetch whose `after` are all done can
   start; nothing else orders them.
2. A root fetch (`entities` empty) sends `document` and merges the `data` of the
   answer, deeply, into the object (or objects) at `path` from the root of
   `data`; lists merge item by item.
3. An entity fetch builds one list of representations per `Entities`: from each
   object at one of its `paths` that matches one of its `representations`, equal
   ones sent once. An object of which a needed field is missing or failed is left
   out. `Entities` whose `conditions` do not hold have an empty list. With all
   lists empty nothing is sent. Item i of the answer's field `alias` is merged,
   deeply, into every object that gave representation i.
4. `projection` then turns `data` into the answer: response keys, order, types,
   nulls. Everything that only the plan needed is left behind.

`data` is keyed by *data keys*: those of the subgraph documents. They are the
response keys of the operation wherever possible; where two selections would
collide (an alias that hides a key field, one field with different arguments),
one of them has an alias of ours, and the projection maps it back.

This file does not know how plans are made, nor how requests are sent.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from gateway.operation.ast import Conditions


@dataclass(frozen=True, slots=True)
class Key:
    """Step into the object or list under a data key. Null ends the path."""

    name: str


@dataclass(frozen=True, slots=True)
class Items:
    """Step into every item of a list. Null items are passed over."""


@dataclass(frozen=True, slots=True)
class OnType:
    """Go on only with objects of these types, by data key `__typename`."""

    types: frozenset[str]


PathElement = Key | Items | OnType
Path = tuple[PathElement, ...]


@dataclass(frozen=True, slots=True)
class RepresentationField:
    """One field of a representation."""

    name: str
    """Key in the representation that is sent."""
    source: str
    """Data key in the object that it is read from."""
    fields: tuple["RepresentationField", ...] = ()
    """For an object, or each object of a list (nulls stay null); () for a leaf,
    whose value, null included, is taken as it is."""
    on: frozenset[str] | None = None
    """Only for objects whose `__typename` is one of these; others leave the field
    out. None: for all."""


@dataclass(frozen=True, slots=True)
class Representation:
    """How one item of `_Any` is built from an object at the path."""

    typename: str
    """The `__typename` that is sent. Not always the object's own: the name of the
    interface, when it goes to a subgraph that has it as an interface object."""
    fields: tuple[RepresentationField, ...]
    on: frozenset[str] | None = None
    """The object's `__typename` must be one of these; None: any, and it may be
    missing in `data`."""


@dataclass(frozen=True, slots=True)
class Entities:
    """One `_entities` field of a request."""

    alias: str
    """Its key in the `data` of the answer."""
    variable: str
    """The variable that takes the list of representations (without `$`)."""
    paths: tuple[Path, ...]
    """Where its objects are. Only a look-up that selects leaves alone has several:
    objects inside one would be those of several places, which can differ."""
    representations: tuple[Representation, ...]
    """An object takes the first that matches; one that matches none is left out."""
    conditions: Conditions = ()


@dataclass(frozen=True, slots=True)
class Fetch:
    """One request to one subgraph."""

    id: int
    """Position in `Plan.fetches`, from 0."""
    subgraph: str
    kind: Literal["query", "mutation", "subscription"]
    document: str
    """GraphQL text. Entity fetches are always queries."""
    variables: tuple[str, ...]
    """Variables of the caller that go with it (without those of `entities`). One
    that the caller left out is left out."""
    entities: tuple[Entities, ...] = ()
    path: Path = ()
    """Of a root fetch: where its data belongs. Other than () only under a field
    that returns the Query type."""
    conditions: Conditions = ()
    """Of a root fetch: it is made only when all hold."""
    after: frozenset[int] = frozenset()
    """Fetches that must be done before, by id; all are smaller than `id`."""
    coordinates: frozenset[str] = frozenset()
    """`Type.field`, for everything that the document asks the subgraph for (keys
    and requirements too, `__typename` and `Query._entities` not); types as named
    in the document, so an interface where the field is selected on one."""
    part: int = 0
    """The deferred part that it is made for; 0 is the main part."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A scalar or an enum."""

    type_name: str
    enum_values: frozenset[str] | None = None
    """The values that a caller may see; None for a scalar."""
    hidden: frozenset[str] = frozenset()
    """The other values of the enum: such a value is null, without error."""


@dataclass(frozen=True, slots=True)
class ShapeField:
    """One field of the answer."""

    response_key: str
    data_key: str | None
    """None for a denied field: its value is null."""
    parent_type: str
    name: str
    nullable: tuple[bool, ...]
    """Per list level from the outside in, then for the value itself; the depth of
    lists is the length less one."""
    value: "Leaf | Shape"
    include: tuple[Conditions, ...] = ((),)
    """The field is in the answer when one of these holds; `((),)` is always."""
    part: int = 0
    """The deferred part that it belongs to."""
    otherwise: "ShapeField | None" = None
    """Read this instead for objects that have nothing under `data_key`. Objects that
    stand at one place of the data, but came by different types, can have the same
    field under different keys."""


@dataclass(frozen=True, slots=True)
class Variant:
    """The fields of an object of the answer, for some of the types it can have."""

    on: frozenset[str]
    """Object types; disjoint from those of the other variants."""
    fields: tuple[ShapeField, ...]
    """In response order; no response key stands twice."""


@dataclass(frozen=True, slots=True)
class Shape:
    """An object of the answer."""

    type_name: str
    """The declared type."""
    variants: tuple[Variant, ...]
    """By type; together they cover every object type that a caller may see here.
    With a single variant of a single type, `__typename` is that type and is not
    looked up in `data`. With a single variant of several types it is looked up
    only if selected. Otherwise it chooses the variant; an object of another type
    is an error and null."""
    hidden: frozenset[str] = frozenset()
    """Object types that no caller may see: such an object is null, without error."""


@dataclass(frozen=True, slots=True)
class DeferredPart:
    """What one `@defer` puts off."""

    id: int
    """From 1, outer before inner."""
    parent: int
    """The part that must be delivered before; 0 is the main one."""
    label: str | None
    shape: Shape
    """From the root: its own fields, which have its id as their `part`, and those of
    the parts around it that lead there. It adds an object of answer wherever a
    variant has fields of its own."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole plan."""

    kind: Literal["query", "mutation", "subscription"]
    fetches: tuple[Fetch, ...]
    """In an order in which `after` points backwards only."""
    projection: Shape
    """Of the root. `__typename` of the root is constant; fields of introspection
    (`__schema`, `__type`) are not part of a plan. What is put off is not in it."""
    parts: tuple[DeferredPart, ...] = ()
    """What comes later, each with fetches of its own (`Fetch.part`)."""

    @property
    def depth(self) -> int:
        """The longest chain of requests that wait for one another."""
        return max((wave + 1 for wave in self.waves()), default=0)

    def waves(self) -> tuple[int, ...]:
        """Return, per fetch, how many requests must be done before it in a row."""
        waves: list[int] = []
        for fetch in self.fetches:
            waves.append(max((waves[one] + 1 for one in fetch.after), default=0))
        return tuple(waves)

    def shapes(self) -> dict[int, Shape]:
        """Return the shape of each part, by id; that of the main one is at 0."""
        return {0: self.projection} | {one.id: one.shape for one in self.parts}

    def coordinates(self) -> Iterator[tuple[Fetch, str]]:
        """Yield every coordinate with the fetch that asks for it, sorted."""
        for fetch in self.fetches:
            for coordinate in sorted(fetch.coordinates):
                yield fetch, coordinate
