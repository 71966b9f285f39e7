"""Specific data stays sealed whichever it is, and a case shows one person alone."""

import pytest
import pytest_asyncio

from linkage.match.links import Band
from protocol.attestations import Attestation, sign_attestation
from protocol.statements import Way, new_jti

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.trust]

AGREEMENTS = {
    "LNK-DEMO-001": {},  # ahu and dukcapil
    "LNK-DEMO-002": {},  # ahu and imigrasi
    "LNK-DEMO-008": {},  # imigrasi and pemasyarakatan
    "PKS-DEMO-002": {},  # dukcapil to ahu, NATURALISATION_CHECK, as a case
    # pemasyarakatan to imigrasi, BORDER_CHECK
    "PKS-DEMO-019": {"state": "ACTIVE", "linkage": {"min_band": "POSSIBLE"}},
}
INMATE = """query ($of: [_Any!]!) { _entities(representations: $of) {
  ... on ImmigrationPerson { person { ref inmate } } } }"""
RESIDENTS = """query ($of: [_Any!]!) { _entities(representations: $of) {
  ... on Applicant { person { residents { band } } } } }"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def unit(shared, edge):
    shared.agree(AGREEMENTS)
    await shared.store(
        [
            "ahu:a-one",
            "ahu:a-two",
            "dukcapil:d-one",
            "dukcapil:d-two",
            "imigrasi:i-held",
            "imigrasi:i-free",
            "imigrasi:i-doubtful",
            "imigrasi:i-by-dukcapil",
            "pemasyarakatan:p-held",
            "pemasyarakatan:p-doubtful",
            "pemasyarakatan:p-by-dukcapil",
        ],
        [
            edge("ahu:a-one", "dukcapil:d-one"),
            edge("ahu:a-two", "dukcapil:d-two"),
            edge("imigrasi:i-held", "pemasyarakatan:p-held"),
            edge("imigrasi:i-doubtful", "pemasyarakatan:p-doubtful", Band.POSSIBLE),
            edge("imigrasi:i-by-dukcapil", "dukcapil:d-one"),
            edge("dukcapil:d-one", "pemasyarakatan:p-by-dukcapil"),
        ],
    )
    async with shared.unit() as running:
        yield running


@pytest.fixture
def guard(officer):
    return officer("kemenimipas.imigrasi", ("imigrasi.analyst",), ("BORDER_CHECK",))


@pytest.fixture
def ask_inmate(shared, unit, guard):
    federation = shared.federation

    async def asked(*handles, query=INMATE, on=unit):
        jti = new_jti()
        of = [
            {
                "__typename": "ImmigrationPerson",
                "ticket": federation.ticket(
                    "imigrasi", "ImmigrationPerson", handle, guard, jti
                ),
            }
            for handle in handles
        ]
        reply = await federation.ask(on, guard, query, {"of": of}, jti=jti)
        return reply, [each["person"] for each in reply.data["_entities"]]

    return asked


async def test_yes_no_and_not_to_be_known_look_alike(shared, ask_inmate, guard) -> None:
    """Held, not held, only perhaps, and held as only a closed pair could tell."""
    handles = ("i-held", "i-free", "i-doubtful", "i-by-dukcapil")
    reply, persons = await ask_inmate(*handles)
    assert reply.codes == []
    opened = [
        shared.federation.opened(
            guard, reply, each["inmate"], "Person.inmate", each["ref"]
        )
        for each in persons
    ]
    assert opened == [True, False, False, False]
    assert len({len(each["inmate"]) for each in persons}) == 1
    assert len({each["inmate"] for each in persons}) == len(handles)


async def test_an_answer_is_sealed_to_its_person_and_band(
    shared, ask_inmate, guard
) -> None:
    query = INMATE.replace("inmate", "inmate(minBand: POSSIBLE)")
    reply, (held, doubtful) = await ask_inmate("i-held", "i-doubtful", query=query)

    def opened(person, ref, **arguments):
        return shared.federation.opened(
            guard, reply, person["inmate"], "Person.inmate", ref, **arguments
        )

    assert opened(doubtful, doubtful["ref"], minBand="POSSIBLE") is True
    for ref, arguments in (
        (held["ref"], {"minBand": "POSSIBLE"}),
        (doubtful["ref"], {}),
        (doubtful["ref"], {"minBand": "CERTAIN"}),
    ):
        with pytest.raises(Exception, match="SEALED_MOVED") as raised:
            opened(doubtful, ref, **arguments)
        assert raised.value.code == "SEALED_MOVED"


async def test_an_argument_whose_variable_was_left_out_is_not_bound(
    shared, ask_inmate, guard
) -> None:
    declared = INMATE.replace("[_Any!]!", "[_Any!]!, $band: Band")
    query = declared.replace("inmate", "inmate(minBand: $band)")
    reply, (held,) = await ask_inmate("i-held", query=query)
    opened = shared.federation.opened(
        guard, reply, held["inmate"], "Person.inmate", held["ref"]
    )
    assert opened is True


async def test_who_may_not_know_learns_no_more_of_one_than_of_another(
    world, edge, guard
) -> None:
    world.agree({**AGREEMENTS, "PKS-DEMO-019": {}})  # as shipped: suspended
    await world.store(
        ["imigrasi:i-held", "imigrasi:i-free", "pemasyarakatan:p"],
        [edge("imigrasi:i-held", "pemasyarakatan:p")],
    )
    federation, jti = world.federation, new_jti()
    of = [
        {
            "__typename": "ImmigrationPerson",
            "ticket": federation.ticket(
                "imigrasi", "ImmigrationPerson", handle, guard, jti
            ),
        }
        for handle in ("i-held", "i-free")
    ]
    async with world.unit() as unit:
        reply = await federation.ask(unit, guard, INMATE, {"of": of}, jti=jti)
    held, free = reply.data["_entities"]
    assert held == free
    first, second = (
        {key: value for key, value in error["extensions"].items() if key != "path"}
        for error in reply.body["errors"]
    )
    assert first == second


@pytest.fixture
def examiner(officer):
    return officer(
        "kemenkum.ahu", ("ahu.examiner",), ("NATURALISATION_CHECK",), "officer-9"
    )


@pytest.fixture
def ask_case(shared, unit, examiner):
    """Asks about applicants in a case that the agency's node attested."""
    federation = shared.federation

    async def asked(*handles, subject="a-one", typename="Applicant", query=RESIDENTS):
        jti = new_jti()

        def ticket(of_type, handle):
            agency = "dukcapil" if of_type == "Resident" else "ahu"
            return federation.ticket(agency, of_type, handle, examiner, jti)

        attestation = Attestation(
            organisation=examiner.organisation,
            subject=examiner.subject,
            purpose=examiner.purposes[0],
            case="AHU-2026-1",
            stage="AHU_SUBSTANTIVE",
            typename=typename,
            ticket=ticket(typename, subject),
            request_id=jti,
        )
        now = federation.clock.now
        compact = sign_attestation(federation.nodes["ahu"], attestation, now=now)
        of = [
            {"__typename": "Applicant", "ticket": ticket("Applicant", handle)}
            for handle in handles
        ]
        return await federation.ask(
            unit,
            examiner,
            query,
            {"of": of},
            jti=jti,
            way=Way.CASE,
            attestation=compact,
        )

    return asked


async def test_a_case_shows_its_own_person_alone(ask_case) -> None:
    reply = await ask_case("a-one", "a-two")
    own, other = reply.data["_entities"]
    assert own == {"person": {"residents": [{"band": "CERTAIN"}]}}
    assert other is None
    assert reply.codes == ["OUT_OF_SCOPE"]
    assert reply.code_at("_entities", 1) == "OUT_OF_SCOPE"


async def test_a_case_is_entered_by_the_type_that_was_attested(ask_case) -> None:
    """A record of another type may have the same handle."""
    reply = await ask_case("a-one", typename="Resident")
    assert reply.data["_entities"] == [None]
    assert reply.codes == ["OUT_OF_SCOPE"]


async def test_a_case_looks_nobody_up(ask_case) -> None:
    query = """query ($of: [_Any!]!) { personByLookup(token: "a.token") { id }
      _entities(representations: $of) { __typename } }"""
    reply = await ask_case("a-one", query=query)
    assert reply.data["personByLookup"] is None
    assert reply.code_at("personByLookup") == "WAY_NOT_ALLOWED"
