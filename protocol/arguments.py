"""The arguments of a field as the operation gives them: what a sealed value is bound to.

Node and client read the same operation and must find the same arguments. Variables
are filled in. One that the caller left out and that has no default counts as not
written: its argument, or member of an input object, is left out; in a list it is
null (GraphQL specification, Input Values).
"""

from collections.abc import Iterable, Mapping
from typing import Any

from graphql import (
    ArgumentNode,
    FieldNode,
    ListValueNode,
    ObjectFieldNode,
    ObjectValueNode,
    ValueNode,
    VariableNode,
    value_from_ast_untyped,
)


def given_arguments(field: FieldNode, variables: Mapping[str, Any]) -> dict[str, Any]:
    """A field's arguments by name.

    Args:
        field: The field as the operation selects it.
        variables: Coerced values of the variables, defaults filled in.
    """
    return _given(field.arguments or (), variables)


def _given(
    written: Iterable[ArgumentNode | ObjectFieldNode], variables: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        each.name.value: _value(each.value, variables)
        for each in written
        if not _left_out(each.value, variables)
    }


def _value(node: ValueNode, variables: Mapping[str, Any]) -> Any:
    match node:
        case VariableNode():
            return variables[node.name.value]
        case ListValueNode():
            return [
                None if _left_out(each, variables) else _value(each, variables)
                for each in node.values
            ]
        case ObjectValueNode():
            return _given(node.fields, variables)
        case _:
            return value_from_ast_untyped(node)


def _left_out(node: ValueNode, variables: Mapping[str, Any]) -> bool:
    return isinstance(node, VariableNode) and node.name.value not in variables
