"""What logs say altogether: who asked, for what, how often, about how many.

A line counts for each of its agreements, so rows by agreement may add up to more
than there were requests.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from protocol.audit_events import ANSWERED, ATTESTED, MINTED, REFUSED, TURNED_AWAY
from protocol.audit_lines import CONTINUED_FILE, STARTED
from protocol.hop_exchanged import EXCHANGED

_NO_REQUESTS: Final = frozenset({STARTED, CONTINUED_FILE, EXCHANGED})


class By(StrEnum):
    """What rows can be told apart by."""

    LOG = "log"
    ORGANISATION = "organisation"
    PURPOSE = "purpose"
    AGREEMENT = "agreement"
    OFFICER = "officer"
    WAY = "way"
    DAY = "day"


_MEMBER: Final = {
    By.ORGANISATION: "org",
    By.PURPOSE: "purpose",
    By.OFFICER: "sub",
    By.WAY: "way",
}


@dataclass(slots=True)
class Row:
    """What one group of lines says."""

    group: tuple[str, ...]
    """A value for each thing that rows are told apart by; "" where there is none."""
    requests: set[str] = field(default_factory=set)
    answered: int = 0
    refused: int = 0
    turned_away: int = 0
    """Requests that nobody is proven to have sent."""
    issued: int = 0
    """Attestations and lookup tokens."""
    records: int = 0
    """Records that went into answers, each as often as it did."""
    coordinates: set[str] = field(default_factory=set)
    first: str = ""
    last: str = ""

    def add(self, line: Mapping[str, Any]) -> None:
        """Counts a line."""
        counted = sum(line.get("counts", {}).values())
        kind = line["kind"]
        if kind == TURNED_AWAY:
            self.turned_away += counted
        else:
            self.records += counted
        self.refused += kind == REFUSED
        self.answered += kind == ANSWERED
        self.issued += kind in {ATTESTED, MINTED} and line["outcome"] == "OK"
        self.requests.update([line["requestId"]] if "requestId" in line else [])
        self.coordinates.update(line.get("coordinates", ()))
        self.first = self.first or line["at"]
        self.last = line["at"]


def summarise(
    logs: Mapping[str, Iterable[Mapping[str, Any]]],
    by: Sequence[By],
    since: str = "",
    until: str = "",
) -> list[Row]:
    """Counts the lines of verified logs.

    Args:
        logs: Lines by the log's instance.
        by: What rows are told apart by.
        since: Day or instant, RFC 3339 in UTC; "" for the beginning.
        until: Day or instant before which it must be; "" for the end.

    Returns:
        Rows in the order of their groups.
    """
    rows: dict[tuple[str, ...], Row] = {}
    for name, lines in logs.items():
        for line in lines:
            if line["kind"] in _NO_REQUESTS or not _within(line["at"], since, until):
                continue
            for group in _groups(name, line, by):
                rows.setdefault(group, Row(group)).add(line)
    return [rows[group] for group in sorted(rows)]


def _within(at: str, since: str, until: str) -> bool:
    return since <= at and (not until or at < until)


def _groups(
    log: str, line: Mapping[str, Any], by: Sequence[By]
) -> Iterable[tuple[str, ...]]:
    agreements = line.get("agreements") or [""]
    for agreement in agreements if By.AGREEMENT in by else [""]:
        yield tuple(_value(one, log, line, agreement) for one in by)


def _value(one: By, log: str, line: Mapping[str, Any], agreement: str) -> str:
    match one:
        case By.LOG:
            return log
        case By.AGREEMENT:
            return agreement
        case By.DAY:
            return str(line["at"])[:10]
        case member:
            return str(line.get(_MEMBER[member], ""))
