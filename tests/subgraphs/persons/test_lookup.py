"""From encodings to a person found by what stands on a paper, end to end."""

import os
from datetime import date

import pytest
import pytest_asyncio

from linkage.record import PartialDate, Record
from protocol.lookups import Lookup, mint_lookup
from protocol.statements import new_jti
from subgraphs.persons.linking import pairs_covered
from tautan.demo.canary import Needles, search

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.trust]

TODAY = date(2026, 11, 24)
AGREEMENTS = {
    "LNK-DEMO-001": {},  # ahu and dukcapil, CERTAIN
    "PKS-DEMO-008": {},  # dukcapil to ahu, LOSS_FOLLOW_UP
}
FIND = "query ($token: String!) { personByLookup(token: $token) { id } }"
RESIDENTS = """query ($token: String!) {
  personByLookup(token: $token) { residents { band record { ticket } } } }"""

SITI = {
    "names": ("SITI CONTOH RAHAYU",),
    "birth_date": PartialDate("1990-07-03"),
    "birth_place": "BANDUNG",
    "sex": "F",
    "niks": ("3273014307900001",),
    "passports": ("X1234567",),
    "mother_name": "AMINAH CONTOH",
}
KADEK = {
    "names": ("KADEK DWI ASTUTI",),
    "birth_date": PartialDate("1996-02-17"),
    "birth_place": "DENPASAR",
    "sex": "F",
    "niks": ("5171015702960004",),
    "passports": ("A7654321",),
    "mother_name": "WAYAN SARI",
}
AGNES = {
    "names": ("AGNES MARIA WENAS",),
    "birth_date": PartialDate("1961-03-05"),
    "birth_place": "MANADO",
    "sex": "F",
    "niks": ("7171014503610005",),
    "mother_name": "RUKIAH LUBIS",
}
TWIN = {**AGNES, "names": ("AGNES MARIO WENAS",), "niks": ("7171014503610006",)}
GALUH = {
    "names": ("GALUH PRATAMA PUTRI",),
    "birth_date": PartialDate("1979-09-29"),
    "birth_place": "PATI",
    "sex": "F",
    "niks": ("3318016909790007",),
}
FILES = {
    "ahu": {"a-siti": SITI, "a-agnes": AGNES, "a-twin": TWIN},
    "dukcapil": {"d-siti": SITI, "d-kadek": KADEK},
    "imigrasi": {"i-galuh": GALUH},
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def unit(shared):
    """Encoded, delivered and linked, each as the operators do it."""
    shared.agree(AGREEMENTS)
    async with shared.unit() as running:
        for agency, people in FILES.items():
            found = [Record(handle=handle, **of) for handle, of in people.items()]
            taken = await shared.deliver(running, agency, shared.encoded(agency, found))
            assert taken.status == 200
        book = running.assembled.node.book
        pairs = pairs_covered(book, shared.profile, TODAY)
        await shared.link(pairs=pairs, today=TODAY)
        yield running


@pytest.fixture
def analyst(officer):
    return officer(
        "kemenkum.ahu",
        ("ahu.analyst",),
        ("LOSS_FOLLOW_UP", "NATURALISATION_FOLLOW_UP"),
    )


def mint(world, officer, jti, known, agency="ahu", **differing):
    """A lookup token as an agency's node mints it."""
    epoch = differing.pop("epoch", "2026-1")
    encoding = world.encoder(epoch=epoch).encode_one(Record("lookup", **known))
    said = {
        "organisation": officer.organisation,
        "subject": officer.subject,
        "purpose": officer.purposes[0],
        "request_id": jti,
        "profile": world.profile.fingerprint,
        "epoch": differing.pop("said", epoch),
        "encoding": encoding.filter,
        "present": encoding.present,
        "nik": encoding.nik_tokens,
        "passport": encoding.passport_tokens,
        **differing,
    }
    federation = world.federation
    key, unit_jwk = federation.nodes[agency], federation.unit.public_jwk
    return mint_lookup(key, unit_jwk, Lookup(**said), now=federation.clock.now)


@pytest.fixture
def find(shared, unit, analyst):
    async def found(known, *, query=FIND, officer=analyst, on=unit, **differing):
        jti = new_jti()
        token = mint(shared, officer, jti, known, **differing)
        return await shared.federation.ask(
            on, officer, query, {"token": token}, jti=jti
        )

    return found


async def test_a_person_is_found_by_a_paper_and_seen_from_the_own_record(
    shared, find, analyst
) -> None:
    reply = await find(SITI, query=RESIDENTS)
    assert reply.codes == []
    (link,) = reply.data["personByLookup"]["residents"]
    assert link["band"] == "CERTAIN"
    ticket = link["record"]["ticket"]
    federation = shared.federation
    opened = federation.handle("dukcapil", "Resident", ticket, analyst, reply.jti)
    assert opened == "d-siti"
    line = shared.audit()[-1]
    assert (line["outcome"], line["counts"]) == ("OK", {"Person": 1, "Resident": 1})


async def test_an_identifier_alone_finds_who_bears_it(find) -> None:
    full = await find(SITI)
    alone = await find({"passports": SITI["passports"]}, encoding=b"", present=0)
    assert alone.codes == []
    assert alone.data["personByLookup"] is not None
    assert alone.data == full.data


async def test_a_person_at_another_agency_is_found_over_an_open_pair(find) -> None:
    reply = await find(KADEK, query=RESIDENTS)
    assert len(reply.data["personByLookup"]["residents"]) == 1


async def test_the_floor_of_a_pair_holds_for_lookups_too(find) -> None:
    """The passport alone is less than CERTAIN, which the pair asks for."""
    known = {"passports": KADEK["passports"]}
    reply = await find(known, encoding=b"", present=0)
    assert (reply.data["personByLookup"], reply.codes) == (None, [])


async def test_an_agency_without_an_agreement_is_not_searched(find) -> None:
    reply = await find(GALUH)
    assert (reply.data["personByLookup"], reply.codes) == (None, [])


async def test_where_several_may_be_meant_nobody_is_shown(find) -> None:
    both = {"niks": (*AGNES["niks"], *TWIN["niks"])}
    reply = await find(both, encoding=b"", present=0)
    assert (reply.data["personByLookup"], reply.codes) == (None, [])
    one = await find({"niks": AGNES["niks"]}, encoding=b"", present=0)
    assert one.data["personByLookup"] is not None


async def test_an_unknown_person_is_null(find) -> None:
    reply = await find({"niks": ("1271016311880002",)})
    assert (reply.data["personByLookup"], reply.codes) == (None, [])


async def test_a_record_that_was_not_linked_yet_is_not_shown(world, analyst) -> None:
    """Uploaded after the last run, so that the unit knows no person of it."""
    world.agree(AGREEMENTS)
    jti = new_jti()
    token = mint(world, analyst, jti, SITI)
    async with world.unit() as fresh:
        found = [Record(handle="a", **SITI)]
        await world.deliver(fresh, "ahu", world.encoded("ahu", found))
        reply = await world.federation.ask(
            fresh, analyst, FIND, {"token": token}, jti=jti
        )
    assert (reply.data["personByLookup"], reply.codes) == (None, [])


async def test_a_token_is_used_once(shared, unit, analyst) -> None:
    """Not even in a second hop of the same request."""
    papers = shared.federation.papers(analyst, jti=new_jti())
    variables = {"token": mint(shared, analyst, papers.jti, SITI)}
    for expected in ([], ["LOOKUP_TOKEN_INVALID"]):
        hop = shared.federation.hop(unit, FIND, variables, papers)
        reply = await shared.federation.send(unit, hop, papers.jti)
        assert reply.codes == expected


OTHERS = {
    "another-purpose": {"purpose": "NATURALISATION_FOLLOW_UP"},
    "another-officer": {"subject": "officer-8"},
    "another-organisation": {"organisation": "kemlu"},
    "another-request": {"request_id": "another-request-of-the-officer"},
    "another-agency's-node": {"agency": "dukcapil"},
    "a-filter-too-short": {"encoding": b"1234"},
    "an-identifier-token-too-short": {"nik": (b"1234",)},
    "a-mask-too-wide": {"present": 2**16},
}


@pytest.mark.parametrize("differing", OTHERS.values(), ids=OTHERS)
async def test_a_token_of_another_is_refused(find, differing) -> None:
    reply = await find(SITI, **differing)
    assert reply.data["personByLookup"] is None
    assert reply.codes == ["LOOKUP_TOKEN_INVALID"]


async def test_a_token_that_is_none_is_refused(shared, unit, analyst) -> None:
    reply = await shared.federation.ask(unit, analyst, FIND, {"token": "a.b.c.d.e"})
    assert reply.codes == ["LOOKUP_TOKEN_INVALID"]


async def test_a_token_grows_old(shared, unit, analyst) -> None:
    jti = new_jti()
    token = mint(shared, analyst, jti, SITI)
    shared.federation.clock.pass_by(300)
    reply = await shared.federation.ask(unit, analyst, FIND, {"token": token}, jti=jti)
    assert reply.codes == ["LOOKUP_TOKEN_INVALID"]


async def test_another_profile_or_epoch_says_so(find) -> None:
    profile = await find(SITI, profile="0" * 64)
    assert profile.codes == ["PROFILE_MISMATCH"]
    epoch = await find(SITI, epoch="2025-9")
    assert epoch.codes == ["EPOCH_MISMATCH"]


async def test_in_a_rotation_a_token_meets_the_files_of_its_own_epoch(
    shared, find
) -> None:
    """Files are of the epoch before, so a token of the next finds nobody."""
    own = {"audit": "persons/rotating.jsonl", "replay": "persons/rotating.sqlite"}
    async with shared.unit(next_epoch="2026-2", **own) as rotating:
        for differing in ({"epoch": "2026-2"}, {"said": "2026-2"}):
            later = await find(SITI, on=rotating, **differing)
            assert (later.data["personByLookup"], later.codes) == (None, [])
        now = await find(SITI, on=rotating)
        assert now.data["personByLookup"] is not None


async def test_who_has_no_open_pair_looks_nobody_up(find, officer) -> None:
    consul = officer("kemlu", ("kemlu.consular",), ("DECLARATION_REVIEW",))
    reply = await find(SITI, officer=consul, agency="kemlu")
    assert reply.codes == ["LINK_NOT_PERMITTED"]


async def test_a_file_that_replaces_another_is_searched(shared, find) -> None:
    path = shared.uploads / "dukcapil.parquet"
    before, at = path.read_bytes(), path.stat().st_mtime_ns
    assert (await find(KADEK)).data["personByLookup"] is not None
    path.write_bytes(shared.encoded("dukcapil", []))
    os.utime(path, ns=(at + 1, at + 1))
    assert (await find(KADEK)).data["personByLookup"] is None
    path.write_bytes(before)
    os.utime(path, ns=(at + 2, at + 2))
    assert (await find(KADEK)).data["personByLookup"] is not None


async def test_the_unit_keeps_no_name_and_no_number(shared, find) -> None:
    """Its database, uploads and log; with a control that the search would find."""
    await find(SITI)
    needles = Needles()
    for people in FILES.values():
        for known in people.values():
            needles.add("name", known["names"][0])
            needles.add("nik", known["niks"][0])
            for number in known.get("passports", ()):
                needles.add("passport", number)
    places = [
        shared.home / "persons",
        shared.uploads,
        *shared.home.glob("persons.sqlite*"),
    ]
    assert all(place.exists() for place in places)
    assert len(list(shared.uploads.iterdir())) == len(FILES)
    assert list(search(places, needles)) == []
    planted = shared.home / "persons" / "planted"
    planted.write_text(" ".join(sample.decode() for sample in needles.sample()))
    kinds = {finding.kind for finding in search(places, needles)}
    planted.unlink()
    assert kinds == {"nik", "passport", "name"}
