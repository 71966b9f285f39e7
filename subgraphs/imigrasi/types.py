"""Types of Imigrasi that its lists and counts are made of."""

from enum import Enum

import strawberry

from subgraphs.sdk.fields import impersonal
from subgraphs.sdk.vocabulary import Count, Region


@strawberry.enum
class StayPermitKind(Enum):
    """Kinds of stay permit."""

    VISIT = "VISIT"
    ITAS = "ITAS"
    ITAP = "ITAP"


@impersonal
class RegionCount:
    """A count in a region."""

    region: Region
    count: Count
