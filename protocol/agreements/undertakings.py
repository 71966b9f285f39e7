"""What the parties undertake beside giving data: rights, security, incident, end.

Both kinds of agreement have these clauses, and may be silent on each. Most bind
people rather than programs; `protocol.agreements.upkeep` says who keeps which.
"""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from protocol.agreements.terms import Span
from protocol.records import Record


class Rights(Record):
    """How soon a data subject is answered (UU 27/2022 art. 5 to 15)."""

    correction_and_access_within: Span
    contact: Literal["provider", "recipient", "joint"]


class Measure(StrEnum):
    """A protection that the parties promise (UU 27/2022 art. 35)."""

    MTLS = "mtls"
    SIGNED_REQUESTS = "signed_requests"
    AT_REST_ENCRYPTION = "at_rest_encryption"
    HASH_CHAINED_LOG = "hash_chained_log"


class PenetrationTest(Record):
    """How often somebody tries to break in."""

    penetration_test: Literal["yearly", "half_yearly", "quarterly"]


class Incident(Record):
    """Who is told of a breach, and how soon (UU 27/2022 art. 46)."""

    notify_within: Span
    to: tuple[str, ...] = Field(min_length=1)


class Audit(Record):
    """What is logged and looked through (UU 27/2022 art. 31)."""

    per_request_log: Literal[True]
    """Every process keeps one, so no agreement may do without."""
    sample_review: Literal["weekly", "monthly", "quarterly", "yearly"] | None = None
    auditor: str | None = None


class Ground(StrEnum):
    """What suspends an agreement."""

    DPIA_LAPSED = "dpia_lapsed"
    DPO_VACANT = "dpo_vacant"
    AUDIT_OVERDUE = "audit_overdue"
    BREACH_OPEN = "breach_open"
    PARTY_DISSOLVED = "party_dissolved_without_successor"


class LastStep(StrEnum):
    """What is done when an agreement ends."""

    REVOKE_KEYS = "revoke_keys"
    DELETE_LINKAGE_MATERIAL = "delete_linkage_material"
    DELETE_RESULTS = "delete_results"
    CERTIFICATE = "certificate_of_destruction"


class Termination(Record):
    """How it is ended, and what then is done."""

    notice: Span
    on_end: tuple[LastStep, ...] = ()


class Undertakings(Record):
    """The clauses that both kinds of agreement may have."""

    rights: Rights | None = None
    security: tuple[Measure | PenetrationTest, ...] = ()
    audit: Audit | None = None
    suspension: tuple[Ground, ...] = ()
    termination: Termination | None = None
