"""Specifications that a subgraph links beside an older federation.

Codes: IMPLICITLY_UPGRADED_FEDERATION_VERSION, DIRECTIVE_COMPOSITION_INFO.
"""

from collections.abc import Iterator
from typing import Final

from gateway.composition.diagnostics import Hint
from gateway.composition.merge.context import MergeContext
from gateway.composition.subgraph import specs
from gateway.composition.subgraph.model import Subgraph, applications

_SINCE: Final = {
    "authenticated": (2, 5),
    "requiresScopes": (2, 5),
    "policy": (2, 6),
    "cost": (2, 9),
}
_AS_FEDERATION_1: Final = (2, 4)


def links(context: MergeContext) -> Iterator[Hint]:
    """Hint at versions that a link implies, and at what is composed anyway."""
    for facts in context.facts:
        yield from _upgraded(facts.subgraph)
        for applied in applications(facts.subgraph, "composeDirective"):
            name = (applied.text("name") or "").removeprefix("@")
            if facts.subgraph.names.get(name) in specs.COMPOSED:
                yield Hint(
                    "DIRECTIVE_COMPOSITION_INFO",
                    f'subgraph "{facts.name}" composes @{name}, which is composed anyway',
                )


def _upgraded(subgraph: Subgraph) -> Iterator[Hint]:
    version = subgraph.version or _AS_FEDERATION_1
    for link in subgraph.links:
        since = _SINCE.get(link.identity.removeprefix("https://specs.apollo.dev/"))
        if since is not None and since > version:
            yield Hint(
                "IMPLICITLY_UPGRADED_FEDERATION_VERSION",
                f'subgraph "{subgraph.name}" links {link.url}, so it is read as'
                f" federation 2.{since[1]}",
            )
