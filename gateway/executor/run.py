"""Runs a plan: each fetch starts when its own parents are done.

A fetch takes what it needs from the data so far, sends one request, and merges
the reply where it belongs. When it fails, the places it would have filled are
marked FAILED: the rest of the plan goes on, what depends on them is not sent,
and the projection makes them null. Each failure becomes a `Problem` at every
place of the answer that it feeds.

This file does not know HTTP, signatures, policy or GraphQL's null rules.
"""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from gateway.errors import GarbledError
from gateway.executor.answer import SubgraphAnswer, UpstreamError
from gateway.executor.exchanges import Exchanges
from gateway.executor.execution import Call, Execution, Ports
from gateway.executor.places import asked_keys
from gateway.executor.reporting import Reporter
from gateway.executor.representations import Batch, collect, holds
from gateway.executor.sender import Sender
from gateway.executor.tree import FAILED, Failed, Json, merge, objects_at, places_at
from gateway.planner.plan import Fetch, Plan
from gateway.supergraph.model import TYPENAME
from protocol.errors import TautanError


async def run(
    plan: Plan,
    call: Call,
    ports: Ports,
    given: Mapping[int, SubgraphAnswer] = MappingProxyType({}),
) -> Execution:
    """Run every fetch of a plan.

    Args:
        plan: what to do; see `gateway.planner.plan`.
        call: what this request brings.
        ports: where to send it.
        given: answers that have come already, by fetch.

    Returns:
        The merged data, before projection, and every problem on the way.
    """
    return await run_with(
        plan, call, Sender(Exchanges(call, ports), Execution(), given)
    )


async def run_with(plan: Plan, call: Call, sender: Sender) -> Execution:
    """Run every fetch of a plan; what the sender has received is not sent again."""
    done = sender.done
    runner = Runner(call, done, sender, Reporter(plan, done.problems))
    tasks: list[asyncio.Task[None]] = []
    async with asyncio.TaskGroup() as group:
        for fetch in plan.fetches:
            parents = [tasks[parent] for parent in sorted(fetch.after)]
            tasks.append(group.create_task(runner.after(parents, fetch)))
    return done


@dataclass(frozen=True, slots=True)
class Runner:
    """Runs the fetches of one plan; they share its data."""

    call: Call
    done: Execution
    sender: Sender
    report: Reporter

    async def after(self, parents: list[asyncio.Task[None]], fetch: Fetch) -> None:
        """Run a fetch when others are done."""
        if parents:
            await asyncio.wait(parents)
        if fetch.entities:
            await self._entity_fetch(fetch)
        elif holds(fetch.conditions, self.call.effective):
            await self._root_fetch(fetch)

    async def _root_fetch(self, fetch: Fetch) -> None:
        targets = objects_at(self.done.data, fetch.path)
        if not targets:
            return
        try:
            answer = await self.sender.send(fetch, self._variables(fetch))
        except TautanError as failure:
            self._root_failed(fetch, targets, failure)
            return
        for target in targets:
            merge(target, answer.data or {})
        for error in answer.errors:
            if answer.data is None or not error.place:
                self._root_failed(fetch, targets, error)
                continue
            for stands, _ in places_at(self.done.data, fetch.path):
                self.report.place(error, fetch, (*stands, *error.place))

    def _root_failed(
        self,
        fetch: Fetch,
        targets: Iterable[dict[str, Json]],
        error: TautanError | UpstreamError,
    ) -> None:
        keys = asked_keys(fetch.document, None)
        for target in targets:
            _mark(target, keys)
        self.report.pattern(error, fetch, fetch.path, keys)

    async def _entity_fetch(self, fetch: Fetch) -> None:
        batches = [
            collect(self.done.data, one, self.call.effective) for one in fetch.entities
        ]
        if not any(batch.representations for batch in batches):
            return
        self._count(batches)
        variables = self._variables(fetch)
        for batch in batches:
            variables[batch.entities.variable] = batch.representations
        try:
            answer = await self.sender.send(fetch, variables)
            for batch in batches:
                _merge_entities(fetch, batch, answer)
        except TautanError as failure:
            self._entities_failed(fetch, batches, failure)
            return
        for error in answer.errors:
            self._entity_error(fetch, batches, error)

    def _entity_error(
        self, fetch: Fetch, batches: list[Batch], error: UpstreamError
    ) -> None:
        """Report an error of `_entities[i]` wherever representation i came from."""
        match error.place:
            case (str(alias), int(position), *rest):
                named = [one for one in batches if one.entities.alias == alias]
            case (str(alias), *rest):
                named, position = [], -1
                batches = [one for one in batches if one.entities.alias == alias]
            case _:
                named, position, rest = [], -1, []
        if not named or not 0 <= position < len(named[0].targets):
            self._entities_failed(fetch, batches, error)
            return
        fed = {id(target) for target in named[0].targets[position]}
        for path in named[0].entities.paths:
            for stands, found in places_at(self.done.data, path):
                if id(found) in fed:
                    self.report.place(error, fetch, (*stands, *rest))

    def _entities_failed(
        self,
        fetch: Fetch,
        batches: Iterable[Batch],
        error: TautanError | UpstreamError,
    ) -> None:
        for batch in batches:
            keys = asked_keys(fetch.document, batch.entities.alias)
            for target in (one for each in batch.targets for one in each):
                _mark(target, keys)
            for path in batch.paths:
                self.report.pattern(error, fetch, path, keys)

    def _variables(self, fetch: Fetch) -> dict[str, Json]:
        given = self.call.variables
        return {name: given[name] for name in fetch.variables if name in given}

    def _count(self, batches: Iterable[Batch]) -> None:
        counts = self.done.entities
        for one in (each for batch in batches for each in batch.representations):
            typename = one["__typename"]
            counts[typename] = counts.get(typename, 0) + 1


def _merge_entities(fetch: Fetch, batch: Batch, answer: SubgraphAnswer) -> None:
    """Merge item i into every object that gave representation i."""
    items = _items(fetch, batch, answer)
    for item, targets in zip(items, batch.targets, strict=False):
        for target in targets:
            if item is FAILED:
                _mark(target, asked_keys(fetch.document, batch.entities.alias))
            elif item is not None:
                merge(target, item)


def _items(fetch: Fetch, batch: Batch, answer: SubgraphAnswer) -> list[Json]:
    """Return the entities: one per representation, or none with an error."""
    items = (answer.data or {}).get(batch.entities.alias)
    if (items is None or items is FAILED) and (answer.errors or not batch.targets):
        return []
    if not isinstance(items, list) or len(items) != len(batch.targets):
        raise GarbledError(fetch.subgraph, why="not one entity per representation")
    if any(item is not None and not isinstance(item, dict | Failed) for item in items):
        raise GarbledError(fetch.subgraph, why="an entity is no object")
    return items


def _mark(target: dict[str, Json], keys: Iterable[str]) -> None:
    """Mark what a failed fetch leaves empty; a type is known or not, never failed."""
    for key in keys:
        if key != TYPENAME and target.get(key) is None:
            target[key] = FAILED
