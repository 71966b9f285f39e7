"""Law 6, its first half: one agency down, and the rest arrives.

The error names the agency and the place. The same holds for a node that answers
garbage under its own signature, or too late: a fake node stands in its place.
"""

import time

import pytest

from protocol.canonical import digest
from protocol.dates import system_clock
from protocol.hops import ANSWER_HEADER, HOP_HEADER, AnswerMessage, sign_answer
from protocol.messages import Language, message_of
from tests.trust.kit.asks import (
    ANALYST,
    LOSS_ASK,
    case_request,
    overview,
)
from tests.trust.kit.nodes import process_key
from tests.trust.kit.scene import LOG
from tests.trust.kit.wire import Reply, send

pytestmark = pytest.mark.trust

CASE = ("citizenshipCase",)
PERSON = (*CASE, "applicant", "person")
PLACES = {
    "setneg": (*CASE, "decree"),
    "bin": (*CASE, "consideration"),
    "persons": PERSON,
    "dukcapil": (*PERSON, "residents", "record"),
    "imigrasi": (*PERSON, "immigrationPersons", "record"),
}
"""Where each agency's part of the overview begins."""


def ask(scene, gateway):
    return send(gateway.url, case_request(scene, overview(scene)))


@pytest.fixture
def whole(scene, second_gateway):
    """The overview while every agency answers."""
    reply = ask(scene, second_gateway)
    assert (reply.status, reply.errors) == (200, [])
    for place in PLACES.values():
        assert all(at(reply.data, place))
    return reply.data


def at(data, place):
    """Everything at a place, lists opened."""
    found = [data]
    for key in place:
        below = [one[key] for one in found if one is not None]
        found = [
            item for one in below for item in (one if isinstance(one, list) else [one])
        ]
    return found


def cut(data, place):
    """The data without what stands at a place."""
    if not place:
        return "cut"
    if isinstance(data, list):
        return [cut(one, place) for one in data]
    if data is None:
        return None
    return {**data, place[0]: cut(data[place[0]], place[1:])}


def must_lack(reply, whole, agency, code):
    """The agency's part is empty and says why; the rest is as it was."""
    place = PLACES[agency]
    assert reply.status == 200
    assert set(reply.codes) == {code}
    for error in reply.errors:
        assert error["extensions"]["agency"] == agency
        assert error["extensions"]["path"].startswith(".".join(place))
        assert error["extensions"]["requestId"]
    for part in at(reply.data, place):
        assert part is None or not any(part.values())
    assert cut(reply.data, place) == cut(whole, place)


@pytest.mark.parametrize("agency", PLACES)
def test_one_node_unplugged(scene, second_gateway, whole, agency):
    with second_gateway.relays[agency].unplugged():
        reply = ask(scene, second_gateway)
    must_lack(reply, whole, agency, "AGENCY_UNREACHABLE")
    again = ask(scene, second_gateway)
    assert (again.data, again.errors) == (whole, [])


def test_the_agency_that_the_question_begins_at_is_down(scene, second_gateway):
    request = case_request(scene, overview(scene))
    with second_gateway.relays["ahu"].unplugged():
        reply = send(second_gateway.url, request)
    assert (reply.status, reply.codes) == (200, ["AGENCY_UNREACHABLE"])
    assert reply.data == {"citizenshipCase": None}
    (error,) = reply.errors
    assert error["extensions"]["agency"] == "ahu"
    assert error["path"] == ["citizenshipCase"]


def test_two_nodes_unplugged(scene, second_gateway, whole):
    with (
        second_gateway.relays["setneg"].unplugged(),
        second_gateway.relays["imigrasi"].unplugged(),
    ):
        reply = ask(scene, second_gateway)
    assert set(reply.codes) == {"AGENCY_UNREACHABLE"}
    named = {error["extensions"]["agency"] for error in reply.errors}
    assert named == {"setneg", "imigrasi"}
    decree, imigrasi = PLACES["setneg"], PLACES["imigrasi"]
    assert cut(cut(reply.data, decree), imigrasi) == cut(cut(whole, decree), imigrasi)


@pytest.mark.usefixtures("whole")
def test_an_outage_stands_in_the_log(scene, second_gateway):
    with second_gateway.relays["bin"].unplugged():
        reply = ask(scene, second_gateway)
    (error,) = reply.errors
    lines = [line for line in second_gateway.lines() if "requestId" in line]
    (line,) = [
        one for one in lines if one["requestId"] == error["extensions"]["requestId"]
    ]
    assert (line["kind"], line["outcome"]) == ("ANSWERED", "PARTIAL")
    assert second_gateway.log.name == LOG


def fake(scene, agency, body, media_type="application/graphql-response+json"):
    """A node that says this to everything, and signs it."""
    key = process_key(scene.layout, agency)

    def answers(sent, _):
        hop = digest(sent.headers[HOP_HEADER].encode())
        said = AnswerMessage(agency, "gateway", hop, 200, body)
        signed = sign_answer(key, said, now=system_clock())
        headers = {"content-type": media_type, ANSWER_HEADER: signed}
        return Reply(200, headers, body)

    return answers


GARBAGE = {
    "no JSON": b"\x00\x01{",
    "an empty body": b"",
    "a list": b"[]",
    "neither data nor errors": b"{}",
    "data that is no object": b'{"data": 3}',
    "errors that are no list": b'{"data": {}, "errors": {}}',
    "an error without a message": b'{"data": null, "errors": [{}]}',
}


@pytest.mark.parametrize("agency", ["dukcapil", "setneg"])
@pytest.mark.parametrize("body", GARBAGE.values(), ids=GARBAGE)
def test_a_node_that_answers_garbage(scene, second_gateway, whole, agency, body):
    with second_gateway.relays[agency].lying(answers=fake(scene, agency, body)):
        reply = ask(scene, second_gateway)
    must_lack(reply, whole, agency, "AGENCY_GARBLED")


def test_a_node_that_answers_a_page(scene, second_gateway, whole):
    page = fake(scene, "bin", b"<html></html>", "text/html")
    with second_gateway.relays["bin"].lying(answers=page):
        reply = ask(scene, second_gateway)
    must_lack(reply, whole, "bin", "AGENCY_GARBLED")


def test_a_node_that_puts_a_value_into_an_error(scene, second_gateway, whole):
    """Its words are thrown away, and so is a code that nobody knows."""
    said = b"Ujang, NIK 3204000000000000"
    body = (
        b'{"data": null, "errors": [{"message": "%b", "extensions": {"v": 1, '
        b'"code": "AGENCY_TIMEOUT", "agency": "%b\\n"}}]}'
    ) % (said, said)
    with second_gateway.relays["bin"].lying(answers=fake(scene, "bin", body)):
        reply = ask(scene, second_gateway)
    must_lack(reply, whole, "bin", "AGENCY_TIMEOUT")
    assert b"3204" not in reply.body
    assert b"Ujang" not in reply.body


def test_a_node_that_answers_too_late(scene, second_gateway, whole):
    def late(_, reply):
        time.sleep(second_gateway.seconds + 1)
        return reply

    began = time.monotonic()
    with second_gateway.relays["setneg"].lying(back=late):
        reply = ask(scene, second_gateway)
    must_lack(reply, whole, "setneg", "AGENCY_TIMEOUT")
    assert time.monotonic() - began < second_gateway.seconds + 10


def test_an_outage_in_indonesian(scene, second_gateway):
    request = scene.officer(ANALYST).request(LOSS_ASK, "id")
    with second_gateway.relays["dukcapil"].unplugged():
        reply = send(second_gateway.url, request)
    assert set(reply.codes) == {"AGENCY_UNREACHABLE"}
    code, names = "AGENCY_UNREACHABLE", {"agency": "dukcapil"}
    said = message_of(code, Language.INDONESIAN, names)
    assert said != message_of(code, Language.ENGLISH, names)
    assert {error["message"] for error in reply.errors} == {said}
