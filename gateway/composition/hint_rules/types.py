"""Types that are not the same in all subgraphs that define them.

Codes: INCONSISTENT_ENTITY, INCONSISTENT_OBJECT_VALUE_TYPE_FIELD,
INCONSISTENT_INTERFACE_VALUE_TYPE_FIELD, INCONSISTENT_UNION_MEMBER.
"""

from collections.abc import Iterator
from typing import Final

from gateway.composition.diagnostics import Hint
from gateway.composition.hint_rules.said import quoted
from gateway.composition.merge.context import MergeContext, TypeSource
from gateway.composition.subgraph.model import COMPOSITE, Kind, has

_ROOTS: Final = frozenset({"Query", "Mutation", "Subscription"})
_VALUE_TYPE: Final = {
    Kind.OBJECT: "INCONSISTENT_OBJECT_VALUE_TYPE_FIELD",
    Kind.INTERFACE: "INCONSISTENT_INTERFACE_VALUE_TYPE_FIELD",
}


def types(context: MergeContext) -> Iterator[Hint]:
    """Hint at keys, fields and members that some subgraphs lack."""
    for name in context.of_kind(*COMPOSITE):
        sources = context.sources(name)
        keyed = [s for s in sources if has(s.type, "key")]
        if not keyed and name not in _ROOTS:
            yield from _value_fields(context, name, sources)
        elif context.kind(name) is Kind.OBJECT and 0 < len(keyed) < len(sources):
            plain = quoted(s.facts.name for s in sources if s not in keyed)
            yield Hint(
                "INCONSISTENT_ENTITY",
                f"{name} has a @key in {quoted(s.facts.name for s in keyed)}, but none"
                f" in {plain}",
            )
    for name in context.of_kind(Kind.UNION):
        yield from _members(name, context.sources(name))


def _value_fields(
    context: MergeContext, name: str, sources: list[TypeSource]
) -> Iterator[Hint]:
    if any(s.interface_object for s in sources):
        return
    for field in context.field_names(name):
        lacking = [
            s for s in sources if field not in s.type.fields and not _all_external(s)
        ]
        if lacking:
            yield Hint(
                _VALUE_TYPE[context.kind(name)],
                f"{name}.{field} is missing in {quoted(s.facts.name for s in lacking)}",
            )


def _all_external(source: TypeSource) -> bool:
    return all(source.facts.is_external(f) for f in source.type.fields.values())


def _members(name: str, sources: list[TypeSource]) -> Iterator[Hint]:
    for member in dict.fromkeys(m for s in sources for m in s.type.members):
        lacking = [s.facts.name for s in sources if member not in s.type.members]
        if lacking:
            yield Hint(
                "INCONSISTENT_UNION_MEMBER",
                f"{member} is no member of {name} in {quoted(lacking)}",
            )
