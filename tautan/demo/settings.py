"""Writes each process's settings, with the ports of this run."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from subgraphs.persons.people import AGENCY_OF
from subgraphs.sdk.postgres import Server
from tautan.demo.layout import (
    AGENCIES,
    AUDIENCE,
    EPOCH,
    ISSUER,
    LINKING,
    UNIT,
    Layout,
)
from tautan.demo.processes import HOST, free_port
from tautan.demo.world import World, dsn_of

SCHEMA = Path(__file__).resolve().parents[2] / "schema"
GATEWAY_PORT = 4000
ISSUER_PORT = 4010


@dataclass(frozen=True, slots=True)
class Port:
    """A process's own port, and the captured port that its peers speak to."""

    own: int
    captured: int

    @classmethod
    def free(cls, preferred: int = 0) -> "Port":
        """Two free ports; the preferred one is the one that others see."""
        return cls(own=free_port(), captured=free_port(preferred))

    @property
    def url(self) -> str:
        """Where peers reach it."""
        return f"http://{HOST}:{self.captured}"

    @property
    def health(self) -> str:
        """Where it says that it is well, past the capture."""
        return f"http://{HOST}:{self.own}/health"


@dataclass(frozen=True, slots=True)
class Ports:
    """The ports of a run."""

    gateway: Port
    issuer: int
    nodes: dict[str, Port]
    """Of the agencies and the unit."""

    @classmethod
    def free(cls) -> "Ports":
        """Free ports, the usual ones where they are free."""
        return cls(
            gateway=Port.free(GATEWAY_PORT),
            issuer=free_port(ISSUER_PORT),
            nodes={name: Port.free() for name in (*AGENCIES, UNIT)},
        )

    @property
    def issuer_url(self) -> str:
        """Where the token issuer is."""
        return f"http://{HOST}:{self.issuer}"


def write_settings(layout: Layout, world: World, ports: Ports, server: Server) -> None:
    """Writes the settings of gateway, nodes, unit and clients."""
    _write(layout.gateway / "gateway.yaml", _gateway(layout, ports))
    for name in AGENCIES:
        settings = _node(layout, world, name, ports.nodes[name].own)
        settings["database"] = dsn_of(layout, name, server)
        if name in LINKING:
            settings["lookup"] = {
                "profile": str(layout.profile),
                "secret": "linkage.secret",
                "unit": str(layout.unit_sealing),
                "release": _release(layout, ports),
            }
            encoder = _encoder(layout, name, settings["database"], ports)
            _write(layout.agency(name) / "encoder.yaml", encoder)
        _write(layout.agency(name) / "node.yaml", settings)
    _write(layout.unit / "node.yaml", _unit(layout, world, ports))
    _write(layout.client / "client.yaml", _client(ports))


def _gateway(layout: Layout, ports: Ports) -> dict[str, Any]:
    return {
        "port": ports.gateway.own,
        "supergraph": str(layout.registry / "supergraph.graphql"),
        "urls": {name: f"{port.url}/graphql" for name, port in ports.nodes.items()},
        "guarded": {
            "agreements": str(layout.registry / "agreements"),
            "registry": _registry(layout),
            "issuer": {"name": ISSUER, "jwks_file": str(layout.issuer_keys)},
            "audience": AUDIENCE,
            "key": "signing.jwk",
            "peers": str(layout.peers),
            "audit": "audit.jsonl",
            "replays": "replays.sqlite",
        },
    }


def _registry(layout: Layout) -> dict[str, str]:
    return {
        "officers": str(layout.agreement_officers),
        "publishers": str(layout.publishers),
        "seen": "registry.seen.json",
    }


def _node(layout: Layout, world: World, name: str, port: int) -> dict[str, Any]:
    return {
        "agency": name,
        "listen": {"host": HOST, "port": port},
        "schema": str(layout.registry),
        "registry": _registry(layout),
        "audience": AUDIENCE,
        "issuer": {"id": ISSUER, "jwks": str(layout.issuer_keys)},
        "peers": str(layout.peers),
        "epoch": EPOCH,
        "keys": {
            "signing": "signing.jwk",
            "tickets": "tickets.key",
            "cursors": "cursors.key",
            "refs": "refs.key",
        },
        "audit": "audit.jsonl",
        "replay": "replay.sqlite",
        "data_on": world.today.isoformat(),
    }


def _unit(layout: Layout, world: World, ports: Ports) -> dict[str, Any]:
    settings = _node(layout, world, UNIT, ports.nodes[UNIT].own)
    settings["keys"]["tickets"] = {
        typename: f"tickets/{name}.key" for typename, name in AGENCY_OF.items()
    }
    return {
        **settings,
        "database": f"sqlite+aiosqlite:///{layout.unit / 'links.sqlite'}",
        "profile": str(layout.profile),
        "release": {"officers": str(layout.officers)},
        "uploads": "encodings",
        "sealing": "sealing.jwk",
    }


def _encoder(layout: Layout, name: str, database: str, ports: Ports) -> dict[str, Any]:
    return {
        "agency": name,
        "database": database,
        "profile": str(layout.profile),
        "secret": "linkage.secret",
        "epoch": EPOCH,
        "signing": "encoder.jwk",
        "peers": str(layout.peers),
        "unit": ports.nodes[UNIT].url,
        "encodings": "encodings.parquet",
        "release": _release(layout, ports),
    }


def _release(layout: Layout, ports: Ports) -> dict[str, str]:
    return {
        "officers": str(layout.officers),
        "revocations": f"{ports.nodes[UNIT].url}/revocations",
    }


def _client(ports: Ports) -> dict[str, Any]:
    return {
        "version": 1,
        "gateway": ports.gateway.url,
        "issuer": ports.issuer_url,
        "audience": AUDIENCE,
        "questions": str(SCHEMA / "questions"),
        "nodes": {
            "kemenkum.ahu": f"http://{HOST}:{ports.nodes['ahu'].own}",
        },
    }


def _write(path: Path, settings: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.write_text(yaml.safe_dump(settings, sort_keys=False), encoding="utf-8")
