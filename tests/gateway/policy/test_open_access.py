"""Development mode: open where nothing is classified, and nowhere else."""

import pytest

from gateway.errors import SettingsError
from gateway.operation.normalise import read_operation
from gateway.policy.access import Everything, Narrowed, Visit
from gateway.policy.open_access import OpenAccess
from gateway.policy.question import Question
from tests.support.federations import composed, read
from tests.support.guarded import classified, contract
from tests.support.subgraphs import Subgraph

OPEN = composed([Subgraph("a", "type Query { item: Int }")])


def access():
    return OpenAccess.for_supergraph(classified(OPEN), lambda: "request-1")


def test_everyone_is_admitted_and_no_one_is_known():
    assert access().admit(Question("{ item }")) == Visit("request-1", None)


def test_nothing_is_narrowed():
    operation = read_operation(read(OPEN), "{ item }")
    found = access().narrow(Visit("request-1", None), operation, {})
    assert found == Narrowed(operation, Everything())


def test_one_classified_field_closes_a_supergraph():
    guarded = classified(composed([contract("persons"), contract("ahu")]))
    with pytest.raises(SettingsError) as caught:
        OpenAccess.for_supergraph(guarded, lambda: "request-1")
    assert "--config" in caught.value.message
