"""Deciding by agreements: what stands beyond single requests."""

import dataclasses

import pytest

from gateway.operation.normalise import read_operation
from gateway.planner.make import make_plan
from gateway.policy.access import Identity, Visit
from gateway.policy.guard import guard
from gateway.policy.question import Question
from protocol.agreements.book import AgreementBook
from protocol.asks import Ask, Asker, Way
from protocol.errors import TautanError
from protocol.verdicts import Refused
from tests.support.federations import composed
from tests.support.guarded import Asker as Client
from tests.support.guarded import Keys, contract, guarded_gateway
from tests.support.people import QUERY

ASK = Ask(
    Asker("kemenkum.ahu", "ahu", frozenset({"ahu.analyst"}), "officer-1"),
    "NATURALISATION_FOLLOW_UP",
    Way.WORKLIST,
)
VISIT = Visit("id", Identity(None, None, ASK))


@pytest.fixture
def keys():
    return Keys()


@pytest.fixture
def gateway(tmp_path, keys):
    sdl = composed(contract(one) for one in ("ahu", "persons", "dukcapil"))
    made = guarded_gateway(sdl, {}, keys, tmp_path / "log")
    yield made
    made.journal.close()


def operation(gateway, query):
    return read_operation(gateway.library.supergraph, query)


def test_a_visitor_without_identity_is_granted_nothing(gateway):
    asked = operation(gateway, "{ residentCount { value } }")
    narrowed = gateway.access.narrow(Visit("id", None), asked, {})
    assert [one.coordinate for one in narrowed.denials] == ["Query.residentCount"]
    assert make_plan(gateway.library.supergraph, narrowed.operation).fetches == ()


def test_without_agreements_only_own_data_is_granted(gateway):
    book = AgreementBook.of([], gateway.access.book.organisations, {})
    access = dataclasses.replace(gateway.access, book=book)
    narrowed = access.narrow(VISIT, operation(gateway, QUERY), {"first": 1})
    assert [one.pattern[-1] for one in narrowed.denials] == ["person"]
    assert narrowed.agreements == ()


def test_an_interface_is_never_granted_by_itself(gateway):
    narrowed = gateway.access.narrow(VISIT, operation(gateway, QUERY), {"first": 1})
    assert isinstance(narrowed.grant.decide("CitizenshipAssertion.status"), Refused)


def test_what_a_plan_adds_is_decided_as_well(gateway):
    narrowed = gateway.access.narrow(VISIT, operation(gateway, QUERY), {"first": 1})
    more = operation(gateway, QUERY.replace("registerState", "registerState nik"))
    plan = make_plan(gateway.library.supergraph, more)
    with pytest.raises(TautanError) as caught:
        guard(plan, narrowed.grant)
    assert caught.value.code == "PLAN_OUTSIDE_GRANT"
    assert caught.value.diagnostics == "Resident.nik"


def test_an_admitted_question_carries_what_was_verified(gateway, keys):
    client = Client(keys)
    visit = gateway.access.admit(
        Question(
            QUERY,
            {"first": 1},
            None,
            client.token(),
            client.statement(QUERY, {"first": 1}),
        )
    )
    assert visit.identity.ask == ASK
    assert visit.request_id == visit.identity.statement.jti


def test_a_statement_alone_does_not_admit(gateway, keys):
    statement = Client(keys).statement(QUERY, {})
    with pytest.raises(TautanError) as caught:
        gateway.access.admit(Question(QUERY, {}, statement=statement))
    assert caught.value.code == "TOKEN_MISSING"


def test_a_statement_that_failed_is_not_used_up(gateway, keys):
    client = Client(keys, jti="BBBBBBBBBBBBBBBBBBBBBB")
    token, statement = client.token(), client.statement(QUERY, {"first": 1})
    with pytest.raises(TautanError) as caught:
        gateway.access.admit(Question(QUERY, {"first": 2}, None, token, statement))
    assert caught.value.code == "STATEMENT_WRONG_OPERATION"
    assert gateway.access.admit(Question(QUERY, {"first": 1}, None, token, statement))
