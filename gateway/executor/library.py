"""Operations read once and plans made once, kept while they are in use.

A plan depends on the supergraph and on the narrowed operation, which holds all
that the grant took away; so the operation itself is the key. Reading and
planning can take long, so both happen aside, off the event loop.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import partial
from typing import Final, Generic, TypeVar

from graphql import DocumentNode, GraphQLSchema, OperationDefinitionNode

from gateway.executor.aside import Aside
from gateway.executor.introspection import introspects
from gateway.executor.prepared import Prepared, Shelf
from gateway.operation.ast import Operation
from gateway.operation.limits import Limits
from gateway.operation.normalise import normalise
from gateway.operation.parse import parse_document, validate_document
from gateway.planner.plan import Plan
from gateway.supergraph.model import Supergraph

MOST_KNOWN: Final = 128
"""Operations that are kept as they are; where each is made anew, to no use."""

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """A mapping that forgets what was not used for longest."""

    def __init__(self, size: int) -> None:
        """Keep at most `size` values."""
        self._size = size
        self._held: OrderedDict[K, V] = OrderedDict()

    def get(self, key: K) -> V | None:
        """Return what is held, and count it as used."""
        value = self._held.get(key)
        if value is not None:
            self._held.move_to_end(key)
        return value

    def put(self, key: K, value: V) -> V:
        """Hold a value and return it."""
        self._held[key] = value
        if len(self._held) > self._size:
            self._held.popitem(last=False)
        return value


@dataclass(frozen=True, slots=True)
class Reading:
    """A document that was read."""

    document: DocumentNode
    operation: Operation
    introspects: bool
    operations: int
    """How many the document holds."""


class Library:
    """Reads and plans the operations of one supergraph."""

    def __init__(
        self,
        supergraph: Supergraph,
        planner: Callable[[Operation], Plan],
        limits: Limits,
        size: int = 1024,
    ) -> None:
        """Begin with nothing read.

        Args:
            supergraph: what operations are about.
            planner: makes a plan; may take long.
            limits: of documents.
            size: how many readings and plans are kept.
        """
        self.supergraph = supergraph
        self._planner = planner
        self._limits = limits
        self._aside = Aside()
        self._readings: Recent[tuple[str, str | None], Reading] = Recent(size)
        self._plans: Recent[Operation, Prepared] = Recent(size)
        self._shelf = Shelf()
        self._known: Recent[int, tuple[Operation, Prepared]] = Recent(MOST_KNOWN)
        """The same by identity, which is found sooner than an equal operation."""

    @property
    def schema(self) -> GraphQLSchema:
        """The schema that callers know."""
        return self.supergraph.operation_schema

    def reading(self, text: str, operation_name: str | None) -> Reading | None:
        """Return what was read before."""
        return self._readings.get((text, operation_name))

    def prepared(self, operation: Operation) -> Prepared | None:
        """Return what was planned before."""
        known = self._known.get(id(operation))
        if known is not None and known[0] is operation:
            return known[1]
        held = self._plans.get(operation)
        if held is not None:
            self._known.put(id(operation), (operation, held))
        return held

    async def read(self, text: str, operation_name: str | None) -> Reading:
        """Parse, limit, validate and normalise.

        Raises:
            OperationError: it can't be served as it stands.
            PlanningBusyError: too much else waits to be read and planned.
        """
        key = (text, operation_name)
        held = self._readings.get(key)
        if held is None:
            held = await self._aside.once(key, partial(self._read, *key))
            self._readings.put(key, held)
        return held

    async def plan(self, operation: Operation) -> Plan:
        """Plan a narrowed operation.

        Raises:
            PlanningError: there is no plan.
        """
        return (await self.prepare(operation)).plan

    async def prepare(self, operation: Operation) -> Prepared:
        """Plan a narrowed operation, and keep what is made of the plan beside it.

        Raises:
            PlanningError: there is no plan.
        """
        held = self._plans.get(operation)
        if held is None:
            plan = partial(self._planner, operation)
            made = await self._aside.once(operation, plan)
            # another that waited for it may have been here before
            held = self._plans.get(operation) or self._plans.put(
                operation, Prepared(made, self.supergraph, self._shelf)
            )
        return held

    def _read(self, text: str, operation_name: str | None) -> Reading:
        document = parse_document(text, self._limits)
        validate_document(self.supergraph, document)
        operation = normalise(self.supergraph, document, operation_name)
        operations = sum(
            isinstance(one, OperationDefinitionNode) for one in document.definitions
        )
        return Reading(document, operation, introspects(document), operations)
