"""Who asks, and how: what a decision is made about."""

from dataclasses import dataclass
from enum import StrEnum


class Way(StrEnum):
    """The three ways to ask."""

    CASE = "case"
    """One person, with an attestation by the asker's own node."""
    WORKLIST = "worklist"
    """Starts at the asker's own records, page by page."""
    COUNT = "count"
    """Numbers of one agency, small ones suppressed."""


@dataclass(frozen=True, slots=True)
class Asker:
    """A verified officer of an organisation, as the access token says."""

    organisation: str
    agency: str | None
    """The agency that the organisation answers for; None for one without."""
    roles: frozenset[str]
    subject: str
    """The officer's pseudonym at the organisation."""
    region: str | None = None
    """Region code prefix of a regional office (kanwil)."""
    post: str | None = None
    """Mission abroad."""
    several_factors: bool = False
    """Whether the officer signed in with more than one factor."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One request, seen by what an agreement speaks of."""

    asker: Asker
    purpose: str
    way: Way
    stage: str | None = None
    """Stage of the attested case; None for worklists and counts."""
