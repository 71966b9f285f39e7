"""A subgraph's URL, taken apart: whom to connect to, and what a request begins with."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit

_PORTS: Final = {"http": 80, "https": 443}
_HOST: Final = re.compile(r"[0-9a-z._:%-]+")
_SAFE: Final = "/%:@!$&'()*+,;=~-._?"
"""What stays as it is in a path and a query (RFC 3986, 3.3 and 3.4)."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Whom a connection goes to (RFC 6454)."""

    scheme: str
    host: str
    port: int


def parsed(url: str) -> tuple[Origin, str]:
    """Take a URL apart, into whom to connect to and the first lines of a request.

    Raises:
        ValueError: it is none of http or https, or names a user.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme not in _PORTS or not host or parts.username is not None:
        raise ValueError("a subgraph's URL is http or https, without a user")
    if not host.isascii():
        host = host.encode("idna").decode()
    if not _HOST.fullmatch(host):
        raise ValueError("the URL's host can't be sent")
    port = parts.port or _PORTS[parts.scheme]
    shown = f"[{host}]" if ":" in host else host
    if port != _PORTS[parts.scheme]:
        shown = f"{shown}:{port}"
    path = quote(parts.path or "/", safe=_SAFE)
    if parts.query:
        path = f"{path}?{quote(parts.query, safe=_SAFE)}"
    origin = Origin(parts.scheme, host, port)
    return origin, f"POST {path} HTTP/1.1\r\nHost: {shown}\r\n"
