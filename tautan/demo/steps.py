"""The steps of a run: start the processes, link, stop. Each is a real process."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tautan.demo.layout import AGENCIES, LINKING, UNIT, Layout
from tautan.demo.processes import HOST, Processes, ProcessFailed
from tautan.demo.settings import Ports

TAUTAN: Final = (sys.executable, "-m", "tautan")
CAPTURE: Final = "capture"
GATEWAY: Final = "gateway"
ISSUER: Final = "issuer"
Said = Callable[[str], None]


def start_all(processes: Processes, layout: Layout, ports: Ports) -> None:
    """Starts capture, issuer, unit, nodes and gateway, and waits for them.

    Raises:
        ProcessFailed: one does not come up; its log says why.
    """
    start_capture(processes, layout, ports)
    issuer = [sys.executable, "-m", "tautan.demo.issuer"]
    processes.start(ISSUER, [*issuer, str(layout.issuer), str(ports.issuer)])
    start_node(processes, layout, UNIT)
    for name in AGENCIES:
        start_node(processes, layout, name)
    config = str(layout.gateway / "gateway.yaml")
    processes.start(GATEWAY, [*TAUTAN, "gateway", "--config", config])
    processes.wait_healthy(
        {
            ISSUER: f"{ports.issuer_url}/health",
            **{name: port.health for name, port in ports.nodes.items()},
            GATEWAY: ports.gateway.health,
        }
    )


def start_node(processes: Processes, layout: Layout, name: str) -> None:
    """Starts an agency's node, or the unit."""
    config = ["--config", str(layout.agency(name) / "node.yaml")]
    command = ["unit", "serve"] if name == UNIT else ["node", name]
    processes.start(name, [*TAUTAN, *command, *config])


def start_capture(processes: Processes, layout: Layout, ports: Ports) -> None:
    """Starts what stands between the processes and records what passes."""
    layout.captures.mkdir(parents=True, exist_ok=True, mode=0o700)
    links = [
        {
            "name": name,
            "listen": port.captured,
            "target": port.own,
            "file": str(layout.captures / f"{name}.bin"),
        }
        for name, port in {GATEWAY: ports.gateway, **ports.nodes}.items()
    ]
    command = [sys.executable, "-m", "tautan.demo.capture", json.dumps(links)]
    processes.start(CAPTURE, command)


def link(layout: Layout, watch: Said) -> str:
    """Encodes at each agency, delivers to the unit, and links there.

    Returns:
        What the unit made, in words.

    Raises:
        ProcessFailed: a step failed; its log says why.
    """
    for name in LINKING:
        watch(name)
        config = str(layout.agency(name) / "encoder.yaml")
        run(layout, f"encode-{name}", ["encode", name, "--config", config])
    watch(UNIT)
    config = str(layout.unit / "node.yaml")
    return run(layout, "unit-run", ["unit", "run", "--config", config]).strip()


def run(layout: Layout, name: str, arguments: list[str]) -> str:
    """Runs one command of `tautan` to its end.

    Raises:
        ProcessFailed: it failed; its log says why.
    """
    layout.logs.mkdir(parents=True, exist_ok=True, mode=0o700)
    log = layout.logs / f"{name}.log"
    done = subprocess.run(  # noqa: S603 - our own command, no shell
        [*TAUTAN, *arguments], check=False, capture_output=True, text=True
    )
    log.write_text(done.stdout + done.stderr, encoding="utf-8")
    if done.returncode:
        raise ProcessFailed(name, log, "failed")
    return done.stdout


def urls(ports: Ports) -> dict[str, str]:
    """What a person can open while the demonstration stays up."""
    return {
        "gateway": f"{ports.gateway.url}/graphql",
        "public schema": f"{ports.gateway.url}/schema.graphql",
        "token issuer": f"{ports.issuer_url}/.well-known/jwks.json",
        **{
            f"node {name}": f"http://{HOST}:{port.own}/health"
            for name, port in ports.nodes.items()
        },
    }


def traces(layout: Layout) -> list[Path]:
    """What gateway and unit leave behind: their files, logs and captured traffic."""
    logs = [layout.logs / f"{name}.log" for name in (GATEWAY, UNIT, "unit-run")]
    return [layout.gateway, layout.unit, layout.captures, *logs]
