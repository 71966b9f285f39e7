"""Pemasyarakatan, Kemlu, Setneg, BIN and Kemenko: what is special to each."""

from collections import Counter
from statistics import median_low

import pytest

from protocol.attestations import Attestation, sign_attestation
from protocol.statements import Way, new_jti
from subgraphs.population.rows import (
    CitizenAbroad,
    Consideration,
    Decree,
    DecreeStageSpan,
    Inmate,
    InmateAlias,
    Metric,
)


def of(rows, kind):
    return [row for row in rows if isinstance(row, kind)]


@pytest.fixture
def examiner(officer):
    return officer("kemenkum.ahu", ("ahu.examiner",), ("CASE_REVIEW",))


@pytest.fixture
def attest(federation, examiner):
    """What AHU's node would give the examiner for a case."""

    def sign(case, jti, **changes):
        attestation = Attestation(
            organisation=examiner.organisation,
            subject=examiner.subject,
            purpose="CASE_REVIEW",
            case=case,
            stage="SETNEG_DECREE",
            typename="Applicant",
            ticket="1.of-ahu",
            request_id=jti,
        )
        signer = changes.pop("signer", "ahu")
        signed = sign_attestation(
            federation.nodes[signer], attestation, now=federation.clock.now
        )
        return {"jti": jti, "way": Way.CASE, "attestation": signed}

    return sign


def cases_of(numbers):
    return [{"__typename": "CitizenshipCase", "caseNumber": n} for n in numbers]


async def test_inmates_are_sealed_throughout(federation, officer, agency_rows) -> None:
    held = of(agency_rows["pemasyarakatan"], Inmate)
    aliases = [
        InmateAlias(row.handle, at, f"ALIAS {at}") for row in held[::2] for at in (0, 1)
    ]
    rows = [*held, *aliases]
    analyst = officer(
        "kemenimipas.pemasyarakatan",
        ("pemasyarakatan.analyst",),
        ("INMATE_IDENTIFICATION",),
    )
    query = """{ inmates(first: 500, filter: {releaseBefore: "2028-01-01"}) { nodes {
      ticket ref name aliases statedCitizenship expectedRelease nik } } }"""
    async with federation.node("pemasyarakatan", rows) as node:
        reply = await federation.ask(node, analyst, query)
        assert len(node.statements) == 2
    inmates = {row.handle: row for row in of(rows, Inmate)}
    found = reply.data["inmates"]["nodes"]
    assert len(found) == sum(
        1
        for row in inmates.values()
        if row.expected_release and row.expected_release.isoformat() < "2028-01-01"
    )
    for one in found:
        handle = federation.handle(
            "pemasyarakatan", "Inmate", one["ticket"], analyst, reply.jti
        )

        def opened(name, one=one):
            return federation.opened(
                analyst, reply, one[name], f"Inmate.{name}", one["ref"]
            )

        inmate = inmates[handle]
        assert opened("name") == inmate.name
        assert opened("nik") == inmate.nik
        assert opened("statedCitizenship") == inmate.stated_citizenship
        assert opened("expectedRelease") == inmate.expected_release.isoformat()
        assert opened("aliases") == [
            row.alias for row in aliases if row.inmate_handle == handle
        ]


async def test_a_mission_sees_its_own_reports(federation, officer, agency_rows) -> None:
    rows = agency_rows["kemlu"]
    post = Counter(row.post for row in of(rows, CitizenAbroad)).most_common(1)[0][0]
    consul = officer("kemlu", ("kemlu.consular",), ("DECLARATION_REVIEW",), post=post)
    page = """{ citizensAbroad(first: 500,
      filter: {declaredToKeepCitizenship: false}) { nodes { ticket post } } }"""
    count = "{ citizenAbroadCount { value suppressed } }"
    async with federation.node("kemlu", rows) as node:
        reply = await federation.ask(node, consul, page)
        counted = await federation.ask(node, consul, count, way=Way.COUNT)
        jti = new_jti()
        foreign = next(r for r in of(rows, CitizenAbroad) if r.post != post)
        ticket = federation.ticket(
            "kemlu", "CitizenAbroad", foreign.handle, consul, jti
        )
        entity = await federation.ask(
            node,
            consul,
            """query ($of: [_Any!]!) { _entities(representations: $of) {
              ... on CitizenAbroad { post } } }""",
            {"of": [{"__typename": "CitizenAbroad", "ticket": ticket}]},
            jti=jti,
        )
    own = [row for row in of(rows, CitizenAbroad) if row.post == post]
    found = reply.data["citizensAbroad"]["nodes"]
    assert {one["post"] for one in found} == {post}
    assert len(found) == sum(row.declared_to_keep_citizenship_on is None for row in own)
    assert counted.data["citizenAbroadCount"]["value"] == len(own)
    assert entity.codes == ["OUT_OF_SCOPE"]


DECREES = """query ($of: [_Any!]!) { _entities(representations: $of) {
  ... on CitizenshipCase { caseNumber decree { stage signedOn decreeNumber } } } }"""


async def test_setneg_shows_the_attested_case_alone(
    federation, examiner, attest, agency_rows
) -> None:
    federation.agree("PKS-DEMO-005")
    rows = agency_rows["setneg"]
    first, second = of(rows, Decree)[:2]
    numbers = [first.case_number, second.case_number]
    async with federation.node("setneg", rows) as node:
        reply = await federation.ask(
            node,
            examiner,
            DECREES,
            {"of": cases_of(numbers)},
            **attest(first.case_number, new_jti()),
        )
    shown, hidden = reply.data["_entities"]
    assert shown["decree"]["stage"] == first.stage
    assert hidden is None
    assert reply.code_at("_entities", 1) == "OUT_OF_SCOPE"


async def test_setneg_counts_days_per_stage(federation, officer, agency_rows) -> None:
    rows = agency_rows["setneg"]
    drafter = officer("kemensetneg", ("setneg.drafter",), ("SERVICE_EVALUATION",))
    query = """{ decreeStageDurations { stage cases { value } medianDays
      overLimit { value suppressed } legalLimitDays } }"""
    async with federation.node("setneg", rows) as node:
        reply = await federation.ask(node, drafter, query, way=Way.COUNT)
    expected: dict[str, list[int]] = {}
    for span in of(rows, DecreeStageSpan):
        if span.left_on:
            days = (span.left_on - span.entered_on).days
            expected.setdefault(span.stage, []).append(days)
    found = reply.data["decreeStageDurations"]
    assert {one["stage"]: one["medianDays"] for one in found} == {
        stage: median_low(days) for stage, days in expected.items()
    }
    assert all(one["legalLimitDays"] is None for one in found)
    assert found[0]["overLimit"] == {"value": None, "suppressed": False}


CONSIDERATIONS = """query ($of: [_Any!]!) { _entities(representations: $of) {
  ... on CitizenshipCase { consideration { answered outcome } } } }"""


async def test_bin_shows_one_attested_case_and_no_outcome(
    federation, examiner, attest, agency_rows
) -> None:
    federation.agree("PKS-DEMO-006")
    rows = agency_rows["bin"]
    first, second = of(rows, Consideration)[:2]
    both = {"of": cases_of([first.case_number, second.case_number])}
    async with federation.node("bin", rows) as node:
        papers = attest(first.case_number, new_jti())
        reply = await federation.ask(node, examiner, CONSIDERATIONS, both, **papers)
        listed = await federation.ask(node, examiner, CONSIDERATIONS, both)
        forged = attest(first.case_number, new_jti(), signer="imigrasi")
        refused = await federation.ask(node, examiner, CONSIDERATIONS, both, **forged)
    shown, hidden = reply.data["_entities"]
    assert shown["consideration"] == {"answered": first.answered, "outcome": None}
    assert hidden is None
    assert "OUT_OF_SCOPE" in reply.codes
    assert listed.data["_entities"] == [None, None]
    assert listed.codes == ["WAY_NOT_ALLOWED", "WAY_NOT_ALLOWED"]
    assert refused.codes == ["ATTESTATION_INVALID"]


async def test_bins_own_officers_need_an_attested_case_too(
    federation, officer, agency_rows
) -> None:
    rows = agency_rows["bin"]
    own = officer("bin", ("bin.officer",), ("CASE_REVIEW",))
    of_all = {"of": cases_of(row.case_number for row in of(rows, Consideration))}
    days = "{ considerationStageDurations { stage medianDays legalLimitDays } }"
    async with federation.node("bin", rows) as node:
        reply = await federation.ask(node, own, CONSIDERATIONS, of_all)
        counted = await federation.ask(node, own, days, way=Way.COUNT)
    assert set(reply.codes) == {"WAY_NOT_ALLOWED"}
    answered = [
        (row.answered_on - row.requested_on).days
        for row in of(rows, Consideration)
        if row.answered_on
    ]
    assert counted.data["considerationStageDurations"] == [
        {
            "stage": "BIN_CONSIDERATION",
            "medianDays": median_low(answered),
            "legalLimitDays": 14,
        }
    ]


async def test_kemenko_knows_figures_and_agreements(
    federation, officer, agency_rows
) -> None:
    federation.agree("PKS-DEMO-001", "PKS-DEMO-010", "LNK-DEMO-001")
    rows = agency_rows["kemenko"]
    coordinator = officer("kemenko", ("kemenko.coordinator",), ("SERVICE_EVALUATION",))
    query = """query ($period: String) {
      agreementStates { id provider recipient purpose state validTo }
      coordinationMetrics(period: $period) { agency key period value { value } } }"""
    async with federation.node("kemenko", rows) as node:
        reply = await federation.ask(
            node, coordinator, query, {"period": "2025"}, way=Way.COUNT
        )
        everything = await federation.ask(node, coordinator, query, way=Way.COUNT)
    assert reply.data["agreementStates"] == [
        {
            "id": "PKS-DEMO-001",
            "provider": "kemenimipas.imigrasi",
            "recipient": "kemenkum.ahu",
            "purpose": "NATURALISATION_CHECK",
            "state": "ACTIVE",
            "validTo": "2029-12-31",
        },
        {
            "id": "PKS-DEMO-010",
            "provider": "kemendagri.dukcapil",
            "recipient": "kemenkum.ahu",
            "purpose": "NATURALISATION_FOLLOW_UP",
            "state": "ACTIVE",
            "validTo": "2029-12-31",
        },
    ]
    found = {
        (one["agency"], one["key"], one["period"]): one["value"]["value"]
        for one in reply.data["coordinationMetrics"]
    }
    assert found == {
        (row.agency, row.key, row.period): row.value
        for row in of(rows, Metric)
        if row.period == "2025"
    }
    assert len(everything.data["coordinationMetrics"]) == len(of(rows, Metric))
