"""A question behind agreements, from signed statement to recorded answer."""

import json

import pytest
import pytest_asyncio

from protocol.audit_verify import verify_log
from protocol.keys import KeySet
from tests.support.guarded import Asker, guarded
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


async def test_a_granted_question_is_answered_whole(federation):
    answer = await federation.ask(Asker(federation.keys), QUERY, {"first": 2})
    assert answer["status"] == 200
    assert "errors" not in answer
    first, second = answer["data"]["citizenshipCases"]["nodes"]
    assert first["applicant"]["person"]["residents"] == [
        {
            "band": "CERTAIN",
            "record": {
                "ref": "res-a",
                "registerState": "ACTIVE",
                "citizenship": {"status": "WNA"},
            },
        }
    ]
    assert second["applicant"]["person"]["residents"] == []
    assert answer["extensions"]["agreements"] == ["PKS-DEMO-010"]


async def test_the_request_id_is_the_statements(federation):
    asker = Asker(federation.keys, jti="AAAAAAAAAAAAAAAAAAAAAA")
    answer = await federation.ask(asker, QUERY, {"first": 1})
    assert answer["extensions"]["requestId"] == "AAAAAAAAAAAAAAAAAAAAAA"


async def test_one_line_is_written_per_request_and_holds_no_value(federation):
    await federation.ask(Asker(federation.keys), QUERY, {"first": 2})
    line = federation.lines()[-1]
    assert federation.lines()[0]["kind"] == "LOG_STARTED"
    assert line["kind"] == "ANSWERED"
    assert line["org"] == "kemenkum.ahu"
    assert line["purpose"] == "NATURALISATION_FOLLOW_UP"
    assert line["agreements"] == ["PKS-DEMO-010"]
    assert line["counts"] == {"Applicant": 2, "Resident": 1}
    assert "Resident.registerState" in line["coordinates"]
    assert "sealed" not in json.dumps(line)
    assert "withheld" not in json.dumps(line)
    keys = KeySet.of([federation.keys.gateway])
    assert verify_log(federation.log, keys).lines == len(federation.lines())


async def test_a_denied_field_is_null_with_its_reason_and_never_asked(federation):
    query = QUERY.replace("registerState", "registerState nik")
    answer = await federation.ask(Asker(federation.keys), query, {"first": 2})
    record = answer["data"]["citizenshipCases"]["nodes"][0]["applicant"]["person"][
        "residents"
    ][0]["record"]
    assert record["nik"] is None
    assert record["registerState"] == "ACTIVE"
    (error,) = answer["errors"]
    assert "path" not in error
    extensions = error["extensions"]
    assert extensions["code"] == "ELEMENT_NOT_GRANTED"
    assert extensions["path"] == (
        "citizenshipCases.nodes.applicant.person.residents.record.nik"
    )
    assert extensions["agency"] == "dukcapil"
    assert extensions["agreement"] == "PKS-DEMO-010"
    assert extensions["purpose"] == "NATURALISATION_FOLLOW_UP"
    assert "nik" not in federation.seen
    assert federation.lines()[-1]["outcome"] == "PARTIAL"


@pytest.mark.parametrize(
    "selection",
    [
        "innocent: nik",
        "... on Resident { nik }",
        "...f",
        "nik @include(if: true)",
    ],
)
async def test_no_spelling_gets_a_denied_field_through(federation, selection):
    query = QUERY.replace("registerState", f"registerState {selection}")
    if selection == "...f":
        query += " fragment f on Resident { nik }"
    answer = await federation.ask(Asker(federation.keys), query, {"first": 1})
    assert answer["errors"][0]["extensions"]["code"] == "ELEMENT_NOT_GRANTED"
    assert "nik" not in federation.seen


async def test_a_denied_edge_takes_all_below_with_it(federation):
    asker = Asker(federation.keys, purpose="STAY_PERMIT_REVIEW")
    answer = await federation.ask(asker, QUERY, {"first": 1})
    applicant = answer["data"]["citizenshipCases"]["nodes"][0]["applicant"]
    assert applicant == {"ref": "ref-a", "name": "sealed-name-a", "person": None}
    (error,) = answer["errors"]
    extensions = error["extensions"]
    assert (extensions["code"], extensions["clause"]) == (
        "NO_AGREEMENT",
        "purpose.code",
    )
    assert extensions["path"] == "citizenshipCases.nodes.applicant.person"
    assert not federation.subgraphs["persons"].seen
    assert not federation.subgraphs["dukcapil"].seen


async def test_a_refused_entry_point_is_null_with_its_path(federation):
    asker = Asker(
        federation.keys,
        organisation="kemendagri.dukcapil",
        roles=("dukcapil.analyst",),
    )
    answer = await federation.ask(asker, QUERY, {"first": 1})
    assert answer["status"] == 200
    assert answer["data"] == {"citizenshipCases": None}
    assert answer["errors"][0]["path"] == ["citizenshipCases"]
    assert answer["errors"][0]["extensions"]["code"] == "NO_AGREEMENT"
    assert not any(one.seen for one in federation.subgraphs.values())
    line = federation.lines()[-1]
    assert (line["kind"], line["outcome"]) == ("REFUSED", "NO_AGREEMENT")
    assert "coordinates" not in line


async def test_a_refused_field_that_is_left_out_ends_nothing(federation):
    asker = Asker(
        federation.keys,
        organisation="kemendagri.dukcapil",
        roles=("dukcapil.analyst",),
    )
    query = """query Q($first: Int!, $no: Boolean!) {
      citizenshipCases(first: $first) @include(if: $no) { nodes { ref } }
    }"""
    answer = await federation.ask(asker, query, {"first": 1, "no": False})
    assert answer["data"] == {}
    assert "errors" not in answer
    assert federation.lines()[-1]["outcome"] == "OK"


async def test_a_worklist_is_capped_by_its_agreement(federation):
    await federation.ask(Asker(federation.keys), QUERY, {"first": 5000})
    assert "first: 200" in federation.subgraphs["ahu"].seen[0]["query"]


async def test_the_nodes_words_are_said_again_from_the_catalogue(
    federation, monkeypatch
):
    def broken(_one):
        raise ValueError("Budi Santoso")

    entities = federation.subgraphs["dukcapil"].entities
    monkeypatch.setitem(entities, "Resident", broken)
    answer = await federation.ask(Asker(federation.keys), QUERY, {"first": 1})
    assert answer["errors"][0]["extensions"]["code"] == "AGENCY_GARBLED"
    assert answer["errors"][0]["extensions"]["agency"] == "dukcapil"
    assert "Budi" not in json.dumps(answer)


async def test_the_schema_is_public(federation):
    answer = await federation.send(
        "{ __schema { types { name fields { name } } } }", None, {}
    )
    types = {one["name"]: one for one in answer["data"]["__schema"]["types"]}
    assert "ticket" not in {one["name"] for one in types["Resident"]["fields"]}


async def test_but_nothing_else_is(federation):
    answer = await federation.send(QUERY, {"first": 1}, {})
    assert answer["errors"][0]["extensions"]["code"] == "TOKEN_MISSING"
    assert not any(one.seen for one in federation.subgraphs.values())
