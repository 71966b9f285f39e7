"""A node's answer to one request, from first to last.

    verify → read → begin → execute → record → say

A subscription is begun here and goes on in `subgraphs.sdk.subscription`.

Nothing is executed before every signature holds, and nothing leaves before the
audit line is on disk. The node's own decision falls field by field while it
executes (`subgraphs.sdk.resolvers`): what is refused is never read.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NoReturn, TypeVar

import orjson
from graphql import ExecutionResult, execute

from protocol.agreements.book import AgreementBook
from protocol.audit_commit import GroupCommit
from protocol.audit_events import AuditEvent
from protocol.classification import Classification
from protocol.dates import Clock, epoch_seconds, legal_day
from protocol.errors import AuditError, TautanError
from protocol.hops import DEADLINE_HEADER, Hop
from protocol.messages import Language, language_of
from protocol.publication.shelf import Shelf
from protocol.sealing import Sealer
from subgraphs.sdk.events import OK, answered, refused
from subgraphs.sdk.faults import coded, refusals
from subgraphs.sdk.grants import Grants
from subgraphs.sdk.limits import spend_request, spend_subjects
from subgraphs.sdk.operations import Operation, read_body
from subgraphs.sdk.request import Caller, Request, Surroundings
from subgraphs.sdk.schema import NodeSchema
from subgraphs.sdk.verify import Incoming, Trust, verify_request

LONGEST_SECONDS = 30.0
"""How long an answer takes at most, whatever deadline the gateway names."""


SourceOf = Callable[["Node"], Awaitable[Mapping[str, str]]]
"""Tells what an answer's `extensions.source` says."""


async def data_source(node: "Node") -> Mapping[str, str]:
    """An agency's source: its name and the day that its data is of."""
    day = node.data_on or legal_day(node.clock())
    return {"agency": node.agency, "dataOn": day.isoformat()}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a node says."""

    code: str
    """OK, or the code that refused the whole request."""
    body: bytes
    hop: Hop | None = None
    """The gateway's hop, where it was verified."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A verified request and what it asks."""

    request: Request
    operation: Operation
    variables: Mapping[str, Any]
    language: Language


Stream = TypeVar("Stream")


async def no_stream(asked: Asked) -> NoReturn:
    """Refuses a subscription that was not asked for as a stream.

    Raises:
        TautanError: SUBSCRIPTION_NEEDS_STREAM.
    """
    raise asked.request.refuse("SUBSCRIPTION_NEEDS_STREAM")


@dataclass(frozen=True, slots=True)
class Node:
    """One agency's node."""

    schema: NodeSchema
    surroundings: Surroundings
    trust: Trust
    shelf: Shelf
    """The agreements, as they are published."""
    classification: Classification
    audit: GroupCommit
    clock: Clock
    data_on: date | None = None
    """The day that the data is of; None for a database that is live."""
    source: SourceOf = data_source

    @property
    def agency(self) -> str:
        """The node's agency."""
        return self.surroundings.agency

    @property
    def book(self) -> AgreementBook:
        """The agreements as they are now.

        Raises:
            RegistryError: REGISTRY_STALE.
        """
        return self.shelf.require_fresh().book

    async def answer(
        self, incoming: Incoming, subscribe: Callable[[Asked], Awaitable[Stream]]
    ) -> Answer | Stream:
        """Answers one request; a refusal is an answer too.

        Args:
            incoming: What arrived.
            subscribe: Opens the stream that answers a subscription; what it raises
                is a refusal of the whole request.
        """
        now = self.clock()
        language = language_of(incoming.header("Accept-Language"))
        caller: Caller | None = None
        try:
            await self.look()
            caller = await verify_request(self.trust, incoming, now)
            body = read_body(incoming.body)
            operation = self.schema.operations.read(body)
            request = self.begin(caller, operation, now)
            await spend_request(request)
            asked = Asked(request, operation, body.variables, language)
            if operation.subscribes:
                return await subscribe(asked)
            async with asyncio.timeout(_seconds_left(incoming)):
                result = await self.execute(asked)
            await spend_subjects(request)
            await self.record(answered(request, operation, result))
        except TimeoutError:
            late = TautanError("AGENCY_TIMEOUT", agency=self.agency)
            return await self.refuse(late, caller, language)
        except Exception as error:  # noqa: BLE001 -- every fault is answered, coded
            return await self.refuse(coded(error, None), caller, language)
        return Answer(OK, await self.said(asked, result), caller.hop)

    async def look(self) -> None:
        """Take agreements that were published since the last look, if it is time."""
        if self.shelf.is_due():
            await asyncio.to_thread(self.shelf.refresh)

    def begin(
        self, caller: Caller, operation: Operation, now: datetime, event: int = 0
    ) -> Request:
        """The context of a verified request, or of one event that answers it.

        Raises:
            TautanError: REGISTRY_STALE, or an agreement refuses the whole.
        """
        self.surroundings.tally.forget(epoch_seconds(now))
        grants = Grants(caller.ask, self.classification, self.book, now)
        granted = grants.among(operation.selected)
        grants.require_whole()
        return Request(
            node=self.surroundings,
            caller=caller,
            grants=grants,
            granted=granted,
            sealer=Sealer(caller.statement.sealing_jwk, caller.statement.jti),
            now=now,
            event=event,
        )

    async def record(self, event: AuditEvent) -> None:
        """Writes an audit line; when this returns, it is on disk.

        Raises:
            AuditError: AUDIT_UNAVAILABLE.
        """
        await self.audit.append(event)

    async def record_exchanged(self) -> None:
        """Writes down what was exchanged under sessions that ended."""
        for ended in self.trust.answering.take_exchanged():
            with suppress(AuditError):
                # an answer that has its own line does not fail for want of this one
                await self.record(ended.event())

    async def refuse(
        self, error: TautanError, caller: Caller | None, language: Language
    ) -> Answer:
        """Records and says that the whole request is refused."""
        with suppress(AuditError):
            # A refusal tells nothing, so it leaves even where no line can be written.
            await self.record(refused(error, caller))
        body = await self.refusal(error, caller, language)
        return Answer(error.code, body, caller.hop if caller else None)

    async def refusal(
        self, error: TautanError, caller: Caller | None, language: Language
    ) -> bytes:
        """A refusal as it is sent."""
        jti = caller.statement.jti if caller else None
        errors = [error.refusal(jti, language)]
        return orjson.dumps({"errors": errors, **await self._extensions()})

    async def close(self) -> None:
        """Gives back the database's connections and the files."""
        await self.surroundings.database.close()
        self.surroundings.spending.close()
        self.trust.replay.close()
        self.audit.close()

    async def execute(self, asked: Asked, root: Any = None) -> ExecutionResult:
        """Executes what is asked, over an event where there is one."""
        result = execute(
            self.schema.graphql,
            asked.operation.document,
            root_value=root,
            context_value=asked.request,
            variable_values=dict(asked.variables),
            operation_name=asked.operation.name,
        )
        return result if isinstance(result, ExecutionResult) else await result

    async def said(self, asked: Asked, result: ExecutionResult) -> bytes:
        """An answer as it is sent."""
        jti = asked.request.caller.statement.jti
        errors = refusals(result.errors, jti, asked.language)
        said = {"data": result.data, **({"errors": errors} if errors else {})}
        return orjson.dumps({**said, **await self._extensions()})

    async def _extensions(self) -> dict[str, Any]:
        return {"extensions": {"source": dict(await self.source(self))}}


def _seconds_left(incoming: Incoming) -> float:
    """Seconds until the gateway stops waiting; a header that says nothing is none."""
    text = incoming.header(DEADLINE_HEADER)
    if not text.isascii() or not text.isdigit():
        return LONGEST_SECONDS
    return min(LONGEST_SECONDS, int(text) / 1000)
