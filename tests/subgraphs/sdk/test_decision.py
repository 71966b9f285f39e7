"""A node decides by its own copy of the agreements, whatever the gateway did."""

import pytest

from protocol.statements import Way, new_jti
from subgraphs.population.rows import Resident

ENTITIES = """query ($of: [_Any!]!) { _entities(representations: $of) {
  ... on Resident { ref registerState citizenship { status basis } religion nik } } }"""


@pytest.fixture
def examiner(officer):
    return officer(
        "kemenkum.ahu",
        ("ahu.analyst",),
        ("NATURALISATION_FOLLOW_UP",),
    )


@pytest.fixture
def residents(agency_rows):
    return [row for row in agency_rows["dukcapil"] if isinstance(row, Resident)]


@pytest.fixture
def ask(federation, examiner):
    async def entities(node, residents, query=ENTITIES, **changes):
        jti = new_jti()
        of = [
            {
                "__typename": "Resident",
                "ticket": federation.ticket("dukcapil", "Resident", h, examiner, jti),
            }
            for h in (resident.handle for resident in residents)
        ]
        return await federation.ask(
            node, examiner, query, {"of": of}, jti=jti, **changes
        )

    return entities


async def test_what_an_agreement_grants_is_shown_and_the_rest_refused(
    federation, residents, ask
) -> None:
    federation.agree("PKS-DEMO-010")
    async with federation.node("dukcapil", residents) as node:
        reply = await ask(node, residents[:2])
        (text,) = node.statements
        assert "residents.register_state" in text
        assert "residents.religion" not in text
    first, second = reply.data["_entities"]
    for found, resident in zip((first, second), residents, strict=False):
        assert found["registerState"] == resident.register_state
        assert found["citizenship"]["status"] == resident.citizenship_status
        assert found["citizenship"]["basis"] is None
        assert found["religion"] is None
        assert found["nik"] is None
        assert len(found["ref"]) == 22
    assert reply.code_at("_entities", 0, "religion") == "ELEMENT_NOT_GRANTED"
    assert reply.code_at("_entities", 1, "nik") == "ELEMENT_NOT_GRANTED"
    assert (
        reply.code_at("_entities", 0, "citizenship", "basis") == "ELEMENT_NOT_GRANTED"
    )
    named = reply.body["errors"][0]["extensions"]
    assert named["agreement"] == "PKS-DEMO-010"
    assert named["agency"] == "dukcapil"
    assert named["requestId"] == reply.jti


async def test_a_lying_gateway_gets_nothing_without_an_agreement(
    federation, residents, ask
) -> None:
    async with federation.node("dukcapil", residents[:3]) as node:
        reply = await ask(node, residents[:1])
    (found,) = reply.data["_entities"]
    assert found["registerState"] is None
    assert found["nik"] is None
    assert found["citizenship"] is None
    assert set(reply.codes) == {"NO_AGREEMENT"}


async def test_fragments_and_interfaces_hide_nothing(
    federation, residents, ask
) -> None:
    federation.agree("PKS-DEMO-010")
    query = """query ($of: [_Any!]!) { _entities(representations: $of) {
      ...Seen } }
      fragment Seen on Resident { citizenship { ...Asserted } }
      fragment Asserted on CitizenshipAssertion { state: status why: basis }"""
    async with federation.node("dukcapil", residents[:3]) as node:
        reply = await ask(node, residents[:1], query)
    (found,) = reply.data["_entities"]
    assert found["citizenship"] == {
        "state": residents[0].citizenship_status,
        "why": None,
    }
    assert reply.codes == ["ELEMENT_NOT_GRANTED"]
    assert reply.code_at("_entities", 0, "citizenship", "why")


async def test_another_way_or_role_than_agreed_is_refused(
    federation, residents, officer
) -> None:
    federation.agree("PKS-DEMO-010")
    async with federation.node("dukcapil", residents[:3]) as node:
        outsider = officer(
            "kemenkum.ahu", ("kanwil.examiner",), ("NATURALISATION_FOLLOW_UP",)
        )
        jti = new_jti()
        ticket = federation.ticket(
            "dukcapil", "Resident", residents[0].handle, outsider, jti
        )
        of = [{"__typename": "Resident", "ticket": ticket}]
        query = """query ($of: [_Any!]!) { _entities(representations: $of) {
          ... on Resident { registerState } } }"""
        reply = await federation.ask(node, outsider, query, {"of": of}, jti=jti)
        assert reply.codes == ["ROLE_NOT_ALLOWED"]


async def test_people_are_counted_over_all_hops_of_a_request(
    federation, residents, examiner
) -> None:
    """PKS-DEMO-010 allows 200 people a request."""
    federation.agree("PKS-DEMO-010")
    query = """query ($of: [_Any!]!) { _entities(representations: $of) {
      ... on Resident { registerState } } }"""
    jti = new_jti()
    papers = federation.papers(examiner, jti=jti)
    of = [
        {
            "__typename": "Resident",
            "ticket": federation.ticket(
                "dukcapil", "Resident", r.handle, examiner, jti
            ),
        }
        for r in residents[:201]
    ]
    async with federation.node("dukcapil", residents) as node:
        outcomes = []
        for part in (of[:150], of[100:200], of[200:]):
            hop = federation.hop(node, query, {"of": part}, papers)
            outcomes.append(set((await federation.send(node, hop)).codes))
    assert outcomes == [set(), set(), {"TOO_MANY_SUBJECTS"}]


async def test_a_list_can_not_be_filtered_by_what_may_not_be_seen(
    federation, residents, examiner
) -> None:
    federation.agree("PKS-DEMO-010")
    query = "{ residents(filter: {registerState: ACTIVE}) { nodes { sex } } }"
    async with federation.node("dukcapil", residents[:3]) as node:
        reply = await federation.ask(node, examiner, query)
        assert reply.code_at("residents") == "ELEMENT_NOT_GRANTED"
        assert node.statements == []


async def test_a_list_is_for_worklists_and_a_count_for_counts(
    federation, residents, officer
) -> None:
    own = officer("kemendagri.dukcapil", ("dukcapil.analyst",), ("REGISTER_UPDATE",))
    page = "{ residents { nodes { sex } } }"
    count = "{ residentCount { value suppressed } }"
    async with federation.node("dukcapil", residents) as node:
        assert (await federation.ask(node, own, page, way=Way.COUNT)).codes == [
            "WAY_NOT_ALLOWED"
        ]
        assert (await federation.ask(node, own, count)).codes == ["WAY_NOT_ALLOWED"]
        reply = await federation.ask(node, own, count, way=Way.COUNT)
    assert reply.data == {
        "residentCount": {"value": len(residents), "suppressed": False}
    }
