"""`tautan compose`: many subgraph schemas in, one supergraph out, or the reasons why not.

A configuration is a list of `name`, `url` and `sdl_file`, as YAML or JSON; files
are relative to it. As a filter (`--jsonl`) it reads one composition a line,
`{"id", "subgraphs": [{"name", "url", "sdl"}]}`, and writes one answer a line,
`{"id", "ok", "errors": [{"code", "message"}], "supergraph"}`.
"""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from gateway.composition.compose import compose as compose_sources
from gateway.composition.render import render
from gateway.composition.source import Composed, Rejected, SubgraphSource

REFUSED = 1
"""Exit status of a composition that is refused."""


class _ConfiguredSubgraph(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    url: str = ""
    sdl_file: Path


class _GivenSubgraph(BaseModel):
    model_config = ConfigDict(frozen=True)

    name: str
    url: str | None = None
    sdl: str


class _Request(BaseModel):
    model_config = ConfigDict(frozen=True)

    id: str | int | None = None
    subgraphs: tuple[_GivenSubgraph, ...]


def compose(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="Subgraph schemas; each is named after its file."),
    ] = None,
    *,
    config: Annotated[
        Path | None, typer.Option(help="List of name, url, sdl_file (YAML or JSON).")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(help="Directory for supergraph.graphql and public.graphql."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object.")
    ] = False,
    jsonl: Annotated[
        bool, typer.Option(help="Filter: one composition a line, from standard input.")
    ] = False,
) -> None:
    """Compose subgraph schemas into a supergraph."""
    if jsonl:
        _filter()
        return
    sources = [*_from_files(files or []), *_from_config(config)]
    if not sources:
        raise typer.BadParameter("give schema files, --config or --jsonl")
    result = compose_sources(sources)
    if as_json:
        _write(orjson.dumps(_as_json(result), option=orjson.OPT_INDENT_2) + b"\n")
    match result:
        case Rejected(diagnostics=diagnostics):
            if not as_json:
                text = render(diagnostics, {s.name: s.sdl for s in sources})
                typer.echo(text, err=True)
            raise typer.Exit(REFUSED)
        case Composed():
            _put(result, output, quiet=as_json)


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


def read_config(path: Path) -> list[SubgraphSource]:
    """The subgraphs that a configuration lists.

    Raises:
        typer.BadParameter: The file, or a schema that it names, can't be read.
    """
    try:
        listed = TypeAdapter(list[_ConfiguredSubgraph]).validate_python(
            yaml.safe_load(path.read_text("utf-8"))
        )
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise typer.BadParameter(f"{path}: {error}") from error
    return [
        SubgraphSource(one.name, one.url, _read(path.parent / one.sdl_file))
        for one in listed
    ]


def _from_config(path: Path | None) -> list[SubgraphSource]:
    return read_config(path) if path else []


def _from_files(paths: list[Path]) -> list[SubgraphSource]:
    return [SubgraphSource(path.stem, "", _read(path)) for path in paths]


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise typer.BadParameter(f"{path}: {error}") from error


def _filter() -> None:
    for request in _requests():
        sources = [
            SubgraphSource(s.name, s.url or "", s.sdl) for s in request.subgraphs
        ]
        answer = _as_json(compose_sources(sources))
        _write(orjson.dumps({"id": request.id, **answer}) + b"\n")


def _requests() -> Iterator[_Request]:
    for number, line in enumerate(sys.stdin.buffer, start=1):
        if line.strip():
            try:
                yield _Request.model_validate_json(line)
            except ValidationError as error:
                raise typer.BadParameter(f"line {number}: {error}") from error


def _as_json(result: Composed | Rejected) -> Mapping[str, Any]:
    match result:
        case Composed():
            return {
                "ok": True,
                "errors": [],
                "supergraph": result.supergraph_sdl,
                "public": result.public_sdl,
                "hints": [{"code": h.code, "message": h.message} for h in result.hints],
            }
        case Rejected():
            errors = [d.as_json() for d in result.diagnostics]
            return {"ok": False, "errors": errors, "supergraph": None}


def _write(data: bytes) -> None:
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
