"""Where an agreement says so, a request of which something is denied is refused whole."""

import dataclasses

import pytest

from gateway.operation.normalise import read_operation
from gateway.policy.access import Identity, Visit
from gateway.policy.open_access import OpenAccess
from gateway.policy.question import Question
from gateway.policy.scoped_access import ScopedAccess, no_issuer
from protocol.agreements.book import AgreementBook
from protocol.agreements.clauses import OnDenial
from protocol.asks import Ask, Asker, Way
from protocol.errors import RegistryError, TautanError
from tests.support.federations import composed
from tests.support.guarded import NOW, Keys, contract, guarded_gateway
from tests.support.people import QUERY

ASK = Ask(
    Asker("kemenkum.ahu", "ahu", frozenset({"ahu.analyst"}), "officer-1"),
    "NATURALISATION_FOLLOW_UP",
    Way.WORKLIST,
)
VISIT = Visit("id", Identity(None, None, ASK))
DENIED = QUERY.replace("registerState", "registerState nik")
HIDDEN = QUERY.replace("registerState", "registerState nik @include(if: $no)").replace(
    "($first: Int", "($no: Boolean!, $first: Int", 1
)


def strict(book):
    """The same agreements, of which PKS-DEMO-010 demands it."""
    agreements = [
        one.model_copy(update={"on_denial": OnDenial.REFUSE})
        if one.id == "PKS-DEMO-010"
        else one
        for one in book.all
    ]
    return AgreementBook.of(agreements, book.organisations, book.grounds)


@pytest.fixture
def gateway(tmp_path):
    sdl = composed(contract(one) for one in ("ahu", "persons", "dukcapil"))
    made = guarded_gateway(sdl, {}, Keys(), tmp_path / "log")
    yield made
    made.journal.close()


@pytest.fixture
def access(gateway):
    return dataclasses.replace(gateway.access, book=strict(gateway.access.book))


def narrowed(access, query, **variables):
    operation = read_operation(access.supergraph, query)
    return access.narrow(VISIT, operation, {"first": 1, **variables})


def test_what_is_granted_whole_is_not_refused(access):
    access.conclude(VISIT, narrowed(access, QUERY))


def test_one_denial_refuses_the_whole_and_names_its_clause(access):
    with pytest.raises(TautanError) as caught:
        access.conclude(VISIT, narrowed(access, DENIED))
    error = caught.value
    assert (error.code, error.agency) == ("ELEMENT_NOT_GRANTED", "dukcapil")
    assert (error.agreement, error.clause) == ("PKS-DEMO-010", "elements")
    assert error.purpose == ASK.purpose


def test_without_the_demand_the_rest_is_answered(gateway):
    gateway.access.conclude(VISIT, narrowed(gateway.access, DENIED))


def test_what_the_variables_leave_out_refuses_nothing(access):
    found = narrowed(access, HIDDEN, no=False)
    assert [one.coordinate for one in found.denials] == ["Resident.nik"]
    access.conclude(VISIT, found)
    with pytest.raises(TautanError):
        access.conclude(VISIT, narrowed(access, HIDDEN, no=True))


def test_other_ways_of_access_never_keep_the_rest_back(access):
    found = narrowed(access, DENIED)
    OpenAccess(lambda: "id").conclude(VISIT, found)
    scoped = ScopedAccess(access.supergraph, {}, no_issuer, lambda: NOW, lambda: "id")
    scoped.conclude(VISIT, found)


def test_nobody_is_heard_by_agreements_that_are_stale(gateway):
    def stale():
        raise RegistryError("down", code="REGISTRY_STALE")

    access = dataclasses.replace(gateway.access, require_fresh=stale)
    with pytest.raises(TautanError) as caught:
        access.admit(Question(QUERY, {"first": 1}, token="t", statement="s"))  # noqa: S106
    assert caught.value.code == "REGISTRY_STALE"
    assert access.admit(Question("{ __schema { types { name } } }")).identity is None
