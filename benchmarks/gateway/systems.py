"""The gateways that are compared, and how each is started."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.node_packages import install

NODE: Final = Path(__file__).parent / "node"
OURS: Final = "tautan"


def _nothing() -> None:
    """What is installed already."""


@dataclass(frozen=True, slots=True)
class System:
    """A gateway of one process."""

    name: str
    command: Callable[[Path], Sequence[str]]
    """From the supergraph's file to program and arguments; it prints its URL."""
    folder: Path
    prepare: Callable[[], None] = _nothing
    """Installs it. Raises `NoPeer` where that can't be done."""


SYSTEMS: Final = {
    OURS: System(
        OURS,
        lambda supergraph: (
            sys.executable,
            *("-m", "tautan", "gateway", "--port", "0"),
            *("--supergraph", str(supergraph)),
        ),
        Path(__file__).parents[2],
    ),
    "@apollo/gateway": System(
        "@apollo/gateway",
        lambda supergraph: ("node", "apollo.mjs", str(supergraph)),
        NODE,
        lambda: install(NODE),
    ),
}
