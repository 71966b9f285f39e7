"""Plain federated subgraphs over graphql-core, for real sockets.

A subgraph is an SDL with federation directives and plain data: resolvers read
dicts, `_entities` looks objects up by the key fields of their representation.
"""

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from graphql import GraphQLSchema, build_ast_schema, graphql, parse
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

FEDERATION = """
directive @key(fields: String!, resolvable: Boolean = true) repeatable on OBJECT | INTERFACE
directive @external on FIELD_DEFINITION
directive @requires(fields: String!) on FIELD_DEFINITION
directive @provides(fields: String!) on FIELD_DEFINITION
directive @shareable on FIELD_DEFINITION | OBJECT
directive @inaccessible on FIELD_DEFINITION | OBJECT | ENUM_VALUE
scalar _Any
"""

Resolver = Callable[[Mapping[str, Any], Mapping[str, Any]], Any]
"""(parent, arguments) -> value"""


@dataclass
class Subgraph:
    """One subgraph: what it declares, knows and was asked."""

    name: str
    sdl: str
    resolvers: Mapping[str, Resolver] = field(default_factory=dict)
    """By coordinate; a field without one is read from its parent."""
    entities: Mapping[str, Callable[[Mapping[str, Any]], Any]] = field(
        default_factory=dict
    )
    """By type: from a representation to the object, or None."""
    seen: list[dict[str, Any]] = field(default_factory=list)
    """Bodies of the requests that came, in order."""
    url: str = ""

    def schema(self) -> GraphQLSchema:
        union = ""
        query = "extend type Query { _service: _Service! }"
        if self.entities:
            union = f"union _Entity = {' | '.join(self.entities)}"
            query = (
                "extend type Query { _service: _Service! "
                "_entities(representations: [_Any!]!): [_Entity]! }"
            )
        base = "" if "type Query" in self.sdl else "type Query"
        text = (
            f"{FEDERATION}\n{self.sdl}\n{base}\n{union}\n"
            f"type _Service {{ sdl: String! }}\n{query}"
        )
        return build_ast_schema(parse(text), assume_valid_sdl=True)


def field_resolver(subgraph: Subgraph) -> Callable[..., Any]:
    def resolve(source: Any, info: Any, **arguments: Any) -> Any:
        coordinate = f"{info.parent_type.name}.{info.field_name}"
        if info.field_name == "_service":
            return {"sdl": subgraph.sdl}
        if info.field_name == "_entities":
            return [_entity(subgraph, one) for one in arguments["representations"]]
        resolver = subgraph.resolvers.get(coordinate)
        if resolver is not None:
            return resolver(source or {}, arguments)
        return (source or {}).get(info.field_name)

    return resolve


def _entity(subgraph: Subgraph, representation: Mapping[str, Any]) -> Any:
    typename = representation["__typename"]
    found = subgraph.entities[typename](representation)
    if isinstance(found, Exception):
        return found
    return None if found is None else {"__typename": typename, **found}


def app_of(subgraph: Subgraph) -> Starlette:
    schema = subgraph.schema()
    resolver = field_resolver(subgraph)

    async def answer(request: Request) -> Response:
        body = json.loads(await request.body())
        subgraph.seen.append(body)
        result = await graphql(
            schema,
            body["query"],
            variable_values=body.get("variables"),
            field_resolver=resolver,
            type_resolver=lambda value, *_: value["__typename"],
        )
        content: dict[str, Any] = {"data": result.data}
        if result.errors:
            content["errors"] = [one.formatted for one in result.errors]
        return JSONResponse(content)

    return Starlette(routes=[Route("/graphql", answer, methods=["POST"])])


def free_socket() -> socket.socket:
    held = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    held.bind(("127.0.0.1", 0))
    return held


@contextlib.asynccontextmanager
async def serving(
    app: Any, *, graceful: bool = False, http: Any = "auto"
) -> AsyncIterator[str]:
    """Serve an ASGI application on a free port; yields its address."""
    held = free_socket()
    config = uvicorn.Config(
        app,
        http=http,
        log_level="error",
        access_log=False,
        lifespan="on" if graceful else "off",
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server._serve(sockets=[held]))
    while not server.started:
        if task.done():
            task.result()
        await asyncio.sleep(0.002)
    try:
        yield f"http://127.0.0.1:{held.getsockname()[1]}"
    finally:
        server.should_exit = True
        server.force_exit = not graceful
        await task
        held.close()
