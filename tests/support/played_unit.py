"""The linkage unit's side of the wire to an agency's encoder, played."""

import json
from datetime import UTC, datetime
from pathlib import Path

import yaml
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from linkage.encode.secrets import create_secret
from protocol.canonical import digest
from protocol.hops import (
    ANSWER_HEADER,
    HOP_HEADER,
    AnswerMessage,
    HopMessage,
    sign_answer,
    verify_hop,
)
from protocol.keys import KeySet, SigningKey
from tests.support.releases import released


class PlayedUnit:
    """Takes what one agency's encoder signed, and signs what it says to that."""

    def __init__(self, agency: str) -> None:
        self.agency = agency
        self.key = SigningKey.generate("persons")
        self.encoder = SigningKey.generate(f"encoder:{agency}")
        self.signs_with = self.key
        self.status = 200

    def now(self) -> datetime:
        return datetime.now(UTC)

    def says(self, method: str, path: str, body: bytes) -> bytes:
        """The answer to a message that holds."""
        raise NotImplementedError

    async def receive(self, http: Request) -> Response:
        now, path = self.now(), http.url.path
        body, hop = await http.body(), http.headers[HOP_HEADER]
        message = HopMessage("persons", http.method, path, body, "", "", "")
        found = verify_hop(hop, KeySet.of([self.encoder]), message, now=now)
        assert found.issuer == f"encoder:{self.agency}"
        answer = self.says(http.method, path, body)
        said = AnswerMessage(
            issuer="persons",
            audience=f"encoder:{self.agency}",
            hop_digest=digest(hop.encode()),
            status=self.status,
            body=answer,
        )
        header = {ANSWER_HEADER: sign_answer(self.signs_with, said, now=now)}
        return Response(answer, self.status, header)

    @property
    def app(self) -> Starlette:
        calls = {"erasures": ["POST"], "encodings": ["PUT", "PATCH"]}
        return Starlette(
            routes=[
                Route(f"/{folder}/{self.agency}", self.receive, methods=methods)
                for folder, methods in calls.items()
            ]
        )

    def settings(self, home: Path, url: str, dsn: str, encodings: str) -> Path:
        """The settings file of the agency's encoder, with all that it names."""
        create_secret(home / "linkage.secret", "demo")
        self.encoder.save(home / "encoder.jwk")
        (home / "peers.json").write_text(json.dumps(KeySet.of([self.key]).jwks()))
        folder = released(home / "linkage")
        settings = {
            "agency": self.agency,
            "database": dsn,
            "profile": str(folder.profile),
            "release": folder.settings(self.key, datetime.now(UTC)),
            "secret": "linkage.secret",
            "epoch": "2026-1",
            "signing": "encoder.jwk",
            "peers": "peers.json",
            "unit": url,
            "encodings": encodings,
        }
        config = home / "encoder.yaml"
        config.write_text(yaml.safe_dump(settings))
        return config
