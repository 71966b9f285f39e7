"""Comparing the logs of a gateway and a node by request id.

A chain shows what happened to one log; two logs together show what one of them
never held. A node's request that the gateway does not know was asked without
it, or the gateway's log was put back to an older state; the other way round it
is the node's log.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from protocol.audit_events import ANSWERED, REFUSED

_ASKED_THROUGH_THE_GATEWAY: Final = frozenset({ANSWERED, REFUSED})
"""Kinds of a node's events that the gateway must know of; attestations and
lookup tokens are asked for at the node itself."""


@dataclass(frozen=True, slots=True)
class Reconciled:
    """Requests that stand in one log alone; both empty when the logs agree."""

    only_at_gateway: frozenset[str]
    only_at_node: frozenset[str]


def reconcile(
    gateway: Iterable[Mapping[str, Any]],
    node: Iterable[Mapping[str, Any]],
    agency: str,
) -> Reconciled:
    """Compares the lines of two verified logs.

    Args:
        gateway: Lines of the gateway's log (`protocol.audit.read_log`).
        node: Lines of the node's log.
        agency: The node's agency: only requests that the gateway says it sent
            there are expected in the node's log.
    """
    sent = {
        line["requestId"]
        for line in gateway
        if "requestId" in line and agency in line.get("agencies", ())
    }
    met = {
        line["requestId"]
        for line in node
        if "requestId" in line and line.get("kind") in _ASKED_THROUGH_THE_GATEWAY
    }
    return Reconciled(frozenset(sent - met), frozenset(met - sent))
