import numpy as np
import pytest

from linkage.cli.options import SHIPPED_PROFILE
from linkage.encode.canary import CANARY_RECORDS
from linkage.encode.encoder import Encoder
from linkage.encode.secrets import create_secret, load_secret
from linkage.errors import SecretInvalid
from linkage.hazmat.hardening.diffusion import diffuse, draw_taps
from linkage.hazmat.keys import LinkageSecret, Purpose
from linkage.profile import Profile
from linkage.record import Record

GOLDEN_CANARIES = {
    "plain": "893e465f2dc121d87a665826ae354ecd23f204b74e7a7e2d43a1d4fa537cf23c",
    "default": "f4a313b768d0ff541fc354135fd5f01755e028f4cc5d4b52d22aa05c08e3248c",
    "strong": "967e8a83e37d609c67de3f69509cc9716351eaf541acf82447b9cbd530423d30",
}


def test_a_batch_is_the_single_encodings_in_order(encoder, population_register):
    batches = list(encoder.encode(iter(population_register), batch_rows=3))
    assert [len(batch) for batch in batches] == [3, 1]
    singles = [encoder.encode_one(record) for record in population_register]
    assert [each for batch in batches for each in batch] == singles
    assert [each.handle for each in singles] == ["r1", "r2", "r3", "r4"]


def test_encoding_holds_nothing_of_the_record_in_the_clear(encoder, passport_office):
    record = passport_office[0]
    encoding = encoder.encode_one(record)
    content = encoding.filter + b"".join(encoding.nik_tokens + encoding.passport_tokens)
    for value in (*record.names, *record.niks, *record.passports):
        assert value.encode() not in content
    assert len(encoding.filter) == 128
    assert [len(each) for each in encoding.passport_tokens] == [16, 16]


def test_one_number_has_one_token_wherever_it_stands(encoder):
    one = encoder.encode_one(
        Record("a", niks=("7371 0105 0371 0001", "1271016311880002"))
    )
    other = encoder.encode_one(Record("b", niks=("1271016311880002",)))
    assert one.nik_tokens[1] == other.nik_tokens[0]
    as_passport = encoder.encode_one(Record("c", passports=("1271016311880002",)))
    assert as_passport.passport_tokens[0] != other.nik_tokens[0]


@pytest.mark.parametrize("change", ["project", "secret", "epoch"])
def test_another_project_secret_or_epoch_shares_nothing(
    change, profile, secret, encoder
):
    record = Record("r", names=("SLAMET",), niks=("7371010503710001",))
    others = {
        "project": Encoder(
            profile, LinkageSecret("other", secret.value), encoder.epoch
        ),
        "secret": Encoder(profile, LinkageSecret("tests", bytes(32)), encoder.epoch),
        "epoch": Encoder(profile, secret, "2026-2"),
    }
    other = others[change]
    assert other.canary != encoder.canary
    one, two = encoder.encode_one(record), other.encode_one(record)
    assert one.filter != two.filter
    assert not {*one.nik_tokens} & {*two.nik_tokens}


def test_another_profile_has_another_canary(encoder, secret, shipped_profile_text):
    text = shipped_profile_text.replace("version: 2", "version: 9")
    other = Encoder(Profile.parse(text), secret, encoder.epoch)
    assert other.canary != encoder.canary


def test_the_same_inputs_give_the_same_canary(profile, secret, encoder):
    assert Encoder(profile, secret, encoder.epoch).canary == encoder.canary


def test_canary_records_are_encoded_under_keys_of_their_own(encoder):
    """Law 7: whoever sees canary encodings learns nothing about real ones."""
    for record in CANARY_RECORDS:
        encoding = encoder.encode_one(record)
        assert encoding.filter.hex() not in encoder.canary
    assert len(encoder.canary) == 64


@pytest.mark.parametrize("name", GOLDEN_CANARIES)
def test_a_change_of_profile_or_normaliser_shows_in_the_canary(name):
    """If this fails, encodings changed: give the profile a new version."""
    profile = Profile.load(SHIPPED_PROFILE.with_name(f"{name}.yaml"))
    encoder = Encoder(profile, LinkageSecret("golden", bytes(32)), "golden")
    assert encoder.canary == GOLDEN_CANARIES[name]


def test_a_diffused_filter_is_the_plain_one_diffused(
    secret, shipped_profile_text, passport_office
):
    """Under the subkey that the secret gives for diffusion in this epoch."""
    text = shipped_profile_text.replace("diffusion: 0", "diffusion: 8")
    diffused = Encoder(Profile.parse(text), secret, "2026-1")
    plain = Encoder(Profile.parse(shipped_profile_text), secret, "2026-1")
    key = secret.derive(Purpose.DIFFUSION, epoch="2026-1", attribute="filter")
    taps = draw_taps(key, 1024, 8)
    for record in passport_office:
        before = np.frombuffer(plain.encode_one(record).filter, np.uint8)[None]
        after = diffused.encode_one(record).filter
        assert diffuse(before, taps).tobytes() == after


def test_without_identifiers_there_are_no_tokens(
    secret, shipped_profile_text, passport_office
):
    profile = Profile.parse(shipped_profile_text.replace("mode: keyed", "mode: none"))
    encoding = Encoder(profile, secret, "1").encode_one(passport_office[0])
    assert encoding.nik_tokens == encoding.passport_tokens == ()


def test_the_header_says_what_made_the_file(profile, encoder):
    header = encoder.header("dukcapil")
    assert (header.profile_id, header.profile_version) == (profile.id, profile.version)
    assert header.profile_fingerprint == profile.fingerprint
    assert (header.epoch, header.agency) == ("2026-1", "dukcapil")
    assert header.canary == encoder.canary
    assert header.format_version == 1


def test_a_secret_is_made_once_and_read_again(tmp_path):
    made = create_secret(tmp_path / "secret", "demo")
    assert load_secret(tmp_path / "secret") == made
    with pytest.raises(SecretInvalid):
        create_secret(tmp_path / "secret", "demo")
