"""The questions in `schema/questions`, against contracts and agreements."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from graphql import (
    GraphQLCompositeType,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    build_schema,
    get_named_type,
    is_leaf_type,
    parse,
    validate,
    visit,
)

from protocol.agreements.book import AgreementBook
from protocol.asks import Ask, Asker, Way
from protocol.decision import decide
from protocol.questions import load_questions
from protocol.verdicts import Granted, Mode
from protocol.vocabularies import load_vocabularies
from tests.support.contracts import classified_contracts, composed_contracts

SCHEMA = Path(__file__).parents[3] / "schema"
QUESTIONS = load_questions(SCHEMA / "questions")
NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)

every_question = pytest.mark.parametrize(
    "question", QUESTIONS.values(), ids=QUESTIONS.keys()
)


@pytest.fixture(scope="module")
def public():
    return build_schema(composed_contracts().public_sdl)


@pytest.fixture(scope="module")
def book():
    return AgreementBook.load(SCHEMA / "agreements")


@pytest.fixture(scope="module")
def vocabularies():
    return load_vocabularies(SCHEMA / "vocabularies")


def selected(document, schema):
    """Every coordinate of a query, with the type it returns."""
    found = {}
    info = TypeInfo(schema)

    class Collect(Visitor):
        def enter_field(self, node, *_):
            parent: GraphQLCompositeType = info.get_parent_type()
            found[f"{parent.name}.{node.name.value}"] = info.get_type()

    visit(parse(document), TypeInfoVisitor(info, Collect()))
    return found


def owners_ask(question, book, vocabularies):
    """An ask by an officer who has every role of the owner's."""
    owner = question.about.owner
    roles = {
        code for code, role in vocabularies.roles.items() if role.organisation == owner
    }
    agency = book.organisations.agency(owner)
    stage = "AHU_SUBSTANTIVE" if question.about.way == Way.CASE else None
    asker = Asker(owner, agency, frozenset(roles), "officer-1")
    return Ask(asker, question.about.purpose, question.about.way, stage)


@every_question
def test_it_fits_the_public_schema(question, public):
    assert validate(public, parse(question.document)) == []


@every_question
def test_its_owner_is_granted_all_of_it(question, public, book, vocabularies):
    ask = owners_ask(question, book, vocabularies)
    refused = {
        coordinate: verdict
        for coordinate in selected(question.document, public)
        if not isinstance(
            verdict := decide(ask, coordinate, classified_contracts(), book, NOW),
            Granted,
        )
    }
    assert refused == {}


@every_question
def test_its_owner_purpose_and_way_are_known(question, vocabularies):
    purpose = vocabularies.purposes[question.about.purpose]
    assert question.about.way in purpose.ways
    assert question.about.owner in vocabularies.organisations.current


@every_question
def test_its_columns_end_at_values(question, public):
    paths = paths_of(question.document, public)
    leaves = {path for path, kind in paths.items() if is_leaf_type(kind)}
    roots = [f"{one.path}." for one in question.about.stack] or [""]
    for column in question.about.columns:
        for root in roots:
            assert root + column.path in leaves


def paths_of(document, schema):
    """Every response path of a query, with the named type at its end."""
    found = {}
    info = TypeInfo(schema)
    path = []

    class Collect(Visitor):
        def enter_field(self, node, *_):
            path.append((node.alias or node.name).value)
            found[".".join(path)] = get_named_type(info.get_type())

        def leave_field(self, *_):
            path.pop()

    visit(parse(document), TypeInfoVisitor(info, Collect()))
    return found


@every_question
def test_what_is_sealed_stands_beside_its_ref(question, public):
    """A client needs the `ref` of the object to check that no value was moved."""
    paths = paths_of(question.document, public)
    for path, kind in paths.items():
        if kind.name == "Sealed":
            assert path.rpartition(".")[0] + ".ref" in paths, path


def test_agreements_give_no_more_than_the_questions_need(public, book, vocabularies):
    """Least privilege: each element in force is used by a saved question."""
    used = set()
    for question in QUESTIONS.values():
        ask = owners_ask(question, book, vocabularies)
        for coordinate in selected(question.document, public):
            for provider in classified_contracts().field(coordinate).providers:
                for agreement in book.between(provider, ask.asker.organisation):
                    if agreement.purpose.code == ask.purpose:
                        used.add((agreement.id, coordinate))
    kept_for_refusals = {"PKS-DEMO-018", "PKS-DEMO-019"}
    spare = {
        (agreement.id, element.path)
        for agreement in book.data
        if agreement.id not in kept_for_refusals
        for element in agreement.elements
        if element.mode is not Mode.DENY
    } - used
    assert spare == set()


def test_agreements_name_fields_that_exist(book):
    unknown = {
        (agreement.id, element.path)
        for agreement in book.data
        for element in agreement.elements
        if classified_contracts().field(element.path) is None
    }
    assert unknown == set()


def test_agreements_name_fields_of_their_provider(book):
    strange = {
        (agreement.id, element.path)
        for agreement in book.data
        for element in agreement.elements
        if book.organisations.agency(agreement.parties.provider.org)
        not in classified_contracts().field(element.path).providers
    }
    assert strange == set()
