"""Comparing the logs of gateways and nodes by request id.

A chain shows what happened to one log; two logs together show what one of them
never held. A node's request that no gateway knows was asked without it, or the
gateway's log was put back to an older state; the other way round it is the node's
log. A node that the gateway could not reach has no line, and the gateway says so.
Under sessions, both also signed what they exchanged: a session that the two do not
agree on, or that the node has no line of, is named.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from protocol.audit_events import ANSWERED, REFUSED
from protocol.canonical import canonical_json
from protocol.hop_exchanged import EXCHANGED, OK

_ASKED_THROUGH_THE_GATEWAY: Final = frozenset({ANSWERED, REFUSED})
"""Kinds of a node's events that the gateway must know of; attestations and
lookup tokens are asked for at the node itself."""

Lines = Iterable[Mapping[str, Any]]


class Lacking(StrEnum):
    """Where an access has no line."""

    GATEWAY = "gateway"
    NODE = "node"


@dataclass(frozen=True, slots=True)
class Unlogged:
    """An access that stands in one log and lacks in the other."""

    agency: str
    """Of the node."""
    lacking: Lacking
    line: Mapping[str, Any]
    """As the other log has it."""


@dataclass(frozen=True, slots=True)
class Disputed:
    """A session that the two sides do not tell alike."""

    agency: str
    """Of the node."""
    session: str
    why: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What comparing all logs gave."""

    requests: int
    """Accesses that were compared, each request counted at each node."""
    unlogged: tuple[Unlogged, ...]
    pending: tuple[Unlogged, ...]
    """Younger than the time to settle: perhaps on their way when logs were copied."""
    disputed: tuple[Disputed, ...] = ()


@dataclass(slots=True)
class _Findings:
    settled: datetime
    requests: int = 0
    unlogged: list[Unlogged] = field(default_factory=list)
    pending: list[Unlogged] = field(default_factory=list)

    def add(self, one: Unlogged) -> None:
        late = _instant(one.line) > self.settled
        (self.pending if late else self.unlogged).append(one)


def compare(
    gateway: Lines, nodes: Mapping[str, Lines], settle: timedelta
) -> Comparison:
    """Compares the lines of a federation's verified logs.

    Args:
        gateway: Lines of every gateway's log.
        nodes: Lines of nodes' logs, by agency.
        settle: How long before the youngest line of all an access is old enough
            to stand in both logs.

    Returns:
        Accesses that lack in a log, by agency and instant.
    """
    sent = list(gateway)
    met = {agency: list(lines) for agency, lines in nodes.items()}
    found = _Findings(_youngest([sent, *met.values()]) - settle)
    known = {line["requestId"] for line in sent if "requestId" in line}
    for agency, lines in sorted(met.items()):
        asked, answered = _sent(sent, agency), _met(lines)
        found.requests += len(asked.keys() | answered.keys())
        for request in answered.keys() - known:
            found.add(Unlogged(agency, Lacking.GATEWAY, answered[request]))
        for request in asked.keys() - answered.keys():
            found.add(Unlogged(agency, Lacking.NODE, asked[request]))
    disputed = tuple(_disputed(sent, met))
    unlogged, pending = _ordered(found.unlogged), _ordered(found.pending)
    return Comparison(found.requests, unlogged, pending, disputed)


def _disputed(gateway: Lines, nodes: Mapping[str, Lines]) -> Iterator[Disputed]:
    """Sessions whose lines at gateway and node do not fit each other."""
    here = {(peer, name): line for peer, name, line in _sessions(gateway)}
    there = {
        (agency, name): line
        for agency, lines in nodes.items()
        for _, name, line in _sessions(lines)
    }
    for agency, name in sorted(here.keys() | there.keys()):
        if agency in nodes:
            key = agency, name
            why = _dispute(here.get(key), there.get(key))
            if why:
                yield Disputed(agency, name, why)


def _dispute(gateway: Mapping[str, Any] | None, node: Mapping[str, Any] | None) -> str:
    """What two lines of a session do not tell alike, "" if nothing.

    The gateway has no line of a session whose sum it did not live to hear.
    """
    told = [line for line in (gateway, node) if line is not None]
    if any(line["outcome"] != OK for line in told):
        return "the two sides signed different exchanges"
    if node is None:
        return "the node's log lacks it"
    if len({canonical_json(line["exchange"]["leaves"]) for line in told}) > 1:
        return "the two logs hold different exchanges"
    return ""


def _sessions(log: Lines) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for line in log:
        if line.get("kind") == EXCHANGED:
            yield line["exchange"]["peer"], line["exchange"]["session"], line


def _sent(gateway: Lines, agency: str) -> dict[str, Mapping[str, Any]]:
    """Requests that reached an agency, as the gateway says."""
    return {
        line["requestId"]: line
        for line in gateway
        if "requestId" in line
        and agency in line.get("agencies", ())
        and agency not in line.get("unanswered", ())
    }


def _met(node: Lines) -> dict[str, Mapping[str, Any]]:
    """Requests that came to a node through a gateway."""
    return {
        line["requestId"]: line
        for line in node
        if "requestId" in line and line.get("kind") in _ASKED_THROUGH_THE_GATEWAY
    }


def _youngest(logs: Iterable[Lines]) -> datetime:
    instants = (_instant(line) for log in logs for line in log)
    return max(instants, default=datetime.max.replace(tzinfo=UTC))


def _instant(line: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(line["at"])


def _ordered(found: Iterable[Unlogged]) -> tuple[Unlogged, ...]:
    def place(one: Unlogged) -> tuple[str, str, str]:
        return one.agency, one.line["at"], one.line["requestId"]

    return tuple(sorted(found, key=place))
