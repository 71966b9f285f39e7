"""Literals of the SDL compared and printed in one form."""

from graphql import (
    ListValueNode,
    ObjectValueNode,
    StringValueNode,
    ValueNode,
    print_ast,
)


def canonical(value: ValueNode) -> str:
    """A literal as text; fields of objects sorted, block strings as plain strings."""
    match value:
        case ObjectValueNode(fields=fields):
            inner = sorted(f"{f.name.value}: {canonical(f.value)}" for f in fields)
            return "{" + ", ".join(inner) + "}"
        case ListValueNode(values=values):
            return "[" + ", ".join(canonical(v) for v in values) + "]"
        case StringValueNode(value=text):
            return print_ast(StringValueNode(value=text))
        case _:
            return print_ast(value)


def same_value(left: ValueNode | None, right: ValueNode | None) -> bool:
    """Whether two literals, or their absence, say the same."""
    if left is None or right is None:
        return left is right
    return canonical(left) == canonical(right)
