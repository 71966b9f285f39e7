"""The join directives: which subgraph has what, and how it is reached.

Source: https://specs.apollo.dev/join/v0.3 (v0.4 adds overrideLabel, v0.5 context
arguments and what is carried as it stands).
"""

from collections.abc import Iterable, Iterator, Sequence

from graphql import StringValueNode

from gateway.composition.merge.context import FieldSource, MergeContext, TypeSource
from gateway.composition.merge.merged import Directive, Graph
from gateway.composition.subgraph import specs
from gateway.composition.subgraph.contexts import context_reads
from gateway.composition.subgraph.model import (
    Applied,
    applications,
    has,
    is_false,
)
from gateway.composition.subgraph.typeref import TypeRef
from gateway.composition.values import canonical


def type_joins(
    graphs: dict[str, Graph], sources: Sequence[TypeSource]
) -> tuple[Directive, ...]:
    """`@join__type` for each subgraph, and for each key that it has."""
    joins = {s.facts.name: tuple(_type_joins(graphs[s.facts.name], s)) for s in sources}
    if sources[0].type.name == "Query":
        # every subgraph has it, if only for `_entities`
        bare = {
            n: (Directive("join__type", (("graph", g.key),)),)
            for n, g in graphs.items()
        }
        joins = {**bare, **joins}
    return tuple(d for name in sorted(joins) for d in joins[name])


def _type_joins(graph: Graph, source: TypeSource) -> Iterator[Directive]:
    keys = applications(source.type, "key")
    flag = (("isInterfaceObject", "true"),) if source.interface_object else ()
    if not keys:
        yield Directive("join__type", (("graph", graph.key), *flag))
    for key in keys:
        args = [("graph", graph.key), ("key", quoted(squeezed(key)))]
        if _is_extension(source):
            args.append(("extension", "true"))
        if is_false(key, "resolvable"):
            args.append(("resolvable", "false"))
        yield Directive("join__type", (*args, *flag))


def _is_extension(source: TypeSource) -> bool:
    """Federation 1 writes `extend` where it means no more than a reference."""
    extended = source.type.only_extended and source.facts.subgraph.version is not None
    return extended or has(source.type, "extends")


def implements_joins(
    graphs: dict[str, Graph], sources: Sequence[TypeSource]
) -> tuple[Directive, ...]:
    """`@join__implements` for each subgraph and interface."""
    return tuple(
        Directive(
            "join__implements",
            (("graph", graphs[s.facts.name].key), ("interface", quoted(interface))),
        )
        for s in sources
        for interface in s.type.interfaces
    )


def member_joins(
    graphs: dict[str, Graph], sources: Sequence[TypeSource]
) -> tuple[Directive, ...]:
    """`@join__unionMember` for each subgraph and member."""
    return tuple(
        Directive(
            "join__unionMember",
            (("graph", graphs[s.facts.name].key), ("member", quoted(member))),
        )
        for s in sources
        for member in s.type.members
    )


def carried(
    graphs: dict[str, Graph], sources: Iterable[tuple[str, Sequence[Applied]]]
) -> tuple[Directive, ...]:
    """`@join__directive` for what is carried as it stands; once for equal ones.

    Args:
        graphs: by subgraph.
        sources: subgraphs, and what each applies to the element. One of which the
            gateway takes nothing (external, overridden) counts as well, as it does for
            the reference.
    """
    keys: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for subgraph, applied in sources:
        for one in applied:
            if one.federation not in specs.CARRIED:
                continue
            args = ", ".join(f"{name}: {canonical(v)}" for name, v in one.args.items())
            named = quoted(f"federation__{one.federation}")
            having = keys.setdefault((("name", named), ("args", f"{{{args}}}")), [])
            if graphs[subgraph].key not in having:
                having.append(graphs[subgraph].key)
    return tuple(
        Directive("join__directive", (("graphs", f"[{', '.join(having)}]"), *said))
        for said, having in keys.items()
    )


def field_joins(
    context: MergeContext,
    graphs: dict[str, Graph],
    sources: Sequence[FieldSource],
    merged: TypeRef,
) -> tuple[Directive, ...]:
    """`@join__field` for each subgraph; none where the types' joins say it all."""
    owner = sources[0].field.parent
    differ = any(s.field.type != merged for s in sources)
    joins = [
        Directive("join__field", (("graph", graphs[s.facts.name].key), *details))
        for s in sources
        if (details := _details(context, s, typed=differ)) is not None
    ]
    having = context.facts if owner == "Query" else context.sources(owner)
    everywhere = len(joins) == len(having)
    if everywhere and all(len(j.args) == 1 for j in joins):
        return ()
    return tuple(joins)


def _details(
    context: MergeContext, source: FieldSource, *, typed: bool
) -> tuple[tuple[str, str], ...] | None:
    """What a join says beside the graph; None when the subgraph is passed over."""
    field = source.field
    moved = context.overridden(source)
    if moved is not None and moved.label is None:
        if field.coordinate in source.facts.used:
            return (("usedOverridden", "true"),)
        return None
    used = moved is not None and field.coordinate in source.facts.used
    return (
        *([("type", quoted(str(field.type)))] if typed else ()),
        *([("external", "true")] if source.external else ()),
        *_directive_arguments(context, source),
        *([("usedOverridden", "true")] if used else ()),
        *([("overrideLabel", quoted(moved.label))] if moved and moved.label else ()),
        *_context_arguments(source),
    )


def _directive_arguments(
    context: MergeContext, source: FieldSource
) -> Iterator[tuple[str, str]]:
    field = source.field
    for name in ("requires", "provides"):
        for applied in applications(field, name):
            yield name, quoted(squeezed(applied))
    for applied in applications(field, "override"):
        origin = applied.text("from") or ""
        if origin not in {f.name for f in context.facts}:
            continue
        yield "override", quoted(origin)
        label = applied.text("label")
        if label and context.moves(source, origin):
            yield "overrideLabel", quoted(label)


def _context_arguments(source: FieldSource) -> Iterator[tuple[str, str]]:
    """Arguments that the gateway fills from a context (join v0.5)."""
    if not any(has(a, "fromContext") for a in source.field.args.values()):
        return
    described: list[str] = []
    for read in context_reads(source.facts.subgraph):
        if read.field.coordinate == source.field.coordinate:
            context = f"{source.facts.name}__{read.name}"
            described.append(
                f"{{context: {quoted(context)}, name: {quoted(read.argument.name)},"
                f" type: {quoted(str(read.argument.type))},"
                f" selection: {quoted(read.selection)}}}"
            )
    if described:
        yield "contextArguments", "[" + ", ".join(described) + "]"


def squeezed(applied: Applied) -> str:
    """A field set in one line, without the braces that some write around it."""
    text = " ".join((applied.text("fields") or "").split())
    return text[1:-1].strip() if text.startswith("{") else text


def quoted(text: str) -> str:
    """A string literal."""
    return canonical(StringValueNode(value=text))
