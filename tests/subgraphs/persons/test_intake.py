"""What the unit takes in, what it refuses, and that a refusal loses nothing."""

import shutil
from dataclasses import replace

import aiohttp
import pytest

from linkage.hazmat.keys import LinkageSecret
from linkage.record import Record
from protocol.hops import HOP_HEADER, HopMessage, sign_hop
from protocol.keys import SigningKey
from protocol.statements import new_jti

SITI = Record(handle="d1", names=("SITI CONTOH",), niks=("3273014107900001",))
BUDI = Record(handle="d2", names=("BUDI CONTOH",), niks=("3273010107900002",))


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def good(shared) -> bytes:
    return shared.encoded("dukcapil", [SITI])


@pytest.fixture(scope="module")
def good_of_ahu(shared) -> bytes:
    return shared.encoded("ahu", [BUDI])


@pytest.fixture(autouse=True)
def nothing_taken_yet(shared) -> None:
    shutil.rmtree(shared.uploads, ignore_errors=True)


def in_force(world, agency="dukcapil") -> bytes | None:
    path = world.uploads / f"{agency}.parquet"
    return path.read_bytes() if path.exists() else None


async def test_a_good_file_is_taken_and_logged(shared, unit, good) -> None:
    taken = await shared.deliver(unit, "dukcapil", good)
    assert (taken.status, taken.said) == (200, {"status": "taken", "epoch": "2026-1"})
    assert in_force(shared) == good
    (line,) = [one for one in shared.audit() if one.get("kind") == "ENCODINGS"]
    assert (line["outcome"], line["agencies"]) == ("OK", ["dukcapil"])


async def test_the_same_file_twice_is_one(shared, unit, good) -> None:
    for _ in range(2):
        taken = await shared.deliver(unit, "dukcapil", good)
        assert taken.status == 200
    assert [path.name for path in shared.uploads.iterdir()] == ["dukcapil.parquet"]


async def test_a_later_file_takes_the_place_of_the_one_before(
    shared, unit, good
) -> None:
    later = shared.encoded("dukcapil", [SITI, BUDI])
    await shared.deliver(unit, "dukcapil", good)
    await shared.deliver(unit, "dukcapil", later)
    assert in_force(shared) == later


def flipped(body: bytes) -> bytes:
    """One bit of the rows differs; they end where the footer begins."""
    footer = int.from_bytes(body[-8:-4], "little") + 8
    at = (len(body) - footer) * 2 // 3
    return body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]


def another_profile(world) -> bytes:
    return world.encoded("dukcapil", [SITI], world.other_encoder())


def another_secret(world) -> bytes:
    encoder = world.encoder(secret=LinkageSecret("tests", bytes(32)))
    return world.encoded("dukcapil", [SITI], encoder)


REFUSED = {
    "damaged": (lambda w: flipped(w.encoded("dukcapil", [SITI])), "ENCODINGS_CORRUPT"),
    "cut-off": (lambda w: w.encoded("dukcapil", [SITI])[:-9], "ENCODINGS_CORRUPT"),
    "foreign": (lambda _: b"PAR1 but no more than that", "ENCODINGS_CORRUPT"),
    "empty": (lambda _: b"", "ENCODINGS_CORRUPT"),
    "of-another-agency": (lambda w: w.encoded("kemlu", [SITI]), "ENCODINGS_CORRUPT"),
    "of-another-profile": (another_profile, "PROFILE_MISMATCH"),
    "of-another-epoch": (
        lambda w: w.encoded("dukcapil", [SITI], w.encoder(epoch="2025-9")),
        "EPOCH_MISMATCH",
    ),
    "of-another-secret": (another_secret, "SECRET_MISMATCH"),
}


@pytest.mark.trust
@pytest.mark.parametrize(("make", "code"), REFUSED.values(), ids=REFUSED)
async def test_a_file_that_is_no_good_is_refused_and_the_one_before_stays(
    shared, unit, good, good_of_ahu, make, code
) -> None:
    await shared.deliver(unit, "ahu", good_of_ahu)
    await shared.deliver(unit, "dukcapil", good)
    refused = await shared.deliver(unit, "dukcapil", make(shared))
    assert (refused.status, refused.code) == (403, code)
    assert refused.said["errors"][0]["extensions"]["agency"] == "dukcapil"
    assert in_force(shared) == good
    assert len(list(shared.uploads.iterdir())) == 2
    line = shared.audit()[-1]
    assert (line["kind"], line["outcome"]) == ("ENCODINGS", code)


async def test_a_secret_is_compared_within_its_epoch(world, good) -> None:
    """The other agency's file is of the next epoch, so its canary differs."""
    later = world.encoded("ahu", [BUDI], world.encoder(epoch="2026-2"))
    async with world.unit(next_epoch="2026-2") as unit:
        assert (await world.deliver(unit, "ahu", later)).status == 200
        assert (await world.deliver(unit, "dukcapil", good)).status == 200
        again = world.encoded("dukcapil", [SITI], world.encoder(epoch="2026-2"))
        assert (await world.deliver(unit, "dukcapil", again)).status == 200
        odd = world.encoder(epoch="2026-2", secret=LinkageSecret("tests", bytes(32)))
        refused = await world.deliver(
            unit, "dukcapil", world.encoded("dukcapil", [SITI], odd)
        )
    assert refused.code == "SECRET_MISMATCH"
    assert in_force(world) == again


async def test_an_agency_may_bring_a_new_secret_while_it_is_alone(
    shared, unit, good
) -> None:
    await shared.deliver(unit, "dukcapil", good)
    taken = await shared.deliver(unit, "dukcapil", another_secret(shared))
    assert taken.status == 200


def unsigned(_world, delivery):
    return replace(delivery, headers={"Accept-Language": "en"})


def by_another_encoder(world, delivery):
    return world.delivery("dukcapil", delivery.body, world.encoders["kemlu"])


def by_the_agencys_node(world, delivery):
    key = world.federation.nodes["dukcapil"]
    return world.delivery("dukcapil", delivery.body, key)


def by_a_stranger(world, delivery):
    stranger = SigningKey.generate("encoder:dukcapil")
    return world.delivery("dukcapil", delivery.body, stranger)


def with_other_content(world, delivery):
    return replace(delivery, body=world.encoded("dukcapil", [BUDI]))


def for_another_path(world, delivery):
    """Signed by the encoder, but for what another agency delivers."""
    message = HopMessage("persons", "PUT", "/encodings/ahu", delivery.body, "", "", "")
    now = world.federation.clock.now
    hop = sign_hop(world.encoders["dukcapil"], message, now=now, jti=new_jti())
    return replace(delivery, headers={**delivery.headers, HOP_HEADER: hop})


def too_late(world, delivery):
    world.federation.clock.pass_by(3600)
    return delivery


MESSAGES = {
    unsigned: "HOP_UNSIGNED",
    by_another_encoder: "HOP_UNSIGNED",
    by_the_agencys_node: "HOP_UNSIGNED",
    by_a_stranger: "HOP_TAMPERED",
    with_other_content: "HOP_TAMPERED",
    for_another_path: "HOP_TAMPERED",
    too_late: "HOP_STALE",
}


@pytest.mark.trust
@pytest.mark.parametrize(
    ("change", "code"), MESSAGES.items(), ids=lambda one: getattr(one, "__name__", one)
)
async def test_a_message_that_is_not_of_the_agencys_encoder_is_refused(
    shared, unit, good, change, code
) -> None:
    refused = await shared.send(unit, change(shared, shared.delivery("dukcapil", good)))
    assert refused.code == code
    assert in_force(shared) is None


@pytest.mark.trust
async def test_a_message_is_good_once(shared, unit, good) -> None:
    delivery = shared.delivery("dukcapil", good)
    later = shared.encoded("dukcapil", [SITI, BUDI])
    await shared.send(unit, delivery)
    await shared.deliver(unit, "dukcapil", later)
    refused = await shared.send(unit, delivery)
    assert refused.code == "HOP_REPLAYED"
    assert in_force(shared) == later


async def test_a_file_that_is_too_large_is_refused(world, good) -> None:
    async with world.unit(most_upload_bytes=len(good)) as unit:
        await world.deliver(unit, "dukcapil", good)
        more = await world.deliver(unit, "dukcapil", good + b"\0")
    assert (more.status, more.code) == (413, "BODY_TOO_LARGE")
    assert in_force(world) == good


@pytest.mark.trust
async def test_who_has_no_records_of_persons_delivers_none(world) -> None:
    """Even with a key of its own, and what stands in the path is not logged."""
    world.encoders["SITI-CONTOH"] = SigningKey.generate("encoder:SITI-CONTOH")
    known = [world.federation.gateway, *world.encoders.values()]
    unit_key = SigningKey.load(world.home / "persons" / "signing.jwk", kid="persons")
    world.trust([*known, unit_key])
    body = world.encoded("SITI-CONTOH", [SITI])
    async with world.unit() as unit:
        refused = await world.deliver(unit, "SITI-CONTOH", body)
    assert refused.code == "HOP_UNSIGNED"
    assert "SITI" not in str(world.audit())
    assert not world.uploads.exists()


async def test_other_methods_are_not_answered(unit) -> None:
    async with (
        aiohttp.ClientSession() as client,
        client.get(f"{unit.url}/encodings/dukcapil") as answer,
    ):
        assert answer.status == 405


def no_space(_descriptor) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.trust
async def test_nothing_is_put_in_place_before_its_line_is_on_disk(world, good) -> None:
    async with world.unit() as unit:
        unit.assembled.node.audit.log._sync = no_space
        refused = await world.deliver(unit, "dukcapil", good)
        assert (refused.status, refused.code) == (503, "AUDIT_UNAVAILABLE")
        assert in_force(world) is None
        assert list(world.uploads.iterdir()) == []


async def test_an_unforeseen_fault_is_coded_and_quotes_nothing(world, good) -> None:
    world.uploads.write_text("SITI CONTOH: a file stands where the folder should")
    async with world.unit() as unit:
        refused = await world.deliver(unit, "dukcapil", good)
    assert (refused.status, refused.code) == (500, "INTERNAL_ERROR")
    assert "SITI" not in str(refused.said)


async def test_a_file_in_place_that_was_damaged_since_is_noticed(
    shared, unit, good, good_of_ahu
) -> None:
    await shared.deliver(unit, "ahu", good_of_ahu)
    (shared.uploads / "ahu.parquet").write_bytes(b"damaged on disk")
    refused = await shared.deliver(unit, "dukcapil", good)
    assert refused.code == "ENCODINGS_CORRUPT"
    await shared.deliver(unit, "ahu", good_of_ahu)
    taken = await shared.deliver(unit, "dukcapil", good)
    assert taken.status == 200
