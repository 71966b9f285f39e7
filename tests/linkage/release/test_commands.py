"""`tautan linkage officer | sign | refuse | verify | status | revoke`."""

import json
import shutil

import pytest
from typer.testing import CliRunner

from linkage.cli.app import linkage
from linkage.profile import Profile
from tests.support.releases import SHIPPED, report_on


def run(*arguments, status=0, answer=None):
    done = CliRunner().invoke(linkage, [str(each) for each in arguments], input=answer)
    assert done.exit_code == status, done.output
    return done


@pytest.fixture
def home(tmp_path):
    """A profile with its report, and two officers."""
    profile = tmp_path / "default.yaml"
    shutil.copy(SHIPPED, profile)
    report = json.dumps(report_on(Profile.load(profile)))
    (tmp_path / "default.report.json").write_text(report)
    for agency in ("ahu", "kemlu"):
        key, officers = tmp_path / f"{agency}.jwk", tmp_path / "officers.jwks.json"
        made = run("officer", agency, "--key", key, "--officers", officers)
        assert f"officer: officer:{agency}" in made.stdout
    return tmp_path


def sign(home, agency, *more, **how):
    key = home / f"{agency}.jwk"
    return run("sign", home / "default.yaml", "--key", key, *more, **how)


def test_two_officers_put_a_profile_in_force(home):
    profile = home / "default.yaml"
    refused = run("verify", profile, status=1)
    assert "signatures.ahu" in refused.stderr
    first = json.loads(sign(home, "ahu", "--yes", "--json").stdout)
    assert first["still_to_sign"] == ["kemlu"]
    assert first["in_force"] is False
    shown = sign(home, "kemlu", answer="y\n")
    for said in ("match.penalty = 800", "Rilis pertama", "default.report.json"):
        assert said in shown.stderr
    assert "in_force: True" in shown.stdout
    assert run("verify", profile).stdout == (
        "in force: default 2, signed by ahu, kemlu, through 2029-12-31\n"
    )


def test_who_does_not_say_yes_has_not_signed(home):
    assert "You did not sign" in sign(home, "ahu", answer="n\n", status=1).stderr
    assert not (home / "default.signatures").exists()


def test_a_refusal_is_on_record_with_its_reason(home):
    profile, key = home / "default.yaml", home / "kemlu.jwk"
    run("refuse", profile, "--key", key, "--reason", "Too little recall.")
    sign(home, "ahu", "--yes")
    state = json.loads(run("status", profile, "--json").stdout)
    assert state["officers"]["kemlu"]["reason"] == "Too little recall."
    assert state["in_force"] is False
    plain = run("status", profile).stdout
    assert "default 2: not in force" in plain
    assert "signatures.kemlu: The officer of kemlu refused it" in plain


def test_verify_says_as_json_what_is_missing_and_fails(home):
    (home / "default.report.json").unlink()
    refused = run("verify", home / "default.yaml", "--json", status=1)
    state = json.loads(refused.stdout)
    assert state["findings"][0]["limit"] == "report"
    assert state["risk"] == {}
    assert state["release"] is None


def test_nobody_is_asked_to_sign_what_can_not_be_in_force(home):
    profile = Profile.load(home / "default.yaml")
    report = report_on(profile, named=500.0)
    (home / "default.report.json").write_text(json.dumps(report))
    refused = sign(home, "ahu", "--yes", status=1)
    assert "limits.named_per_1000.across-epochs" in refused.stderr
    state = json.loads(run("status", home / "default.yaml", "--json").stdout)
    assert state["risk"]["graph-matching"] == {
        "named_per_1000": 500.0,
        "at_most": 501.0,
        "limit": 20,
    }


def test_a_profile_without_limits_shows_none(home):
    plain = home / "plain.yaml"
    shutil.copy(SHIPPED.with_name("plain.yaml"), plain)
    report = json.dumps(report_on(Profile.load(plain)))
    (home / "plain.report.json").write_text(report)
    assert "none" in run("status", plain).stdout
    refused = run("sign", plain, "--key", home / "ahu.jwk", "--yes", status=1)
    assert "RELEASE_REFUSED: limits: The profile has no limits" in refused.stderr


def test_a_revocation_is_on_record_at_once(home):
    profile, key = home / "default.yaml", home / "ahu.jwk"
    for agency in ("ahu", "kemlu"):
        sign(home, agency, "--yes")
    said = ("--key", key, "--reason", "An attack was found.")
    run("revoke", profile, *said, "--epoch", "2026-1")
    run("verify", profile)
    revoked = json.loads(run("revoke", profile, *said, "--json").stdout)
    assert revoked["subject"] == Profile.load(profile).fingerprint
    assert "revocations.profile" in run("verify", profile, status=1).stderr


def test_a_unit_that_can_not_be_told_is_named_and_the_record_stays(home):
    key, unit = home / "ahu.jwk", "http://127.0.0.1:9"
    said = ("--key", key, "--reason", "x", "--unit", unit)
    refused = run("revoke", home / "default.yaml", *said, status=1)
    assert "on record here" in refused.stderr
    assert len((home / "revocations").read_text().splitlines()) == 1


@pytest.mark.parametrize("command", ["verify", "status"])
def test_without_officers_nothing_is_in_force(tmp_path, command):
    shutil.copy(SHIPPED, tmp_path / "default.yaml")
    refused = run(command, tmp_path / "default.yaml", status=1)
    assert "OFFICERS_INVALID" in refused.stderr


def test_a_key_that_others_may_read_does_not_sign(home):
    (home / "ahu.jwk").chmod(0o644)
    assert "KEY_UNUSABLE" in sign(home, "ahu", "--yes", status=1).stderr


def test_a_list_that_is_none_is_not_written_over(home):
    (home / "officers.jwks.json").write_text("mine")
    key, officers = home / "new.jwk", home / "officers.jwks.json"
    refused = run("officer", "bin", "--key", key, "--officers", officers, status=1)
    assert "is no list of keys" in refused.stderr
    assert officers.read_text() == "mine"
    assert not key.exists()


@pytest.fixture
def encode(tmp_path):
    """Encode one record under the profile beside it."""
    run("key", tmp_path / "secret", "--project", "demo")
    (tmp_path / "records.csv").write_text("handle,names\na1,Nur Hayati Siregar\n")

    def command(*more, **how):
        return run(
            *("encode", tmp_path / "records.csv", "--out", tmp_path / "out.parquet"),
            *("--agency", "ahu", "--secret", tmp_path / "secret"),
            *("--epoch", "2026-1", "--profile", tmp_path / "default.yaml", *more),
            **how,
        )

    return command


def test_files_are_encoded_under_a_profile_in_force_alone(home, encode):
    assert "signatures.ahu" in encode(status=1).stderr
    assert not (home / "out.parquet").exists()
    for agency in ("ahu", "kemlu"):
        sign(home, agency, "--yes")
    assert "rows: 1" in encode().stdout
    (home / "officers.jwks.json").rename(home / "elsewhere.json")
    assert "rows: 1" in encode("--officers", home / "elsewhere.json").stdout


def test_files_are_not_encoded_in_a_revoked_epoch(home, encode):
    for agency in ("ahu", "kemlu"):
        sign(home, agency, "--yes")
    key, profile = home / "ahu.jwk", home / "default.yaml"
    run("revoke", profile, "--key", key, "--reason", "x", "--epoch", "2026-1")
    assert "revocations.epoch" in encode(status=1).stderr


def test_without_officers_files_are_encoded_with_a_warning(tmp_path, encode):
    shutil.copy(SHIPPED, tmp_path / "default.yaml")
    done = encode()
    assert "default.yaml is not signed by anybody" in done.stderr
    assert "rows: 1" in done.stdout
