"""Persons as an asker sees them: from one record, over the pairs that are permitted."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from linkage.match.links import Band
from protocol.decision import permitted_links
from protocol.errors import TautanError
from protocol.refs import pairwise_person_id
from subgraphs.persons.reach import Pairs, Reached, reach
from subgraphs.persons.store import Surrounded, surroundings_of
from subgraphs.sdk.request import Request
from subgraphs.sdk.rows import Row

AGENCY_OF: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Resident": "dukcapil",
        "Applicant": "ahu",
        "ImmigrationPerson": "imigrasi",
        "CitizenAbroad": "kemlu",
        "Inmate": "pemasyarakatan",
    }
)
"""The agency of each type of person record."""


@dataclass(frozen=True, slots=True)
class SeenPerson:
    """A person, and the record from which the asker came."""

    handle: str
    """The unit's stable id of the person; it never leaves as it is."""
    surrounded: Surrounded

    @classmethod
    def around(cls, surrounded: Surrounded) -> "SeenPerson":
        """The person of a record."""
        return cls(surrounded.person, surrounded)


async def record_rows(
    request: Request, typename: str, handles: Sequence[str]
) -> list[Row | Exception]:
    """The node's entities: records by their handles, which is all it knows of them.

    Where one case is asked about, only the attested person's own record.

    Returns:
        Per handle its record, or OUT_OF_SCOPE.
    """
    return [
        Row(typename, {"handle": handle})
        if _may_enter(request, typename, handle)
        else request.refuse("OUT_OF_SCOPE", "attestation")
        for handle in handles
    ]


def _may_enter(request: Request, typename: str, handle: str) -> bool:
    attestation = request.caller.attestation
    if attestation is None:
        return True
    if attestation.typename != typename:
        return False
    return request.handle(typename, attestation.ticket) == handle


async def no_persons(
    request: Request, _typename: str, keys: Sequence[str]
) -> list[Row | Exception]:
    """Persons by their ids: none, since an id says whose it is, and to whom, to nobody.

    Returns:
        Per key a refusal: a person is seen from a record alone.
    """
    return [request.refuse("UNKNOWN_FIELD", "a person is no entity") for _ in keys]


async def person_behind(request: Request, record: Row) -> SeenPerson:
    """The person behind a record, batched over the request.

    Raises:
        TautanError: NOT_YET_LINKED: the record came after the last linkage.
    """
    agency = AGENCY_OF[record.typename]

    async def fetch(handles: Sequence[str]) -> list[SeenPerson | None]:
        found = await surroundings_of(request.database, agency, handles)
        return [SeenPerson.around(each) if each else None for each in found]

    loader = request.loader((agency, "person"), fetch)
    seen: SeenPerson | None = await loader.load(record.handle)
    if seen is None:
        purpose = request.ask.purpose
        raise TautanError("NOT_YET_LINKED", agency=agency, purpose=purpose)
    request.reach("Person", 1)
    return seen


def new_person_id() -> str:
    """An id for a person that is new: 128 random bits, as 32 hex digits."""
    return secrets.token_hex(16)


def person_id(request: Request, seen: SeenPerson) -> str:
    """The pairwise pseudonym of a person."""
    asker, purpose = request.ask.asker, request.ask.purpose
    key = request.node.keys.refs
    return pairwise_person_id(key, seen.handle, asker.organisation, purpose)


def traversable(request: Request) -> Pairs:
    """The pairs of agencies that the asker may traverse, each with its floor."""
    terms = permitted_links(request.ask, request.grants.book, request.now)
    return {pair: Band[each.min_band.name] for pair, each in terms.items()}


def linked_records(
    request: Request, seen: SeenPerson, coordinate: str, min_band: Band
) -> list[Reached]:
    """The records that an edge of a person shows.

    Args:
        request: The request; its grant of the edge may ask for a surer band.
        seen: The person.
        coordinate: The edge, `Person.residents`.
        min_band: What the asker wants.
    """
    granted = request.require(coordinate)
    field = request.grants.classification.field(coordinate)
    agencies = field.providers if field else ()
    floor = Band[granted.min_band.name] if granted.min_band else min_band
    reached = reach(
        seen.surrounded.record,
        seen.surrounded.neighbours,
        traversable(request),
        max(floor, min_band),
    )
    return [each for each in reached if each.record.agency in agencies]
