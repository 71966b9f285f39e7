"""Every saved question of the demo lies wholly inside its owner's agreements."""

import pytest

from gateway.operation.normalise import read_operation
from gateway.planner.make import make_plan
from gateway.policy.access import Decided
from gateway.policy.guard import guard
from gateway.policy.narrow import Narrowing
from gateway.supergraph.model import Supergraph
from protocol.asks import Ask, Asker, Way
from protocol.decision import decide
from protocol.questions import load_questions
from tests.support.federations import composed, read
from tests.support.guarded import AGENCIES, NOW, SCHEMA, classified, contract, demo_book

QUESTIONS = tuple(load_questions(SCHEMA / "questions").values())


def supergraph() -> Supergraph:
    return read(composed(contract(one) for one in AGENCIES))


def ask_of(question):
    agreements = [
        one for one in demo_book().data if one.purpose.code == question.about.purpose
    ]
    roles = {role for one in agreements for role in one.access.roles}
    stages = [
        str(stage) for one in agreements for stage in one.purpose.allowed_stages or ()
    ]
    way = Way(question.about.way)
    return Ask(
        Asker(
            organisation=question.about.owner,
            agency=demo_book().organisations.agency(question.about.owner),
            roles=frozenset(roles),
            subject="officer-1",
        ),
        question.about.purpose,
        way,
        stages[0] if stages and way is Way.CASE else None,
    )


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: one.id)
def test_nothing_of_a_saved_question_is_denied(question):
    graph = supergraph()
    sdl = composed(contract(one) for one in AGENCIES)
    ask = ask_of(question)

    def decided(coordinate):
        return decide(ask, coordinate, classified(sdl), demo_book(), NOW)

    operation = read_operation(graph, question.document)
    narrowed = Narrowing(graph, decided, {}).run(operation, worklist=False)
    assert narrowed.denials == ()
    assert narrowed.operation == operation
    assert isinstance(narrowed.grant, Decided)
    guard(make_plan(graph, narrowed.operation), narrowed.grant)
