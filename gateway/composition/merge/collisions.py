"""What keeps a field from moving: a directive that depends on where it is resolved."""

from gateway.composition.subgraph.facts import Facts
from gateway.composition.subgraph.model import Field, has


def collision(
    to: tuple[Facts, Field], origin: tuple[Facts, Field]
) -> tuple[str, str] | None:
    """Subgraph and directive that forbid a move; None when nothing does."""
    here, field = to
    there, moved = origin
    for name in ("requires", "provides"):
        if has(moved, name):
            return there.name, name
    return (here.name, "external") if here.is_external(field) else None
