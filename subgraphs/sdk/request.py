"""One verified request while a node answers it: the context of every resolver."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from strawberry.dataloader import DataLoader

from protocol.asks import Ask
from protocol.attestations import Attestation
from protocol.cursors import CursorKey
from protocol.errors import TautanError
from protocol.hops import Hop
from protocol.refs import RefKey, record_ref, subject_tag
from protocol.sealing import Sealer
from protocol.statements import Statement
from protocol.tickets import TicketKey, open_ticket, seal_ticket
from protocol.tokens import AccessToken
from protocol.verdicts import Granted
from subgraphs.sdk.database import Database
from subgraphs.sdk.filters import Condition
from subgraphs.sdk.grants import Grants
from subgraphs.sdk.mapping import Mapped, Selected, columns_of
from subgraphs.sdk.row_rules import RowRules
from subgraphs.sdk.spending import Spending
from subgraphs.sdk.subjects import SubjectTally

MAX_BATCH = 10_000
"""Keys that one statement asks a database for."""

Fetch = Callable[[Sequence[Any]], Any]
"""Takes keys, returns an awaitable of as many results."""

EntityReader = Callable[["Request", str, Sequence[str]], Awaitable[Sequence[Any]]]
"""Takes a type and opened keys; returns per key an object, None or an error."""


@dataclass(frozen=True, slots=True)
class NodeKeys:
    """What a node needs to name records on the wire."""

    tickets: Mapping[str, TicketKey]
    """By type; an agency has one key, the unit one per agency."""
    cursors: CursorKey
    refs: RefKey
    epoch: str
    """Of the linkage key."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, after every signature was checked."""

    token: AccessToken
    statement: Statement
    ask: Ask
    attestation: Attestation | None
    hop: Hop
    """What it came with, from whoever passed the request on."""

    @property
    def gateway(self) -> str:
        """Process id of whoever passed the request on."""
        return self.hop.issuer


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every request of a node shares."""

    agency: str
    mapped: Mapped
    rules: RowRules
    database: Database
    keys: NodeKeys
    tally: SubjectTally
    spending: Spending
    readers: Mapping[str, EntityReader]
    """Types whose records the node reads itself."""


@dataclass(slots=True)
class Request:
    """What resolvers, and a maintainer's own functions, work with."""

    node: Surroundings
    caller: Caller
    grants: Grants
    granted: Selected
    """The fields that the operation selects and the node grants."""
    sealer: Sealer
    now: datetime
    event: int = 0
    """Number of the event that it answers, from 1; 0 for a whole answer."""
    reached: dict[str, int] = field(default_factory=dict)
    """How many records of each type went into the answer, for the log."""
    met: set[tuple[str, str]] = field(default_factory=set)
    """Type and handle of the records that were read, for the index of the log."""
    _loaders: dict[object, DataLoader[Any, Any]] = field(default_factory=dict)
    _refs: dict[str, str] = field(default_factory=dict)

    @property
    def ask(self) -> Ask:
        """Who asks, for what, and how."""
        return self.caller.ask

    @property
    def database(self) -> Database:
        """The agency's database."""
        return self.node.database

    def require(self, coordinate: str) -> Granted:
        """The grant of a coordinate.

        Raises:
            TautanError: Refused.
        """
        return self.grants.require(coordinate)

    def refuse(self, code: str, clause: str | None = None) -> TautanError:
        """An error of this node about this request."""
        return TautanError(
            code, agency=self.node.agency, purpose=self.ask.purpose, clause=clause
        )

    def scope(self, typename: str) -> Condition | None:
        """The rows of a type that the asker's office may see; None means all."""
        scope = self.node.rules.scopes.get(typename)
        return scope(self.ask.asker) if scope else None

    def columns(self, typename: str) -> set[str]:
        """The columns that the selected fields of a type need."""
        return set(columns_of(self.node.mapped, typename, self.granted))

    def ref(self, handle: str) -> str:
        """A record's stable pseudonym for the asker's organisation and purpose."""
        known = self._refs.get(handle)
        if known is None:
            organisation, purpose = self.ask.asker.organisation, self.ask.purpose
            known = record_ref(self.node.keys.refs, handle, organisation, purpose)
            self._refs[handle] = known
        return known

    def ticket(self, typename: str, handle: str) -> str:
        """A record's handle, sealed for this request."""
        return seal_ticket(
            self.node.keys.tickets[typename], handle, **self._binding(typename)
        )

    def handle(self, typename: str, ticket: str) -> str:
        """The handle in a ticket of this request.

        Raises:
            TicketError: TICKET_INVALID.
        """
        return open_ticket(
            self.node.keys.tickets[typename], ticket, **self._binding(typename)
        )

    def _binding(self, typename: str) -> dict[str, str]:
        return {
            "request_id": self.caller.statement.jti,
            "asker": self.caller.token.asker,
            "typename": typename,
            "epoch": self.node.keys.epoch,
        }

    def loader(self, name: object, fetch: Fetch) -> DataLoader[Any, Any]:
        """The loader of this request under a name: one fetch for all keys at once.

        Args:
            name: What is fetched, with every argument that matters.
            fetch: Takes keys, returns as many results in their order; used
                the first time the name is met.
        """
        if name not in self._loaders:
            self._loaders[name] = DataLoader(fetch, max_batch_size=MAX_BATCH)
        return self._loaders[name]

    def meet(self, typename: str, handles: Iterable[str]) -> None:
        """Notes for the index of the log which records were read."""
        self.met.update((typename, handle) for handle in handles)

    def tags(self) -> tuple[str, ...]:
        """The records that were read, as the index of the log names them."""
        key = self.node.keys.refs
        return tuple(subject_tag(key, *record) for record in sorted(self.met))

    def reach(self, typename: str, records: int) -> None:
        """Notes for the log that records went into the answer."""
        self.reached[typename] = self.reached.get(typename, 0) + records
