"""Requests as they go over the wire, and what comes back, byte for byte."""

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

SECONDS = 40


@dataclass(frozen=True, slots=True)
class Sent:
    """One HTTP request."""

    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "POST"
    path: str = "/graphql"


@dataclass(frozen=True, slots=True)
class Reply:
    """One HTTP answer; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        read = json.loads(self.body)
        assert isinstance(read, dict)
        return read

    @property
    def errors(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.json.get("errors", [])
        return found

    @property
    def codes(self) -> list[str]:
        return [each["extensions"]["code"] for each in self.errors]

    @property
    def data(self) -> Any:
        return self.json["data"]


def send(base: str, sent: Sent) -> Reply:
    """Sends a request to a base URL and reads the whole answer."""
    place = urlsplit(base)
    line = http.client.HTTPConnection(
        str(place.hostname), place.port or 80, timeout=SECONDS
    )
    try:
        line.request(sent.method, sent.path, sent.body, dict(sent.headers))
        answer = line.getresponse()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        return Reply(answer.status, headers, answer.read())
    finally:
        line.close()
