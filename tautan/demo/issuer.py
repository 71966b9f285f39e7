"""A token issuer for development: it believes whoever names a persona.

    GET  /.well-known/jwks.json            its public keys
    POST /token {"persona", "jwk"}         an access token for that key

A deployment has the identity provider of its government instead. Run as a process
of its own: `python -m tautan.demo.issuer FOLDER PORT`.
"""

import json
import sys
from functools import cache
from pathlib import Path

import uvicorn
from pydantic import Field
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from protocol.dates import system_clock
from protocol.keys import SigningKey
from protocol.records import Record, parse_record, read_yaml
from protocol.statements import new_jti
from protocol.tokens import TokenClaims, issue_token
from tautan.demo.layout import AUDIENCE, ISSUER

HOST = "127.0.0.1"
SIGNING_FILE = "signing.jwk"


class Persona(Record):
    """An invented officer."""

    subject: str
    organisation: str
    roles: tuple[str, ...]
    purposes: tuple[str, ...]
    region: str | None = None
    post: str | None = None


class Personas(Record):
    """The file `personas.yaml`."""

    version: int = Field(ge=1, le=1)
    personas: dict[str, Persona]


@cache
def personas() -> dict[str, Persona]:
    """The demonstration's officers by name."""
    path = Path(__file__).with_name("personas.yaml")
    return parse_record(
        Personas, read_yaml(path.read_text("utf-8"), path.name)
    ).personas


def build_app(key: SigningKey) -> Starlette:
    """The issuer, signing with a key."""
    public = {**key.public_jwk, "kid": key.kid, "use": "sig"}

    async def jwks(_: Request) -> JSONResponse:
        return JSONResponse({"keys": [public]})

    async def token(request: Request) -> JSONResponse:
        asked = json.loads(await request.body())
        persona = personas().get(str(asked.get("persona")))
        jwk = asked.get("jwk")
        if persona is None or not isinstance(jwk, dict):
            return JSONResponse({"error": "invalid_request"}, status_code=400)
        claims = TokenClaims(
            issuer=ISSUER,
            audience=AUDIENCE,
            subject=persona.subject,
            organisation=persona.organisation,
            roles=persona.roles,
            purposes=persona.purposes,
            confirmation=jwk,
            token_id=new_jti(),
            region=persona.region,
            post=persona.post,
        )
        compact = issue_token(key, claims, now=system_clock())
        return JSONResponse({"access_token": compact, "token_type": "Bearer"})

    async def health(_: Request) -> JSONResponse:
        return JSONResponse({"status": "ok"})

    return Starlette(
        routes=[
            Route("/.well-known/jwks.json", jwks, methods=["GET"]),
            Route("/token", token, methods=["POST"]),
            Route("/health", health, methods=["GET"]),
        ]
    )


def main(folder: Path, port: int) -> None:
    """Serves until it is stopped."""
    key = SigningKey.load(folder / SIGNING_FILE)
    uvicorn.run(build_app(key), host=HOST, port=port, log_level="warning")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
