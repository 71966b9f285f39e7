"""What the client adds to an operation, and how it opens the answer."""

from pathlib import Path

import pytest
from graphql import build_schema, parse, validate

from client.document import REF_KEY, TYPE_KEY, prepare
from client.errors import QuestionInvalid
from client.opening import Place, errors_asked_for, open_answer
from protocol.errors import SealedError
from protocol.keys import SealingKey
from protocol.sealing import Opener, Sealer

SCHEMA = build_schema(
    (Path(__file__).parents[2] / "schema" / "public.graphql").read_text("utf-8"),
    assume_valid=True,
)
SMALL = build_schema(
    """
    directive @opens(as: String!) on FIELD_DEFINITION
    scalar Sealed
    interface Being { ref: ID }
    type Man implements Being { ref: ID name: Sealed @opens(as: "String") }
    type Cat implements Being { ref: ID owner(of: Int = 1): Sealed @opens(as: "String") }
    type Query { beings: [Being] man: Man plain: String }
    """
)
JTI = "the-request-id-of-this-test"


class Agency:
    """Seals as a node does."""

    def __init__(self):
        self.key = SealingKey.generate()
        self.sealer = Sealer(self.key.public_jwk, JTI)

    def seal(self, value, coordinate, ref, **arguments):
        return self.sealer.seal(
            value, coordinate=coordinate, arguments=arguments, ref=ref
        )

    def open(self, data, text, variables=None):
        opener = Opener(self.key, JTI)

        def open_value(compact: str, place: Place):
            return opener.open(
                compact,
                coordinate=place.coordinate,
                arguments=place.arguments,
                ref=place.ref,
            )

        return open_answer(data, prepare(text, SMALL), variables or {}, open_value)


@pytest.fixture
def agency():
    return Agency()


def test_ref_is_added_beside_a_sealed_field_and_nowhere_else():
    text = "{ residents { nodes { name region { code } } pageInfo { endCursor } } }"
    prepared = prepare(text, SCHEMA)
    assert prepared.text.count(f"{REF_KEY}: ref") == 1
    assert TYPE_KEY not in prepared.text
    assert validate(SCHEMA, parse(prepared.text)) == []


def test_the_type_is_added_below_an_interface():
    prepared = prepare("{ beings { ... on Man { name } } }", SMALL)
    assert f"{TYPE_KEY}: __typename" in prepared.text
    assert f"{REF_KEY}: ref" in prepared.text


def test_an_operation_without_sealed_fields_is_sent_as_it_is():
    assert prepare("{\n  plain\n}", SMALL).text == "{\n  plain\n}"


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("{ plain", "line 1"),
        ("{ nothing }", "line 1, column 3"),
        ("query A { plain } query B { plain }", "one operation"),
        ("fragment F on Query { plain }", "one operation"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(text, where):
    with pytest.raises(QuestionInvalid) as refused:
        prepare(text, SMALL)
    assert where in str(refused.value) or "never used" in str(refused.value)


def test_sealed_values_are_opened_and_additions_taken_out(agency):
    data = {"man": {"name": agency.seal("ADI", "Man.name", "r1"), REF_KEY: "r1"}}
    assert agency.open(data, "{ man { name } }") == {"man": {"name": "ADI"}}


def test_aliases_fragments_and_lists(agency):
    text = """
    query ($of: Int) { beings { ...man ... on Cat { who: owner(of: $of) } ref } }
    fragment man on Man { called: name }
    """
    data = {
        "beings": [
            {
                TYPE_KEY: "Man",
                REF_KEY: "r1",
                "ref": "r1",
                "called": agency.seal("ADI", "Man.name", "r1"),
            },
            None,
            {
                TYPE_KEY: "Cat",
                REF_KEY: "r2",
                "ref": "r2",
                "who": agency.seal("SITI", "Cat.owner", "r2", of=7),
            },
        ]
    }
    assert agency.open(data, text, {"of": 7}) == {
        "beings": [{"ref": "r1", "called": "ADI"}, None, {"ref": "r2", "who": "SITI"}]
    }


def test_a_null_stays_null(agency):
    data = {"man": {"name": None, REF_KEY: "r1"}}
    assert agency.open(data, "{ man { name } }") == {"man": {"name": None}}
    assert agency.open(None, "{ man { name } }") is None


@pytest.mark.trust
@pytest.mark.parametrize(
    ("coordinate", "ref"), [("Man.name", "r2"), ("Cat.owner", "r1")]
)
def test_a_value_from_another_place_is_refused(agency, coordinate, ref):
    data = {"man": {"name": agency.seal("ADI", coordinate, ref), REF_KEY: "r1"}}
    with pytest.raises(SealedError) as refused:
        agency.open(data, "{ man { name } }")
    assert refused.value.code == "SEALED_MOVED"


@pytest.mark.trust
def test_a_value_for_another_argument_is_refused(agency):
    text = "{ beings { ... on Cat { owner(of: 2) } } }"
    sealed = agency.seal("SITI", "Cat.owner", "r1", of=3)
    data = {"beings": [{TYPE_KEY: "Cat", REF_KEY: "r1", "owner": sealed}]}
    with pytest.raises(SealedError):
        agency.open(data, text)


def test_variables_that_do_not_fit_are_refused(agency):
    text = "query ($of: Int) { beings { ... on Cat { owner(of: $of) } } }"
    with pytest.raises(QuestionInvalid):
        agency.open({"beings": []}, text, {"of": "seven"})


def test_an_argument_whose_variable_was_left_out_is_not_bound(agency):
    text = "query ($of: Int) { beings { ... on Cat { owner(of: $of) } } }"
    sealed = agency.seal("SITI", "Cat.owner", "r1")
    data = {"beings": [{TYPE_KEY: "Cat", REF_KEY: "r1", "owner": sealed}]}
    assert agency.open(data, text) == {"beings": [{"owner": "SITI"}]}


def test_errors_about_additions_are_not_the_askers():
    def error(path):
        return {"message": "down", "extensions": {"code": "X", "path": path}}

    asked = [error("man.name"), error(None), {"message": "no extensions"}]
    added = [error(f"man.{REF_KEY}"), error(TYPE_KEY)]
    assert list(errors_asked_for([*added, *asked])) == asked
