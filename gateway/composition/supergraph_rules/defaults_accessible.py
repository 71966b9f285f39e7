"""A default that can be seen is made of what can be seen.

Finding: DEFAULT_VALUE_USES_INACCESSIBLE.
"""

from collections.abc import Iterator

from graphql import EnumValueNode, ListValueNode, ObjectValueNode, ValueNode

from gateway.composition.diagnostics import Code, Diagnostic
from gateway.composition.merge.merged import Merged, MergedType, carries
from gateway.composition.subgraph.typeref import TypeRef, base_name
from gateway.composition.supergraph_rules.inaccessible import hidden, references


def defaults_accessible(merged: Merged) -> Iterator[Diagnostic]:
    """Report defaults with hidden enum values or input fields."""
    for one in references(merged):
        if one.value is None or one.value.default is None:
            continue
        for coordinate in _hidden_parts(merged, one.type, one.value.default):
            yield Diagnostic(
                Code.DEFAULT_VALUE_USES_INACCESSIBLE,
                f"the default of {one.coordinate} uses {coordinate}, which is"
                " @inaccessible",
                "Use another default, or show what it uses.",
            )


def _hidden_parts(merged: Merged, ref: TypeRef, value: ValueNode) -> Iterator[str]:
    owner = merged.types.get(base_name(ref))
    if owner is None:
        return
    match value:
        case ListValueNode(values=values):
            for item in values:
                yield from _hidden_parts(merged, ref, item)
        case EnumValueNode(value=name):
            if name in owner.values and carries(owner.values[name], "inaccessible"):
                yield f"{owner.name}.{name}"
        case ObjectValueNode():
            yield from _hidden_fields(merged, owner, value)
        case _:
            return


def _hidden_fields(
    merged: Merged, owner: MergedType, value: ObjectValueNode
) -> Iterator[str]:
    for field in value.fields:
        inner = owner.inputs.get(field.name.value)
        if inner is None:
            continue
        if hidden(inner):
            yield f"{owner.name}.{inner.name}"
        else:
            yield from _hidden_parts(merged, inner.type, field.value)
