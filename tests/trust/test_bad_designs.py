"""Designs of linkage that failed elsewhere: each is refused by a code, or can't be made.

Each test names the design, and what became of it where it was used is told beside it.
"""

import base64
import hashlib
import json
import re
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import yaml

from linkage.encode.encoder import Encoder
from linkage.encode.secrets import load_secret
from linkage.errors import ProfileInvalid, ReleaseRefused, SecretInvalid, SecretMismatch
from linkage.exchange.encoding import TOKEN_BYTES
from linkage.exchange.reader import read_encodings, require
from linkage.exchange.writer import write_encodings
from linkage.hazmat.hardening.randomised import randomise
from linkage.hazmat.keys import LinkageSecret, Purpose
from linkage.profile import AttributeName, Profile
from linkage.record import Record
from linkage.release.gate import require as require_release
from subgraphs.persons.tables import metadata
from tests.support.releases import SHIPPED, ReleasedFolder
from tests.trust.kit.scene import Scene

pytestmark = pytest.mark.trust

TEXT = SHIPPED.read_text()
PROFILE = Profile.parse(TEXT)
NIK = "1271016311880002"
PERSON = Record(handle="a1", names=("NUR HAYATI SIREGAR",), niks=(NIK,))
ROOT = Path(__file__).parents[2]


def changed(path, value):
    content = yaml.safe_load(TEXT)
    *folders, last = path.split(".")
    at = content
    for folder in folders:
        at = at[folder]
    at[last] = value
    return yaml.safe_dump(content)


def secret_file(folder, value):
    path = folder / "linkage.secret"
    path.touch(0o600)
    encoded = base64.urlsafe_b64encode(value).decode()
    path.write_text(json.dumps({"version": 1, "project": "demo", "secret": encoded}))
    return path


@pytest.mark.parametrize("hash_", ["blake2b", "sha1", "md5", "double-hashing"])
def test_no_key_and_double_hashing_are_no_profile(hash_):
    """Niedermeyer and others, 2014: all names of an unkeyed or doubly hashed filter."""
    with pytest.raises(ProfileInvalid, match=r"PROFILE_INVALID.*filter\.hash"):
        Profile.parse(changed("filter.hash", hash_))


@pytest.mark.parametrize("bits", [50, 100, 500, 1000])
def test_a_small_filter_is_no_profile(bits):
    """Double hashing with small m leaves few position sets, which repeat."""
    with pytest.raises(ProfileInvalid, match=r"PROFILE_INVALID.*filter\.bits"):
        Profile.parse(changed("filter.bits", bits))


@pytest.mark.parametrize("value", [b"", bytes(31), bytes(33)])
def test_a_key_that_is_none_is_no_secret(tmp_path, value):
    with pytest.raises(SecretInvalid, match="SECRET_INVALID"):
        load_secret(secret_file(tmp_path, value))


@pytest.mark.parametrize(
    "value",
    [bytes(32), b"\xff" * 32, b"secret" * 5 + b"se", b"0123456789" * 3 + b"01"],
    ids=["zero", "ones", "a word", "digits"],
)
def test_a_constant_key_is_no_secret(tmp_path, value):
    """A key that everybody has is no key: whoever knows it tries out the register."""
    with pytest.raises(SecretInvalid, match=r"SECRET_INVALID.*constant"):
        load_secret(secret_file(tmp_path, value))


def test_a_key_of_random_bytes_is_a_secret(tmp_path):
    drawn = np.random.default_rng(1)
    for number in range(100):
        path = tmp_path / f"{number}.secret"
        LinkageSecret.generate("demo", drawn.bytes).write(path)
        assert load_secret(path).project == "demo"


@pytest.mark.parametrize("hardening", ["randomised", "randomized_response", "seed"])
def test_randomised_response_is_in_no_profile(hardening):
    """Of one seed for all records it flips the same bits in each, and protects none."""
    with pytest.raises(ProfileInvalid, match=f"PROFILE_INVALID.*{hardening}"):
        Profile.parse(changed(f"filter.hardening.{hardening}", 20))


def test_randomised_response_in_the_laboratory_draws_for_each_record_anew():
    same = np.zeros((64, 128), np.uint8)
    drawn = np.random.default_rng(1)
    noise = randomise(same, 200, drawn.bytes)
    assert len({row.tobytes() for row in noise}) == len(same)


@pytest.mark.parametrize("mode", ["sha256", "hash", "plain", "salted"])
def test_bare_hashes_are_no_mode_of_tokens(mode):
    with pytest.raises(ProfileInvalid, match=r"PROFILE_INVALID.*identifiers\.mode"):
        Profile.parse(changed("identifiers.mode", mode))


def test_tokens_are_no_bare_hash_of_the_number():
    """42 bits of NIK are tried out in hours; so no hash without a key may come out."""
    secret = LinkageSecret("demo", bytes(range(32)))
    (token,) = Encoder(PROFILE, secret, "2026-1").encode_one(PERSON).nik_tokens
    bare = {
        hashlib.new(name, spelled).digest()[:TOKEN_BYTES]
        for name in ("md5", "sha1", "sha256", "sha512", "blake2b", "sha3_256")
        for spelled in (
            NIK.encode(),
            b"nik" + NIK.encode(),
            secret.value + NIK.encode(),
        )
    }
    assert token not in bare
    assert len(token) == TOKEN_BYTES


def test_a_secret_used_in_two_projects_makes_encodings_that_do_not_meet():
    """One key for two projects joins what was never to be joined."""
    encoders = [
        Encoder(PROFILE, LinkageSecret(project, bytes(range(32))), "2026-1")
        for project in ("one", "two")
    ]
    one, two = (each.encode_one(PERSON) for each in encoders)
    assert not set(one.nik_tokens) & set(two.nik_tokens)
    differing = int.from_bytes(one.filter) ^ int.from_bytes(two.filter)
    assert 0.4 < differing.bit_count() / PROFILE.filter.bits < 0.6
    header = encoders[0].header("ahu")
    with pytest.raises(SecretMismatch, match="SECRET_MISMATCH"):
        require(header, PROFILE, epochs={"2026-1"}, canary=encoders[1].canary)


def test_an_unhardened_profile_can_not_be_released(tmp_path):
    """ACSAC 2024: graph matching names nearly everybody in filters as they are."""
    plain = ReleasedFolder(tmp_path / "plain", SHIPPED.with_name("plain.yaml")).sign()
    dossier = plain.files.dossier(plain.officers)
    with pytest.raises(ReleaseRefused, match="RELEASE_REFUSED") as refused:
        require_release(dossier, date(2026, 11, 24))
    assert refused.value.limit == "limits"


def test_no_score_is_in_any_api():
    """Raw scores let an asker climb to a person's record by changing one letter."""
    words = re.compile(r"score|similarity|evidence|weight|dice|distance", re.IGNORECASE)
    for path in sorted((ROOT / "schema" / "subgraphs").glob("*.graphql")):
        fields = re.findall(r"^\s+(\w+)[(:]", path.read_text(), re.MULTILINE)
        assert fields
        assert not [name for name in fields if words.search(name)], path.name
    unit = (ROOT / "schema" / "subgraphs" / "persons.graphql").read_text()
    assert "Float" not in unit
    assert "band: Band!" in unit


def test_no_score_is_kept_beside_a_link():
    columns = {column.name for column in metadata.tables["links"].columns}
    assert {"band", "reason"} <= columns
    assert not [name for name in columns if "score" in name]


def spelled(key):
    """A key as it could leak: raw, hex, and both kinds of base64."""
    whole = {base64.b64encode(key), base64.urlsafe_b64encode(key)}
    return {key, key.hex().encode(), *(each.rstrip(b"=") for each in whole)}


def keys_of(secret, epoch):
    """The secret, and every subkey that is drawn from it."""
    return [
        secret.value,
        *(
            secret.derive(purpose, epoch=epoch, attribute=attribute)
            for purpose in Purpose
            for attribute in (*AttributeName, "filter")
        ),
    ]


def leaks(secret, epoch, content):
    return [
        needle
        for key in keys_of(secret, epoch)
        for needle in spelled(key)
        if needle in content
    ]


def test_no_key_is_echoed_in_a_file_or_its_header(tmp_path):
    """Keys were found in the metadata of published encodings."""
    secret = LinkageSecret("demo", bytes(range(32)))
    encoder = Encoder(PROFILE, secret, "2026-1")
    path = tmp_path / "ahu.parquet"
    write_encodings(path, encoder.header("ahu"), encoder.encode([PERSON]))
    assert read_encodings(path).handles == ["a1"]
    assert leaks(secret, "2026-1", path.read_bytes()) == []
    planted = base64.urlsafe_b64encode(secret.value)
    assert leaks(secret, "2026-1", path.read_bytes() + planted)


def test_no_key_is_echoed_in_an_answer_a_header_or_what_the_unit_keeps(scene: Scene):
    """All that passed between the processes, bytes of both ways, and all that the unit
    and the gateway have on disk."""
    layout = scene.layout
    secret = load_secret(layout.agency("dukcapil") / "linkage.secret")
    places = [layout.captures, layout.unit, layout.gateway, layout.logs, layout.shared]
    files = [path for place in places for path in place.rglob("*") if path.is_file()]
    assert any(path.parent == layout.captures for path in files)
    for path in files:
        assert leaks(secret, "2026-1", path.read_bytes()) == [], path
