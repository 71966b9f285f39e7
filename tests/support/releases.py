"""A profile in force: its report, its officers, and what they signed, in one folder.

The report's figures keep any limit, unless a test asks for others.
"""

import json
import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from linkage.profile import Profile
from linkage.release.files import ReleaseFiles, append
from linkage.release.officers import Officers
from linkage.release.revocation import Kind, revoke
from linkage.release.revocation_list import seal
from linkage.release.signing import decide
from linkage.release.statement import Verdict
from protocol.keys import KeySet, SigningKey

SHIPPED = Path(__file__).resolve().parents[2] / "schema" / "linkage" / "default.yaml"
SIGNED_ON = datetime(2026, 11, 1, 3, tzinfo=UTC)
AGENCIES = ("dukcapil", "ahu", "imigrasi", "pemasyarakatan", "kemlu")


def estimate(value: float, spread: float = 1.0) -> dict[str, float]:
    return {"low": max(0.0, value - spread), "value": value, "high": value + spread}


def report_on(
    profile: Profile, /, *, named: float = 1.0, recall: float = 0.95, **changes: Any
) -> dict[str, Any]:
    """A report as `tautan linkage review` writes it, as far as the gate reads it."""
    attacks = profile.limits.named_per_1000 if profile.limits else ["graph-matching"]
    figures = {
        "profile": estimate(named),
        "unhardened": {"low": 990, "value": 998, "high": 1000},
        "random": estimate(0.5),
    }
    return {
        "v": 1,
        "profile": {
            "id": profile.id,
            "version": profile.version,
            "fingerprint": profile.fingerprint,
        },
        "attacks": {
            name: {"named_per_1000": figures, "controls_hold": True} for name in attacks
        },
        "recall": {"low": recall - 0.01, "value": recall, "high": recall + 0.01},
        **changes,
    }


@dataclass
class ReleasedFolder:
    """The files of one profile's release."""

    folder: Path
    source: Path = SHIPPED
    agencies: tuple[str, ...] = AGENCIES
    keys: dict[str, SigningKey] = field(init=False)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(self.source, self.profile)
        self.keys = {
            name: SigningKey.generate(f"officer:{name}") for name in self.agencies
        }
        jwks = KeySet.of(self.keys.values()).jwks()
        self.files.officers.write_text(json.dumps(jwks))
        self.report(report_on(Profile.load(self.profile)))

    @property
    def profile(self) -> Path:
        return self.folder / self.source.name

    @property
    def files(self) -> ReleaseFiles:
        return ReleaseFiles(self.profile)

    @property
    def officers(self) -> Officers:
        return Officers.load(self.files.officers)

    def report(self, content: dict[str, Any]) -> None:
        self.files.report.write_text(json.dumps(content))

    def sign(
        self, *agencies: str, now: datetime = SIGNED_ON, reason: str = ""
    ) -> "ReleasedFolder":
        """Signed by these agencies' officers, or by all; refused where a reason is."""
        verdict = Verdict.REFUSED if reason else Verdict.SIGNED
        for name in agencies or self.agencies:
            dossier = self.files.dossier(self.officers)
            key = self.keys[name]
            made = decide(key, dossier, verdict, reason=reason, now=now)
            append(self.files.signatures, made)
        return self

    def settings(
        self, unit: SigningKey, now: datetime, *revoked: str
    ) -> dict[str, str]:
        """An encoder's settings `release`, with the unit's list brought as a file."""
        path = self.folder / "list.json"
        path.write_bytes(seal(unit, revoked, now))
        return {
            "officers": str(self.files.officers),
            "revocations": str(path),
            "kept": str(self.folder / "kept.json"),
        }

    def revocation(self, kind: Kind, subject: str, agency: str = "ahu") -> str:
        key = self.keys[agency]
        return revoke(key, kind, subject, reason="An attack.", now=SIGNED_ON)


def released(folder: Path) -> ReleasedFolder:
    """The default profile, signed by all officers."""
    return ReleasedFolder(folder).sign()
