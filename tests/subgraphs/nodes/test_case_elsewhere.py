"""One case, asked at an agency that does not know its number: question 1."""

import pytest

from protocol.attestations import Attestation, sign_attestation
from protocol.statements import Way, new_jti
from subgraphs.population.rows import ImmigrationPerson, Skim

QUERY = """query ($of: [_Any!]!) { _entities(representations: $of) {
  ... on ImmigrationPerson {
    meetsResidenceRequirement crossings { at } travelBan skims { purpose } } } }"""


@pytest.fixture
def examiner(officer):
    return officer("kemenkum.ahu", ("ahu.examiner",), ("NATURALISATION_CHECK",))


@pytest.fixture
def ask(federation, examiner):
    async def entity(node, handle, stage):
        jti = new_jti()
        attestation = Attestation(
            organisation=examiner.organisation,
            subject=examiner.subject,
            purpose="NATURALISATION_CHECK",
            case="CASE-1",
            stage=stage,
            typename="Applicant",
            ticket="1.of-ahu",
            request_id=jti,
        )
        signed = sign_attestation(
            federation.nodes["ahu"], attestation, now=federation.clock.now
        )
        typename = "ImmigrationPerson"
        ticket = federation.ticket("imigrasi", typename, handle, examiner, jti)
        return await federation.ask(
            node,
            examiner,
            QUERY,
            {"of": [{"__typename": typename, "ticket": ticket}]},
            jti=jti,
            way=Way.CASE,
            attestation=signed,
        )

    return entity


async def test_a_yes_or_no_leaves_and_what_it_rests_on_does_not(
    federation, ask, agency_rows
) -> None:
    federation.agree("PKS-DEMO-001")
    rows = agency_rows["imigrasi"]
    skim = next(row for row in rows if isinstance(row, Skim))
    async with federation.node("imigrasi", rows) as node:
        reply = await ask(node, skim.person_handle, "AHU_SUBSTANTIVE")
        assert not any("crossings" in text for text in node.statements)
    (found,) = reply.data["_entities"]
    assert isinstance(found["meetsResidenceRequirement"], bool)
    assert found["skims"][0]["purpose"] == skim.purpose
    assert found["crossings"] is None
    assert found["travelBan"] is None
    assert reply.code_at("_entities", 0, "crossings") == "ELEMENT_DENIED"
    assert reply.code_at("_entities", 0, "travelBan") == "ELEMENT_DENIED"


async def test_another_stage_than_agreed_is_refused(
    federation, ask, agency_rows
) -> None:
    federation.agree("PKS-DEMO-001")
    rows = [
        row for row in agency_rows["imigrasi"] if isinstance(row, ImmigrationPerson)
    ]
    async with federation.node("imigrasi", rows[:1]) as node:
        reply = await ask(node, rows[0].handle, "OATH")
    (found,) = reply.data["_entities"]
    assert found["meetsResidenceRequirement"] is None
    assert "STAGE_NOT_ALLOWED" in reply.codes
