"""Reads a GraphQL request from HTTP, and refuses what is none.

POST takes JSON alone, and GET runs queries alone; see `gateway.web.cross_site` for
why that keeps other sites out. The document comes as text, as an id
(`documentId`), or as the hash of Apollo's persisted queries.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
from starlette.requests import ClientDisconnect, Request

from gateway.errors import RequestError
from gateway.policy.raw_identifiers import refuse_raw_identifier_in_url
from gateway.web.negotiation import JSON
from gateway.web.options import AppOptions
from gateway.web.values_size import check_size

UTF8: Final = ("utf-8", "utf8")
READING: Final = ("GET", "HEAD")
PERSISTED: Final = "persistedQuery"


@dataclass(frozen=True, slots=True)
class Message:
    """The parameters of a GraphQL request."""

    document: str | None
    """Its text; None where only an id came."""
    document_id: str | None
    variables: Mapping[str, Any]
    operation_name: str | None
    by_get: bool


async def read_message(request: Request, options: AppOptions) -> Message:
    """Read the parameters from the URL or the body.

    Args:
        request: a GET, HEAD or POST request.
        options: limits, and who may ask.

    Raises:
        RequestError: RAW_IDENTIFIER, CROSS_SITE_REFUSED, UNSUPPORTED_MEDIA_TYPE,
            BODY_TOO_LARGE, BODY_TOO_SLOW, VARIABLES_TOO_LARGE, BATCH_NOT_SUPPORTED or
            SYNTAX_ERROR.
    """
    if not options.open_mode:
        refuse_raw_identifier_in_url(str(request.url.query))
    options.cross_site.check_host(request.headers)
    by_get = request.method in READING
    if by_get:
        options.cross_site.check_get(request.headers)
        given = _from_url(request, options.max_body_bytes)
    else:
        _check_type(request.headers.get("content-type"))
        given = _json(await _body(request, options))
    if isinstance(given, dict):
        check_size(
            given.get("variables"),
            max_depth=options.max_variable_depth,
            max_values=options.max_variable_values,
        )
    return _message(given, by_get=by_get)


def _from_url(request: Request, max_bytes: int) -> dict[str, Any]:
    if len(request.url.query) > max_bytes:
        raise RequestError("BODY_TOO_LARGE")
    given: dict[str, Any] = dict(request.query_params)
    for name in ("variables", "extensions"):
        if given.get(name):
            given[name] = _json(str(given[name]).encode())
        else:
            given.pop(name, None)
    return given


def _check_type(content_type: str | None) -> None:
    kind, *parameters = (part.strip() for part in (content_type or "").split(";"))
    if kind.lower() != JSON:
        raise RequestError("UNSUPPORTED_MEDIA_TYPE")
    for one in parameters:
        name, _, value = one.partition("=")
        if name.lower() == "charset" and value.strip('"').lower() not in UTF8:
            raise RequestError("UNSUPPORTED_MEDIA_TYPE")


async def _body(request: Request, options: AppOptions) -> bytes:
    chunks: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(options.body_seconds):
            async for chunk in request.stream():
                size += len(chunk)
                if size > options.max_body_bytes:
                    raise RequestError("BODY_TOO_LARGE")
                chunks.append(chunk)
    except ClientDisconnect:
        raise RequestError("SYNTAX_ERROR") from None
    except TimeoutError:
        raise RequestError("BODY_TOO_SLOW") from None
    return b"".join(chunks)


def _json(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        raise RequestError("SYNTAX_ERROR", diagnostics="not JSON") from None


def _message(given: Any, *, by_get: bool) -> Message:
    if isinstance(given, list):
        raise RequestError("BATCH_NOT_SUPPORTED")
    if not isinstance(given, dict):
        raise RequestError("SYNTAX_ERROR", diagnostics="not an object")
    document = given.get("query")
    variables = given.get("variables")
    name = given.get("operationName")
    extensions = given.get("extensions")
    if not (
        isinstance(document, str | None)
        and isinstance(variables, dict | None)
        and isinstance(name, str | None)
        and isinstance(extensions, dict | None)
    ):
        raise RequestError("SYNTAX_ERROR", diagnostics="a parameter has a wrong type")
    id_ = _document_id(given.get("documentId"), (extensions or {}).get(PERSISTED))
    if document is None and id_ is None:
        raise RequestError("SYNTAX_ERROR", diagnostics="no document")
    return Message(document, id_, variables or {}, name or None, by_get)


def _document_id(plain: Any, persisted: Any) -> str | None:
    """Read `documentId`, or the `persistedQuery` of Apollo's protocol, version 1."""
    if plain is None and persisted is None:
        return None
    if persisted is not None:
        known = isinstance(persisted, dict) and persisted.get("version") == 1
        hashed = persisted.get("sha256Hash") if known else None
        plain = hashed if plain is None else plain
    if not isinstance(plain, str) or not plain:
        raise RequestError("SYNTAX_ERROR", diagnostics="the document's id is no text")
    return plain
