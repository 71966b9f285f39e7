"""Limits over time, whole refusals and new editions, at a running node."""

import pytest

from protocol.statements import new_jti
from subgraphs.population.rows import Resident

NAME = "PKS-DEMO-010"
STATE = """query ($of: [_Any!]!) { _entities(representations: $of) {
  ... on Resident { registerState } } }"""
WITH_NIK = STATE.replace("registerState", "registerState nik")
HOUR = 3600


@pytest.fixture
def examiner(officer):
    return officer("kemenkum.ahu", ("ahu.analyst",), ("NATURALISATION_FOLLOW_UP",))


@pytest.fixture
def residents(agency_rows):
    return [row for row in agency_rows["dukcapil"] if isinstance(row, Resident)]


@pytest.fixture
def ask(federation, examiner):
    async def asked(node, people, query=STATE, jti=None):
        jti = jti or new_jti()
        of = [
            {
                "__typename": "Resident",
                "ticket": federation.ticket("dukcapil", "Resident", h, examiner, jti),
            }
            for h in (one.handle for one in people)
        ]
        return await federation.ask(node, examiner, query, {"of": of}, jti=jti)

    return asked


def clause_of(reply):
    (error,) = reply.body["errors"]
    about = error["extensions"]
    return about["code"], about["agreement"], about["clause"]


async def test_a_day_has_as_many_requests_as_agreed(federation, residents, ask) -> None:
    access = {"roles": ["ahu.analyst"], "rate_per_day": 2}
    federation.amend(NAME, access=access)
    async with federation.node("dukcapil", residents[:2]) as node:
        jti = new_jti()
        for known in (jti, jti, None):
            assert (await ask(node, residents[:1], jti=known)).codes == []
        spent = await ask(node, residents[:1])
        assert spent.body.get("data") is None
        assert clause_of(spent) == ("DAILY_RATE_SPENT", NAME, "access.rate_per_day")
        federation.clock.pass_by(24 * HOUR)
        assert (await ask(node, residents[:1])).codes == []


async def test_a_person_is_asked_about_as_often_as_agreed(
    federation, residents, ask
) -> None:
    subjects = {
        "who": "new citizens",
        "max_per_request": 5,
        "budget": {"requests": 2, "within": "P7D"},
    }
    federation.amend(NAME, subjects=subjects)
    async with federation.node("dukcapil", residents[:2]) as node:
        for _ in range(2):
            assert (await ask(node, residents[:1])).codes == []
        spent = await ask(node, residents[:2])
        assert spent.body.get("data") is None
        assert clause_of(spent) == ("SUBJECT_BUDGET_SPENT", NAME, "subjects.budget")
        assert (await ask(node, residents[1:2])).codes == []
        federation.clock.pass_by(7 * 24 * HOUR)
        assert (await ask(node, residents[:1])).codes == []


async def test_counts_over_time_outlive_the_node_and_name_nobody(
    federation, residents, ask
) -> None:
    subjects = {
        "who": "new citizens",
        "max_per_request": 5,
        "budget": {"requests": 1, "within": "P7D"},
    }
    federation.amend(NAME, subjects=subjects)
    async with federation.node("dukcapil", residents[:1]) as node:
        assert (await ask(node, residents[:1])).codes == []
    moved = f"sqlite+aiosqlite:///{federation.home}/moved.sqlite"
    async with federation.node("dukcapil", residents[:1], database=moved) as node:
        assert (await ask(node, residents[:1])).codes == ["SUBJECT_BUDGET_SPENT"]
    kept = federation.home / "dukcapil" / "audit.spending.sqlite"
    assert residents[0].handle.encode() not in kept.read_bytes()


async def test_one_denial_refuses_the_whole_where_it_is_agreed(
    federation, residents, ask
) -> None:
    federation.amend(NAME, on_denial="refuse")
    async with federation.node("dukcapil", residents[:1]) as node:
        assert (await ask(node, residents[:1])).codes == []
        whole = await ask(node, residents[:1], WITH_NIK)
        assert whole.body.get("data") is None
        assert clause_of(whole) == ("ELEMENT_NOT_GRANTED", NAME, "elements")
        assert not any("nik" in one for one in node.statements)


async def test_a_new_edition_is_taken_without_a_restart(
    federation, residents, ask
) -> None:
    federation.agree(NAME)
    async with federation.node("dukcapil", residents[:1]) as node:
        assert (await ask(node, residents[:1])).codes == []
        federation.amend(NAME, state="SUSPENDED")
        assert (await ask(node, residents[:1])).codes == []
        federation.clock.pass_by(2)
        assert (await ask(node, residents[:1])).codes == ["AGREEMENT_NOT_ACTIVE"]
        federation.agree(NAME)
        federation.clock.pass_by(2)
        assert (await ask(node, residents[:1])).codes == []


async def test_an_agreement_that_only_one_party_signed_grants_nothing(
    federation, residents, ask
) -> None:
    federation.agree(NAME)
    signed = federation.home / "schema" / "agreements" / f"{NAME}.signed.json"
    signed.write_text(signed.read_text().replace('"by": "kemenkum.ahu"', '"by": "x"'))
    async with federation.node("dukcapil", residents[:1]) as node:
        reply = await ask(node, residents[:1])
    assert clause_of(reply) == ("AGREEMENT_UNSIGNED", NAME, "signatures.kemenkum.ahu")


async def test_agreements_that_are_gone_serve_for_an_hour(
    federation, residents, ask
) -> None:
    federation.agree(NAME)
    async with federation.node("dukcapil", residents[:1]) as node:
        folder = federation.home / "schema" / "agreements"
        folder.rename(federation.home / "away")
        federation.clock.pass_by(HOUR)
        assert (await ask(node, residents[:1])).codes == []
        federation.clock.pass_by(1)
        stale = await ask(node, residents[:1])
        assert (stale.status, stale.codes) == (503, ["REGISTRY_STALE"])
        (federation.home / "away").rename(folder)
        federation.clock.pass_by(2)
        assert (await ask(node, residents[:1])).codes == []
