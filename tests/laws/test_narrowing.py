"""Law 3: what is denied is never asked for; no agreement, no field.

Looked at are the bytes between the gateway and each node, as the demonstration
captures them, and what each node wrote into its own log. A gateway that leaves
the narrowing out gains nothing: the nodes decide for themselves.
"""

import re

import jwt
import pytest

from protocol.asks import Way
from tautan.demo.layout import AGENCIES, UNIT
from tests.trust.kit.asks import ANALYST, case_request, check
from tests.trust.kit.nodes import Hop, process_key
from tests.trust.kit.officers import Ask, Papers, body_of
from tests.trust.kit.wire import send

pytestmark = pytest.mark.trust

NODES = (*AGENCIES, UNIT)
BEHIND_THE_EDGE = """\
  citizenshipCase(caseNumber: $caseNumber) {
    stage
    applicant { person { immigrationPersons { record { %s } } } }
  }
"""
HEAD = "query Check($caseNumber: ID!) {\n"
GRANTED = "machineReadableName"
DENIED = {
    "plain": "travelBan",
    "alias": "skims: travelBan",
    "two aliases": "a: travelBan b: travelBan",
    "inline fragment": "... { travelBan }",
    "inline fragment on the type": "... on ImmigrationPerson { travelBan }",
    "nested fragments": "... { ... on ImmigrationPerson { ... { travelBan } } }",
    "with a condition": "travelBan @include(if: true)",
    "with a condition on the fragment": "... @skip(if: false) { travelBan }",
    "an edge": "crossings { at direction }",
    "an edge under an alias": "permits: crossings { kind: direction }",
}


def forbidden(selection):
    return re.search(r"travelBan|crossings", selection)[0]


def asked_of_nodes(captured):
    """Everything that passed between gateway and nodes."""
    return b"".join(captured.of(name) for name in NODES)


def lines_of(scene, request_id):
    return [
        (name, line)
        for name in NODES
        for line in scene.log(name)
        if line.get("requestId") == request_id and line["kind"] == "ANSWERED"
    ]


def asked(scene, selection, fragments=""):
    """Asks for a naturalisation check; what passed, and what was answered."""
    document = HEAD + BEHIND_THE_EDGE % f"{GRANTED} {selection}" + "}" + fragments
    ask = check(scene, document)
    with scene.captured() as captured:
        reply = send(scene.gateway, case_request(scene, ask))
        return asked_of_nodes(captured), reply


def must_be_left_out(scene, passed, reply, field, place):
    assert reply.status == 200
    assert set(reply.codes) == {"ELEMENT_DENIED"}
    for error in reply.errors:
        assert error["extensions"]["agency"] == "imigrasi"
        assert error["extensions"]["agreement"] == "PKS-DEMO-001"
        assert error["extensions"]["path"].startswith(place)
    assert field.encode() not in passed
    assert b"machineReadableName" in passed
    seen = lines_of(scene, reply.json["extensions"]["requestId"])
    assert {name for name, _ in seen} == {"ahu", "persons", "imigrasi"}
    for _, line in seen:
        assert not any(field in one for one in line["coordinates"])


@pytest.mark.parametrize("selection", DENIED.values(), ids=DENIED)
def test_a_denied_field_is_in_no_request(scene, selection):
    passed, reply = asked(scene, selection)
    place = "citizenshipCase.applicant.person.immigrationPersons.record"
    must_be_left_out(scene, passed, reply, forbidden(selection), place)
    (record,) = [
        link["record"]
        for link in reply.data["citizenshipCase"]["applicant"]["person"][
            "immigrationPersons"
        ]
    ]
    assert record.pop("machineReadableName")
    assert set(record.values()) == {None}


def test_a_denied_field_in_a_named_fragment_is_in_no_request(scene):
    fragment = """
    fragment Ban on ImmigrationPerson { ...Deep }
    fragment Deep on ImmigrationPerson { ban: travelBan }
    """
    passed, reply = asked(scene, "...Ban", fragment)
    place = "citizenshipCase.applicant.person.immigrationPersons.record"
    must_be_left_out(scene, passed, reply, "travelBan", place)


def test_what_stands_behind_a_denied_edge_is_in_no_request(scene):
    """Nested: the edge leads to a field that would be granted elsewhere."""
    passed, reply = asked(scene, "person { residents { record { identityCard } } }")
    assert reply.codes
    for error in reply.errors:
        assert error["extensions"]["code"] == "ELEMENT_NOT_GRANTED"
    assert b"identityCard" not in passed


LOSS = """\
{
  citizenshipCases(first: 2, filter: {bases: [ART23, ART26]}) {
    nodes {
      caseNumber
      applicant {
        person { residents { record { registerState citizenship { %s } } } }
      }
    }
  }
}
"""


@pytest.mark.parametrize(
    "selection",
    [
        "... on CitizenshipAssertion { status assertedBy }",
        "... on CitizenshipAssertion { ... on ResidentCitizenship { status assertedBy } }",
        "status ... on CitizenshipAssertion { by: assertedBy }",
    ],
)
def test_a_field_that_is_not_granted_is_in_no_request_through_an_interface(
    scene, selection
):
    ask = Ask(LOSS % selection, "LOSS_FOLLOW_UP")
    with scene.captured() as captured:
        reply = send(scene.gateway, scene.officer(ANALYST).request(ask))
        passed = asked_of_nodes(captured)
    assert set(reply.codes) == {"ELEMENT_NOT_GRANTED"}
    assert b"assertedBy" not in passed
    assert b"registerState" in passed
    assert b"citizenship" in passed


def test_a_denied_edge_leads_nowhere(scene):
    """An edge that no agreement grants: not even its existence is asked for."""
    document = (
        "{ citizenshipCases(first: 2) { nodes { caseNumber"
        " applicant { person { inmate citizensAbroad { band } } } } } }"
    )
    ask = Ask(document, "LOSS_FOLLOW_UP")
    with scene.captured() as captured:
        reply = send(scene.gateway, scene.officer(ANALYST).request(ask))
        kemlu, passed = captured.of("kemlu"), asked_of_nodes(captured)
    assert set(reply.codes) == {"NO_AGREEMENT"}
    assert b"inmate" not in passed
    assert b"citizensAbroad" not in passed
    assert kemlu == b""
    assert b"caseNumber" in passed


def test_without_an_agreement_nothing_is_sent(scene):
    document = "{ citizenshipCases(first: 2) { nodes { caseNumber stage } } }"
    ask = Ask(document, "LOSS_FOLLOW_UP")
    with scene.captured() as captured:
        reply = send(scene.gateway, scene.officer("setneg-drafter").request(ask))
        passed = asked_of_nodes(captured)
    assert (reply.status, reply.data) == (200, {"citizenshipCases": None})
    (error,) = reply.errors
    assert error["path"] == ["citizenshipCases"]
    about = error["extensions"]
    assert (about["code"], about["fault"]) == ("NO_AGREEMENT", "AGREEMENT")
    assert (about["agency"], about["purpose"]) == ("ahu", "LOSS_FOLLOW_UP")
    assert passed == b""
    (line,) = [
        one
        for one in scene.log("gateway")
        if one.get("requestId") == about["requestId"]
    ]
    assert "agencies" not in line
    assert "coordinates" not in line


LIES = {
    "ahu": "{ citizenshipCases(first: 2) { nodes { caseNumber } } }",
    "imigrasi": "{ immigrationPersons(first: 2) { nodes { nationality } } }",
    "pemasyarakatan": "{ inmates(first: 2) { nodes { statedCitizenship } } }",
    "kemlu": "{ citizensAbroad(first: 2) { nodes { country } } }",
}
"""What a lying gateway sends for an officer whose organisation may not ask it."""


@pytest.mark.parametrize("name", LIES)
def test_a_gateway_that_does_not_narrow_gets_nothing(scene, name):
    ask = Ask(LIES[name], "LOSS_FOLLOW_UP", {}, Way.WORKLIST)
    papers = scene.officer("setneg-drafter").papers(ask)
    hop = Hop(name, body_of(ask), papers)
    sent = hop.signed(process_key(scene.layout, "gateway"))
    reply = send(scene.node(name), sent)
    assert reply.codes
    assert set(reply.codes) <= {"NO_AGREEMENT", "ELEMENT_NOT_GRANTED"}
    assert not any((reply.json.get("data") or {}).values())


def test_a_gateway_that_adds_a_denied_field_gets_the_rest_alone(scene, second_gateway):
    """Between the second gateway and Imigrasi the message is written anew."""
    document = HEAD + BEHIND_THE_EDGE % GRANTED + "}"
    added = b"machineReadableName travelBan"

    def widened(sent):
        body = sent.body.replace(GRANTED.encode(), added)
        assert body != sent.body
        officer_of = sent.headers["Authorization"].removeprefix("Bearer ")
        statement = sent.headers["Tautan-Statement"]
        papers = Papers(officer_of, statement, jti_of(statement))
        hop = Hop("imigrasi", body, papers, headers=dict(sent.headers))
        return hop.signed(process_key(scene.layout, "gateway"))

    relay = second_gateway.relays["imigrasi"]
    with relay.lying(there=widened):
        send(second_gateway.url, case_request(scene, check(scene, document)))
    answer = relay.seen[-1].reply
    assert answer.status == 200
    assert set(answer.codes) == {"ELEMENT_DENIED"}
    for entity in answer.data["_entities"]:
        assert entity["travelBan"] is None
        assert entity["machineReadableName"] is not None


def jti_of(statement):
    claims = jwt.decode(statement, options={"verify_signature": False})
    return claims["jti"]
