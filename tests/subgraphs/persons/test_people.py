"""A person over the wire: pseudonyms, pairs, bands, and what is not linked yet."""

import pytest
import pytest_asyncio
from sqlalchemy import select

from linkage.match.links import Band, Reason
from protocol.statements import Way, new_jti
from subgraphs.persons.tables import records

pytestmark = pytest.mark.asyncio(loop_scope="module")

ANY_BAND = {"linkage": {"min_band": "POSSIBLE"}}
ANY_LINK = {"min_band": "POSSIBLE"}
AGREEMENTS = {
    "LNK-DEMO-001": {},  # ahu and dukcapil, CERTAIN
    "LNK-DEMO-002": ANY_LINK,  # ahu and imigrasi
    "LNK-DEMO-004": ANY_LINK,  # dukcapil and imigrasi
    "PKS-DEMO-008": ANY_BAND,  # dukcapil to ahu, LOSS_FOLLOW_UP
    "PKS-DEMO-009": ANY_BAND,  # imigrasi to ahu, LOSS_FOLLOW_UP
    "PKS-DEMO-010": ANY_BAND,  # dukcapil to ahu, NATURALISATION_FOLLOW_UP
}
RECORDS = (
    "ahu:a-linked",
    "ahu:a-lone",
    "ahu:a-doubtful",
    "ahu:a-second",
    "dukcapil:d-linked",
    "dukcapil:d-far",
    "imigrasi:i-linked",
    "imigrasi:i-doubtful",
    "kemlu:k-linked",
)

PERSONS = """query ($of: [_Any!]!) { _entities(representations: $of) {
  ... on Applicant { person { id ref } } } }"""
LINKS = """query ($of: [_Any!]!, $band: Band!) { _entities(representations: $of) {
  ... on Applicant { person {
    residents(minBand: $band) { band reason linkedOn record { ticket } }
    immigrationPersons(minBand: $band) { band reason linkedOn record { ticket } }
    applicants(minBand: $band) { band reason linkedOn record { ticket } }
  } } } }"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def unit(shared, edge):
    """Who is linked to whom; kemlu was linked too, and has no agreement now."""
    shared.agree(AGREEMENTS)
    await shared.store(
        RECORDS,
        [
            edge("ahu:a-linked", "dukcapil:d-linked"),
            edge("ahu:a-linked", "imigrasi:i-linked", Band.PROBABLE, Reason.SIMILARITY),
            edge("dukcapil:d-linked", "imigrasi:i-linked", Band.PROBABLE),
            edge("ahu:a-linked", "kemlu:k-linked"),
            edge("ahu:a-doubtful", "imigrasi:i-doubtful", Band.POSSIBLE),
            edge("imigrasi:i-doubtful", "dukcapil:d-far"),
        ],
    )
    async with shared.unit() as running:
        yield running


@pytest.fixture
def analyst(officer):
    return officer(
        "kemenkum.ahu", ("ahu.analyst",), ("LOSS_FOLLOW_UP", "NATURALISATION_FOLLOW_UP")
    )


def entities(federation, officer, jti, *handles, typename="Applicant", agency="ahu"):
    return [
        {
            "__typename": typename,
            "ticket": federation.ticket(agency, typename, handle, officer, jti),
        }
        for handle in handles
    ]


@pytest.fixture
def ask(shared, unit):
    """Asks about records by their tickets, as the gateway does."""

    async def asked(officer, query, *handles, variables=None, **changes):
        of = {key: changes.pop(key) for key in ("typename", "agency") if key in changes}
        jti = changes.pop("jti", new_jti())
        found = entities(shared.federation, officer, jti, *handles, **of)
        variables = {"of": found, **(variables or {})}
        asked_of = changes.pop("unit", unit)
        return await shared.federation.ask(
            asked_of, officer, query, variables, jti=jti, **changes
        )

    return asked


@pytest.fixture
def shown(shared, ask, analyst):
    """The links that an edge shows, as handle to band."""

    async def found(handle, band, name="residents", **changes):
        officer = changes.pop("officer", analyst)
        reply = await ask(officer, LINKS, handle, variables={"band": band}, **changes)
        (record,) = reply.data["_entities"]
        agency, typename = {
            "residents": ("dukcapil", "Resident"),
            "immigrationPersons": ("imigrasi", "ImmigrationPerson"),
            "applicants": ("ahu", "Applicant"),
        }[name]
        return {
            shared.federation.handle(
                agency, typename, each["record"]["ticket"], officer, reply.jti
            ): each["band"]
            for each in record["person"][name]
        }

    return found


async def person(ask, officer, handle, **changes):
    reply = await ask(officer, PERSONS, handle, **changes)
    assert reply.codes == []
    (record,) = reply.data["_entities"]
    return record["person"]


@pytest.mark.trust
async def test_an_id_is_stable_for_an_organisation_and_purpose_alone(
    ask, analyst, officer
) -> None:
    first = await person(ask, analyst, "a-linked")
    assert first == await person(ask, analyst, "a-linked")
    colleague = officer(
        analyst.organisation, analyst.roles, analyst.purposes, subject="officer-8"
    )
    assert first == await person(ask, colleague, "a-linked")
    other = await person(ask, analyst, "a-linked", purpose="NATURALISATION_FOLLOW_UP")
    assert {*first.values()}.isdisjoint(other.values())
    lone = await person(ask, analyst, "a-lone")
    assert {*first.values()}.isdisjoint(lone.values())


@pytest.mark.trust
async def test_another_organisation_knows_the_person_by_another_id(
    world, edge, officer, analyst
) -> None:
    world.agree({**AGREEMENTS, "PKS-DEMO-012": {}})
    await world.store(
        ["ahu:a", "imigrasi:i", "dukcapil:d"],
        [
            edge("ahu:a", "imigrasi:i"),
            edge("ahu:a", "dukcapil:d"),
            edge("imigrasi:i", "dukcapil:d"),
        ],
    )
    guard = officer(
        "kemenimipas.imigrasi", ("imigrasi.analyst",), ("STAY_PERMIT_REVIEW",)
    )
    query = """query ($of: [_Any!]!) { _entities(representations: $of) {
      ... on Applicant { person { id ref } }
      ... on ImmigrationPerson { person { id ref } } } }"""
    found = []
    async with world.unit() as unit:
        for who, agency, typename, handle in (
            (analyst, "ahu", "Applicant", "a"),
            (guard, "imigrasi", "ImmigrationPerson", "i"),
        ):
            jti = new_jti()
            of = entities(
                world.federation, who, jti, handle, typename=typename, agency=agency
            )
            reply = await world.federation.ask(unit, who, query, {"of": of}, jti=jti)
            assert reply.codes == []
            found.append(reply.data["_entities"][0]["person"])
    first, second = found
    assert {*first.values()}.isdisjoint(second.values())


async def test_a_record_that_was_not_linked_yet_says_so_at_its_own_place(
    ask, analyst
) -> None:
    reply = await ask(analyst, PERSONS, "a-linked", "a-new", "a-lone")
    linked, new, lone = reply.data["_entities"]
    assert linked["person"]["id"]
    assert lone["person"]["id"]
    assert new == {"person": None}
    assert reply.codes == ["NOT_YET_LINKED"]
    assert reply.code_at("_entities", 1, "person") == "NOT_YET_LINKED"
    assert reply.body["errors"][0]["extensions"]["agency"] == "ahu"


async def test_answers_say_when_records_were_linked(ask, analyst, world) -> None:
    reply = await ask(analyst, PERSONS, "a-linked")
    source = {"agency": "persons", "linkedOn": "2026-11-01"}
    assert reply.body["extensions"]["source"] == source
    async with world.unit() as fresh:
        reply = await world.federation.ask(fresh, analyst, "{ __typename }")
    assert reply.body["extensions"]["source"] == {"agency": "persons"}


async def test_an_edge_shows_records_with_band_reason_and_day(ask, analyst) -> None:
    reply = await ask(analyst, LINKS, "a-linked", variables={"band": "PROBABLE"})
    assert reply.codes == []
    found = reply.data["_entities"][0]["person"]

    def terms(name):
        return [
            {key: each[key] for key in each if key != "record"} for each in found[name]
        ]

    day = "2026-11-01"
    certain = {"band": "CERTAIN", "reason": "BOTH", "linkedOn": day}
    assert terms("residents") == [certain]
    probable = {"band": "PROBABLE", "reason": "SIMILARITY", "linkedOn": day}
    assert terms("immigrationPersons") == [probable]
    own = {"band": "CERTAIN", "reason": None, "linkedOn": None}
    assert terms("applicants") == [own]


async def test_the_asker_says_how_sure_links_must_be(shown) -> None:
    edge = "immigrationPersons"
    assert await shown("a-linked", "CERTAIN", edge) == {}
    assert await shown("a-linked", "PROBABLE", edge) == {"i-linked": "PROBABLE"}


async def test_a_possible_link_is_shown_but_nothing_follows_it(shown) -> None:
    edge = "immigrationPersons"
    assert await shown("a-doubtful", "PROBABLE", edge) == {}
    assert await shown("a-doubtful", "POSSIBLE", edge) == {"i-doubtful": "POSSIBLE"}
    assert await shown("a-doubtful", "POSSIBLE", "residents") == {}


async def test_a_mission_abroad_is_reached_as_any_agency(world, edge, officer) -> None:
    """A consul sees its own reports from them, and links to immigration."""
    world.agree({"LNK-DEMO-006": {}, "PKS-DEMO-011": {}})
    await world.store(["kemlu:k", "imigrasi:i"], [edge("kemlu:k", "imigrasi:i")])
    consul = officer("kemlu", ("kemlu.consular",), ("DECLARATION_REVIEW",))
    federation, jti = world.federation, new_jti()
    of = entities(
        federation, consul, jti, "k", typename="CitizenAbroad", agency="kemlu"
    )
    query = """query ($of: [_Any!]!) { _entities(representations: $of) {
      ... on CitizenAbroad { person {
        citizensAbroad { reason } immigrationPersons { reason } } } } }"""
    async with world.unit() as unit:
        reply = await federation.ask(unit, consul, query, {"of": of}, jti=jti)
    assert reply.codes == []
    assert reply.data["_entities"][0]["person"] == {
        "citizensAbroad": [{"reason": None}],
        "immigrationPersons": [{"reason": "BOTH"}],
    }


async def test_none_found_is_an_empty_list(shown) -> None:
    assert await shown("a-lone", "POSSIBLE") == {}


@pytest.fixture
def in_world(world, edge, analyst):
    """What an edge shows under other agreements, over one chain of links."""
    federation = world.federation

    async def found(agreements, band="PROBABLE"):
        world.agree(agreements)
        chain = [
            edge("ahu:a", "imigrasi:i", Band.PROBABLE),
            edge("imigrasi:i", "dukcapil:d", Band.CERTAIN),
            edge("ahu:a", "dukcapil:d", Band.PROBABLE),
            edge("ahu:alone", "dukcapil:direct", Band.CERTAIN),
        ]
        of = ["ahu:a", "ahu:alone", "imigrasi:i", "dukcapil:d", "dukcapil:direct"]
        await world.store(of, chain)
        jti = new_jti()
        variables = {
            "of": entities(federation, analyst, jti, "a", "alone"),
            "band": band,
        }
        query = """query ($of: [_Any!]!, $band: Band!) {
          _entities(representations: $of) { ... on Applicant { person {
            residents(minBand: $band) { band } } } } }"""
        async with world.unit() as unit:
            reply = await federation.ask(unit, analyst, query, variables, jti=jti)
        if reply.codes:
            return reply.codes
        return [
            [link["band"] for link in record["person"]["residents"]]
            for record in reply.data["_entities"]
        ]

    return found


@pytest.mark.trust
async def test_a_pair_without_an_agreement_is_not_followed(in_world) -> None:
    """The direct link is there, but only the way over immigration is open."""
    rest = {name: AGREEMENTS[name] for name in AGREEMENTS if name != "LNK-DEMO-001"}
    assert await in_world({**rest, "LNK-DEMO-001": ANY_LINK}) == [
        ["PROBABLE"],
        ["CERTAIN"],
    ]
    assert await in_world(rest) == [["PROBABLE"], []]
    nothing = {name: rest[name] for name in rest if name != "LNK-DEMO-004"}
    assert await in_world(nothing) == ["LINK_NOT_PERMITTED"] * 2


OVER = {**ANY_LINK, "validity": {"from": "2024-01-01", "to": "2025-12-31"}}


@pytest.mark.trust
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"PKS-DEMO-009": {"state": "SUSPENDED"}}, "AGREEMENT_NOT_ACTIVE"),
        ({"LNK-DEMO-002": OVER}, "LINK_NOT_PERMITTED"),
    ],
    ids=["no-data-agreement-with-its-agency", "linkage-agreement-over"],
)
async def test_a_way_over_an_agency_needs_agreements_in_force(
    in_world, changes, code
) -> None:
    rest = {name: AGREEMENTS[name] for name in AGREEMENTS if name != "LNK-DEMO-001"}
    assert await in_world({**rest, **changes}) == [code] * 2


@pytest.mark.trust
@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, [[], ["CERTAIN"]]),
        ({"LNK-DEMO-001": ANY_LINK}, [["PROBABLE"], ["CERTAIN"]]),
        (
            {"LNK-DEMO-001": ANY_LINK, "PKS-DEMO-008": {}},
            [[], ["CERTAIN"]],
        ),
    ],
    ids=["of-the-linkage-agreement", "none", "of-the-data-agreement"],
)
async def test_agreements_set_the_least_band(in_world, changes, expected) -> None:
    assert await in_world({**AGREEMENTS, **changes}, "POSSIBLE") == expected


@pytest.mark.trust
async def test_the_least_band_holds_on_the_way_too(in_world) -> None:
    """The only way leads over a pair whose agreement asks for CERTAIN."""
    rest = {name: AGREEMENTS[name] for name in AGREEMENTS if name != "LNK-DEMO-001"}
    assert await in_world({**rest, "LNK-DEMO-002": {}}, "POSSIBLE") == [[], []]


@pytest.mark.parametrize("size", [1, 5])
async def test_a_batch_takes_one_statement_per_type(unit, ask, analyst, size) -> None:
    unit.statements.clear()
    handles = ["a-linked", "a-lone", "a-doubtful", "a-second", "a-new"][:size]
    await ask(analyst, LINKS, *handles, variables={"band": "POSSIBLE"})
    (links, source) = unit.statements
    assert "FROM records LEFT OUTER JOIN links" in links
    assert "FROM runs" in source


async def test_one_record_asked_twice_is_found_twice(ask, analyst) -> None:
    reply = await ask(analyst, PERSONS, "a-linked", "a-linked")
    first, second = reply.data["_entities"]
    assert first == second


OTHERS = {
    "request": {"jti": "another-request-of-the-same-officer"},
    "asker": {"subject": "officer-8"},
    "type": {"typename": "Resident"},
    "agency": {"agency": "dukcapil"},
}


@pytest.mark.trust
@pytest.mark.parametrize("change", OTHERS.values(), ids=OTHERS)
async def test_a_ticket_of_another_is_refused_and_the_others_arrive(
    shared, unit, analyst, officer, change
) -> None:
    jti = new_jti()
    made = {"jti": jti, "typename": "Applicant", "agency": "ahu", **change}
    subject = made.pop("subject", analyst.subject)
    of = officer(analyst.organisation, analyst.roles, analyst.purposes, subject)
    ticket = shared.federation.ticket(
        made["agency"], made["typename"], "a-linked", of, made["jti"]
    )
    representations = [
        {"__typename": "Applicant", "ticket": ticket},
        *entities(shared.federation, analyst, jti, "a-lone"),
    ]
    reply = await shared.federation.ask(
        unit, analyst, PERSONS, {"of": representations}, jti=jti
    )
    refused, arrived = reply.data["_entities"]
    assert refused is None
    assert arrived["person"]["id"]
    assert reply.code_at("_entities", 0) == "TICKET_INVALID"


@pytest.mark.trust
async def test_a_person_is_not_entered_by_its_id(shared, unit, ask, analyst) -> None:
    known = await person(ask, analyst, "a-linked")
    query = """query ($of: [_Any!]!) { _entities(representations: $of) {
      ... on Person { ref } } }"""
    of = [{"__typename": "Person", "id": known["id"]}]
    reply = await shared.federation.ask(unit, analyst, query, {"of": of})
    assert reply.data["_entities"] == [None]
    assert reply.code_at("_entities", 0) == "UNKNOWN_FIELD"


@pytest.mark.trust
async def test_no_handle_leaves_in_the_clear(unit, ask, analyst) -> None:
    reply = await ask(analyst, LINKS, "a-linked", variables={"band": "PROBABLE"})
    said = str(reply.body)
    assert not any(record.split(":")[1] in said for record in RECORDS)
    database = unit.assembled.node.surroundings.database
    found = await database.rows(select(records.c.person))
    assert len(found) == len(RECORDS)
    assert not any(row["person"] in said for row in found)


async def test_counts_show_no_person(ask, analyst) -> None:
    reply = await ask(analyst, PERSONS, "a-linked", way=Way.COUNT)
    assert reply.codes == ["WAY_NOT_ALLOWED"]
