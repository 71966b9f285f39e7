"""The supergraph as a gateway loads it."""

from gateway.composition.merge.merged import Merged, SpecLink
from gateway.composition.printing.join import machinery
from gateway.composition.printing.sdl import (
    directive_sdl,
    indented,
    type_sdl,
    with_directives,
)


def print_supergraph(merged: Merged) -> str:
    """SDL with the join directives: schema, machinery, graphs, directives, types by name."""
    parts = [
        _schema(merged),
        *machinery([link.url for link in merged.links]),
        _graphs(merged),
        *(directive_sdl(d) for d in merged.directives.values()),
        *(type_sdl(t) for t in merged.types.values()),
    ]
    return "\n\n".join(parts) + "\n"


def _schema(merged: Merged) -> str:
    lines = [indented(_link(link)) for link in merged.links]
    head = "\n".join(["schema", *lines])
    head = with_directives(head, merged.applied)
    roots = "\n".join(f"  {op}: {name}" for op, name in merged.roots.items())
    return f"{head}\n{{\n{roots}\n}}"


def _link(link: SpecLink) -> str:
    text = f'@link(url: "{link.url}"'
    if link.imports:
        text += ", import: [" + ", ".join(_import(*pair) for pair in link.imports) + "]"
    if link.purpose:
        text += f", for: {link.purpose}"
    return text + ")"


def _import(theirs: str, ours: str) -> str:
    if theirs == ours:
        return f'"{ours}"'
    return f'{{name: "{theirs}", as: "{ours}"}}'


def _graphs(merged: Merged) -> str:
    lines = [
        f'  {g.key} @join__graph(name: "{g.name}", url: "{g.url}")'
        for g in merged.graphs
    ]
    return "\n".join(["enum join__Graph {", *lines, "}"])
