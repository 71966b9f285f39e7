"""A plan as text: for people, and byte-stable for tests that compare it.

Fetches stand in waves: those of one wave do not wait for one another. Under each
fetch: for every look-up the path it starts from and the representation that is
sent (`name <- key` where the key in the data differs), then the document. Last
comes the shape of the answer (`response key <- data key` where these differ).

Deferred parts follow, each with its own fetches and what it adds to the answer; a
field that only leads there ends in `...`.
"""

from collections.abc import Iterable, Iterator

from graphql import parse, print_ast

from gateway.operation.ast import Conditions
from gateway.planner.plan import (
    DeferredPart,
    Entities,
    Fetch,
    Key,
    OnType,
    Path,
    Plan,
    Representation,
    RepresentationField,
    Shape,
    ShapeField,
)
from gateway.supergraph.model import TypeRef


def print_plan(plan: Plan) -> str:
    """Return the plan as text that ends in a line break."""
    count = len(plan.fetches)
    noun = "fetch" if count == 1 else "fetches"
    lines = [f"{plan.kind}: {count} {noun}, depth {plan.depth}"]
    waves = plan.waves()
    main = [
        own for fetch, own in zip(plan.fetches, waves, strict=True) if not fetch.part
    ]
    for wave in range(max(main, default=-1) + 1):
        lines.append(f"wave {wave + 1}")
        for fetch, own in zip(plan.fetches, waves, strict=True):
            if own == wave and fetch.part == 0:
                lines += _indent(_fetch(fetch))
    lines.append("answer")
    lines += _indent(_shape(plan.projection))
    for part in plan.parts:
        lines += _part(part, [one for one in plan.fetches if one.part == part.id])
    return "\n".join(lines) + "\n"


def _part(part: DeferredPart, fetches: Iterable[Fetch]) -> Iterator[str]:
    label = "" if part.label is None else f' "{part.label}"'
    inside = f", inside {part.parent}" if part.parent else ""
    yield f"deferred {part.id}{label}{inside}"
    for fetch in fetches:
        yield from _indent(_fetch(fetch))
    yield "  answer"
    yield from _indent(_indent(_shape(part.shape, part.id)))


def path_to_text(path: Path) -> str:
    """Return a path as `people[].person<Citizen>`; the root is `(root)`."""
    text = ""
    for element in path:
        if isinstance(element, Key):
            text += f".{element.name}" if text else element.name
        elif isinstance(element, OnType):
            text += f"<{_types(element.types)}>"
        else:
            text += "[]"
    return text or "(root)"


def _fetch(fetch: Fetch) -> Iterator[str]:
    after = ", ".join(str(one) for one in sorted(fetch.after))
    head = f"{fetch.id} {fetch.subgraph}"
    yield head + (f", after {after}" if after else "") + _when(fetch.conditions)
    if fetch.path:
        yield f"  at {path_to_text(fetch.path)}"
    for entities in fetch.entities:
        yield from _indent(_entities(entities, alone=len(fetch.entities) == 1))
    yield from _indent(print_ast(parse(fetch.document, no_location=True)).splitlines())


def _entities(entities: Entities, *, alone: bool) -> Iterator[str]:
    alias = "" if alone else f"{entities.alias} "
    when = _when(entities.conditions)
    first, *others = map(path_to_text, entities.paths)
    yield f"{alias}from {first}{when}"
    yield from (f"  and {one}" for one in others)
    for one in entities.representations:
        yield f"  {_representation(one)}"


def _representation(one: Representation) -> str:
    on = f" for {_types(one.on)}" if one.on not in (None, {one.typename}) else ""
    return f"{one.typename} {{ {_fields(one.fields)} }}{on}"


def _fields(fields: Iterable[RepresentationField]) -> str:
    return " ".join(_field(one) for one in fields)


def _field(one: RepresentationField) -> str:
    text = one.name if one.name == one.source else f"{one.name} <- {one.source}"
    if one.fields:
        text += f" {{ {_fields(one.fields)} }}"
    return text if one.on is None else f"{text} for {_types(one.on)}"


def _shape(shape: Shape, part: int = 0) -> Iterator[str]:
    for variant in shape.variants:
        fields = [line for one in variant.fields for line in _shape_field(one, part)]
        if len(shape.variants) == 1:
            yield from fields
        else:
            yield f"on {_types(variant.on)}"
            yield from _indent(fields)


def _shape_field(one: ShapeField, part: int) -> Iterator[str]:
    key = "nothing" if one.data_key is None else one.data_key
    text = (
        one.response_key if key == one.response_key else f"{one.response_key} <- {key}"
    )
    if one.otherwise is not None:
        text += f" or {one.otherwise.data_key}"
    when = " or".join(_when(each) for each in one.include)
    leads = "" if one.part == part else " ..."
    yield f"{text}: {TypeRef(one.value.type_name, one.nullable)}{when}{leads}"
    if isinstance(one.value, Shape):
        yield from _indent(_shape(one.value, part))


def _when(conditions: Conditions) -> str:
    if not conditions:
        return ""
    parts = (f"{'' if one.expected else 'not '}${one.variable}" for one in conditions)
    return f" if {' and '.join(parts)}"


def _types(types: Iterable[str] | None) -> str:
    return " | ".join(sorted(types or ()))


def _indent(lines: Iterable[str]) -> Iterator[str]:
    return (f"  {line}" for line in lines)
