"""Reads what a subgraph answered, and refuses what is not a GraphQL answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import orjson

from gateway.errors import GarbledError
from gateway.executor.tree import Json, Place, mark_failed


@dataclass(frozen=True, slots=True)
class UpstreamError:
    """One entry of `errors`."""

    message: str
    place: Place | None
    """Data keys and positions in the subgraph's own `data`; None if it gave none."""
    extensions: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class SubgraphAnswer:
    """A subgraph's answer; nulls that an error explains are FAILED in `data`."""

    data: dict[str, Json] | None
    errors: tuple[UpstreamError, ...] = ()
    extensions: Mapping[str, Json] = field(default_factory=dict)


def read_answer(agency: str, body: bytes) -> SubgraphAnswer:
    """Read the body of a subgraph's answer.

    Raises:
        GarbledError: it is not JSON, or not in the shape of a GraphQL answer.
    """
    try:
        answer = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise GarbledError(agency, why="the answer is not JSON") from None
    if not isinstance(answer, dict):
        raise GarbledError(agency, why="the answer is not an object")
    data, listed = answer.get("data"), answer.get("errors")
    if not isinstance(data, dict | None) or not isinstance(listed, list | None):
        raise GarbledError(agency, why="data or errors has the wrong shape")
    if data is None and not listed:
        raise GarbledError(agency, why="the answer has neither data nor errors")
    errors = tuple(_error(agency, one) for one in listed or ())
    for one in errors:
        if data is not None and one.place:
            mark_failed(data, one.place)
    extensions = answer.get("extensions")
    return SubgraphAnswer(
        data, errors, extensions if isinstance(extensions, dict) else {}
    )


def _error(agency: str, entry: Json) -> UpstreamError:
    if not isinstance(entry, dict) or not isinstance(entry.get("message"), str):
        raise GarbledError(agency, why="an error has no message")
    path, extensions = entry.get("path"), entry.get("extensions")
    return UpstreamError(
        entry["message"],
        _place(path),
        extensions if isinstance(extensions, dict) else {},
    )


def _place(path: Json) -> Place | None:
    if not isinstance(path, list) or not path:
        return None
    if not all(isinstance(step, str | int) for step in path):
        return None
    return tuple(path)
