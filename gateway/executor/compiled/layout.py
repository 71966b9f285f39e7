"""The merged data of one plan, laid out: every place, and who gives what there.

A *place* is a path in the data. Its objects are of one or more *kinds*; each kind
has *slots*, one per data key that some fetch asks for. A *source* is one selection
set of one fetch: the whole of a root fetch, or one of its look-ups.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from gateway.planner.plan import Leaf, Representation, ShapeField

Source = tuple[int, int]
"""A fetch's id, and the position of a look-up in it; `ROOT` for a root fetch."""

ROOT = -1


@dataclass(slots=True, eq=False)
class Slot:
    """What stands under one data key of the objects of a kind."""

    key: str
    nullable: tuple[bool, ...]
    """As in `ShapeField`."""
    leaf: Leaf | None
    """None where objects stand."""
    sources: tuple[Source, ...]
    """Who returns it, in the order of the plan."""
    place: "Place | None" = None
    """Where its objects are laid out; None for a leaf."""
    sent: bool = False
    """Whether representations read it."""

    @property
    def attribute(self) -> str:
        """The name that it has in the generated classes."""
        return f"k_{self.key}"


@dataclass(slots=True, eq=False)
class Kind:
    """Objects of one place that have the same slots."""

    types: frozenset[str]
    fields: tuple[ShapeField, ...]
    """What callers see of it, in response order."""
    slots: dict[str, Slot]
    """By data key; those that callers see first."""
    place: "Place"
    several: bool
    """Whether the plan tells types apart here, on some conditions."""
    rules: dict[Source, Representation] = field(default_factory=dict)
    """How look-ups that start from these objects represent them."""
    told: bool = False
    """Whether the plan looks at the type that a reply tells."""


@dataclass(slots=True, eq=False)
class Place:
    """Where objects stand in the data."""

    number: int
    parent: Kind | None
    """None for the root."""
    slot: Slot | None
    """Of the parent, where these objects stand."""
    kinds: list[Kind] = field(default_factory=list)
    creators: tuple[Source, ...] = ()
    """Whose replies bring objects here, by way of the parent's slot."""


@dataclass(frozen=True, slots=True)
class Layout:
    """All places of a plan."""

    root: Place
    places: tuple[Place, ...]
    """By number; parents before children."""
    targets: Mapping[Source, tuple[Place, ...]]
    """Where each source arrives. A look-up can start from several places, of which
    it has several paths, or one that leads on through objects of several types. They
    stand in the order of the paths, as the interpreted run lists their objects."""
