"""The command `plan`: plan an operation, or a stream of them, and print."""

import json
import sys
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

import typer

from gateway.errors import GatewayError
from gateway.operation.ast import Operation
from gateway.operation.normalise import normalise
from gateway.operation.parse import parse_document
from gateway.operation.parts import put_off_all, settle
from gateway.planner.make import make_plan
from gateway.planner.stages import Planned, Stage, print_stage
from gateway.supergraph.model import Supergraph
from gateway.supergraph.read import read_supergraph


def plan(
    supergraph: Annotated[
        Path | None, typer.Option(help="Supergraph SDL.", exists=True, dir_okay=False)
    ] = None,
    operation: Annotated[
        Path | None,
        typer.Option(help="GraphQL document.", exists=True, dir_okay=False),
    ] = None,
    operation_name: Annotated[
        str | None, typer.Option(help="Which operation of the document.")
    ] = None,
    stage: Annotated[Stage, typer.Option(help="Print another stage.")] = Stage.PLAN,
    label: Annotated[
        list[str] | None, typer.Option(help="An active label of @override.")
    ] = None,
    jsonl: Annotated[
        bool,
        typer.Option(
            "--jsonl",
            help="Read lines {id, supergraph, operation} from standard input and "
            "write lines {id, fetches, depth}.",
        ),
    ] = False,
) -> None:
    """Show which requests answer an operation.

    The operation is planned as it stands: it is not validated against the public
    schema, so that internal fields can be planned too. What @defer puts off is
    planned apart; lines of JSON are planned whole.
    """
    if jsonl:
        for line in sys.stdin.buffer:  # bytes: text that is none is one bad line
            if line.strip():
                typer.echo(json.dumps(answer_line(line)))
        return
    if supergraph is None or operation is None:
        raise typer.BadParameter("Give --supergraph and --operation, or --jsonl.")
    try:
        read = read_supergraph(supergraph.read_text(encoding="utf-8"))
        document = parse_document(operation.read_text(encoding="utf-8"))
        asked = put_off_all(normalise(read, document, operation_name))
        planned = Planned(read, asked, frozenset(label or ()))
        typer.echo(print_stage(planned, stage), nl=False)
    except GatewayError as error:
        typer.echo(f"{error.code}: {error.message}", err=True)
        raise typer.Exit(1) from error


def answer_line(line: bytes) -> dict[str, Any]:
    """Plan one line of JSON and return what is written for it.

    Args:
        line: An object with `id`, `supergraph` (SDL) and `operation`.

    Returns:
        `id`, `fetches` and `depth`; or `id` and `error` with `code` and `message`.
    """
    number: Any = None
    try:
        case = json.loads(line)
        number = case["id"]
        supergraph = _supergraph(_text(case, "supergraph"))
        made = make_plan(supergraph, _operation(supergraph, _text(case, "operation")))
    except GatewayError as error:
        return _failed(number, error.code, error.message)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        message = f"Not an object with id, supergraph and operation: {error}"
        return _failed(number, "LINE_INVALID", message)
    except Exception as error:  # noqa: BLE001 - one line never ends the stream
        message = f"This is a bug in Tautan, report it: {type(error).__name__}: {error}"
        return _failed(number, "INTERNAL_ERROR", message)
    return {"id": number, "fetches": len(made.fetches), "depth": made.depth}


def _text(case: dict[str, Any], key: str) -> str:
    value = case[key]
    if not isinstance(value, str):
        raise TypeError(f"{key} is no text")
    return value


def _failed(number: Any, code: str, message: str) -> dict[str, Any]:
    return {"id": number, "error": {"code": code, "message": message}}


@lru_cache(maxsize=8)
def _supergraph(sdl: str) -> Supergraph:
    return read_supergraph(sdl)


def _operation(supergraph: Supergraph, source: str) -> Operation:
    whole = normalise(supergraph, parse_document(source))
    return settle(whole, {}, defers=False)
