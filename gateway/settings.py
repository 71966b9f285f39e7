"""The settings of a gateway process: one YAML file, every key documented here.

Paths are relative to the file. Unknown keys are refused. `docs/reference/
gateway.md` explains each key with an example.
"""

from enum import StrEnum
from pathlib import Path
from typing import Self, TypeVar

from pydantic import Field, model_validator

from gateway.errors import SettingsError
from protocol.errors import RecordError
from protocol.records import Record, parse_record, read_yaml

R = TypeVar("R", bound=Record)


class Mode(StrEnum):
    """How a gateway decides."""

    OPEN = "open"
    """Development: no field is classified, anyone may ask."""
    AGREEMENTS = "agreements"
    """Every question has an asker, and agreements say what is granted."""


class SubgraphSetting(Record):
    """A subgraph to compose from."""

    name: str
    url: str
    sdl_file: Path | None = None
    """Its SDL; without one the subgraph is asked for it (`_service { sdl }`)."""


class Limits(Record):
    """What one request may cost."""

    body_bytes: int = Field(default=1_048_576, gt=0)
    """Largest request body."""
    answer_bytes: int = Field(default=16_777_216, gt=0)
    """Largest answer of one subgraph."""
    tokens: int = Field(default=15_000, gt=0)
    """Lexical tokens of a document."""
    depth: int = Field(default=30, gt=0)
    """Nesting of fields."""
    nesting: int = Field(default=100, gt=0)
    """Nesting of selection sets, fragments counted as levels too."""
    fields: int = Field(default=10_000, gt=0)
    """Fields of an operation, fragments counted where they are used."""
    aliases: int = Field(default=1_000, ge=0)
    """Fields with an alias, counted likewise."""
    root_fields: int = Field(default=1_000, gt=0)
    """Fields of the root type, counted likewise."""
    directives: int = Field(default=500, ge=0)
    """Applied directives of a document."""
    definitions: int = Field(default=500, gt=0)
    """Operations and fragments of a document."""
    introspections: int = Field(default=10, gt=0)
    """`__schema` and `__type` in one document."""
    introspection: bool = True
    """Whether questions about the schema are answered."""
    connections: int = Field(default=100, gt=0)
    """Sockets to subgraphs at once."""


class Issuer(Record):
    """Whose access tokens are believed."""

    name: str
    """The tokens' `iss`."""
    jwks_file: Path | None = None
    """The issuer's public keys in a file, or"""
    jwks_url: str | None = None
    """where to fetch them; fetched again every minute."""

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.jwks_file is None) == (self.jwks_url is None):
            raise ValueError("give either jwks_file or jwks_url")
        return self


class Guarded(Record):
    """What a gateway needs to decide by agreements."""

    agreements: Path
    """Directory of agreements; `vocabularies` and `legal` stand beside it."""
    issuer: Issuer
    audience: str
    """The federation's id: in tokens and statements."""
    key: Path
    """The gateway's own private key, owner-only."""
    peers: Path
    """JWKS of the nodes, by process id."""
    audit: Path
    """The log; its head stands beside it."""
    instance: str = "gateway-1"
    """Names this process in its log."""
    replays: Path | None = None
    """SQLite file of used statements; without it they are kept in memory, which
    is enough for one process that is not restarted within two minutes."""


class Settings(Record):
    """The whole file."""

    mode: Mode = Mode.AGREEMENTS
    host: str = "127.0.0.1"
    port: int = Field(default=4000, ge=0, le=65535)
    supergraph: Path | None = None
    """A supergraph SDL made by any composition."""
    subgraphs: tuple[SubgraphSetting, ...] = ()
    """Subgraphs to compose from, instead of `supergraph`."""
    urls: dict[str, str] = Field(default_factory=dict)
    """Where subgraphs are, by name; overrides what the supergraph says."""
    guarded: Guarded | None = None
    """What mode `agreements` needs."""
    limits: Limits = Limits()
    deadline_seconds: float = Field(default=30.0, gt=0)
    """Time for a whole request."""
    subgraph_seconds: float = Field(default=10.0, gt=0)
    """Time for one fetch."""

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.supergraph is None) == (not self.subgraphs):
            raise ValueError("give either supergraph or subgraphs")
        return self

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if (self.mode is Mode.AGREEMENTS) != (self.guarded is not None):
            raise ValueError("guarded is for mode agreements, and needed there")
        return self


def read_settings(text: str, path: Path) -> Settings:
    """Read settings.

    Args:
        text: the file's content.
        path: where it stands; its paths are taken from there.

    Raises:
        SettingsError: naming file, line and key.
    """
    try:
        settings = parse_record(Settings, read_yaml(text, path.name))
    except RecordError as error:
        raise SettingsError(str(error)) from None
    return _rebased(settings, path.parent)


def _rebased(record: R, base: Path) -> R:
    """Take every path in a record, and in the records inside it, from `base`."""
    update: dict[str, object] = {}
    for name, value in record:
        if isinstance(value, Path):
            update[name] = base / value
        elif isinstance(value, Record):
            update[name] = _rebased(value, base)
        elif isinstance(value, tuple):
            update[name] = tuple(_rebased(one, base) for one in value)
    return record.model_copy(update=update)
