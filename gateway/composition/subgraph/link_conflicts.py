"""Two links must not make one name mean two things.

A name is a specification's alias (`federation`, and with it `@federation` and
everything that begins with `federation__`), or an import. The link that comes
later is the one at fault.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from gateway.composition.subgraph.model import Link

_ALIAS: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")


def conflict(link: Link, earlier: Sequence[Link]) -> str | None:
    """Why a link does not go with those before it; None when it does."""
    return next(_conflicts(link, earlier), None)


def _conflicts(link: Link, earlier: Sequence[Link]) -> Iterator[str]:
    alias = link.prefix
    if any(other.identity == link.identity for other in earlier):
        yield f"{link.identity} is linked already"
    if "__" in alias or alias.endswith("_") or not _ALIAS.fullmatch(alias):
        yield f'"{alias}" is not a name for a specification'
    for other in earlier:
        if other.prefix == alias:
            yield f'"{alias}" stands for {other.identity} already'
        yield from (
            f"{name}, imported from {other.identity}, looks like a name of it"
            for name in other.imports
            if _belongs(name, alias)
        )
    yield from _import_conflicts(link, earlier)


def _import_conflicts(link: Link, earlier: Sequence[Link]) -> Iterator[str]:
    own: dict[str, str] = {}
    for ours, theirs in link.imports.items():
        if own.setdefault(theirs, ours) != ours:
            yield f"it imports {theirs} under two names"
        if _belongs(ours, link.prefix) and ours not in _own_names(link, theirs):
            yield f"{ours} looks like another name of it than {theirs}"
        for other in earlier:
            if ours in other.imports:
                yield f"{ours} is imported from {other.identity} already"
            if _belongs(ours, other.prefix):
                yield f"{ours} looks like a name of {other.identity}"


def _belongs(name: str, alias: str) -> bool:
    """Whether a name is in the namespace of an alias."""
    return name == f"@{alias}" or name.removeprefix("@").startswith(f"{alias}__")


def _own_names(link: Link, theirs: str) -> set[str]:
    """The spellings in its own namespace that mean an element itself."""
    at, bare = ("@", theirs[1:]) if theirs.startswith("@") else ("", theirs)
    names = {f"{at}{link.prefix}__{bare}"}
    return names | ({f"@{link.prefix}"} if theirs == f"@{link.name}" else set())
