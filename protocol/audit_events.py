"""What an audit line says: who asked what for which purpose, never a value.

Each member has a form (a code, a name, a coordinate, a number). A text that does
not have it, or that holds digits like an identifier's, is written as "withheld":
an event must not fail because a caller sent nonsense, nor carry it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

WITHHELD: Final = "withheld"

ANSWERED: Final = "ANSWERED"
REFUSED: Final = "REFUSED"
CONTINUED: Final = "CONTINUED"
"""A later part of an answer, or an event of a subscription."""
ENDED: Final = "ENDED"
"""The last of an answer that came bit by bit."""
TURNED_AWAY: Final = "TURNED_AWAY"
"""Requests that nobody is proven to have sent, counted by the code they met."""
ATTESTED: Final = "ATTESTED"
MINTED: Final = "MINTED"
LINKED: Final = "LINKED"
"""Kinds of events; a process may name others."""

_CODE: Final = re.compile(r"[A-Z][A-Z_]{1,59}")
_WORD: Final = "[_A-Za-z][_0-9A-Za-z]{0,79}"
_COORDINATE: Final = re.compile(rf"{_WORD}(\.{_WORD})?")
_NAME: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.:/@#+-]{0,127}")
_LIKE_AN_IDENTIFIER: Final = re.compile(r"[0-9]{9}|\b[A-Za-z]{1,2}[0-9]{6,8}\b")


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One thing that a process did or refused.

    Coordinates are `Type.field`; counts are numbers of entities by type.
    """

    kind: str
    """What happened: ANSWERED, REFUSED, ATTESTED, MINTED, LINKED, or another."""
    outcome: str
    """OK, or the code of the refusal."""
    request_id: str = ""
    organisation: str = ""
    subject: str = ""
    """The officer's pseudonymous id."""
    purpose: str = ""
    way: str = ""
    agreements: tuple[str, ...] = ()
    """Ids of the agreements that it rested on."""
    agencies: tuple[str, ...] = ()
    """Agencies that were asked, at the gateway."""
    unanswered: tuple[str, ...] = ()
    """Those of them that gave no valid answer."""
    coordinates: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    plan_digest: str = ""
    exchange: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    """What was exchanged with another process (`protocol.hop_exchanged`)."""
    subjects: tuple[str, ...] = ()
    """Tags of the persons' records that it is about (`protocol.refs.subject_tag`);
    they stand in the erasable index, and the line only commits to them."""

    def members(self) -> dict[str, Any]:
        """The event's members in a line; empty ones are left out."""
        members: dict[str, Any] = {
            "kind": _formed(_CODE, self.kind),
            "outcome": _formed(_CODE, self.outcome),
            "requestId": _named(self.request_id),
            "org": _named(self.organisation),
            "sub": _named(self.subject),
            "purpose": _named(self.purpose),
            "way": _named(self.way),
            "agreements": [_named(name) for name in self.agreements],
            "agencies": [_named(name) for name in self.agencies],
            "unanswered": [_named(name) for name in self.unanswered],
            "coordinates": list(_coordinates(self.coordinates)),
            "counts": {
                _formed(_COORDINATE, at): int(n) for at, n in self.counts.items()
            },
            "planDigest": _named(self.plan_digest),
            "exchange": dict(self.exchange),
        }
        return {name: value for name, value in members.items() if value}


@lru_cache(maxsize=1024)
def _coordinates(listed: tuple[str, ...]) -> tuple[str, ...]:
    """Coordinates of a plan, which are the same for each of its requests."""
    return tuple(_formed(_COORDINATE, at) for at in listed)


def _named(text: str) -> str:
    return text and _formed(_NAME, text)


def _formed(form: re.Pattern[str], text: str) -> str:
    if not form.fullmatch(text) or _LIKE_AN_IDENTIFIER.search(text):
        return WITHHELD
    return text
