"""A supergraph composed from subgraphs, where a gateway is given those."""

from collections.abc import Iterable

from gateway.composition.compose import compose
from gateway.composition.render import render
from gateway.composition.source import Composed, Rejected, SubgraphSource
from gateway.errors import SettingsError


def composed(sources: Iterable[SubgraphSource]) -> str:
    """Compose subgraphs.

    Raises:
        SettingsError: they don't compose.
    """
    sources = tuple(sources)
    match compose(sources):
        case Composed(supergraph_sdl):
            return supergraph_sdl
        case Rejected(diagnostics):
            found = render(diagnostics, {one.name: one.sdl for one in sources})
            raise SettingsError(f"The subgraphs do not compose:\n{found}")
