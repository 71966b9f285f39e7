"""Reads a GraphQL request from HTTP, and refuses what is none.

A cross-site page can make a browser send a form or plain text, but not JSON,
without asking first: so POST takes JSON alone, and GET runs queries alone. No
cookie is ever looked at.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
from starlette.requests import ClientDisconnect, Request

from gateway.errors import RequestError
from gateway.policy.raw_identifiers import refuse_raw_identifier_in_url
from gateway.web.negotiation import JSON

UTF8: Final = ("utf-8", "utf8")


@dataclass(frozen=True, slots=True)
class Message:
    """The parameters of a GraphQL request."""

    document: str
    variables: Mapping[str, Any]
    operation_name: str | None
    by_get: bool


async def read_message(
    request: Request, *, max_bytes: int, refuse_identifiers: bool
) -> Message:
    """Read the parameters from the URL or the body.

    Args:
        request: a GET or POST request.
        max_bytes: the largest body, in bytes.
        refuse_identifiers: look for raw identifiers in the URL.

    Raises:
        RequestError: RAW_IDENTIFIER, UNSUPPORTED_MEDIA_TYPE, BODY_TOO_LARGE or
            SYNTAX_ERROR.
    """
    if refuse_identifiers:
        refuse_raw_identifier_in_url(str(request.url.query))
    if request.method == "GET":
        return _from_url(request)
    _check_type(request.headers.get("content-type"))
    body = await _body(request, max_bytes)
    return _message(_json(body), by_get=False)


def _from_url(request: Request) -> Message:
    given: dict[str, Any] = dict(request.query_params)
    for name in ("variables", "extensions"):
        if given.get(name):
            given[name] = _json(str(given[name]).encode())
        else:
            given.pop(name, None)
    return _message(given, by_get=True)


def _check_type(content_type: str | None) -> None:
    kind, *parameters = (part.strip() for part in (content_type or "").split(";"))
    if kind.lower() != JSON:
        raise RequestError("UNSUPPORTED_MEDIA_TYPE")
    for one in parameters:
        name, _, value = one.partition("=")
        if name.lower() == "charset" and value.strip('"').lower() not in UTF8:
            raise RequestError("UNSUPPORTED_MEDIA_TYPE")


async def _body(request: Request, max_bytes: int) -> bytes:
    chunks: list[bytes] = []
    size = 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > max_bytes:
                raise RequestError("BODY_TOO_LARGE")
            chunks.append(chunk)
    except ClientDisconnect:
        raise RequestError("SYNTAX_ERROR") from None
    return b"".join(chunks)


def _json(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        raise RequestError("SYNTAX_ERROR", diagnostics="not JSON") from None


def _message(given: Any, *, by_get: bool) -> Message:
    if not isinstance(given, dict):
        raise RequestError("SYNTAX_ERROR", diagnostics="not an object")
    document = given.get("query")
    variables = given.get("variables")
    name = given.get("operationName")
    if not (
        isinstance(document, str)
        and isinstance(variables, dict | None)
        and isinstance(name, str | None)
        and isinstance(given.get("extensions"), dict | None)
    ):
        raise RequestError("SYNTAX_ERROR", diagnostics="a parameter has a wrong type")
    return Message(document, variables or {}, name or None, by_get)
