"""Serves a node's application until it is stopped."""

from pathlib import Path
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from protocol.tls import server_context
from subgraphs.sdk.settings import Listen

DRAIN_SECONDS: Final = 10
"""How long a node that stops waits for what it answers; feeds are then cut."""
HEAD_BYTES: Final = 65_536
"""Room for a token, a statement and the gateway's word for them."""


def server_of(app: ASGIApp, listen: Listen, home: Path) -> uvicorn.Server:
    """The server of a node on its host and port.

    The parser is h11, slower than httptools, since it bounds the head of a request.

    Args:
        app: What answers.
        listen: Where, and under which certificate.
        home: The directory that paths are relative to.

    Raises:
        KeyFileError: A certificate or key can't be used.
    """
    context = None if listen.tls is None else server_context(listen.tls, home)
    config = uvicorn.Config(
        app,
        host=listen.host,
        port=listen.port,
        http="h11",
        h11_max_incomplete_event_size=HEAD_BYTES,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=DRAIN_SECONDS,
        ssl_context_factory=None if context is None else lambda *_: context,
    )
    return uvicorn.Server(config)
