"""Supergraphs and operations of any size.

`media`: an interface whose implementers each have fields in every subgraph; an
operation that asks the interface for a field of another subgraph is planned once per
implementer. `network`: object types that point at one another, each in a third of the
subgraphs; operations that wander through it cross subgraphs again and again.
"""

from typing import Final

from gateway.composition.compose import compose
from gateway.composition.source import Composed, SubgraphSource

LINK: Final = (
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", '
    'import: ["@key"])\n'
)
SHARE: Final = 3
"""Of the subgraphs, every which one knows a type of `network`."""
Subgraphs = dict[str, str]


def media(implementers: int, subgraphs: int) -> Subgraphs:
    """Return an interface with implementers that every subgraph knows."""
    return {
        f"s{own}": "\n".join(
            [
                LINK,
                f"interface Media {{ id: ID! f{own}: String near{own}: [Media] }}",
                *(
                    f'type T{one} implements Media @key(fields: "id") '
                    f"{{ id: ID! f{own}: String near{own}: [Media] }}"
                    for one in range(implementers)
                ),
                f"type Query {{ media{own}: [Media] }}",
            ]
        )
        for own in range(subgraphs)
    }


def network(types: int, subgraphs: int) -> Subgraphs:
    """Return types that point at one another across subgraphs."""
    return {
        f"s{own}": "\n".join(
            [
                LINK,
                *(
                    _point(types, subgraphs, one, own)
                    for one in range(types)
                    if _knows(subgraphs, one, own)
                ),
                f"type Query {{ start{own}: T{own} }}",
            ]
        )
        for own in range(subgraphs)
    }


def _knows(subgraphs: int, one: int, own: int) -> bool:
    return (one + own) % SHARE == 0 or one % subgraphs == own


def _point(types: int, subgraphs: int, one: int, own: int) -> str:
    other = (one * 7 + own + 1) % types
    next_ = f"to{own}: T{other}" if _knows(subgraphs, other, own) else f"end{own}: Int"
    fields = f"id: ID! a{own}: String b{own}: Int c{own}: String {next_}"
    return f'type T{one} @key(fields: "id") {{ {fields} }}'


def supergraph_of(subgraphs: Subgraphs) -> str:
    """Compose them.

    Raises:
        TypeError: They don't fit together; those of this file do.
    """
    composed = compose(
        [SubgraphSource(name, f"http://{name}", sdl) for name, sdl in subgraphs.items()]
    )
    if not isinstance(composed, Composed):
        raise TypeError(composed)
    return composed.supergraph_sdl


def wander(types: int, subgraphs: int, fields: int, depth: int = 8) -> str:
    """Return an operation on `network` with so many fields, breadth last."""
    left = [fields]
    starts = (
        f"start{own} {{ {_wander(types, subgraphs, own, depth, left)} }}"
        for own in range(subgraphs)
    )
    return f"{{ {' '.join(starts)} }}"


def _wander(types: int, subgraphs: int, one: int, depth: int, left: list[int]) -> str:
    found = ["id"]
    for own in range(subgraphs):
        if not _knows(subgraphs, one, own):
            continue
        taken = min(left[0], 3)
        left[0] -= taken
        found += [f"{letter}{own}" for letter in "abc"[:taken]]
        other = (one * 7 + own + 1) % types
        if depth and left[0] > 0 and _knows(subgraphs, other, own):
            left[0] -= 1
            inner = _wander(types, subgraphs, other, depth - 1, left)
            found.append(f"to{own} {{ {inner} }}")
    return " ".join(found)
