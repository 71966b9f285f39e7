"""HTTP to gateway, node and issuer, for programs and notebooks alike.

A notebook already runs an event loop, so each exchange runs in a thread of its
own loop; callers see plain functions.
"""

import asyncio
import json
from collections.abc import Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

import aiohttp

from client.errors import AnswerInvalid, GatewayUnreachable

TIMEOUT_SECONDS: Final = 30.0
MOST_BYTES: Final = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Reply:
    """One HTTP answer."""

    status: int
    body: bytes

    def json_object(self) -> dict[str, Any]:
        """The body as a JSON object.

        Raises:
            AnswerInvalid: it is none.
        """
        try:
            read = json.loads(self.body)
        except ValueError:
            read = None
        if not isinstance(read, dict):
            raise AnswerInvalid(f"status {self.status}, no JSON object")
        return read


def get(url: str, headers: Mapping[str, str] | None = None) -> Reply:
    """GETs a URL.

    Raises:
        GatewayUnreachable: no answer in time.
        AnswerInvalid: a larger answer than is read.
    """
    return _blocking(_exchange("GET", url, None, headers or {}))


def post(url: str, body: Mapping[str, Any], headers: Mapping[str, str]) -> Reply:
    """POSTs JSON; raises as `get`."""
    return post_bytes(url, json.dumps(body).encode(), headers)


def post_bytes(url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
    """POSTs JSON that is encoded already, such as what was signed; raises as `get`."""
    return _blocking(_exchange("POST", url, body, headers))


async def _exchange(
    method: str, url: str, body: bytes | None, headers: Mapping[str, str]
) -> Reply:
    timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
    sent = {"content-type": "application/json", **headers} if body else dict(headers)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.request(method, url, data=body, headers=sent) as answer,
        ):
            content = await answer.content.read(MOST_BYTES + 1)
            while not answer.content.at_eof() and len(content) <= MOST_BYTES:
                content += await answer.content.read(MOST_BYTES)
    except (aiohttp.ClientError, TimeoutError) as error:
        raise GatewayUnreachable(type(error).__name__) from None
    if len(content) > MOST_BYTES:
        raise AnswerInvalid(f"more than {MOST_BYTES} bytes")
    return Reply(answer.status, content)


def _blocking(exchange: Coroutine[Any, Any, Reply]) -> Reply:
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, exchange).result()
