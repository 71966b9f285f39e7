"""Messages to nodes and their answers: unsigned, changed or borrowed are refused."""

import json

import pytest

from protocol.hops import ANSWER_HEADER, AnswerMessage, sign_answer
from protocol.keys import SigningKey
from tests.support.guarded import NOW, Asker, Keys, guarded
from tests.support.people import QUERY, ahu, dukcapil, persons


def unsigned(_headers, content):
    return {}, content


def changed(headers, content):
    return headers, content.replace(b"ACTIVE", b"BLOCKED")


def by_a_stranger(_headers, content):
    stranger = SigningKey.generate("dukcapil")
    said = AnswerMessage("dukcapil", "gateway", "x" * 43, 200, content)
    return {ANSWER_HEADER: sign_answer(stranger, said, now=NOW)}, content


KEYS = Keys()


def of_another_request(_headers, content):
    """The node's own key, over these bytes, but for a hop that was not sent."""
    said = AnswerMessage("dukcapil", "gateway", "x" * 43, 200, content)
    return {ANSWER_HEADER: sign_answer(KEYS.nodes["dukcapil"], said, now=NOW)}, content


def by_another_node(_headers, content):
    said = AnswerMessage("dukcapil", "gateway", "x" * 43, 200, content)
    return {ANSWER_HEADER: sign_answer(KEYS.nodes["ahu"], said, now=NOW)}, content


@pytest.mark.parametrize(
    "tamper", [unsigned, changed, by_a_stranger, of_another_request, by_another_node]
)
async def test_an_answer_that_is_not_the_nodes_is_refused(tmp_path, tamper):
    subgraphs = (ahu(), persons(), dukcapil())
    nodes = {"dukcapil": tamper}
    async with guarded(tmp_path, *subgraphs, keys=KEYS, tamper=nodes) as federation:
        answer = await federation.ask(Asker(KEYS), QUERY, {"first": 1})
    codes = {one["extensions"]["code"] for one in answer["errors"]}
    agencies = {one["extensions"]["agency"] for one in answer["errors"]}
    assert codes == {"ANSWER_TAMPERED"}
    assert agencies == {"dukcapil"}
    record = answer["data"]["citizenshipCases"]["nodes"][0]["applicant"]["person"][
        "residents"
    ][0]["record"]
    assert record == {"ref": None, "registerState": None, "citizenship": None}
    assert "ACTIVE" not in json.dumps(answer)
    assert "BLOCKED" not in json.dumps(answer)


async def test_token_and_statement_go_on_to_every_node_unchanged(tmp_path):
    subgraphs = (ahu(), persons(), dukcapil())
    async with guarded(tmp_path, *subgraphs, keys=KEYS) as federation:
        answer = await federation.ask(Asker(KEYS), QUERY, {"first": 1})
    assert "errors" not in answer  # each node verified the hop over both digests
    assert all(one.seen for one in subgraphs)
