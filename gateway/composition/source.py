"""What composition takes and gives."""

from dataclasses import dataclass

from gateway.composition.diagnostics import Diagnostic, Hint


@dataclass(frozen=True, slots=True)
class SubgraphSource:
    """A subgraph as its owner hands it in."""

    name: str
    url: str
    """Where the gateway sends its requests; empty when it is configured elsewhere."""
    sdl: str


@dataclass(frozen=True, slots=True)
class Composed:
    """A composition that went through."""

    supergraph_sdl: str
    """With the join directives: what a gateway loads."""
    public_sdl: str
    """Without them and without what is inaccessible: what a client sees."""
    hints: tuple[Hint, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejected:
    """A composition that was refused, with every reason found."""

    diagnostics: tuple[Diagnostic, ...]
