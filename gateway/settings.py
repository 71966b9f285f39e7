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
from protocol.messages import Language
from protocol.publication.settings import RegistrySetting
from protocol.records import Record, parse_record, read_yaml
from protocol.tls import ClientTls

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
    """Sockets at once to one origin (host and port) of subgraphs."""
    response_bytes: int = Field(default=67_108_864, gt=0)
    """Largest whole answer."""
    variable_depth: int = Field(default=64, gt=0)
    """Nesting of the variables of a request."""
    variable_values: int = Field(default=100_000, gt=0)
    """Values in the variables of a request, nested ones counted."""


class DocumentsSetting(Record):
    """Documents that are asked for by id."""

    trusted: Path | None = None
    """Folder of `*.graphql`, or a JSON manifest."""
    only: bool = False
    """Whether every other document is refused."""
    automatic: bool | None = None
    """Whether callers may register documents by hash (automatic persisted
    queries); by default in mode `open` without `only`."""
    automatic_bytes: int = Field(default=8_388_608, gt=0)
    """How much text is kept of those."""

    @model_validator(mode="after")
    def _only_of_some(self) -> Self:
        if self.only and (self.trusted is None or self.automatic):
            raise ValueError("only needs trusted, and leaves no room for automatic")
        return self


class Browsers(Record):
    """Which pages may ask."""

    origins: tuple[str, ...] = ()
    """Origins whose pages may ask and read answers (CORS); `*` for all."""
    proof: bool = False
    """Whether each GET must bear a header that other sites can't send."""
    hosts: tuple[str, ...] = ()
    """Names that the gateway is reached by; any other is refused, if there is one."""


class Reload(Record):
    """When sources are looked at again."""

    every_seconds: float = Field(default=2.0, ge=0)
    """Files of supergraph and agreements; 0 only on SIGHUP."""
    subgraphs_seconds: float = Field(default=0, ge=0)
    """Subgraphs that were asked for their SDL; 0 only on SIGHUP."""


class HttpClient(StrEnum):
    """What carries messages to subgraphs."""

    THIN = "thin"
    """Our own, over asyncio and httptools."""
    AIOHTTP = "aiohttp"
    """For proxies, and for whatever the thin one can't reach."""


class TransportSetting(Record):
    """How subgraphs are reached."""

    client: HttpClient = HttpClient.THIN
    tls: ClientTls = ClientTls()
    """For URLs that begin with https."""
    proxy: str | None = None
    """URL of an HTTP proxy; needs client `aiohttp`."""
    share_identical: bool = False
    """Whether equal requests of one caller that are under way at once are sent
    once. Only in mode `open`: a signed message is never equal to another."""

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        if self.proxy is not None and self.client is not HttpClient.AIOHTTP:
            raise ValueError("a proxy needs client: aiohttp")
        return self


class SubscriptionSetting(Record):
    """How subscriptions are served."""

    most: int = Field(default=1000, ge=0)
    """At once; 0 serves none."""
    waiting: int = Field(default=64, gt=0)
    """Events that wait for a slow subscriber, before it is told so and left."""
    beat_seconds: float = Field(default=12.0, gt=0)
    """After this long without an event a stream says that it lives."""
    silence_seconds: float = Field(default=600.0, gt=0)
    """The longest time in which a subgraph sends nothing, comments included."""


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


class Authentication(Record):
    """Whose tokens give scopes, in mode `open`."""

    issuer: Issuer
    audience: str | None = None
    """The tokens' `aud`; without it, tokens for any audience are taken."""


class CostSetting(Record):
    """What one operation may cost (@cost, @listSize)."""

    maximum: float | None = Field(default=None, gt=0)
    """None measures only when asked to."""
    list_size: int = Field(default=10, gt=0)
    """Taken for lists that do not say how long they are."""


class HopProof(StrEnum):
    """How messages to nodes are proven."""

    SESSIONS = "sessions"
    """By a MAC, under keys that are agreed on every few minutes."""
    SIGNATURES = "signatures"
    """Each by a signature; for nodes that several replicas serve."""


class Guarded(Record):
    """What a gateway needs to decide by agreements."""

    agreements: Path
    """Directory of agreements; `vocabularies` and `legal` stand beside it."""
    registry: RegistrySetting
    """Whose signatures under agreements are believed, and for how long."""
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
    hops: HopProof = HopProof.SESSIONS
    """How messages to nodes are proven."""
    replays: Path | None = None
    """SQLite file of used statements; without it they are kept in memory, which
    is enough for one process that is not restarted within two minutes."""
    replays_shared: str | None = None
    """Instead: the DSN of a database of used statements that replicas share."""

    @model_validator(mode="after")
    def _one_store(self) -> Self:
        if self.replays is not None and self.replays_shared is not None:
            raise ValueError("replays and replays_shared exclude each other")
        return self


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
    transport: TransportSetting = TransportSetting()
    cost: CostSetting = CostSetting()
    forward: tuple[str, ...] = ()
    """Headers of requests that go on to subgraphs; `traceparent` always does."""
    authentication: Authentication | None = None
    """Who gives the scopes of @authenticated and @requiresScopes, in mode `open`."""
    language: Language = Language.INDONESIAN
    """Of messages, where a request's Accept-Language prefers none."""
    documents: DocumentsSetting = DocumentsSetting()
    browsers: Browsers = Browsers()
    reload: Reload = Reload()
    subscriptions: SubscriptionSetting = SubscriptionSetting()
    start_seconds: float = Field(default=30.0, ge=0)
    """How long to wait at the start for subgraphs that are asked for their SDL."""
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
        if self.guarded is not None and (self.authentication or self.forward):
            raise ValueError("authentication and forward are for mode open")
        return self

    @model_validator(mode="after")
    def _shareable(self) -> Self:
        if self.transport.share_identical and self.mode is Mode.AGREEMENTS:
            raise ValueError(
                "transport.share_identical is for mode open: behind agreements each "
                "message is signed for one question, so that none equals another"
            )
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
            update[name] = tuple(
                _rebased(one, base) if isinstance(one, Record) else one for one in value
            )
    return record.model_copy(update=update)
