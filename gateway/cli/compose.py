"""`tautan compose`: many subgraph schemas in, one supergraph out, or the reasons why not.

A configuration is a list of `name`, `url` and `sdl_file`, as YAML or JSON; files are
relative to it, and a subgraph without a file is asked for its schema. As a filter
(`--jsonl`) it reads one composition a line.
"""

import sys
from pathlib import Path
from typing import Annotated

import orjson
import typer

from gateway.cli.compose_filter import answers, as_json
from gateway.cli.compose_sources import from_arguments, from_configuration
from gateway.composition.compose import compose as compose_sources
from gateway.composition.contract import Contract
from gateway.composition.render import render
from gateway.composition.source import Composed, Rejected, SubgraphSource

REFUSED = 1
"""Exit status of a composition that is refused."""


def compose(
    schemas: Annotated[
        list[str] | None,
        typer.Argument(
            help="Schema files, each named after its file, or addresses of subgraphs."
        ),
    ] = None,
    *,
    config: Annotated[
        Path | None, typer.Option(help="List of name, url, sdl_file (YAML or JSON).")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(help="Directory for supergraph.graphql and public.graphql."),
    ] = None,
    include: Annotated[
        list[str] | None, typer.Option(help="Show only what has one of these tags.")
    ] = None,
    exclude: Annotated[
        list[str] | None, typer.Option(help="Show nothing that has one of these tags.")
    ] = None,
    hide_unreachable: Annotated[
        bool, typer.Option(help="Show no type that nothing visible leads to.")
    ] = False,
    json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object.")
    ] = False,
    jsonl: Annotated[
        bool, typer.Option(help="Filter: one composition a line, from standard input.")
    ] = False,
) -> None:
    """Compose subgraph schemas into a supergraph."""
    if jsonl:
        for answer in answers(sys.stdin.buffer):
            _write(answer)
        return
    sources = from_arguments(schemas or [])
    sources += from_configuration(config) if config else []
    if not sources:
        raise typer.BadParameter("give schema files, --config or --jsonl")
    contract = Contract(
        frozenset(include or ()), frozenset(exclude or ()), hide_unreachable
    )
    result = compose_sources(sources, contract)
    if json:
        data = orjson.dumps(as_json(result), option=orjson.OPT_INDENT_2)
        _write(data + b"\n")
    _report(result, sources, output, quiet=json)


def _report(
    result: Composed | Rejected,
    sources: list[SubgraphSource],
    output: Path | None,
    *,
    quiet: bool,
) -> None:
    match result:
        case Rejected(diagnostics=diagnostics):
            if not quiet:
                text = render(diagnostics, {s.name: s.sdl for s in sources})
                typer.echo(text, err=True)
            raise typer.Exit(REFUSED)
        case Composed():
            _put(result, output, quiet=quiet)


def _put(composed: Composed, output: Path | None, *, quiet: bool) -> None:
    """Files where a directory is given; else the supergraph on standard output."""
    for hint in composed.hints:
        typer.echo(f"hint {hint.code}: {hint.message}", err=True)
    if output is not None:
        output.mkdir(parents=True, exist_ok=True)
        (output / "supergraph.graphql").write_text(composed.supergraph_sdl, "utf-8")
        (output / "public.graphql").write_text(composed.public_sdl, "utf-8")
    elif not quiet:
        typer.echo(composed.supergraph_sdl, nl=False)


def _write(data: bytes) -> None:
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
