"""Entities arrive in batches, in order, and each fails alone."""

from collections import Counter

import pytest
import pytest_asyncio

from protocol.statements import Way, new_jti
from subgraphs.population.rows import ImmigrationPerson, Passport, StayPermit
from subgraphs.sdk.entities import BATCH_LIMIT

pytestmark = pytest.mark.asyncio(loop_scope="module")

ENTITIES = """query ($of: [_Any!]!) { _entities(representations: $of) {
  __typename
  ... on ImmigrationPerson {
    nationality
    passports { state country }
    permits { kind }
  } } }"""

NAMES = """query ($of: [_Any!]!) { _entities(representations: $of) {
  ... on ImmigrationPerson { ref machineReadableName passports { ref number } } } }"""


@pytest.fixture
def federation(module_federation):
    return module_federation


@pytest.fixture
def analyst(officer):
    roles, purposes = ("imigrasi.analyst",), ("STAY_PERMIT_REVIEW",)
    return officer("kemenimipas.imigrasi", roles, purposes)


@pytest.fixture(scope="module")
def rows(agency_rows):
    return agency_rows["imigrasi"]


@pytest.fixture(scope="module")
def people(rows):
    return [row for row in rows if isinstance(row, ImmigrationPerson)][:40]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def node(module_federation, rows):
    async with module_federation.node("imigrasi", rows) as running:
        yield running


@pytest.fixture
def represent(federation, analyst):
    def make(people, jti, typename="ImmigrationPerson"):
        return [
            {
                "__typename": typename,
                "ticket": federation.ticket(
                    "imigrasi", "ImmigrationPerson", person.handle, analyst, jti
                ),
            }
            for person in people
        ]

    return make


async def test_one_statement_per_type_and_order_kept(
    federation, analyst, node, people, rows, represent
) -> None:
    jti = new_jti()
    asked = [*people[20:], *people[:20], people[3]]
    of = represent(asked, jti)
    node.statements.clear()
    reply = await federation.ask(node, analyst, ENTITIES, {"of": of}, jti=jti)
    assert reply.codes == []
    found = reply.data["_entities"]
    assert [one["nationality"] for one in found] == [p.nationality for p in asked]
    assert len(node.statements) == 3
    assert sorted(
        text.partition("FROM ")[2].split()[0] for text in node.statements
    ) == [
        "passports",
        "permits",
        "persons",
    ]
    for one, person in zip(found, asked, strict=True):
        assert Counter(p["country"] for p in one["passports"]) == Counter(
            row.country
            for row in rows
            if isinstance(row, Passport) and row.person_handle == person.handle
        )
        assert Counter(p["kind"] for p in one["permits"]) == Counter(
            row.kind
            for row in rows
            if isinstance(row, StayPermit) and row.person_handle == person.handle
        )


async def test_only_selected_columns_are_read(
    federation, analyst, node, people, represent
) -> None:
    jti = new_jti()
    query = """query ($of: [_Any!]!) { _entities(representations: $of) {
      ... on ImmigrationPerson { sex } } }"""
    node.statements.clear()
    of = represent(people[:2], jti)
    await federation.ask(node, analyst, query, {"of": of}, jti=jti)
    (text,) = node.statements
    assert "persons.sex" in text
    assert "nik" not in text


async def test_each_bad_representation_is_null_with_its_own_error(
    federation, analyst, node, people, represent
) -> None:
    jti, other = new_jti(), new_jti()
    good = represent(people[:2], jti)
    of = [
        good[0],
        {"__typename": "Nobody", "ticket": good[0]["ticket"]},
        {"__typename": "ImmigrationPerson", "ticket": "1.forged"},
        {"__typename": "ImmigrationPerson"},
        *represent(people[2:3], other),
        {"__typename": "Passport", "ticket": good[0]["ticket"]},
        good[1],
    ]
    reply = await federation.ask(node, analyst, ENTITIES, {"of": of}, jti=jti)
    found = reply.data["_entities"]
    assert [one is not None for one in found] == [True, *[False] * 5, True]
    assert reply.code_at("_entities", 1) == "UNKNOWN_FIELD"
    assert reply.code_at("_entities", 2) == "TICKET_INVALID"
    assert reply.code_at("_entities", 3) == "VALIDATION_FAILED"
    assert reply.code_at("_entities", 4) == "TICKET_INVALID"
    assert reply.code_at("_entities", 5) == "UNKNOWN_FIELD"


async def test_a_ticket_of_another_officer_does_not_open(
    federation, analyst, node, officer, people, represent
) -> None:
    jti = new_jti()
    of = represent(people[:1], jti)
    colleague = officer(
        analyst.organisation, analyst.roles, analyst.purposes, subject="officer-8"
    )
    reply = await federation.ask(node, colleague, ENTITIES, {"of": of}, jti=jti)
    assert reply.codes == ["TICKET_INVALID"]


async def test_a_record_that_is_gone_is_null_without_an_error(
    federation, analyst, node, people, represent
) -> None:
    jti = new_jti()
    gone = represent(people[:1], jti)
    gone[0]["ticket"] = federation.ticket(
        "imigrasi", "ImmigrationPerson", "ZZZZZZZZZZZZZZZZZZZZZZZZZZ", analyst, jti
    )
    reply = await federation.ask(node, analyst, ENTITIES, {"of": gone}, jti=jti)
    assert reply.data == {"_entities": [None]}
    assert reply.codes == []


async def test_batches_are_capped(federation, analyst, node, people, represent) -> None:
    jti = new_jti()
    of = represent(people[:1], jti) * (BATCH_LIMIT + 1)
    reply = await federation.ask(node, analyst, ENTITIES, {"of": of}, jti=jti)
    assert reply.codes == ["OPERATION_TOO_LARGE"]
    assert reply.data is None


async def test_a_count_shows_no_entity(
    federation, analyst, node, people, represent
) -> None:
    jti = new_jti()
    of = represent(people[:1], jti)
    reply = await federation.ask(
        node, analyst, ENTITIES, {"of": of}, jti=jti, way=Way.COUNT
    )
    assert reply.codes == ["WAY_NOT_ALLOWED"]


async def test_sealed_values_open_for_the_asker_at_their_place_alone(
    federation, analyst, node, officer, people, rows, represent
) -> None:
    jti = new_jti()
    person = next(
        p
        for p in people
        if any(isinstance(r, Passport) and r.person_handle == p.handle for r in rows)
    )
    of = represent([person], jti)
    reply = await federation.ask(node, analyst, NAMES, {"of": of}, jti=jti)
    (found,) = reply.data["_entities"]
    passport = found["passports"][0]
    coordinate = "Passport.number"
    number = federation.opened(
        analyst, reply, passport["number"], coordinate, passport["ref"]
    )
    held = [
        r.number
        for r in rows
        if isinstance(r, Passport) and r.person_handle == person.handle
    ]
    assert number in held
    assert person.machine_readable_name not in str(reply.body)
    with pytest.raises(Exception, match="SEALED_MOVED"):
        federation.opened(analyst, reply, passport["number"], coordinate, found["ref"])
    stranger = officer(analyst.organisation, analyst.roles, analyst.purposes)
    with pytest.raises(Exception, match="SEALED_UNREADABLE"):
        federation.opened(
            stranger, reply, passport["number"], coordinate, passport["ref"]
        )


async def test_refs_last_and_tickets_do_not(
    federation, analyst, node, officer, people, represent
) -> None:
    query = """query ($of: [_Any!]!) { _entities(representations: $of) {
      ... on ImmigrationPerson { ref ticket } } }"""
    replies = []
    for purpose in ("STAY_PERMIT_REVIEW", "STAY_PERMIT_REVIEW", "BORDER_CHECK"):
        asker = officer(analyst.organisation, analyst.roles, (purpose,))
        jti = new_jti()
        of = represent(people[:1], jti)
        reply = await federation.ask(node, asker, query, {"of": of}, jti=jti)
        (found,) = reply.data["_entities"]
        assert found["ticket"] == of[0]["ticket"]
        replies.append(found)
    first, again, other_purpose = replies
    assert first["ref"] == again["ref"]
    assert first["ref"] != other_purpose["ref"]
    assert first["ticket"] != again["ticket"]
