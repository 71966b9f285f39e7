"""The contract's own directives (classification of fields), as strawberry knows them.

The definitions equal those at the head of every file in `schema/subgraphs`.
"""

from enum import Enum

import strawberry
from strawberry.federation.schema_directive import schema_directive
from strawberry.schema_directive import Location

CONTRACT_URL = "https://tautan.example/contract/v1.0"


@strawberry.enum
class PersonalDataClass(Enum):
    """Classes of personal data, UU 27/2022 art. 4."""

    SPECIFIC = "SPECIFIC"
    GENERAL = "GENERAL"


@schema_directive(
    locations=[Location.FIELD_DEFINITION],
    name="personal",
    compose=True,
    import_url=CONTRACT_URL,
)
class Personal:
    """A field that is personal data, and of which class (UU 27/2022 art. 4)."""

    personal_class: PersonalDataClass = strawberry.directive_field(name="class")
    identifies: bool
    secret: bool = False


@schema_directive(
    locations=[Location.FIELD_DEFINITION, Location.OBJECT, Location.INTERFACE],
    name="impersonal",
    compose=True,
    import_url=CONTRACT_URL,
)
class Impersonal:
    """Says nothing of one person."""


@schema_directive(
    locations=[Location.FIELD_DEFINITION],
    name="opens",
    compose=True,
    import_url=CONTRACT_URL,
)
class Opens:
    """The type of the value inside a sealed one."""

    opens_as: str = strawberry.directive_field(name="as")


@schema_directive(
    locations=[Location.FIELD_DEFINITION, Location.OBJECT],
    name="provider",
    compose=True,
    import_url=CONTRACT_URL,
)
class Provider:
    """The agency whose agreements cover this, where it is not the subgraph's own."""

    agency: str
