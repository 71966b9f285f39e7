"""Bad input over real HTTP: each has its code, and nothing reaches a subgraph."""

from dataclasses import replace
from datetime import timedelta

import jwt
import pytest
import pytest_asyncio

from protocol.keys import SigningKey
from tests.support.guarded import NOW, Asker, Way, guarded
from tests.support.people import QUERY, ahu, dukcapil, persons

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared(tmp_path_factory):
    folder = tmp_path_factory.mktemp("guarded")
    async with guarded(folder, ahu(), persons(), dukcapil()) as running:
        yield running


@pytest.fixture
def federation(shared):
    for one in shared.subgraphs.values():
        one.seen.clear()
    return shared


def code(answer):
    return answer["errors"][0]["extensions"]["code"]


def untouched(federation):
    return not any(one.seen for one in federation.subgraphs.values())


VARIABLES = {"first": 1}


async def test_token_malformed(federation):
    headers = Asker(federation.keys).headers(QUERY, VARIABLES)
    headers["Authorization"] = "Bearer nonsense"
    answer = await federation.send(QUERY, VARIABLES, headers)
    assert (answer["status"], code(answer)) == (401, "TOKEN_MALFORMED")
    assert "data" not in answer
    assert untouched(federation)


async def test_token_expired(federation):
    asker = Asker(federation.keys, now=NOW - timedelta(hours=2))
    answer = await federation.ask(asker, QUERY, VARIABLES)
    assert (answer["status"], code(answer)) == (401, "TOKEN_EXPIRED")
    assert untouched(federation)


async def test_token_for_another_audience(federation):
    asker = Asker(federation.keys, audience="tautan:elsewhere")
    answer = await federation.ask(asker, QUERY, VARIABLES)
    assert (answer["status"], code(answer)) == (401, "TOKEN_WRONG_AUDIENCE")
    assert untouched(federation)


async def test_token_of_an_unknown_issuer(federation):
    keys = replace(federation.keys, issuer=SigningKey.generate("issuer"))
    headers = Asker(keys).headers(QUERY, VARIABLES)
    answer = await federation.send(QUERY, VARIABLES, headers)
    assert code(answer) == "TOKEN_UNTRUSTED"
    assert untouched(federation)


async def test_token_with_the_algorithm_none(federation):
    headers = Asker(federation.keys).headers(QUERY, VARIABLES)
    claims = jwt.decode(
        headers["Authorization"][7:], options={"verify_signature": False}
    )
    forged = jwt.encode(claims, None, algorithm="none", headers={"typ": "at+jwt"})
    headers["Authorization"] = f"Bearer {forged}"
    answer = await federation.send(QUERY, VARIABLES, headers)
    assert code(answer) in {"TOKEN_MALFORMED", "TOKEN_UNTRUSTED"}
    assert untouched(federation)


async def test_statement_missing(federation):
    headers = Asker(federation.keys).headers(QUERY, VARIABLES)
    del headers["Tautan-Statement"]
    answer = await federation.send(QUERY, VARIABLES, headers)
    assert code(answer) == "STATEMENT_MISSING"
    assert untouched(federation)


async def test_statement_by_another_key(federation):
    headers = Asker(federation.keys).headers(QUERY, VARIABLES)
    keys = replace(federation.keys, client=SigningKey.generate("client"))
    headers["Tautan-Statement"] = Asker(keys).statement(QUERY, VARIABLES)
    answer = await federation.send(QUERY, VARIABLES, headers)
    assert (answer["status"], code(answer)) == (403, "STATEMENT_WRONG_KEY")
    assert untouched(federation)


async def test_statement_for_another_operation(federation):
    headers = Asker(federation.keys).headers(QUERY, VARIABLES)
    other = QUERY.replace("caseNumber", "oathDate")
    answer = await federation.send(other, VARIABLES, headers)
    assert code(answer) == "STATEMENT_WRONG_OPERATION"
    assert untouched(federation)


async def test_statement_for_other_variables(federation):
    headers = Asker(federation.keys).headers(QUERY, VARIABLES)
    answer = await federation.send(QUERY, {"first": 2}, headers)
    assert code(answer) == "STATEMENT_WRONG_OPERATION"
    assert untouched(federation)


async def test_statement_stale(federation):
    asker = Asker(federation.keys)
    headers = asker.headers(QUERY, VARIABLES)
    asker.now = NOW - timedelta(minutes=5)
    headers["Tautan-Statement"] = asker.statement(QUERY, VARIABLES)
    answer = await federation.send(QUERY, VARIABLES, headers)
    assert code(answer) == "STATEMENT_STALE"
    assert untouched(federation)


async def test_statement_replayed(federation):
    headers = Asker(federation.keys).headers(QUERY, VARIABLES)
    first = await federation.send(QUERY, VARIABLES, headers)
    assert "errors" not in first
    asked = sum(len(one.seen) for one in federation.subgraphs.values())
    again = await federation.send(QUERY, VARIABLES, headers)
    assert (again["status"], code(again)) == (403, "STATEMENT_REPLAYED")
    assert sum(len(one.seen) for one in federation.subgraphs.values()) == asked


async def test_purpose_not_in_token(federation):
    asker = Asker(federation.keys, purposes=("CASE_REVIEW",))
    answer = await federation.ask(asker, QUERY, VARIABLES)
    assert (answer["status"], code(answer)) == (403, "PURPOSE_NOT_IN_TOKEN")
    assert untouched(federation)


async def test_a_case_without_attestation(federation):
    asker = Asker(federation.keys, way=Way.CASE)
    answer = await federation.ask(asker, QUERY, VARIABLES)
    assert (answer["status"], code(answer)) == (403, "ATTESTATION_MISSING")
    assert untouched(federation)


async def test_a_case_with_its_attestation(federation):
    asker = Asker(
        federation.keys,
        way=Way.CASE,
        purpose="CASE_REVIEW",
        roles=("ahu.examiner",),
        stage="AHU_SUBSTANTIVE",
    )
    query = '{ citizenshipCase(caseNumber: "AHU-2026-A") { caseNumber } }'
    answer = await federation.ask(asker, query)
    assert answer["data"] == {"citizenshipCase": {"caseNumber": "AHU-2026-A"}}


async def test_several_operations_in_one_signed_document(federation):
    both = "query a { __typename } query b { __typename }"
    headers = Asker(federation.keys).headers(both)
    async with federation.client.http.post(
        f"{federation.client.url}/graphql",
        json={"query": both, "operationName": "b"},
        headers=headers,
    ) as reply:
        answer = await reply.json(content_type=None)
    assert code(answer) == "VALIDATION_FAILED"


async def test_syntax_error(federation):
    answer = await federation.ask(Asker(federation.keys), "query { citizenshipCases(")
    assert (answer["status"], code(answer)) == (400, "SYNTAX_ERROR")
    assert answer["errors"][0]["locations"] == [{"line": 1, "column": 26}]


async def test_unknown_field(federation):
    answer = await federation.ask(
        Asker(federation.keys), "{ citizenshipCasez { nodes } }"
    )
    assert (answer["status"], code(answer)) == (400, "UNKNOWN_FIELD")
    assert untouched(federation)


async def test_an_inaccessible_field_is_unknown(federation):
    query = QUERY.replace("ref name", "ticket")
    answer = await federation.ask(Asker(federation.keys), query, VARIABLES)
    assert code(answer) == "UNKNOWN_FIELD"
    assert untouched(federation)


async def test_a_variable_that_does_not_fit_is_not_repeated(federation):
    variables = {"first": "Budi Santoso"}
    answer = await federation.ask(Asker(federation.keys), QUERY, variables)
    assert code(answer) == "VALIDATION_FAILED"
    assert "$first" in answer["errors"][0]["extensions"]["detail"]
    assert "Budi" not in str(answer)


async def test_too_many_fields(federation):
    query = "{ " + " ".join(f"a{n}: __typename" for n in range(20_000)) + " }"
    answer = await federation.ask(Asker(federation.keys), query[:99_000])
    assert code(answer) in {"OPERATION_TOO_LARGE", "SYNTAX_ERROR"}


IDENTIFIERS = ("3171234567890123", "3171-2345-6789-0123", "A1234567", "XY123456")


@pytest.mark.parametrize("number", IDENTIFIERS)
async def test_raw_identifier_in_a_variable(federation, number, capfd):
    variables = {"first": 1, "after": number}
    answer = await federation.ask(Asker(federation.keys), QUERY, variables)
    assert (answer["status"], code(answer)) == (400, "RAW_IDENTIFIER")
    assert number not in str(answer)
    assert number not in federation.log.read_text()
    captured = capfd.readouterr()
    assert number not in captured.out + captured.err
    assert untouched(federation)


async def test_raw_identifier_in_the_document(federation):
    query = '{ citizenshipCase(caseNumber: "3171234567890123") { ref } }'
    answer = await federation.ask(Asker(federation.keys), query)
    assert code(answer) == "RAW_IDENTIFIER"
    assert "3171234567890123" not in str(answer)


async def test_raw_identifier_even_without_a_token(federation):
    answer = await federation.send('{ a(n: "3171234567890123") }', None, {})
    assert code(answer) == "RAW_IDENTIFIER"


async def test_raw_identifier_in_the_url(federation, capfd):
    url = f"{federation.client.url}/graphql?query={{__typename}}&nik=317123%34567890123"
    async with federation.client.http.get(url) as reply:
        answer = await reply.json(content_type=None)
    assert code(answer) == "RAW_IDENTIFIER"
    captured = capfd.readouterr()
    assert "317123" not in str(answer) + captured.out + captured.err


async def test_a_body_that_is_too_large(federation):
    answer = await federation.send("{ __typename }" + " " * 200_000, None, {})
    assert (answer["status"], code(answer)) == (413, "BODY_TOO_LARGE")


async def test_messages_are_indonesian_unless_english_is_preferred(federation):
    answer = await federation.send(QUERY, VARIABLES, {})
    assert answer["errors"][0]["message"].startswith("Permintaan")
    english = await federation.send(QUERY, VARIABLES, {"Accept-Language": "en"})
    assert english["errors"][0]["message"].startswith("The request")
