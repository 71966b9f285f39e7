"""The scalars of the contracts.

`Sealed` values are made by `subgraphs.sdk.resolvers` alone; here they pass as text.
"""

from datetime import date, datetime
from typing import NewType

import strawberry
from strawberry.types.scalar import ScalarDefinition

Sealed = NewType("Sealed", str)
"""A compact JWE to the key in the request statement."""

Country = NewType("Country", str)
"""An ICAO 9303 three-letter code."""

SCALARS: dict[object, ScalarDefinition] = {
    date: strawberry.scalar(
        name="Date",
        specified_by_url="https://www.iso.org/iso-8601-date-and-time-format.html",
        serialize=date.isoformat,
        parse_value=date.fromisoformat,
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
        serialize=datetime.isoformat,
        parse_value=datetime.fromisoformat,
    ),
    Country: strawberry.scalar(name="Country", serialize=str, parse_value=str),
    Sealed: strawberry.scalar(
        name="Sealed",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc7516",
        serialize=str,
        parse_value=str,
    ),
}
"""The scalar of each Python type, for `StrawberryConfig.scalar_map`."""
