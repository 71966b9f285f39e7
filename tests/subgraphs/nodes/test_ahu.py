"""AHU: a kanwil its region, one attested case, and the days of each stage."""

from statistics import median_low

import pytest
import pytest_asyncio

from protocol.attestations import AttestationCheck, verify_attestation
from protocol.dates import epoch_seconds
from protocol.statements import Way, new_jti, verify_statement
from protocol.tokens import verify_token
from subgraphs.ahu.durations import LEGAL_LIMITS
from subgraphs.population.rows import Applicant, Case, CaseStageSpan

pytestmark = pytest.mark.asyncio(loop_scope="module")

CASE = """query ($n: ID!) { citizenshipCase(caseNumber: $n) {
  caseNumber ref stage skimNumber
  applicant { ref name cases { caseNumber } }
  result { status } } }"""

APPLICANTS = """query ($of: [_Any!]!) { _entities(representations: $of) {
  ... on Applicant { sex } } }"""


@pytest.fixture
def federation(module_federation):
    return module_federation


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def node(module_federation, rows):
    async with module_federation.node("ahu", rows) as running:
        yield running


@pytest.fixture(scope="module")
def rows(agency_rows):
    return agency_rows["ahu"]


@pytest.fixture(scope="module")
def cases(rows):
    return [row for row in rows if isinstance(row, Case)]


@pytest.fixture(scope="module")
def applicants(rows):
    return {row.handle: row for row in rows if isinstance(row, Applicant)}


@pytest.fixture
def examiner(officer):
    roles = ("ahu.examiner", "ahu.analyst")
    return officer("kemenkum.ahu", roles, ("NATURALISATION_CHECK",))


@pytest.fixture
def kanwil(officer, cases):
    roles, purposes = ("kanwil.examiner",), ("NATURALISATION_CHECK",)
    region = cases[0].kanwil_code
    return officer("kemenkum.ahu", roles, purposes, region=region)


async def attested(federation, node, officer, case_number):
    jti = new_jti()
    body = {
        "caseNumber": case_number,
        "jti": jti,
        "purpose": officer.purposes[0],
    }
    status, answer = await federation.errand(node, officer, "/attest", body)
    return jti, status, answer


async def test_one_case_by_its_number(
    federation, node, examiner, cases, applicants
) -> None:
    case = next(c for c in cases if c.citizenship_status and c.skim_number)
    reply = await federation.ask(node, examiner, CASE, {"n": case.case_number})
    found = reply.data["citizenshipCase"]
    assert reply.codes == []
    assert found["caseNumber"] == case.case_number
    assert found["stage"] == case.stage
    assert found["result"] == {"status": case.citizenship_status}
    assert {"caseNumber": case.case_number} in found["applicant"]["cases"]
    applicant = found["applicant"]
    name = federation.opened(
        examiner, reply, applicant["name"], "Applicant.name", applicant["ref"]
    )
    assert name == applicants[case.applicant_handle].name
    skim = federation.opened(
        examiner, reply, found["skimNumber"], "CitizenshipCase.skimNumber", found["ref"]
    )
    assert skim == case.skim_number


async def test_an_undecided_case_has_no_result(
    federation, node, examiner, cases
) -> None:
    case = next(c for c in cases if c.citizenship_status is None)
    reply = await federation.ask(node, examiner, CASE, {"n": case.case_number})
    assert reply.data["citizenshipCase"]["result"] is None


async def test_a_case_that_is_none_is_null(federation, node, examiner) -> None:
    reply = await federation.ask(node, examiner, CASE, {"n": "NO-SUCH-CASE"})
    assert (reply.data, reply.codes) == ({"citizenshipCase": None}, [])


async def test_pages_continue_where_they_ended(
    federation, node, examiner, cases
) -> None:
    query = """query ($after: String) { citizenshipCases(first: 7, after: $after) {
      nodes { caseNumber } pageInfo { hasNextPage endCursor } } }"""
    seen, after, more = [], None, True
    while more:
        reply = await federation.ask(node, examiner, query, {"after": after})
        page = reply.data["citizenshipCases"]
        seen += [one["caseNumber"] for one in page["nodes"]]
        more, after = page["pageInfo"].values()
    assert sorted(seen) == sorted(case.case_number for case in cases)
    assert len(seen) == len(set(seen))


async def test_a_cursor_is_of_one_purpose(federation, node, examiner, officer) -> None:
    query = """query ($after: String) { citizenshipCases(first: 1, after: $after) {
      nodes { caseNumber } pageInfo { endCursor } } }"""
    reply = await federation.ask(node, examiner, query)
    after = reply.data["citizenshipCases"]["pageInfo"]["endCursor"]
    other = officer("kemenkum.ahu", ("ahu.analyst",), ("LOSS_FOLLOW_UP",))
    again = await federation.ask(node, other, query, {"after": after})
    assert again.codes == ["CURSOR_INVALID"]


@pytest.mark.parametrize("first", [0, -1, 1001])
async def test_a_page_has_a_size(federation, node, examiner, first) -> None:
    query = "query ($n: Int!) { citizenshipCases(first: $n) { nodes { stage } } }"
    reply = await federation.ask(node, examiner, query, {"n": first})
    assert reply.codes == ["TOO_MANY_SUBJECTS"]


async def test_filters_say_which_cases(federation, node, examiner, cases) -> None:
    query = """{ citizenshipCases(first: 1000, filter: {
      bases: [ART8, ART19], decidedStatus: WNI, oathBefore: "2026-06-01"
    }) { nodes { caseNumber } } }"""
    reply = await federation.ask(node, examiner, query)
    found = {one["caseNumber"] for one in reply.data["citizenshipCases"]["nodes"]}
    assert found == {
        case.case_number
        for case in cases
        if case.basis in {"ART8", "ART19"}
        and case.citizenship_status == "WNI"
        and case.oath_date is not None
        and case.oath_date.isoformat() < "2026-06-01"
    }
    assert found


async def test_a_kanwil_sees_its_region(federation, node, kanwil, cases) -> None:
    query = """{ citizenshipCases(first: 1000) { nodes {
      caseNumber kanwil { code } applicant { sex } } } }"""
    reply = await federation.ask(node, kanwil, query)
    found = reply.data["citizenshipCases"]["nodes"]
    assert reply.codes == []
    own = {c.case_number for c in cases if c.kanwil_code == kanwil.region}
    assert {one["caseNumber"] for one in found} == own
    assert all(one["applicant"] for one in found)
    foreign = next(c for c in cases if c.kanwil_code != kanwil.region)
    reply = await federation.ask(node, kanwil, CASE, {"n": foreign.case_number})
    assert reply.data == {"citizenshipCase": None}
    assert reply.codes == ["OUT_OF_SCOPE"]


async def test_a_kanwil_sees_applicants_of_its_region(
    federation, node, kanwil, cases
) -> None:
    own = {c.applicant_handle for c in cases if c.kanwil_code == kanwil.region}
    foreign = {c.applicant_handle for c in cases} - own
    jti = new_jti()
    of = [
        {
            "__typename": "Applicant",
            "ticket": federation.ticket("ahu", "Applicant", handle, kanwil, jti),
        }
        for handle in (min(own), min(foreign))
    ]
    reply = await federation.ask(node, kanwil, APPLICANTS, {"of": of}, jti=jti)
    first, second = reply.data["_entities"]
    assert first["sex"] in {"M", "F"}
    assert second is None
    assert reply.code_at("_entities", 1) == "OUT_OF_SCOPE"


async def test_a_case_request_shows_the_attested_case_alone(
    federation, node, examiner, cases
) -> None:
    case, other = cases[0], cases[1]
    jti, status, answer = await attested(federation, node, examiner, case.case_number)
    assert status == 200
    papers = {"jti": jti, "way": Way.CASE, "attestation": answer["attestation"]}
    reply = await federation.ask(
        node, examiner, CASE, {"n": case.case_number}, **papers
    )
    assert reply.data["citizenshipCase"]["caseNumber"] == case.case_number
    reply = await federation.ask(
        node, examiner, CASE, {"n": other.case_number}, **papers
    )
    assert reply.codes == ["OUT_OF_SCOPE"]
    of = [
        {
            "__typename": "Applicant",
            "ticket": federation.ticket("ahu", "Applicant", handle, examiner, jti),
        }
        for handle in (case.applicant_handle, other.applicant_handle)
    ]
    reply = await federation.ask(node, examiner, APPLICANTS, {"of": of}, **papers)
    first, second = reply.data["_entities"]
    assert (first is None, second) == (False, None)
    assert reply.code_at("_entities", 1) == "OUT_OF_SCOPE"
    page = "{ citizenshipCases { nodes { stage } } }"
    reply = await federation.ask(node, examiner, page, **papers)
    assert reply.codes == ["WAY_NOT_ALLOWED"]


async def test_a_case_request_needs_an_attestation(
    federation, node, examiner, officer, cases
) -> None:
    number = cases[0].case_number
    reply = await federation.ask(node, examiner, CASE, {"n": number}, way=Way.CASE)
    assert reply.codes == ["ATTESTATION_MISSING"]
    jti, _, answer = await attested(federation, node, examiner, number)
    colleague = officer(
        examiner.organisation, examiner.roles, examiner.purposes, subject="officer-8"
    )
    reply = await federation.ask(
        node,
        colleague,
        CASE,
        {"n": number},
        jti=jti,
        way=Way.CASE,
        attestation=answer["attestation"],
    )
    assert reply.codes == ["ATTESTATION_INVALID"]


async def test_an_attestation_says_what_the_database_says(
    federation, node, examiner, cases
) -> None:
    case = cases[0]
    jti, _, answer = await attested(federation, node, examiner, case.case_number)
    now = federation.clock.now
    keys = await node.assembled.node.trust.issuer_keys(None)
    token = verify_token(
        federation.token(examiner),
        keys,
        issuer="https://idp.example",
        audience="tautan:demo",
        now=now,
    )
    statement = verify_statement(
        federation.statement(
            examiner, jti, way=Way.CASE, attestation=answer["attestation"]
        ),
        token,
        audience="tautan:demo",
        now=now,
    )
    found = verify_attestation(
        federation.peers, AttestationCheck(token, statement, "ahu"), now=now
    )
    assert (found.case, found.stage) == (case.case_number, case.stage)
    handle = federation.handle("ahu", "Applicant", found.ticket, examiner, jti)
    assert handle == case.applicant_handle
    assert epoch_seconds(now) > 0


async def test_nobody_attests_a_case_of_another_region_or_agency(
    federation, node, kanwil, officer, cases
) -> None:
    foreign = next(c for c in cases if c.kanwil_code != kanwil.region)
    _, status, answer = await attested(federation, node, kanwil, foreign.case_number)
    assert status == 403
    assert answer["errors"][0]["extensions"]["code"] == "OUT_OF_SCOPE"
    _, _, answer = await attested(federation, node, kanwil, "NO-SUCH-CASE")
    assert answer["errors"][0]["extensions"]["code"] == "CASE_NOT_FOUND"
    outsider = officer("kemlu", ("kemlu.consular",), ("NATURALISATION_CHECK",))
    _, _, answer = await attested(federation, node, outsider, foreign.case_number)
    assert answer["errors"][0]["extensions"]["code"] == "OUT_OF_SCOPE"
    _, _, answer = await attested(federation, node, kanwil, 7)
    assert answer["errors"][0]["extensions"]["code"] == "VALIDATION_FAILED"
    purposeless = officer("kemenkum.ahu", ("ahu.examiner",), ("CASE_REVIEW",))
    body = {
        "caseNumber": foreign.case_number,
        "jti": new_jti(),
        "purpose": "NATURALISATION_CHECK",
    }
    _, answer = await federation.errand(node, purposeless, "/attest", body)
    assert answer["errors"][0]["extensions"]["code"] == "PURPOSE_NOT_IN_TOKEN"
    log = (federation.home / "ahu" / "audit.jsonl").read_text()
    assert '"kind":"ATTESTED"' in log
    assert '"outcome":"CASE_NOT_FOUND"' in log


DURATIONS = """query ($basis: CitizenshipBasis) {
  citizenshipStageDurations(basis: $basis) {
    stage cases { value suppressed } medianDays
    overLimit { value suppressed } legalLimitDays } }"""


def stays(rows, basis=None):
    number_to_basis = {c.case_number: c.basis for c in rows if isinstance(c, Case)}
    found: dict[str, list[int]] = {}
    for span in rows:
        if not isinstance(span, CaseStageSpan) or span.left_on is None:
            continue
        if basis in (None, number_to_basis[span.case_number]):
            days = (span.left_on - span.entered_on).days
            found.setdefault(span.stage, []).append(days)
    return found


@pytest.mark.parametrize("basis", [None, "ART8"])
async def test_days_per_stage_are_those_of_the_rows(
    federation, node, examiner, rows, basis
) -> None:
    reply = await federation.ask(
        node, examiner, DURATIONS, {"basis": basis}, way=Way.COUNT
    )
    expected = stays(rows, basis)
    found = {one["stage"]: one for one in reply.data["citizenshipStageDurations"]}
    assert found.keys() == expected.keys()
    for stage, days in expected.items():
        limit = LEGAL_LIMITS[stage]
        assert found[stage] == {
            "stage": stage,
            "cases": {"value": len(days), "suppressed": False},
            "medianDays": median_low(days),
            "overLimit": {
                "value": sum(1 for one in days if one > limit),
                "suppressed": False,
            },
            "legalLimitDays": limit,
        }


async def test_a_kanwil_counts_its_own_region(
    federation, node, kanwil, rows, cases
) -> None:
    reply = await federation.ask(node, kanwil, DURATIONS, way=Way.COUNT)
    own = {c.case_number for c in cases if c.kanwil_code == kanwil.region}
    regional = [
        row
        for row in rows
        if not isinstance(row, CaseStageSpan) or row.case_number in own
    ]
    found = reply.data["citizenshipStageDurations"]
    assert {one["stage"]: one["cases"]["value"] for one in found} == {
        stage: len(days) for stage, days in stays(regional).items()
    }
