"""Rewrites the federation 1 subgraphs of a composition, each by the same ordered passes.

Federation 1 shares fields unasked, marks key fields of extensions external, and
lets directives stand where they mean nothing. Each pass below is pure and takes
one of these habits away; the order matters where a pass says so.
"""

from collections.abc import Callable, Sequence
from typing import Final

from gateway.composition.subgraph.model import Subgraph
from gateway.composition.upgrade.passes import (
    drop_external_types,
    drop_inactive_selections,
    drop_interface_directives,
    drop_misplaced_provides,
    drop_unused_externals,
    quote_field_sets,
    resolve_extension_keys,
)
from gateway.composition.upgrade.sharing import share, untag_externals

PASSES: Final[tuple[Callable[[Subgraph, Sequence[Subgraph]], Subgraph], ...]] = (
    quote_field_sets,
    drop_external_types,
    resolve_extension_keys,
    drop_interface_directives,
    drop_misplaced_provides,
    # before unused externals: a selection that goes away may leave one
    drop_inactive_selections,
    drop_unused_externals,
    untag_externals,
)


def upgrade(subgraphs: Sequence[Subgraph]) -> list[Subgraph]:
    """All subgraphs, those of federation 1 rewritten."""
    rewritten = [_rewritten(s, subgraphs) for s in subgraphs]
    return [share(s, rewritten) if s.version is None else s for s in rewritten]


def _rewritten(subgraph: Subgraph, all_of: Sequence[Subgraph]) -> Subgraph:
    if subgraph.version is not None:
        return subgraph
    others = [s for s in all_of if s.name != subgraph.name]
    for one in PASSES:
        subgraph = one(subgraph, others)
    return subgraph
