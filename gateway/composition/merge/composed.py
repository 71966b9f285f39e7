"""`@composeDirective`: which custom directives the supergraph keeps, and by which definition.

A directive belongs to a linked specification. Its definitions in the subgraphs
that link the newest minor version give the definition of the supergraph.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gateway.composition.subgraph.model import (
    Applied,
    DirectiveDefinition,
    Link,
    Subgraph,
    applications,
)


@dataclass(frozen=True, slots=True)
class ComposedDirective:
    """One application of `@composeDirective`, resolved."""

    subgraph: str
    name: str
    """In the subgraph, without `@`."""
    original: str
    """In its specification, without `@`."""
    link: Link
    definition: DirectiveDefinition


@dataclass(frozen=True, slots=True)
class Composition:
    """What all subgraphs compose."""

    requests: tuple[ComposedDirective, ...]

    def kept(self, subgraph: str, directive: str) -> bool:
        """Whether applications of a directive in a subgraph reach the supergraph."""
        return any(
            r.subgraph == subgraph and r.name == directive for r in self.requests
        )

    def winners(self) -> dict[str, ComposedDirective]:
        """Directive name to the request whose definition is taken, sorted by name."""
        found: dict[str, ComposedDirective] = {}
        for request in self.requests:
            best = found.get(request.name)
            if best is None or not _newer(best.link, request.link):
                found[request.name] = request
        return dict(sorted(found.items()))

    def newest(self, name: str) -> tuple[ComposedDirective, ...]:
        """The requests for a directive that link its newest version."""
        version = self.winners()[name].link.version
        return tuple(
            r for r in self.requests if r.name == name and r.link.version == version
        )


def compose_directives(subgraphs: Iterable[Subgraph]) -> Composition:
    """The requests that can be resolved; a rule reports the others."""
    return Composition(
        tuple(
            found
            for subgraph in subgraphs
            for applied in applications(subgraph, "composeDirective")
            if (found := resolve(subgraph, applied)) is not None
        )
    )


def resolve(subgraph: Subgraph, applied: Applied) -> ComposedDirective | None:
    """What an application of `@composeDirective` names; None when nothing."""
    written = applied.text("name") or ""
    name = written.removeprefix("@")
    definition = subgraph.directives.get(name)
    if not written.startswith("@") or definition is None:
        return None
    for link, original in _claims(subgraph, name):
        return ComposedDirective(subgraph.name, name, original, link, definition)
    return None


def _claims(subgraph: Subgraph, name: str) -> Iterator[tuple[Link, str]]:
    for link in subgraph.links:
        if f"@{name}" in link.imports:
            yield link, link.imports[f"@{name}"].removeprefix("@")
        prefix = link.prefix
        if name == prefix:
            yield link, link.name
        elif prefix and name.startswith(f"{prefix}__"):
            yield link, name.removeprefix(f"{prefix}__")


def _newer(left: Link, right: Link) -> bool:
    return left.version > right.version
