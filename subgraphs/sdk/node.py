"""What a maintainer declares of a node, and the node that it becomes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from sqlalchemy import MetaData
from starlette.routing import BaseRoute

from protocol.audit import AuditLog
from protocol.audit_commit import GroupCommit
from protocol.classification import read_classification
from protocol.cursors import CursorKey
from protocol.dates import Clock
from protocol.errors import RecordError, RegistryError
from protocol.hop_answering import Answering
from protocol.keys import KeySet, SigningKey
from protocol.publication.shelf import Shelf
from protocol.refs import RefKey
from protocol.shared_replay import replay_guard
from protocol.statements import new_jti
from protocol.tickets import TicketKey
from subgraphs.sdk.contract import Contract
from subgraphs.sdk.database import Database
from subgraphs.sdk.errors import SettingsInvalid
from subgraphs.sdk.issuer import issuer_keys
from subgraphs.sdk.mapping import Mapped
from subgraphs.sdk.request import EntityReader, NodeKeys, Surroundings
from subgraphs.sdk.row_rules import RowRules
from subgraphs.sdk.schema import build_schema
from subgraphs.sdk.service import Node, SourceOf, data_source
from subgraphs.sdk.settings import HopProof, NodeSettings
from subgraphs.sdk.spending import Spending
from subgraphs.sdk.subjects import SubjectTally
from subgraphs.sdk.verify import Trust


@dataclass(frozen=True, slots=True)
class Assembled:
    """A node with what its further endpoints need."""

    node: Node
    key: SigningKey
    settings: NodeSettings
    home: Path
    """The directory that paths in the settings are relative to."""


@dataclass(frozen=True, slots=True)
class NodeSpec:
    """A node as its maintainer declares it."""

    agency: str
    query: type
    metadata: MetaData
    """The tables."""
    subscription: type | None = None
    """The class of feeds (`subgraphs.sdk.feeds`)."""
    types: tuple[type, ...] = ()
    """Entities that no root field leads to."""
    rules: RowRules = field(default_factory=RowRules)
    readers: Mapping[str, EntityReader] = field(
        default_factory=lambda: MappingProxyType({})
    )
    """Entities that the node reads itself."""
    endpoints: tuple[Callable[[Assembled], BaseRoute | None], ...] = ()
    """Endpoints beside GraphQL; one that its settings leave out gives None."""
    source: SourceOf = data_source
    """What an answer says of the state of the data."""

    def routes(self, assembled: Assembled) -> list[BaseRoute]:
        """The endpoints at a node."""
        made = (make(assembled) for make in self.endpoints)
        return [route for route in made if route is not None]


def assemble(
    spec: NodeSpec, settings: NodeSettings, home: Path, clock: Clock
) -> Assembled:
    """The node of an agency, ready to answer.

    Args:
        spec: What the maintainer declared.
        settings: What the operator set.
        home: The directory that paths in the settings are relative to.
        clock: Tells the time.

    Raises:
        NodeError: The types are not the contract's, or a setting is wrong.
        TautanError: A key can't be used.
        AuditBroken: The audit log was changed.
    """
    if settings.agency != spec.agency:
        raise SettingsInvalid(f"The settings are of {settings.agency}.")
    schema_home = home / settings.schema_
    contract = Contract.read(
        spec.agency, schema_home / "subgraphs" / f"{spec.agency}.graphql"
    )
    schema = build_schema(spec.query, spec.types, contract, spec.subscription)
    shelf = _shelf(schema_home / "agreements", settings, home, clock)
    key = SigningKey.load(home / settings.keys.signing, kid=spec.agency)
    surroundings = Surroundings(
        agency=spec.agency,
        mapped=schema.mapped,
        rules=spec.rules,
        database=Database.at(settings.database),
        keys=_keys(settings, home, schema.mapped),
        tally=SubjectTally(),
        spending=Spending.at(_spending_of(settings, home)),
        readers=spec.readers,
    )
    answering = Answering(
        key,
        KeySet.load(home / settings.peers),
        clock,
        new_jti,
        sessions=settings.hops is HopProof.SESSIONS,
    )
    node = Node(
        schema=schema,
        surroundings=surroundings,
        trust=_trust(settings, home, shelf, answering),
        shelf=shelf,
        classification=read_classification(contract.document, spec.agency),
        audit=GroupCommit(AuditLog(home / settings.audit, spec.agency, key, clock)),
        clock=clock,
        data_on=settings.data_on,
        source=spec.source,
    )
    return Assembled(node, key, settings, home)


def _shelf(directory: Path, settings: NodeSettings, home: Path, clock: Clock) -> Shelf:
    try:
        return Shelf.opened(directory, settings.registry, home, clock)
    except OSError as error:
        raise SettingsInvalid(f"{error.filename}: {error.strerror}") from None
    except (RecordError, RegistryError) as error:
        raise SettingsInvalid(str(error)) from None


def _spending_of(settings: NodeSettings, home: Path) -> str:
    """Where counts over time are kept: a file beside the log, or where it is set."""
    beside = (home / settings.audit).with_suffix(".spending.sqlite")
    return settings.spending or f"sqlite:///{beside}"


def _keys(settings: NodeSettings, home: Path, mapped: Mapped) -> NodeKeys:
    match settings.keys.tickets:
        case Path() as own:
            tickets = dict.fromkeys(mapped, TicketKey.load(home / own))
        case files:
            tickets = {of: TicketKey.load(home / file) for of, file in files.items()}
    return NodeKeys(
        tickets=tickets,
        cursors=CursorKey.load(home / settings.keys.cursors),
        refs=RefKey.load(home / settings.keys.refs),
        epoch=settings.epoch,
    )


def _trust(
    settings: NodeSettings, home: Path, shelf: Shelf, answering: Answering
) -> Trust:
    clock = answering.clock
    return Trust(
        agency=settings.agency,
        audience=settings.audience,
        issuer=settings.issuer.id,
        issuer_keys=issuer_keys(settings.issuer.jwks, home, clock),
        answering=answering,
        gateways=settings.gateways,
        organisations=shelf.edition.book.organisations,
        replay=replay_guard(settings.replay, home, clock),
    )
