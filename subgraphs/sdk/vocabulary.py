"""Types that several contracts define alike."""

from datetime import date
from enum import Enum

import strawberry

from subgraphs.sdk.fields import general, shared


@strawberry.enum
class CitizenshipStatus(Enum):
    """What a status can be; ABG is a child of limited dual citizenship."""

    WNI = "WNI"
    WNA = "WNA"
    ABG = "ABG"
    STATELESS = "STATELESS"
    UNDETERMINED = "UNDETERMINED"


@strawberry.enum
class CitizenshipBasis(Enum):
    """The legal basis of a status or case: articles of UU 12/2006 and PP 2/2007."""

    BIRTH = "BIRTH"
    ART8 = "ART8"
    ART19 = "ART19"
    ART20 = "ART20"
    ART3A = "ART3A"
    ART6_CHOICE = "ART6_CHOICE"
    ART23 = "ART23"
    ART26 = "ART26"
    ART31 = "ART31"
    ART32 = "ART32"
    ART41 = "ART41"
    PP2_ART40_ANNUL = "PP2_ART40_ANNUL"
    SKSK = "SKSK"


@strawberry.enum
class Sex(Enum):
    """Sex as recorded."""

    M = "M"
    F = "F"


@strawberry.interface
class CitizenshipAssertion:
    """A status as one agency asserts it; nothing overwrites another's."""

    status: CitizenshipStatus | None = general()
    basis: CitizenshipBasis | None = general()
    decision_number: str | None = general()
    decision_date: date | None = general()
    effective_from: date | None = general()
    effective_to: date | None = general()
    recorded_on: date | None = general()
    asserted_by: str | None = general()


@shared
class Region:
    """A region code of the Ministry of Home Affairs with the list it comes from."""

    code: str
    list_version: str


@shared
class PageInfo:
    """Where a page ends."""

    has_next_page: bool
    end_cursor: str | None


@shared
class Count:
    """A number of people or cases; null and suppressed below the smallest cell."""

    value: int | None
    suppressed: bool


@shared
class StageDuration:
    """How long cases stayed in a stage, and how many passed its legal limit."""

    stage: str
    cases: Count
    median_days: int | None
    over_limit: Count
    legal_limit_days: int | None
