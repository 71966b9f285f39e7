"""What agreements say of elements must be what their contracts say."""

import pytest
from graphql import parse

from protocol.agreements.contracts import (
    Contracts,
    class_of,
    contract_misfits,
    load_contracts,
)
from protocol.classification import read_classification
from protocol.vocabularies import Title
from tests.protocol.decision.conftest import ORGANISATIONS

GIVER = """
type Thing {
  ref: ID @personal(class: GENERAL, identifies: false)
  "EN: Its name."
  name: Sealed @opens(as: "String") @personal(class: GENERAL, identifies: true)
  ban: Sealed @opens(as: "Boolean") @personal(class: SPECIFIC, identifies: false)
  list: Sealed @opens(as: "Boolean") @personal(class: SPECIFIC, identifies: false, secret: true)
  adult: Boolean @personal(class: GENERAL, identifies: false)
  kind: String @impersonal
  tally: Tally @impersonal
}
type Tally @impersonal { value: Int }
"""


@pytest.fixture
def contracts(tmp_path):
    (tmp_path / "giver.graphql").write_text(GIVER)
    (tmp_path / "asker.graphql").write_text(
        'type Own {\n  """\n  EN: A key.\n  ID: Kunci.\n  """\n'
        "  key: String @impersonal\n}\n"
        "type Thing { kind: String @impersonal }\n"
    )
    return load_contracts(tmp_path)


@pytest.fixture
def misfits(contracts, data_agreement):
    def build(**element):
        agreement = data_agreement(elements=[{"mode": "VALUE", **element}])
        return [
            (place[-1], said)
            for place, said in contract_misfits(agreement, contracts, ORGANISATIONS)
        ]

    return build


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("name", "IDENTIFIER"),
        ("ban", "SPECIFIC"),
        ("list", "SECRET"),
        ("adult", "GENERAL"),
        ("kind", "IMPERSONAL"),
    ],
)
def test_a_field_has_a_class(misfits, field, expected):
    found = read_classification(parse(GIVER), "giver").field(f"Thing.{field}")
    assert class_of(found) == expected
    assert misfits(path=f"Thing.{field}", **{"class": expected}) == []
    other = "GENERAL" if expected != "GENERAL" else "SECRET"
    ((key, said),) = misfits(path=f"Thing.{field}", **{"class": other})
    assert (key, said) == ("class", f"Thing.{field} is {expected} in its contract")


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        ({"path": "Thing.gone"}, ("path", "no contract has Thing.gone")),
        (
            {"path": "Own.key"},
            ("path", "Own.key is answered by asker, not giver"),
        ),
        (
            {"path": "Thing.ref"},
            ("path", "Thing.ref goes with the edge before it; leave it out"),
        ),
        (
            {"path": "Thing.name", "mode": "PREDICATE"},
            ("mode", "Thing.name is no yes or no, so PREDICATE gives nothing"),
        ),
    ],
)
def test_what_is_wrong_with_an_element(misfits, element, expected):
    assert misfits(**element) == [expected]


def test_a_field_of_several_agencies_belongs_to_each(misfits, contracts):
    assert contracts.fields["Thing.kind"].providers == ("asker", "giver")
    assert misfits(path="Thing.kind") == []


def test_titles_come_in_both_languages_or_not_at_all(contracts):
    assert isinstance(contracts, Contracts)
    assert contracts.titles == {"Own.key": Title(id="Kunci", en="A key")}
