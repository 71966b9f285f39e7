"""The running world, as the tests of the laws look at it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from protocol.audit_verify import read_log
from tautan.demo.canary import Finding, Needles, search
from tautan.demo.layout import Layout
from tautan.demo.processes import HOST, Processes, free_port
from tautan.demo.questions import open_case
from tautan.demo.settings import SCHEMA, Ports
from tautan.demo.steps import TAUTAN
from tautan.demo.world import World, needles_of, public_texts
from tests.support.demo_world import DemoWorld
from tests.trust.kit.officers import Officer
from tests.trust.kit.relays import Relay

LOG = "audit.jsonl"


@dataclass(frozen=True, slots=True)
class Scene:
    """Where everything of the running world is."""

    demo: DemoWorld

    @property
    def layout(self) -> Layout:
        return self.demo.layout

    @property
    def world(self) -> World:
        return self.demo.world

    @property
    def ports(self) -> Ports:
        """As they are now: a world can be started again on others."""
        return self.demo.running.ports

    @property
    def gateway(self) -> str:
        """The gateway, behind the capture."""
        return self.ports.gateway.url

    @property
    def gateway_itself(self) -> str:
        """The gateway, past the capture."""
        return f"http://{HOST}:{self.ports.gateway.own}"

    def node(self, name: str) -> str:
        """A node or the unit, past the capture."""
        return f"http://{HOST}:{self.ports.nodes[name].own}"

    def officer(self, persona: str) -> Officer:
        return Officer(self.layout, persona)

    def log(self, name: str) -> list[dict[str, Any]]:
        """The lines of a process's audit log."""
        return [dict(line) for line in read_log(self.layout.agency(name) / LOG)]

    @contextmanager
    def captured(self) -> Iterator["Captured"]:
        """What the capture records while this lasts."""
        yield Captured(self.layout, self._sizes())

    def _sizes(self) -> dict[Path, int]:
        files = self.layout.captures.glob("*.bin")
        return {path: path.stat().st_size for path in files}


@dataclass(frozen=True, slots=True)
class Captured:
    """Traffic since a moment."""

    layout: Layout
    before: dict[Path, int]

    def of(self, name: str) -> bytes:
        """Both ways between the others and this process."""
        path = self.layout.captures / f"{name}.bin"
        with path.open("rb") as file:
            file.seek(self.before[path])
            return file.read()


@cache
def needles(world: World) -> Needles:
    """Every name, NIK and passport number of the world.

    Names that are words of public texts, the schema and our messages, are left
    out: nobody can tell "made for another service" from a person called MADE, nor
    "layanan lain" from one called LAIN.
    """
    every = needles_of(world)
    every.leave_out(public_texts(SCHEMA))
    return every


@cache
def case_number(world: World) -> str:
    """A case under check."""
    return open_case(world)


@cache
def a_nik(world: World) -> str:
    """A resident's NIK."""
    return min(needles(world).niks).decode()


@cache
def a_passport(world: World, length: int) -> str:
    """A passport's number of so many characters."""
    return min(p for p in needles(world).passports if len(p) == length).decode()


@cache
def a_name(world: World) -> str:
    """A name of two words."""
    names = (name for name in needles(world).names if name.count(b" ") == 1)
    return max(names, key=lambda name: (len(name), name)).decode()


def found_in(world: World, path: Path, content: bytes) -> list[Finding]:
    """What of the world's people stands in an answer."""
    path.write_bytes(content)
    return list(search([path], needles(world)))


@dataclass(frozen=True, slots=True)
class Relayed:
    """A second gateway, whose messages to every node pass a relay."""

    url: str
    relays: dict[str, Relay]
    log: Path
    seconds: float
    """How long it waits for a node."""

    def lines(self) -> list[dict[str, Any]]:
        """The lines of its audit log."""
        return [dict(line) for line in read_log(self.log)]


@contextmanager
def relayed(
    scene: Scene, home: Path, *, subgraph_seconds: float, registry: Path | None = None
) -> Iterator[Relayed]:
    """Starts relays and the gateway behind them.

    Args:
        scene: the running world.
        home: the gateway's.
        subgraph_seconds: how long it waits for a node.
        registry: its own copy of what is published, believed for two seconds.
    """
    relays = {name: Relay(name, scene.node(name)) for name in scene.ports.nodes}
    with ExitStack() as stack:
        for relay in relays.values():
            stack.callback(relay.unplug)
            relay.plug()
        port = free_port()
        config = _settings(scene, home, relays, port, subgraph_seconds)
        if registry is not None:
            _read_from(registry, config)
        processes = stack.enter_context(Processes(home / "logs"))
        processes.start("gateway", [*TAUTAN, "gateway", "--config", str(config)])
        url = f"http://{HOST}:{port}"
        processes.wait_healthy({"gateway": f"{url}/health"})
        yield Relayed(url, relays, home / LOG, subgraph_seconds)


def _settings(
    scene: Scene, home: Path, relays: dict[str, Relay], port: int, seconds: float
) -> Path:
    own = scene.layout.gateway
    settings = yaml.safe_load((own / "gateway.yaml").read_text())
    guarded = settings["guarded"]
    settings |= {
        "port": port,
        "urls": {name: f"{relay.url}/graphql" for name, relay in relays.items()},
        "subgraph_seconds": seconds,
        "guarded": {
            **guarded,
            "key": str(own / guarded["key"]),
            "audit": LOG,
            "replays": "replays.sqlite",
            "instance": "gateway-2",
        },
    }
    config = home / "gateway.yaml"
    config.write_text(yaml.safe_dump(settings))
    return config


def _read_from(registry: Path, config: Path) -> None:
    settings = yaml.safe_load(config.read_text())
    settings["supergraph"] = str(registry / "supergraph.graphql")
    guarded = settings["guarded"]
    guarded["agreements"] = str(registry / "agreements")
    guarded["registry"] |= {"max_stale_seconds": 2, "look_seconds": 0.2}
    config.write_text(yaml.safe_dump(settings))
