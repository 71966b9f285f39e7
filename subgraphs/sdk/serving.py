"""Serves a node's application until it is stopped."""

from typing import Final

import uvicorn
from starlette.types import ASGIApp

from subgraphs.sdk.settings import Listen

DRAIN_SECONDS: Final = 10
"""How long a node that stops waits for what it answers; feeds are then cut."""
HEAD_BYTES: Final = 65_536
"""Room for a token, a statement and the gateway's word for them."""


def serve(app: ASGIApp, listen: Listen) -> None:
    """Answers on this host and port; SIGTERM lets what has begun end.

    The parser is h11, slower than httptools, since it bounds the head of a request.
    """
    uvicorn.run(
        app,
        host=listen.host,
        port=listen.port,
        http="h11",
        h11_max_incomplete_event_size=HEAD_BYTES,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=DRAIN_SECONDS,
    )
