"""Which name in a subgraph means which federation directive or scalar."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from gateway.composition.subgraph import specs
from gateway.composition.subgraph.model import Link

_ADOPTED: Final = frozenset(
    {"shareable", "inaccessible", "override", "composeDirective", "interfaceObject"}
)


@dataclass(frozen=True, slots=True)
class Names:
    """The federation vocabulary under the names that one subgraph uses."""

    version: tuple[int, int] | None
    directives: dict[str, str]
    """Name in the subgraph to name in the specification, both without `@`."""
    scalars: dict[str, str]
    """As above, for scalar types such as FieldSet."""


def federation_names(links: Iterable[Link], defined: Collection[str]) -> Names:
    """The names that follow from the links; without a federation link, version 1.

    A version 1 subgraph that defines a directive of version 2 means that one.
    """
    links = tuple(links)
    federation = next((k for k in links if k.identity == specs.FEDERATION), None)
    if federation is None:
        names = Names(
            None,
            {
                name: name
                for name in specs.signatures(specs.NEWEST)
                if name in specs.signatures(None)
                or (name in _ADOPTED and name in defined)
            },
            {f"_{name}": name for name in specs.SCALARS},
        )
    elif not specs.is_known(federation.version):
        names = Names(federation.version, {}, {})
    else:
        known = specs.signatures(federation.version)
        names = Names(
            federation.version,
            {federation.local(f"@{name}").removeprefix("@"): name for name in known},
            {federation.local(name): name for name in specs.SCALARS},
        )
    _add_linked_apart(names, links)
    return names


def _add_linked_apart(names: Names, links: Iterable[Link]) -> None:
    """Directives and scalars of specifications that are linked beside federation."""
    for link in links:
        if link.identity in (specs.FEDERATION, specs.LINK):
            continue
        for element in specs.elements(link.identity, link.version):
            local = link.local(element)
            if element.startswith("@"):
                names.directives[local[1:]] = element[1:]
            else:
                names.scalars[local] = element
