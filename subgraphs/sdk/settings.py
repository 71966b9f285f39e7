"""The settings of a node: one YAML file, paths relative to it.

    agency: dukcapil
    listen: {host: 127.0.0.1, port: 8101}
    database: postgresql+asyncpg://reader@db/siak
    schema: ../../schema
    audience: tautan:demo
    issuer: {id: https://issuer.example, jwks: issuer.jwks.json}
    peers: peers.jwks.json
    registry: {officers: officers.jwks.json}
    epoch: "2026-1"
    keys: {signing: keys/dukcapil.jwk, tickets: …, cursors: …, refs: …}
    audit: dukcapil.audit.jsonl
    replay: dukcapil.replay.sqlite

`docs/reference/node.md` describes every one of them.
"""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from pydantic import Field

from protocol.errors import RecordError
from protocol.publication.settings import RegistrySetting
from protocol.records import Record, parse_record, read_yaml
from protocol.tls import ServerTls
from subgraphs.sdk.errors import SettingsInvalid

_Settings = TypeVar("_Settings", bound=Record)


class Listen(Record):
    """Where the node listens."""

    host: str = "127.0.0.1"
    port: int = Field(ge=0, le=65535)
    tls: ServerTls | None = None
    """Its certificate, and whose it asks for; without it connections are plain."""


class Issuer(Record):
    """Who issues access tokens."""

    id: str
    jwks: str
    """A file, or an https URL."""


class KeyFiles(Record):
    """Files that the node's owner alone may read."""

    signing: Path
    tickets: Path | dict[str, Path]
    """Shared with the unit alone, which has one per type of record."""
    cursors: Path
    refs: Path


class Release(Record):
    """Who releases linkage profiles, and where revocations are learned."""

    officers: Path
    """JWKS of the officers of all agencies."""
    revocations: str
    """The unit's list: its URL, such as https://unit.example/revocations, or a file
    that is brought from there."""
    kept: Path = Path("revocations.json")
    """The last list, for when the unit can't be reached."""
    max_stale_seconds: int = Field(default=3600, gt=0)
    """Age of the last list from which nothing is encoded."""


class Lookup(Record):
    """How lookup tokens are minted; for agencies that hold the linkage secret."""

    profile: Path
    secret: Path
    """The linkage secret of the epoch."""
    unit: Path
    """Public sealing key of the linkage unit."""
    release: Release
    per_minute: int = Field(default=10, gt=0)
    """Tokens that one officer gets in a minute."""


class Subscriptions(Record):
    """How many feeds are followed at once, and how they show that they live."""

    most: int = Field(default=100, ge=0)
    beat_seconds: float = Field(default=12.0, gt=0)
    """After this long without an event the stream says that it lives."""
    patience_seconds: float = Field(default=30.0, gt=0)
    """Who takes nothing for this long is gone."""


class HopProof(StrEnum):
    """How messages of gateways, and the answers to them, are proven."""

    SESSIONS = "sessions"
    """By a MAC where the gateway offers a session, else by a signature."""
    SIGNATURES = "signatures"
    """Each by a signature; where several replicas serve the node."""


class NodeSettings(Record):
    """All settings of one agency's node."""

    agency: str
    listen: Listen
    database: str
    """DSN of any database that SQLAlchemy has an asyncio driver for."""
    # the name of the directory, as everywhere in the project
    schema_: Path = Field(alias="schema")
    audience: str
    issuer: Issuer
    peers: Path
    """JWKS of the processes that the node talks to."""
    registry: RegistrySetting
    """Whose signatures under agreements are believed, and for how long."""
    gateways: frozenset[str] = frozenset({"gateway"})
    epoch: str
    """Epoch of the linkage key."""
    keys: KeyFiles
    audit: Path
    replay: str
    """SQLite file of used hops and statements, or the DSN of a database that replicas
    share."""
    hops: HopProof = HopProof.SESSIONS
    spending: str | None = None
    """SQLAlchemy DSN of what agreements count over time, shared by replicas; a SQLite
    file beside the log if left out."""
    data_on: date | None = None
    """The day that the data is of; absent for a live database."""
    lookup: Lookup | None = None
    subscriptions: Subscriptions = Subscriptions()


def read_settings(path: Path, model: type[_Settings]) -> _Settings:
    """The settings in a file.

    Raises:
        SettingsInvalid: It can't be read, or a setting is wrong; with file,
            line and key.
    """
    try:
        text = path.read_text(encoding="utf-8")
        return parse_record(model, read_yaml(text, str(path)))
    except OSError as error:
        raise SettingsInvalid(f"{path}: {error.strerror}") from None
    except RecordError as error:
        raise SettingsInvalid(str(error)) from None
