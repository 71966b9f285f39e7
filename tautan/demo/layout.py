"""Where the demonstration keeps what belongs to whom: one folder per owner."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

AGENCIES: Final = (
    "dukcapil",
    "ahu",
    "imigrasi",
    "pemasyarakatan",
    "kemlu",
    "setneg",
    "bin",
    "kemenko",
)
LINKING: Final = ("dukcapil", "ahu", "imigrasi", "pemasyarakatan", "kemlu")
"""Agencies that hold person records, and so encode them."""
ON_POSTGRES: Final = ("dukcapil", "imigrasi")
UNIT: Final = "persons"
AUDIENCE: Final = "tautan:demo"
ISSUER: Final = "https://issuer.tautan.example"
EPOCH: Final = "2026-1"
PROFILE: Final = "default"


@dataclass(frozen=True, slots=True)
class Layout:
    """The folders under one data directory, absolute."""

    root: Path

    @property
    def shared(self) -> Path:
        """What every party may read: public keys."""
        return self.root / "shared"

    @property
    def gateway(self) -> Path:
        """The gateway's."""
        return self.root / "gateway"

    @property
    def unit(self) -> Path:
        """The linkage unit's."""
        return self.root / UNIT

    @property
    def issuer(self) -> Path:
        """The identity provider's."""
        return self.root / "issuer"

    @property
    def client(self) -> Path:
        """The askers' home folder."""
        return self.root / "client"

    @property
    def postgres(self) -> Path:
        """The embedded PostgreSQL server's."""
        return self.root / "postgres"

    @property
    def captures(self) -> Path:
        """Captured traffic of the gateway and the unit."""
        return self.root / "captures"

    @property
    def logs(self) -> Path:
        """What each process printed."""
        return self.root / "logs"

    @property
    def truth(self) -> Path:
        """Who is who: known to the generator alone."""
        return self.root / "truth.csv"

    @property
    def world(self) -> Path:
        """What was generated; written last, so it tells a complete world."""
        return self.root / "world.json"

    @property
    def begun(self) -> Path:
        """Says that the demonstration made the directory; written first."""
        return self.root / "begun.txt"

    def agency(self, name: str) -> Path:
        """An agency's."""
        return self.root / name

    @property
    def peers(self) -> Path:
        """Public keys of all processes."""
        return self.shared / "peers.jwks.json"

    @property
    def issuer_keys(self) -> Path:
        """Public keys of the identity provider."""
        return self.shared / "issuer.jwks.json"

    @property
    def profile(self) -> Path:
        """The linkage profile in force; what officers signed stands beside it."""
        return self.shared / "linkage" / f"{PROFILE}.yaml"

    @property
    def officers(self) -> Path:
        """Public keys of the officers who release profiles."""
        return self.profile.with_name("officers.jwks.json")

    @property
    def registry(self) -> Path:
        """The published schema: agreements with their signatures, and the rest."""
        return self.shared / "registry"

    @property
    def registry_keys(self) -> Path:
        """Private keys of the agreements' officers and of the registry."""
        return self.root / "registry"

    @property
    def agreement_officers(self) -> Path:
        """Public keys of the officers who sign agreements."""
        return self.shared / "agreements.officers.jwks.json"

    @property
    def publishers(self) -> Path:
        """Public keys of whoever publishes agreements."""
        return self.shared / "publishers.jwks.json"

    @property
    def ceremony(self) -> Path:
        """The transcript of the ceremony that made the linkage secret."""
        return self.shared / "linkage" / f"{EPOCH}.ceremony"

    @property
    def unit_sealing(self) -> Path:
        """The public key that lookup tokens are sealed to."""
        return self.shared / "unit.sealing.json"
