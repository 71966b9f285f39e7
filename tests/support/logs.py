"""What the logs of a gateway and of one node tell apart."""

from datetime import timedelta
from typing import NamedTuple

from protocol.audit_reconcile import Lacking, Lines, compare


class Apart(NamedTuple):
    """Ids of requests that stand in one log alone."""

    only_at_gateway: set[str]
    only_at_node: set[str]


def apart(gateway: Lines, node: Lines, agency: str) -> Apart:
    """Compares two logs that are settled."""
    found = compare(gateway, {agency: node}, timedelta())
    assert not found.pending
    ids: dict[Lacking, set[str]] = {lacking: set() for lacking in Lacking}
    for one in found.unlogged:
        ids[one.lacking].add(one.line["requestId"])
    return Apart(ids[Lacking.NODE], ids[Lacking.GATEWAY])
