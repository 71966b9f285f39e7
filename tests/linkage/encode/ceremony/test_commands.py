"""`tautan linkage keys announce | contribute | finish | verify`."""

import json
import stat

import pytest
from typer.testing import CliRunner

from linkage.cli.app import linkage
from linkage.encode.secrets import load_secret

AGENCIES = ("ahu", "kemlu")


@pytest.fixture
def run(tmp_path):
    def command(*arguments, status=0):
        done = CliRunner().invoke(linkage, [str(one) for one in arguments])
        assert done.exit_code == status, done.output
        return done

    for agency in AGENCIES:
        key, officers = tmp_path / f"{agency}.jwk", tmp_path / "officers"
        command("officer", agency, "--key", key, "--officers", officers)

    def keys(step, agency="", *more, status=0):
        own = ("--key", tmp_path / f"{agency}.jwk", "--part", tmp_path / f"{agency}.p")
        return command(
            *("keys", step, tmp_path / "transcript"),
            *("--officers", tmp_path / "officers"),
            *(own if agency else ()),
            *more,
            status=status,
        )

    return keys


PROJECT = ("--project", "demo", "--epoch", "2026-1")


def test_two_agencies_make_a_secret(tmp_path, run):
    for agency in AGENCIES:
        run("announce", agency, *PROJECT)
    for agency in AGENCIES:
        run("contribute", agency)
    waiting = json.loads(run("verify", "", "--json", status=1).stdout)
    assert (waiting["round"], waiting["waits_for"]) == ("CONFIRMED", list(AGENCIES))
    for agency in AGENCIES:
        run("finish", agency, "--out", tmp_path / f"{agency}.secret")
    assert "round: None" in run("verify").stdout
    secrets = [load_secret(tmp_path / f"{agency}.secret") for agency in AGENCIES]
    assert secrets[0] == secrets[1]
    mode = (tmp_path / "ahu.secret").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600
    assert not (tmp_path / "ahu.p").exists()


def test_a_transcript_of_another_epoch_is_not_gone_on_with(run):
    run("announce", "ahu", *PROJECT)
    other = ("--project", "demo", "--epoch", "2026-2")
    refused = run("announce", "kemlu", *other, status=1)
    assert "The transcript is of demo, epoch 2026-1" in refused.stderr


def test_a_secret_is_never_written_over(tmp_path, run):
    for step in ("announce", "contribute"):
        for agency in AGENCIES:
            run(step, agency, *(PROJECT if step == "announce" else ()))
    (tmp_path / "there").write_text("")
    refused = run("finish", "ahu", "--out", tmp_path / "there", status=1)
    assert "SECRET_INVALID" in refused.stderr
    assert (tmp_path / "ahu.p").exists()
    run("finish", "ahu", "--out", tmp_path / "new")
