"""A ticket is a record for one request of one asker, and nothing anywhere else.

The attacker is a gateway: it holds the gateway's own key, the papers that officers
sent it, and every ticket that ever passed. It plays each of them again.
"""

import json

import pytest

from tautan.demo.layout import UNIT
from tests.trust.kit.asks import ANALYST
from tests.trust.kit.nodes import Hop, process_key
from tests.trust.kit.officers import Ask
from tests.trust.kit.wire import send

pytestmark = pytest.mark.trust

LISTED = "{ citizenshipCases(first: 5, filter: {bases: [ART23, ART26]}) { nodes { applicant { ticket } } } }"
ENTITIES = (
    "query ($r: [_Any!]!) { _entities(representations: $r) {"
    " __typename ... on %s { %s } } }"
)
LINKS = "person { residents { band record { ticket } } }"
PURPOSE = "LOSS_FOLLOW_UP"


def papers_of(scene, persona=ANALYST):
    return scene.officer(persona).papers(Ask("{ __typename }", PURPOSE))


def asked(scene, node, papers, document, variables=None):
    """What a node answers to the gateway under an officer's papers."""
    body = json.dumps({"query": document, "variables": variables or {}}).encode()
    sent = Hop(node, body, papers).signed(process_key(scene.layout, "gateway"))
    return send(scene.node(node), sent)


def tickets_of(scene, papers):
    nodes = asked(scene, "ahu", papers, LISTED).data["citizenshipCases"]["nodes"]
    return [each["applicant"]["ticket"] for each in nodes]


def entities(scene, node, papers, typename, tickets, selection):
    keys = [{"__typename": typename, "ticket": ticket} for ticket in tickets]
    return asked(scene, node, papers, ENTITIES % (typename, selection), {"r": keys})


def linked(scene, papers, tickets):
    return entities(scene, UNIT, papers, "Applicant", tickets, LINKS)


@pytest.fixture(scope="module")
def before(scene):
    """A request that was answered: its papers, and its tickets at two agencies."""
    papers = papers_of(scene)
    applicants = tickets_of(scene, papers)
    reply = linked(scene, papers, applicants)
    assert reply.errors == []
    residents = [
        link["record"]["ticket"]
        for each in reply.data["_entities"]
        for link in each["person"]["residents"]
    ]
    return papers, applicants, residents


def must_open_nothing(reply, count):
    assert reply.data["_entities"] == [None] * count
    assert reply.codes == ["TICKET_INVALID"] * count


def test_tickets_work_in_their_own_request(scene, before):
    """The control: in it they may come several times."""
    papers, applicants, residents = before
    assert len(applicants) == 5
    assert residents
    again = linked(scene, papers, applicants)
    assert again.errors == []
    found = entities(scene, "dukcapil", papers, "Resident", residents, "registerState")
    assert found.errors == []
    assert all(each["registerState"] for each in found.data["_entities"])


@pytest.mark.parametrize("persona", [ANALYST, "setneg-drafter"])
def test_a_ticket_of_another_request_is_nothing(scene, before, persona):
    """Neither the officer who got it nor another one can use it again."""
    _, applicants, residents = before
    papers = papers_of(scene, persona)
    must_open_nothing(linked(scene, papers, applicants), len(applicants))
    reply = entities(scene, "dukcapil", papers, "Resident", residents, "registerState")
    must_open_nothing(reply, len(residents))


def test_a_ticket_of_another_agency_or_type_is_nothing(scene, before):
    papers, applicants, residents = before
    reply = entities(scene, "dukcapil", papers, "Resident", applicants, "registerState")
    must_open_nothing(reply, len(applicants))
    reply = entities(
        scene,
        UNIT,
        papers,
        "ImmigrationPerson",
        residents,
        "person { residents { band } }",
    )
    must_open_nothing(reply, len(residents))


@pytest.mark.parametrize(
    "change",
    [
        lambda ticket: ticket[:-1],
        lambda ticket: ticket[:-2] + ("A" if ticket[-2] != "A" else "B") + ticket[-1],
        lambda ticket: "2" + ticket[1:],
        lambda ticket: ticket + "=",
        lambda _: "",
        lambda _: "1.",
        lambda _: "1." + "A" * 64,
    ],
    ids=["cut", "changed", "another version", "padded", "empty", "bare", "made up"],
)
def test_a_changed_ticket_is_nothing(scene, before, change):
    papers, (first, *_), _ = before
    must_open_nothing(linked(scene, papers, [change(first)]), 1)


def test_the_same_person_has_another_ticket_in_each_request(scene, before):
    """So that who keeps tickets can't join requests by them."""
    _, applicants, _ = before
    assert set(tickets_of(scene, papers_of(scene))).isdisjoint(applicants)
