"""Diagnostics as text for people, with the lines of SDL that they are about."""

from collections.abc import Iterable, Iterator, Mapping

from gateway.composition.diagnostics import Diagnostic, Where


def render(diagnostics: Iterable[Diagnostic], sdl: Mapping[str, str]) -> str:
    """All diagnostics, a blank line between; `sdl` is by subgraph name."""
    return "\n\n".join("\n".join(_lines(d, sdl)) for d in diagnostics)


def _lines(diagnostic: Diagnostic, sdl: Mapping[str, str]) -> Iterator[str]:
    yield f"{diagnostic.code.value}: {diagnostic.message}"
    for where in diagnostic.where:
        yield from _excerpt(where, sdl.get(where.subgraph, ""))
    yield f"  -> {diagnostic.advice}"


def _excerpt(where: Where, sdl: str) -> Iterator[str]:
    lines = sdl.splitlines()
    if not 0 < where.line <= len(lines):
        yield f"  in {where.subgraph}"
        return
    yield f"  in {where.subgraph}:{where.line}:{where.column}"
    number = f"{where.line:>5} | "
    yield number + lines[where.line - 1]
    yield " " * (len(number) + where.column - 1) + "^"
