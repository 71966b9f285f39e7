"""`tautan compose --jsonl`: one composition a line in, one answer a line out.

A line is `{"id", "subgraphs": [{"name", "url", "sdl"}]}`, an answer
`{"id", "ok", "errors": [{"code", "message"}], "supergraph"}`. A line that is none
is answered too, with the code BAD_REQUEST: a filter goes on with the next.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import orjson
from pydantic import BaseModel, ConfigDict, ValidationError

from gateway.composition.compose import compose
from gateway.composition.source import Composed, Rejected, SubgraphSource

BAD_REQUEST: Final = "BAD_REQUEST"
BUG: Final = "INTERNAL_ERROR"


class _GivenSubgraph(BaseModel):
    model_config = ConfigDict(frozen=True)

    name: str
    url: str | None = None
    sdl: str


class _Request(BaseModel):
    model_config = ConfigDict(frozen=True)

    id: str | int | None = None
    subgraphs: tuple[_GivenSubgraph, ...]


def answers(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The answer to each line that is not empty, a line each."""
    for line in lines:
        if line.strip():
            yield orjson.dumps(_answer(line)) + b"\n"


def _answer(line: bytes) -> Mapping[str, Any]:
    try:
        request = _Request.model_validate_json(line)
    except ValidationError as error:
        where = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, where["loc"]))
        reason = f"{place}: {where['msg']}" if place else where["msg"]
        return {"id": _id(line), **_refused(BAD_REQUEST, reason)}
    sources = [SubgraphSource(s.name, s.url or "", s.sdl) for s in request.subgraphs]
    try:
        outcome = as_json(compose(sources))
    except Exception as error:  # noqa: BLE001 - one line never ends the stream
        outcome = _refused(BUG, f"this is a bug of ours: {type(error).__name__}")
    return {"id": request.id, **outcome}


def _id(line: bytes) -> str | int | None:
    """The id of a line that is wrong otherwise, where it has one."""
    try:
        match orjson.loads(line):
            case {"id": str() | int() as found}:
                return found
            case _:
                return None
    except orjson.JSONDecodeError:
        return None


def _refused(code: str, message: str) -> Mapping[str, Any]:
    advice = "Report it with the line." if code == BUG else "Correct the line."
    error = {"code": code, "message": message, "advice": advice}
    return {"ok": False, "errors": [{**error, "where": []}], "supergraph": None}


def as_json(result: Composed | Rejected) -> Mapping[str, Any]:
    """The outcome of a composition as plain JSON data."""
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
