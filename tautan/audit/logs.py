"""The logs that a command looks at, each verified before anything is read from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from protocol.audit_verify import VerifiedLog, read_log, verify_log
from protocol.errors import AuditError
from protocol.keys import KeySet
from tautan.demo.layout import Layout

LOG = "audit.jsonl"
GATEWAY = "gateway"


@dataclass(frozen=True, slots=True)
class Checked:
    """One log, and whether every line of it fits."""

    path: Path
    verified: VerifiedLog | None
    why: str = ""
    """What does not fit."""

    @property
    def is_gateways(self) -> bool:
        """Whether a gateway wrote it."""
        return self.verified is not None and self.verified.process == GATEWAY

    def lines(self) -> Iterable[Mapping[str, Any]]:
        """Its lines; none of a log that is broken."""
        if self.verified is None:
            return ()
        return read_log(self.path, self.verified.aged_out)


def check_logs(paths: Iterable[Path], keys: KeySet) -> list[Checked]:
    """Verifies logs, in their order."""
    return [_checked(path, keys) for path in paths]


def logs_of_demo(data: Path) -> list[Path]:
    """The logs under the demonstration's data directory."""
    return sorted(Layout(data.resolve()).root.glob(f"*/{LOG}"))


def peers_of_demo(data: Path) -> Path:
    """The public keys of the demonstration's processes."""
    return Layout(data.resolve()).peers


def _checked(path: Path, keys: KeySet) -> Checked:
    try:
        return Checked(path, verify_log(path, keys))
    except AuditError as error:
        return Checked(path, None, error.diagnostics)
