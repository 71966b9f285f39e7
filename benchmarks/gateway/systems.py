"""The gateways that are compared, and how each is started.

Each runs as its own documentation starts it: one process, nothing answered from
another request under way.
"""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.gateway.answers import DATA, SDL
from benchmarks.node_packages import NoPeer, install

ROOT: Final = Path(__file__).parents[2]
PEERS: Final = Path(__file__).parent / "peers"
HIVE: Final = PEERS / "hive"
OURS: Final = "tautan"


@dataclass(frozen=True, slots=True)
class Site:
    """Where a gateway is to run."""

    supergraph: Path
    """Its file, with the URLs of the subgraphs."""
    subgraphs: str
    """URL under which each subgraph has its name as path."""
    port: int
    """Of 127.0.0.1."""
    folder: Path
    """For files of its own."""


def _nothing() -> None:
    """What is installed already."""


@dataclass(frozen=True, slots=True)
class System:
    """A gateway of one process."""

    name: str
    command: Callable[[Site], Sequence[str]]
    """Program and arguments that serve /graphql on the site's port."""
    folder: Path
    """Where the program is started."""
    prepare: Callable[[], None] = _nothing
    """Installs it. Raises `NoPeer` where that can't be done."""
    environment: Mapping[str, str] = field(default_factory=dict)


def _ours(site: Site) -> Sequence[str]:
    return (
        *(sys.executable, "-m", "tautan", "gateway"),
        *("--port", str(site.port), "--supergraph", str(site.supergraph)),
    )


def _ours_configured(transport: str, site: Site) -> Sequence[str]:
    """Ours with other settings of the transport."""
    config = site.folder / f"gateway-{site.port}.yaml"
    config.write_text(
        f"mode: open\nsupergraph: {site.supergraph}\ntransport: {transport}\n", "utf-8"
    )
    return (
        *(sys.executable, "-m", "tautan", "gateway"),
        *("--port", str(site.port), "--config", str(config)),
    )


def _apollo(site: Site) -> Sequence[str]:
    return "node", "serve.mjs", str(site.supergraph), str(site.port)


def _hive(site: Site, *options: str) -> Sequence[str]:
    return (
        *("node", "node_modules/@graphql-hive/gateway/dist/bin.js", "supergraph"),
        *(str(site.supergraph), "--config-path", "gateway.config.mjs"),
        *("--host", "127.0.0.1", "--port", str(site.port), *options),
    )


def _hive_with_rust(site: Site) -> Sequence[str]:
    return _hive(site, "--hive-router-runtime")


def _hive_plain(site: Site) -> Sequence[str]:
    return _hive(site, "--jit")


def _grafbase_program() -> Path:
    machine = f"{os.uname().machine}-unknown-linux-musl"
    return PEERS / "grafbase" / "node_modules" / f"@grafbase/cli-{machine}" / "grafbase"


def _grafbase_prepared() -> None:
    install(PEERS / "grafbase")
    if not _grafbase_program().exists():
        raise NoPeer("there is no binary of Grafbase on npm for this machine")


def _grafbase(site: Site) -> Sequence[str]:
    """Its development server, which composes: npm has no other binary of it."""
    config = site.folder / "grafbase.toml"
    tables = (
        f'[subgraphs.{name}]\nurl = "{site.subgraphs}/{name}"\n'
        f'schema_path = "{DATA / "subgraphs" / name}.graphql"\n'
        for name in SDL
    )
    shaping = "[traffic_shaping]\ninflight_deduplication = false\n"
    config.write_text(shaping + "".join(tables), "utf-8")
    return (
        *(str(_grafbase_program()), "--home", str(site.folder), "dev"),
        *("--config", str(config), "--listen-address", f"127.0.0.1:{site.port}"),
    )


_PRODUCTION: Final = {"NODE_ENV": "production"}

SYSTEMS: Final = {
    system.name: system
    for system in (
        System(OURS, _ours, ROOT),
        System(
            "@apollo/gateway",
            _apollo,
            PEERS / "apollo",
            partial(install, PEERS / "apollo"),
            _PRODUCTION,
        ),
        System("hive-gateway", _hive_plain, HIVE, partial(install, HIVE), _PRODUCTION),
        System(
            "hive-gateway, Rust planner",
            _hive_with_rust,
            HIVE,
            partial(install, HIVE),
            _PRODUCTION,
        ),
        System("grafbase", _grafbase, PEERS / "grafbase", _grafbase_prepared),
    )
}
"""What is measured unless told otherwise."""

VARIANTS: Final = {
    system.name: system
    for system in (
        System("tautan, aiohttp", partial(_ours_configured, "{client: aiohttp}"), ROOT),
        System(
            "tautan, sharing",
            partial(_ours_configured, "{share_identical: true}"),
            ROOT,
        ),
    )
}
"""Ours with other settings, by name only."""
