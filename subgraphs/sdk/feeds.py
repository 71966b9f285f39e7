"""What a maintainer declares of a subscription, and which events an asker sees.

    @strawberry.type
    class Subscription:
        @feed
        async def crossed(self, info: Info) -> AsyncGenerator[Traveller | None]:
            async for handle in the_gates():
                yield changed(Traveller, handle)

`changed` says that something is new about a record. The kit reads the record anew
for each subscriber, with the columns that are granted to it; an event about a
record that the subscriber may not see is not told at all. Anything else that a
generator yields is told as it is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, TypeVar, cast

import strawberry

from protocol.asks import Way
from protocol.errors import TautanError
from subgraphs.sdk.attested import require_attested
from subgraphs.sdk.directives import Impersonal
from subgraphs.sdk.entities import read_records
from subgraphs.sdk.fields import declared_name
from subgraphs.sdk.limits import reach_entities
from subgraphs.sdk.request import Request

_Declared = TypeVar("_Declared")


class Untold(Enum):
    """The type of `UNTOLD`."""

    UNTOLD = "UNTOLD"


UNTOLD: Final = Untold.UNTOLD
"""An event that is not for this subscriber."""


@dataclass(frozen=True, slots=True)
class Changed:
    """Something is new about a record."""

    typename: str
    key: str


def feed(generator: Callable[..., Any]) -> Any:
    """A root field of `Subscription`, with an async generator of its events."""
    return strawberry.subscription(resolver=generator, directives=[Impersonal()])


def changed(of: type[_Declared], key: str) -> _Declared:
    """An event about a record.

    Args:
        of: The declared type of the record, an entity.
        key: The record's handle, or its business key where it has one.
    """
    # a declared type is read through rows, and never made itself
    return cast("_Declared", Changed(declared_name(of), key))


async def told(request: Request, event: Any) -> Any:
    """What an event shows to this subscriber.

    Args:
        request: The request, made for this event.
        event: What the generator yielded.

    Returns:
        The record in place of a `Changed`; `UNTOLD` where the record is gone, out
        of scope, or not the attested one.

    Raises:
        TautanError: WAY_NOT_ALLOWED or TOO_MANY_SUBJECTS.
    """
    if not isinstance(event, Changed):
        return event
    if request.ask.way is Way.COUNT:
        raise request.refuse("WAY_NOT_ALLOWED", "counts show no records")
    try:
        require_attested(request, event.typename, event.key)
        (found,) = await read_records(request, event.typename, [event.key])
        if isinstance(found, Exception):
            raise found
    except TautanError as refused:
        if refused.code == "OUT_OF_SCOPE":
            return UNTOLD
        raise
    if found is None:
        return UNTOLD
    reach_entities(request, event.typename, [event.key])
    return found
