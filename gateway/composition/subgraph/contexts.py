"""`@context` and `@fromContext`: which types set a context, which arguments read one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from gateway.composition.subgraph.model import (
    COMPOSITE,
    Applied,
    Field,
    InputValue,
    Subgraph,
    TypeDefinition,
    applications,
)

_READ: Final = re.compile(r"\s*\$(?P<name>\w+)\s*(?P<selection>[^\w\s].*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ContextRead:
    """An argument that the gateway fills from a context."""

    field: Field
    argument: InputValue
    applied: Applied
    name: str | None
    """The context; None where the text names none with a selection."""
    selection: str

    @property
    def coordinate(self) -> str:
        """`Type.field(argument:)`."""
        return f"{self.field.coordinate}({self.argument.name}:)"


def context_reads(subgraph: Subgraph) -> Iterator[ContextRead]:
    """Every `@fromContext` on an argument of a field."""
    for _, field in subgraph.fields(*COMPOSITE):
        for argument in field.args.values():
            for applied in applications(argument, "fromContext"):
                match = _READ.fullmatch(applied.text("field") or "")
                yield ContextRead(
                    field,
                    argument,
                    applied,
                    match["name"] if match else None,
                    match["selection"].strip() if match else "",
                )


def context_setters(subgraph: Subgraph) -> dict[str, list[TypeDefinition]]:
    """Context name to the types that set it."""
    setters: dict[str, list[TypeDefinition]] = {}
    for owner in subgraph.types.values():
        for applied in applications(owner, "context"):
            setters.setdefault(applied.text("name") or "", []).append(owner)
    return setters
