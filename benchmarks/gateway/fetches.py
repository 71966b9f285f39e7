"""`python -m benchmarks.gateway.fetches`: what one fetch costs at the gateway.

Both transports, plain and with mutual TLS, against a server on the other core that
sends remembered bytes; the same requests, the same connections, the transports in
turn. What sharing equal requests costs where none is equal is what the thin transport
costs more with it.
"""

import asyncio
import ssl
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import orjson
import uvloop

from benchmarks.gateway.processes import on_core, started, two_cores
from benchmarks.gateway.systems import ROOT
from benchmarks.group import Group, run_group
from benchmarks.report import Report, Rows
from gateway.executor.http_transport import HttpTransport
from gateway.executor.sharing_transport import SharingTransport
from gateway.executor.thin_transport import ThinTransport
from gateway.executor.transport import Outgoing, StreamingTransport
from gateway.web.tls import client_context
from protocol.tls import ClientTls
from tests.support.certificates import Authority

MAX_BYTES: Final = 16_777_216
SECONDS: Final = 30.0
HEADERS: Final = {
    "Content-Type": "application/json",
    "Accept": "application/graphql-response+json, application/json",
    "Accept-Language": "en",
    "Tautan-Deadline": "10000",
}
QUERY: Final = "{ users { id name username } }"

Make = Callable[[ssl.SSLContext | None], StreamingTransport]


def _thin(tls: ssl.SSLContext | None) -> StreamingTransport:
    return ThinTransport(max_bytes=MAX_BYTES, tls=tls)


def _sharing(tls: ssl.SSLContext | None) -> StreamingTransport:
    return SharingTransport(_thin(tls))


def _aiohttp(tls: ssl.SSLContext | None) -> StreamingTransport:
    return HttpTransport(max_bytes=MAX_BYTES, tls=tls)


TRANSPORTS: Final[Mapping[str, Make]] = {
    "thin": _thin,
    "thin, sharing": _sharing,
    "aiohttp": _aiohttp,
}


def add_options(parser: ArgumentParser) -> None:
    """How much to measure."""
    parser.add_argument("--connections", type=int, default=50)
    parser.add_argument("--fetches", type=int, default=5000, help="of a round")
    parser.add_argument("--rounds", type=int, default=5, help="the fastest counts")


def measure(options: Namespace) -> Report:
    """Microseconds of CPU per fetch, by transport, plain and with mutual TLS."""
    core, other = two_cores()
    with on_core(core), TemporaryDirectory() as folder:
        rows = uvloop.run(_measure(options, other, Path(folder)))
    title = f"Gateway: one fetch, {options.connections} connections"
    return Report(title, rows)


async def _measure(options: Namespace, other: int, folder: Path) -> Rows:
    authority = Authority(folder)
    ours, theirs = authority.issue("gateway"), authority.issue("subgraphs")
    secured = client_context(
        ClientTls(ca=authority.file, certificate=ours.certificate, key=ours.key)
    )
    files = [str(one) for one in (authority.file, theirs.certificate, theirs.key)]
    server = [sys.executable, "-m", "benchmarks.gateway.subgraphs"]
    async with AsyncExitStack() as stack:
        plain = await stack.enter_async_context(started(server, ROOT, other))
        mutual = await stack.enter_async_context(
            started([*server, *files], ROOT, other)
        )
        rows: dict[str, dict[str, float]] = {name: {} for name in TRANSPORTS}
        for column, url, tls in (
            ("plain_us", plain.url, None),
            ("mtls_us", mutual.url, secured),
        ):
            found = await _fastest(url, tls, options)
            for name, seconds in found.items():
                rows[name][column] = seconds * 1e6
        return rows


async def _fastest(
    url: str, tls: ssl.SSLContext | None, options: Namespace
) -> dict[str, float]:
    """Seconds of CPU per fetch, of each transport at its fastest."""
    transports = {name: make(tls) for name, make in TRANSPORTS.items()}
    best = dict.fromkeys(transports, float("inf"))
    try:
        for _ in range(options.rounds + 1):
            for name, transport in transports.items():
                seconds = await _round(transport, f"{url}/accounts", options)
                best[name] = min(best[name], seconds)
    finally:
        for transport in transports.values():
            await transport.close()
    return best


async def _round(transport: StreamingTransport, url: str, options: Namespace) -> float:
    """Fetch from as many tasks as there are connections; CPU per fetch."""
    each = options.fetches // options.connections

    async def ask(number: int) -> None:
        body = orjson.dumps({"query": QUERY, "variables": {"task": number}})
        for _ in range(each):
            reply = await transport.post(
                Outgoing("accounts", url, body, HEADERS, SECONDS, repeatable=True)
            )
            if reply.status != 200:  # noqa: PLR2004 -- OK
                raise RuntimeError(f"{url} answered {reply.status}")

    began = time.process_time()
    await asyncio.gather(*(ask(number) for number in range(options.connections)))
    fetches = each * options.connections
    return float((time.process_time() - began) / fetches)


GROUP = Group(
    "gateway.fetches",
    "What one fetch costs, by transport.",
    add_options,
    measure,
)

if __name__ == "__main__":
    run_group(GROUP)
