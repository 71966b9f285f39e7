"""Law 4, at the gateway: an answer is the asked node's own, to that very request.

Between a gateway and every node stands a relay that changes what passes. What it
touched is refused and named; the rest of the answer arrives as it was.
"""

import json
import threading
from dataclasses import replace

import pytest

from protocol.canonical import digest
from protocol.dates import system_clock
from protocol.hops import (
    ANSWER_HEADER,
    HOP_HEADER,
    STATEMENT_HEADER,
    AnswerMessage,
    sign_answer,
)
from tests.trust.kit.asks import ANALYST, LOSS_ASK
from tests.trust.kit.nodes import process_key
from tests.trust.kit.wire import send

pytestmark = pytest.mark.trust

SIGNED = ANSWER_HEADER.lower()
VICTIMS = {"dukcapil": "residents", "imigrasi": "immigrationPersons"}
OTHERS = {"dukcapil": "imigrasi", "imigrasi": "dukcapil"}


def ask(scene, gateway):
    return send(gateway.url, scene.officer(ANALYST).request(LOSS_ASK))


@pytest.fixture
def honest(scene, second_gateway):
    """The answer when nobody lies."""
    reply = ask(scene, second_gateway)
    assert (reply.status, reply.errors) == (200, [])
    for edge in VICTIMS.values():
        assert any(link["record"] for link in links(reply.data, edge))
    return reply.data


def nodes(data):
    return data["citizenshipCases"]["nodes"]


def links(data, edge):
    people = [node["applicant"]["person"] for node in nodes(data)]
    return [link for person in people if person for link in person[edge]]


def without(data, edge):
    """The same answer, with the records behind an edge taken out."""
    data = json.loads(json.dumps(data))
    for link in links(data, edge):
        del link["record"]
    return data


def must_have_lost(reply, honest, victim, code):
    """One agency is missing, coded and named; everything else is as it was."""
    edge = VICTIMS[victim]
    assert reply.status == 200
    assert set(reply.codes) == {code}
    for error in reply.errors:
        assert error["extensions"]["agency"] == victim
        place = f"citizenshipCases.nodes.applicant.person.{edge}.record"
        assert error["extensions"]["path"].startswith(place)
    for link in links(reply.data, edge):
        assert not link["record"] or not any(link["record"].values())
    assert without(reply.data, edge) == without(honest, edge)


def changed_value(_, reply):
    """Says of everybody what it says of some."""
    body = reply.body.replace(b'"WNA"', b'"WNI"').replace(b'"EXPIRED"', b'"VALID"')
    return replace(reply, body=body + b" ")


def unsigned(_, reply):
    headers = {name: v for name, v in reply.headers.items() if name != SIGNED}
    return replace(reply, headers=headers)


def broken_signature(_, reply):
    signed = reply.headers[SIGNED]
    swapped = signed[:-8] + signed[-8:].swapcase()
    return replace(reply, headers={**reply.headers, SIGNED: swapped})


def another_status(_, reply):
    return replace(reply, status=201)


def a_refusal_of_its_own(_, reply):
    body = b'{"errors":[{"message":"","extensions":{"v":1,"code":"NO_AGREEMENT"}}]}'
    return replace(reply, body=body)


@pytest.mark.parametrize("victim", VICTIMS)
@pytest.mark.parametrize(
    "lie",
    [changed_value, unsigned, broken_signature, another_status, a_refusal_of_its_own],
)
def test_a_changed_answer_is_not_taken(scene, second_gateway, honest, victim, lie):
    with second_gateway.relays[victim].lying(back=lie):
        reply = ask(scene, second_gateway)
    must_have_lost(reply, honest, victim, "ANSWER_TAMPERED")


@pytest.mark.parametrize("victim", VICTIMS)
def test_an_earlier_answer_of_the_same_node_is_not_taken(
    scene, second_gateway, honest, victim
):
    relay = second_gateway.relays[victim]
    earlier = relay.seen[-1].reply
    with relay.lying(back=lambda _sent, _reply: earlier):
        reply = ask(scene, second_gateway)
    must_have_lost(reply, honest, victim, "ANSWER_TAMPERED")


@pytest.mark.parametrize("victim", VICTIMS)
def test_an_answer_signed_by_another_node_is_not_taken(
    scene, second_gateway, honest, victim
):
    """An agency can't speak for another one."""
    key = process_key(scene.layout, OTHERS[victim])

    def signed_by_the_other(sent, reply):
        hop = digest(sent.headers[HOP_HEADER].encode())
        said = AnswerMessage(victim, "gateway", hop, reply.status, reply.body)
        signed = sign_answer(key, said, now=system_clock())
        return replace(reply, headers={**reply.headers, SIGNED: signed})

    with second_gateway.relays[victim].lying(back=signed_by_the_other):
        reply = ask(scene, second_gateway)
    must_have_lost(reply, honest, victim, "ANSWER_TAMPERED")


def test_two_swapped_answers_are_both_refused(scene, second_gateway, honest):
    """Each of the two is genuine, and to this very request, at the other node."""
    relays = [second_gateway.relays[name] for name in VICTIMS]
    met, kept = threading.Barrier(2, timeout=20), {}

    def swap_into(own):
        def back(_, reply):
            kept[own] = reply
            met.wait()
            return kept[OTHERS[own]]

        return back

    first, second = relays
    with (
        first.lying(back=swap_into(first.name)),
        second.lying(back=swap_into(second.name)),
    ):
        reply = ask(scene, second_gateway)
    assert set(reply.codes) == {"ANSWER_TAMPERED"}
    assert {e["extensions"]["agency"] for e in reply.errors} == set(VICTIMS)
    left, right = VICTIMS.values()
    assert without(without(reply.data, left), right) == without(
        without(honest, left), right
    )


def other_body(sent):
    body = sent.body.replace(b"status", b"__typename")
    return replace(sent, body=body + b" ")


def without_hop(sent):
    return dropped(sent, HOP_HEADER)


def without_statement(sent):
    return dropped(sent, STATEMENT_HEADER)


def dropped(sent, header):
    wanted = header.lower()
    kept = {name: v for name, v in sent.headers.items() if name.lower() != wanted}
    assert kept != sent.headers
    return replace(sent, headers=kept)


@pytest.mark.parametrize("victim", VICTIMS)
@pytest.mark.parametrize(
    ("lie", "code"),
    [
        (other_body, "HOP_TAMPERED"),
        (without_statement, "STATEMENT_MISSING"),
        # the node signs its refusal to no hop, which is none of the gateway's
        (without_hop, "ANSWER_TAMPERED"),
    ],
)
def test_a_request_changed_on_its_way_is_refused_by_the_node(
    scene, second_gateway, honest, victim, lie, code
):
    before = len(scene.log(victim))
    with second_gateway.relays[victim].lying(there=lie):
        reply = ask(scene, second_gateway)
    must_have_lost(reply, honest, victim, code)
    assert {line["kind"] for line in scene.log(victim)[before:]} == {"REFUSED"}


@pytest.mark.usefixtures("honest")
@pytest.mark.parametrize("name", ["ahu", "persons", "dukcapil", "imigrasi"])
def test_a_recorded_message_is_refused_the_second_time(scene, second_gateway, name):
    recorded = second_gateway.relays[name].seen[-1].sent
    reply = send(scene.node(name), recorded)
    assert (reply.status, reply.codes) == (403, ["HOP_REPLAYED"])
