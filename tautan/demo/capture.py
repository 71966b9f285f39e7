"""Captures the traffic of the gateway and of the unit, byte for byte.

Stands between two processes as a plain TCP forwarder and writes what passes,
both ways, to one file per link. The canary search reads the files.

Run as a process of its own: `python -m tautan.demo.capture LINKS_JSON`, with
links as `[{"name", "listen", "target", "file"}]` (ports on 127.0.0.1).
"""

import asyncio
import json
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

HOST = "127.0.0.1"
BLOCK = 1 << 16


@dataclass(frozen=True, slots=True)
class Link:
    """One forwarded port."""

    name: str
    listen: int
    target: int
    file: str


async def forward(links: list[Link]) -> None:
    """Forwards and records until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    servers = [await _serve(link) for link in links]
    await stop.wait()
    for server in servers:
        server.close()


async def _serve(link: Link) -> asyncio.Server:
    record = Path(link.file).open("ab", buffering=0)  # noqa: ASYNC230, SIM115 - opened once, before serving; closed with the process

    async def handle(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        try:
            peer_reader, peer_writer = await asyncio.open_connection(HOST, link.target)
        except OSError:
            writer.close()
            return
        await asyncio.gather(
            _pump(reader, peer_writer, record), _pump(peer_reader, writer, record)
        )

    return await asyncio.start_server(handle, HOST, link.listen)


async def _pump(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, record: BinaryIO
) -> None:
    try:
        while block := await reader.read(BLOCK):
            record.write(block)
            writer.write(block)
            await writer.drain()
    except ConnectionError:
        pass  # either side may hang up at any time; what passed is recorded
    finally:
        writer.close()


if __name__ == "__main__":
    asyncio.run(forward([Link(**link) for link in json.loads(sys.argv[1])]))
