"""The settings of an encoder: one YAML file, paths relative to it.

    agency: dukcapil
    database: postgresql+asyncpg://reader@db/siak
    profile: ../../schema/linkage/default.yaml
    secret: keys/linkage.secret
    epoch: "2026-1"
    signing: keys/encoder.jwk
    peers: peers.jwks.json
    unit: https://unit.example
    encodings: dukcapil.encodings.parquet
    release:
      officers: officers.jwks.json
      revocations: https://unit.example/revocations

`docs/reference/node.md` describes every one of them.
"""

from pathlib import Path

from protocol.records import Record
from protocol.tls import ClientTls
from subgraphs.sdk.settings import Release


class EncoderSettings(Record):
    """All settings of one agency's encoder."""

    agency: str
    database: str
    profile: Path
    secret: Path
    """The linkage secret of the project; its owner alone may read it."""
    epoch: str
    signing: Path
    """The key of the process `encoder:<agency>`."""
    peers: Path
    unit: str
    """The unit's base URL."""
    tls: ClientTls = ClientTls()
    """How the unit is known, and what is shown to it, where its URL is https."""
    encodings: Path
    """Where the encodings file is made."""
    release: Release
