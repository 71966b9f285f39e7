"""Literals in SDL are of the type that is declared for them.

As the reference composition judges it: an enum value may be written as a string and
the other way round, one item stands for a list of one, a scalar of one's own takes
anything, and an input object may leave out what it has to have.
"""

from collections.abc import Mapping
from typing import Final, Protocol

from graphql import (
    BooleanValueNode,
    EnumValueNode,
    FloatValueNode,
    IntValueNode,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    StringValueNode,
    ValueNode,
)

from gateway.composition.subgraph.model import Kind
from gateway.composition.subgraph.typeref import ListOf, Named, NonNull, TypeRef

_TEXT: Final = (StringValueNode, EnumValueNode)
_SCALARS: Final[Mapping[str, tuple[type[ValueNode], ...]]] = {
    "Int": (IntValueNode,),
    "Float": (IntValueNode, FloatValueNode),
    "String": _TEXT,
    "ID": (*_TEXT, IntValueNode),
    "Boolean": (BooleanValueNode,),
}


class InputLike(Protocol):
    """An argument or input field, of a subgraph or merged."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def type(self) -> TypeRef:
        """Its type."""

    @property
    def default(self) -> ValueNode | None:
        """Its default."""


class LiteralType(Protocol):
    """What must be known of a type to judge a literal."""

    @property
    def kind(self) -> Kind:
        """Its kind."""

    @property
    def inputs(self) -> Mapping[str, InputLike]:
        """The fields of an input object."""

    @property
    def values(self) -> Mapping[str, object]:
        """The values of an enum."""


def fits(value: ValueNode, ref: TypeRef, types: Mapping[str, LiteralType]) -> bool:
    """Whether a literal is of a type; a type that is not in `types` is a scalar."""
    if isinstance(value, NullValueNode):
        return not isinstance(ref, NonNull)
    match ref:
        case NonNull(of=inner):
            return fits(value, inner, types)
        case ListOf(of=inner):
            items = value.values if isinstance(value, ListValueNode) else (value,)
            return all(fits(item, inner, types) for item in items)
        case Named(name=name):
            return _is_of(value, name, types)


def _is_of(value: ValueNode, name: str, types: Mapping[str, LiteralType]) -> bool:
    found = types.get(name)
    kind = found.kind if found else Kind.SCALAR
    if found is not None and kind is Kind.INPUT:
        return isinstance(value, ObjectValueNode) and all(
            field.name.value in found.inputs
            and fits(field.value, found.inputs[field.name.value].type, types)
            for field in value.fields
        )
    if found is not None and kind is Kind.ENUM:
        return isinstance(value, _TEXT) and value.value in found.values
    wanted = _SCALARS.get(name)
    return wanted is None or isinstance(value, wanted)
