"""Law 7: the running unit takes no encodings of another profile, epoch or secret.

Real encoders make them, from invented records, with what is in force in the
running world changed in one thing; the encoder's own key signs the delivery. What
was uploaded before stays, and the unit goes on.
"""

import asyncio
from dataclasses import replace

import pytest
import yaml

from linkage.encode.encoder import Encoder
from linkage.encode.secrets import create_secret, load_secret
from linkage.exchange.writer import write_encodings
from linkage.profile import Profile
from linkage.record import PartialDate, Record
from protocol.canonical import digest
from protocol.dates import system_clock
from protocol.errors import TautanError
from protocol.keys import KeySet, SigningKey
from subgraphs.encoder.deliver import Courier
from tautan.demo.ceremony import PROJECT
from tautan.demo.layout import EPOCH, PROFILE, UNIT
from tautan.demo.settings import SCHEMA
from tests.trust.kit.asks import ANALYST, LOSS_ASK
from tests.trust.kit.nodes import Hop, must_be_signed
from tests.trust.kit.wire import send

pytestmark = [pytest.mark.trust, pytest.mark.usefixtures("uploads")]

AGENCY = "kemlu"
PROFILE_FILE = SCHEMA / "linkage" / f"{PROFILE}.yaml"
RECORDS = [
    Record(handle=f"made-{at}", names=(name,), birth_date=PartialDate("1990-02-03"))
    for at, name in enumerate(("Wira Candra Kusuma", "Intan Pelita Sari"))
]


@pytest.fixture
def uploads(scene):
    """What the unit keeps; it must be the same after the test."""
    folder = scene.layout.unit / "encodings"
    before = kept(folder)
    assert f"{AGENCY}.parquet" in before
    yield folder
    assert kept(folder) == before


def kept(folder):
    return {path.name: digest(path.read_bytes()) for path in folder.iterdir()}


def encoder(scene, *, profile=None, secret=None, epoch=EPOCH):
    return Encoder(
        profile or Profile.load(PROFILE_FILE),
        secret or load_secret(scene.layout.agency(AGENCY) / "linkage.secret"),
        epoch,
    )


def file_of(made, folder, agency=AGENCY, **changes):
    path = folder / "made.parquet"
    header = replace(made.header(agency), **changes)
    write_encodings(path, header, made.encode(RECORDS))
    return path.read_bytes()


def courier(scene, agency=AGENCY, key=None):
    return Courier(
        agency=agency,
        key=key or SigningKey.load(scene.layout.agency(agency) / "encoder.jwk"),
        peers=KeySet.load(scene.layout.peers),
        unit=scene.node(UNIT),
    )


def delivered(scene, body, **whose):
    """The code that the unit refused with."""
    before = scene.log(UNIT)[-1]["seq"] + 1
    with pytest.raises(TautanError) as refusal:
        asyncio.run(courier(scene, **whose).deliver(body, system_clock))
    (line,) = scene.log(UNIT)[before:]
    assert line["outcome"] == refusal.value.code
    return refusal.value.code


def test_another_profile(scene, tmp_path):
    about = yaml.safe_load(PROFILE_FILE.read_text())
    about["filter"]["attributes"][0]["bits_per_feature"] -= 1
    other = Profile.model_validate(about)
    made = encoder(scene, profile=other)
    assert delivered(scene, file_of(made, tmp_path)) == "PROFILE_MISMATCH"


def test_another_version_of_the_profile(scene, tmp_path):
    about = yaml.safe_load(PROFILE_FILE.read_text())
    other = Profile.model_validate({**about, "version": about["version"] + 1})
    made = encoder(scene, profile=other)
    assert delivered(scene, file_of(made, tmp_path)) == "PROFILE_MISMATCH"


def test_another_epoch(scene, tmp_path):
    made = encoder(scene, epoch="2025-4")
    assert delivered(scene, file_of(made, tmp_path)) == "EPOCH_MISMATCH"


def test_another_secret(scene, tmp_path):
    """It is told by the canary records alone, encoded under their own subkeys."""
    other = create_secret(tmp_path / "other.secret", PROJECT)
    made = encoder(scene, secret=other)
    assert delivered(scene, file_of(made, tmp_path)) == "SECRET_MISMATCH"


def test_an_epoch_that_only_the_header_names(scene, tmp_path):
    """The canary is of an epoch too: a header that lies about it does not help."""
    made = encoder(scene, epoch="2025-4")
    content = file_of(made, tmp_path, epoch=EPOCH)
    assert delivered(scene, content) == "SECRET_MISMATCH"


def test_encodings_of_another_agency(scene, tmp_path):
    content = file_of(encoder(scene), tmp_path, agency="dukcapil")
    assert delivered(scene, content) == "ENCODINGS_CORRUPT"


def flipped(content):
    at = len(content) // 3
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


BROKEN = {
    "one bit": flipped,
    "cut off": lambda content: content[: len(content) // 2],
    "the end gone": lambda content: content[:-8],
    "empty": lambda _: b"",
    "no Parquet": lambda _: b"handle,filter\n1,2\n",
    "a prefix": lambda content: b"x" + content,
}


@pytest.mark.parametrize("damage", BROKEN.values(), ids=BROKEN)
def test_a_corrupted_file(scene, damage):
    own = (scene.layout.agency(AGENCY) / "encodings.parquet").read_bytes()
    assert delivered(scene, damage(own)) == "ENCODINGS_CORRUPT"


def test_a_file_signed_by_a_stranger(scene, tmp_path):
    content = file_of(encoder(scene), tmp_path)
    key = SigningKey.generate(f"encoder:{AGENCY}")
    assert delivered(scene, content, key=key) == "HOP_TAMPERED"


def test_a_file_signed_by_another_encoder(scene, tmp_path):
    content = file_of(encoder(scene), tmp_path)
    other = SigningKey.load(scene.layout.agency("dukcapil") / "encoder.jwk")
    hop = Hop(UNIT, content, method="PUT", path=f"/encodings/{AGENCY}")
    sent = hop.signed(other)
    reply = send(scene.node(UNIT), sent)
    must_be_signed(scene.layout, sent, reply, UNIT, f"encoder:{AGENCY}")
    assert (reply.status, reply.codes) == (403, ["HOP_UNSIGNED"])


def test_a_file_that_nobody_signed(scene):
    hop = Hop(UNIT, b"PAR1", method="PUT", path=f"/encodings/{AGENCY}")
    sent = hop.signed(SigningKey.generate())
    reply = send(scene.node(UNIT), replace(sent, headers={}))
    assert (reply.status, reply.codes) == (403, ["HOP_UNSIGNED"])


def test_the_agencys_own_file_is_taken_and_questions_go_on(scene):
    own = (scene.layout.agency(AGENCY) / "encodings.parquet").read_bytes()
    asyncio.run(courier(scene).deliver(own, system_clock))
    assert scene.log(UNIT)[-1]["outcome"] == "OK"
    reply = send(scene.gateway, scene.officer(ANALYST).request(LOSS_ASK))
    assert (reply.status, reply.errors) == (200, [])


def test_a_delivery_is_taken_once(scene):
    """The recorded bytes of a valid delivery, sent again."""
    own = (scene.layout.agency(AGENCY) / "encodings.parquet").read_bytes()
    hop = Hop(UNIT, own, method="PUT", path=f"/encodings/{AGENCY}")
    sent = hop.signed(courier(scene).key)
    assert send(scene.node(UNIT), sent).status == 200
    again = send(scene.node(UNIT), sent)
    assert (again.status, again.codes) == (403, ["HOP_REPLAYED"])
