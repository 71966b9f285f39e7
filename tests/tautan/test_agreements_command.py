"""`tautan agreements`, as a privacy officer uses it."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tautan.agreements import agreements

SCHEMA = Path(__file__).parents[2] / "schema"
PARTIES = ("kemenkum.ahu", "kemenimipas.imigrasi")


@pytest.fixture
def run(tmp_path):
    schema = tmp_path / "schema"
    shutil.copytree(SCHEMA, schema)

    def build(*arguments):
        words = [str(one) for one in arguments]
        needs = [] if words[0] == "key" else ["--schema", str(schema)]
        return CliRunner().invoke(agreements, [*words, *needs])

    build.schema = schema
    return build


@pytest.fixture
def officers(run, tmp_path):
    path = tmp_path / "officers.json"
    for party in PARTIES:
        made = run(
            "key",
            tmp_path / f"{party}.jwk",
            "--organisation",
            party,
            "--officers",
            path,
        )
        assert made.exit_code == 0, made.output
    return path


def test_check_lists_what_is_declared_and_what_is_not_in_force(run):
    found = run("check", "--on", "2026-06-15")
    assert found.exit_code == 0
    assert "AGREEMENT_NOT_ACTIVE (state)" in found.stdout
    assert "Declared only" in found.stdout
    assert "purpose.excluded" in found.stdout
    assert "Signatures: not looked at." in found.stdout


def test_check_ends_with_one_where_a_file_is_wrong(run):
    path = run.schema / "agreements" / "PKS-DEMO-001.yaml"
    path.write_text(path.read_text().replace("retention: ", "retentoin: "))
    found = run("check", "--json")
    assert found.exit_code == 1
    findings = json.loads(found.stdout)["findings"]
    assert "PKS-DEMO-001.yaml:37: retentoin: unknown key" in findings
    told = run("check")
    assert "PKS-DEMO-001.yaml:37: retentoin: unknown key" in told.stderr


def test_both_parties_sign_and_a_change_is_found(run, officers, tmp_path):
    def verified():
        return run("verify", "PKS-DEMO-001", "--officers", officers)

    assert verified().exit_code == 1
    for party in PARTIES:
        key = tmp_path / f"{party}.jwk"
        done = run("sign", "PKS-DEMO-001", "--key", key, "--yes")
        assert done.exit_code == 0, done.output
    assert "signed by both parties" in verified().stdout
    assert verified().exit_code == 0
    path = run.schema / "agreements" / "PKS-DEMO-001.yaml"
    path.write_text(
        path.read_text().replace("max_per_request: 5", "max_per_request: 6")
    )
    assert "signatures.record" in verified().stdout
    text = run("render", "PKS-DEMO-001").stdout
    assert "Perubahan sejak ditandatangani" in text
    assert "`subjects.max_per_request`: 5 → 6" in text
    said = json.loads(run("render", "PKS-DEMO-001", "--json").stdout)
    assert said["changes"] == [
        {"clause": "subjects.max_per_request", "signed": "5", "now": "6"}
    ]


@pytest.mark.usefixtures("officers")
def test_render_says_what_was_never_signed_and_what_did_not_change(run, tmp_path):
    assert "Belum pernah ditandatangani" in run("render", "PKS-DEMO-001").stdout
    run("sign", "PKS-DEMO-001", "--key", tmp_path / f"{PARTIES[0]}.jwk", "--yes")
    said = run("render", "PKS-DEMO-001").stdout
    assert "Tidak berubah sejak ditandatangani" in said


@pytest.mark.usefixtures("officers")
def test_whoever_does_not_confirm_has_not_signed(run, tmp_path):
    done = run("sign", "PKS-DEMO-001", "--key", tmp_path / f"{PARTIES[0]}.jwk")
    assert done.exit_code == 1
    assert not (run.schema / "agreements" / "PKS-DEMO-001.signed.json").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("render", "PKS-X"), "there is no such file"),
        (("sign", "PKS-DEMO-002", "--key", "nowhere.jwk"), "nowhere.jwk"),
        (("verify", "--officers", "nowhere.json"), "nowhere.json"),
    ],
)
def test_what_can_not_be_used_is_said_in_a_line(run, words, said):
    found = run(*words)
    assert found.exit_code == 1
    assert said in found.stderr
    assert "Traceback" not in found.output


def test_a_stranger_can_not_sign(run, tmp_path):
    key = tmp_path / "kemlu.jwk"
    run("key", key, "--organisation", "kemlu")
    found = run("sign", "PKS-DEMO-001", "--key", key, "--yes")
    assert found.exit_code == 1
    assert "kemlu is not a party of it" in found.stderr


def test_the_matrix_is_a_table_per_purpose_and_json(run):
    shown = run("matrix", "--on", "2026-06-15").stdout
    assert "NATURALISATION_CHECK" in shown
    assert "Passport.number" in shown
    cells = json.loads(run("matrix", "--json", "--on", "2026-06-15").stdout)
    assert {
        "purpose": "NATURALISATION_CHECK",
        "recipient": "kemenkum.ahu",
        "mode": "VALUE",
    } in cells["Passport.number"]


def test_the_coverage_names_the_law_and_what_has_none(run):
    shown = run("coverage", "--on", "2026-06-15")
    assert "UU 12/2006 art. 9" in shown.stdout
    assert "Given by no agreement" in shown.stdout
    found = json.loads(run("coverage", "--json", "--on", "2026-06-15").stdout)
    assert "Applicant.income" in found["uncovered"]
    assert {one["provider"] for one in found["covers"]} >= {"imigrasi", "dukcapil"}


def test_the_calendar_is_in_order_and_leaves_out_the_past(run):
    days = json.loads(run("calendar", "--json", "--on", "2026-06-15").stdout)["days"]
    assert [one["day"] for one in days] == sorted(one["day"] for one in days)
    assert all(one["days_left"] >= 0 for one in days)
    past = json.loads(run("calendar", "--json", "--past", "--on", "2026-06-15").stdout)[
        "days"
    ]
    assert len(past) > len(days)
    assert "DPIA_DUE" in run("calendar", "--on", "2026-06-15").stdout


def test_a_day_is_a_day(run):
    found = run("calendar", "--on", "tomorrow")
    assert found.exit_code == 2
    assert "is not a day" in found.stderr


def test_editions_are_published_one_after_another(run, tmp_path):
    key = tmp_path / "registry.jwk"
    run("key", key, "--organisation", "")
    assert run("publish", "--key", key).stdout.startswith("edition 1: ")
    assert run("publish", "--key", key, "--days", 7).stdout.startswith("edition 2: ")
    stranger = tmp_path / "other.jwk"
    run("key", stranger, "--organisation", "")
    assert run("publish", "--key", stranger).exit_code == 1


def test_what_is_wrong_is_not_published(run, tmp_path):
    key = tmp_path / "registry.jwk"
    run("key", key, "--organisation", "")
    path = run.schema / "agreements" / "PKS-DEMO-001.yaml"
    path.write_text(path.read_text().replace("version: 1", "version: 0"))
    found = run("publish", "--key", key)
    assert found.exit_code == 1
    assert "PKS-DEMO-001.yaml:4: version" in found.stderr
