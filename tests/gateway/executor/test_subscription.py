"""Subscriptions that ask nobody."""

import time
from dataclasses import replace

from gateway.executor.execution import Call, Ports
from gateway.executor.hop import PlainHop
from gateway.executor.subscription import EventLimits, Subscription
from gateway.planner.make import make_plan
from tests.support.planning import operation_on, supergraph_of

SUPERGRAPH = supergraph_of(a="type Query { x: Int } type Subscription { told: Int }")


class Nobody:
    """A transport that nothing may be sent over."""

    async def post(self, outgoing):
        raise AssertionError(outgoing)

    async def close(self):
        """Close nothing."""


async def answers(operation, variables):
    call = Call(variables, variables, {}, PlainHop(), 0)
    ports = Ports(Nobody(), {"a": "http://a/"}, time.monotonic, 1)
    plan = make_plan(SUPERGRAPH, operation)
    subscription = Subscription(plan, call, ports, EventLimits())
    return [one.data async for one in subscription.events()]


async def test_one_that_is_denied_is_answered_once_with_null():
    operation = operation_on(SUPERGRAPH, "subscription { told }")
    (told,) = operation.selections
    denied = replace(operation, selections=(replace(told, denied=True),))
    assert await answers(denied, {}) == [{"told": None}]


async def test_one_that_is_left_out_ends_at_once():
    source = "subscription ($a: Boolean!) { told @include(if: $a) }"
    assert await answers(operation_on(SUPERGRAPH, source), {"a": False}) == []
