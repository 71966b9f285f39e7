"""Imigrasi, on the database that it has in the demo: PostgreSQL."""

from datetime import date

import pytest
import pytest_asyncio

from protocol.statements import Way, new_jti
from subgraphs.imigrasi.residence import CONTINUOUS_YEARS, TOTAL_YEARS
from subgraphs.population.rows import (
    Crossing,
    ImmigrationPerson,
    Passport,
    Skim,
    StayPermit,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

RESIDENCE = """query ($of: [_Any!]!) { _entities(representations: $of) {
  ... on ImmigrationPerson {
    meetsResidenceRequirement
    residenceDays(from: "2026-01-01", to: "2026-01-31")
    year: residenceDays(from: "2025-01-01", to: "2025-12-31")
    skims { purpose continuousYears }
    crossings { at direction }
  } } }"""


@pytest.fixture
def federation(module_federation):
    return module_federation


@pytest.fixture(scope="module")
def rows(agency_rows):
    return agency_rows["imigrasi"]


@pytest.fixture(scope="module")
def people(rows):
    return {row.handle: row for row in rows if isinstance(row, ImmigrationPerson)}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def node(module_federation, rows, postgres):
    dsn = postgres.dsn("imigrasi")
    async with module_federation.node("imigrasi", rows, database=dsn) as running:
        yield running


@pytest.fixture
def analyst(officer):
    roles, purposes = ("imigrasi.analyst",), ("STAY_PERMIT_REVIEW",)
    return officer("kemenimipas.imigrasi", roles, purposes)


@pytest.fixture
def ask(federation, node, analyst):
    async def entities(query, handles):
        jti = new_jti()
        typename = "ImmigrationPerson"
        of = [
            {
                "__typename": typename,
                "ticket": federation.ticket("imigrasi", typename, h, analyst, jti),
            }
            for h in handles
        ]
        reply = await federation.ask(node, analyst, query, {"of": of}, jti=jti)
        return reply, reply.data["_entities"]

    return entities


def of(rows, kind, handle):
    return [r for r in rows if isinstance(r, kind) and r.person_handle == handle]


async def test_it_is_postgresql(node) -> None:
    engine = node.assembled.node.surroundings.database.engine
    assert engine.dialect.name == "postgresql"


async def test_residence_is_computed_here(ask, node, rows) -> None:
    certified = list({r.person_handle for r in rows if isinstance(r, Skim)})
    others = [r.person_handle for r in rows if isinstance(r, Crossing)]
    handles = [*certified[:5], *(h for h in others if h not in certified)][:12]
    node.statements.clear()
    reply, found = await ask(RESIDENCE, handles)
    assert reply.codes == []
    assert len(node.statements) == 5
    for handle, one in zip(handles, found, strict=True):
        skims = of(rows, Skim, handle)
        expected = None
        if skims:
            expected = any(
                s.continuous_years >= CONTINUOUS_YEARS or s.total_years >= TOTAL_YEARS
                for s in skims
            )
        assert one["meetsResidenceRequirement"] is expected
        crossings = sorted(c.crossed_at for c in of(rows, Crossing, handle))
        assert len(one["crossings"]) == len(crossings)
        if crossings:
            assert 0 <= one["residenceDays"] <= 31
            assert 0 <= one["year"] <= 365
        else:
            assert one["residenceDays"] is None


@pytest.mark.parametrize("kinds", [None, ("ITAS", "ITAP"), ("VISIT",), ()])
@pytest.mark.parametrize("day", [None, date(2026, 11, 24)])
async def test_people_with_one_permit_of_a_kind_on_a_day(
    federation, node, analyst, rows, kinds, day
) -> None:
    query = """query ($filter: ImmigrationPersonFilter) {
      immigrationPersons(first: 1000, filter: $filter) {
        nodes { ticket nationality permits { kind validTo } } } }"""
    stated = {
        **({} if kinds is None else {"permitKinds": list(kinds)}),
        **({} if day is None else {"permitValidOn": day.isoformat()}),
    }
    reply = await federation.ask(node, analyst, query, {"filter": stated})
    found = {
        federation.handle(
            "imigrasi", "ImmigrationPerson", one["ticket"], analyst, reply.jti
        )
        for one in reply.data["immigrationPersons"]["nodes"]
    }
    if not stated:
        assert found == {r.handle for r in rows if isinstance(r, ImmigrationPerson)}
        return
    assert found == {
        row.person_handle
        for row in rows
        if isinstance(row, StayPermit)
        and (kinds is None or row.kind in kinds)
        and (day is None or row.valid_from <= day <= row.valid_to)
    }


async def test_people_of_a_nationality(federation, node, analyst, people) -> None:
    query = """{ immigrationPersons(first: 1000, filter: {nationality: "IDN"}) {
      nodes { nationality } } }"""
    reply = await federation.ask(node, analyst, query)
    found = reply.data["immigrationPersons"]["nodes"]
    assert len(found) == sum(p.nationality == "IDN" for p in people.values()) > 0


async def test_children_who_must_choose_are_counted_per_region(
    federation, node, officer, people
) -> None:
    own = officer(
        "kemenimipas.imigrasi", ("imigrasi.analyst",), ("LIMITED_DUAL_REVIEW",)
    )
    query = """{ limitedDualChildrenWithoutChoice(deadlineBefore: "2046-01-01") {
      region { code listVersion } count { value suppressed } } }"""
    reply = await federation.ask(node, own, query, way=Way.COUNT)
    expected: dict[str, int] = {}
    for person in people.values():
        deadline = person.limited_dual_choice_deadline
        undecided = person.limited_dual_registered_on and not person.limited_dual_choice
        if undecided and deadline and deadline < date(2046, 1, 1):
            code = person.region_code
            expected[code] = expected.get(code, 0) + 1
    found = reply.data["limitedDualChildrenWithoutChoice"]
    assert {one["region"]["code"]: one["count"]["value"] for one in found} == expected
    assert expected


async def test_specific_and_secret_values_are_sealed_also_where_there_is_none(
    federation, ask, analyst, people
) -> None:
    query = """query ($of: [_Any!]!) { _entities(representations: $of) {
      ... on ImmigrationPerson { ref travelBan affidavitNumber
        limitedDualChoiceDeadline limitedDualChoice } } }"""
    child = next(p for p in people.values() if p.limited_dual_choice_deadline)
    other = next(p for p in people.values() if not p.limited_dual_choice_deadline)
    reply, found = await ask(query, [child.handle, other.handle])
    for one, person in zip(found, (child, other), strict=True):

        def opened(name, one=one):
            coordinate = f"ImmigrationPerson.{name}"
            return federation.opened(analyst, reply, one[name], coordinate, one["ref"])

        deadline = person.limited_dual_choice_deadline
        assert opened("travelBan") is person.travel_ban
        assert opened("affidavitNumber") == person.affidavit_number
        assert opened("limitedDualChoice") == person.limited_dual_choice
        assert opened("limitedDualChoiceDeadline") == (
            deadline.isoformat() if deadline else None
        )
    assert len(found[0]["limitedDualChoice"]) == len(found[1]["limitedDualChoice"])


async def test_passports_come_in_order_of_issue(ask, rows) -> None:
    holders = [r.person_handle for r in rows if isinstance(r, Passport)]
    several = next(h for h in holders if holders.count(h) > 1)
    query = """query ($of: [_Any!]!) { _entities(representations: $of) {
      ... on ImmigrationPerson { passports { issuedOn } } } }"""
    _, (found,) = await ask(query, [several])
    days = [one["issuedOn"] for one in found["passports"]]
    assert days == sorted(days)
    assert len(days) == len(of(rows, Passport, several))
