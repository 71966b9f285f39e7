"""Records linked on a real Spark, by the command: what one process links, and no less.

Spark runs in processes of its own, with two cores (`local[2]`).
"""

import json
import os
import subprocess
import sys

import pytest

from linkage.cli.options import SHIPPED_PROFILE
from linkage.encode.secrets import create_secret

pytestmark = [pytest.mark.external, pytest.mark.xdist_group("spark")]

PEOPLE = 1_200
MASTER = "local[2]"


def linkage(*arguments, env=None):
    return subprocess.run(
        [sys.executable, "-m", "tautan", "linkage", *map(str, arguments)],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, **(env or {})},
    )


def must_run(*arguments):
    done = linkage(*arguments)
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Three agencies' encodings of overlapping people, of names that are often alike."""
    folder = tmp_path_factory.mktemp("spark")
    create_secret(folder / "secret", "tests")
    for agency, people in {
        "a": range(PEOPLE),
        "b": range(200, PEOPLE),
        "c": range(0, PEOPLE, 3),
    }.items():
        rows = [row_of(agency, person) for person in people]
        (folder / f"{agency}.csv").write_text(
            "\n".join(["handle,names,birth_date,sex,niks", *rows]) + "\n"
        )
        must_run(
            *(
                "encode",
                folder / f"{agency}.csv",
                "--out",
                folder / f"{agency}.parquet",
            ),
            *("--agency", agency, "--secret", folder / "secret", "--epoch", "1"),
            *("--profile", SHIPPED_PROFILE.with_name("plain.yaml")),
        )
    return folder  # fmt: skip


def row_of(agency, person):
    """One person's record; every fifth has another spelling at `b`."""
    given = ("SITI", "BUDI", "AGUS", "DEWI", "RINA")[person % 5]
    family = ("SANTOSO", "LUBIS", "WIJAYA", "HALIM")[person % 4] + chr(65 + person % 26)
    name = f"{given} {family}" + (" X" if agency == "b" and person % 5 == 0 else "")
    date = f"{1950 + person % 60}-{1 + person % 12:02}-{1 + person % 28:02}"
    nik = f"3171{person:06}{person % 7:02}{1 + person % 9000:04}"
    number = nik if person % 2 else ""
    return f"{agency}{person},{name},{date},{'MF'[person % 2]},{number}"


def run(home, command, name, *more):
    out = home / f"{name}.csv"
    done = must_run(
        *(command, home / "a.parquet", home / "b.parquet", home / "c.parquet"),
        *("--out", out, "--profile", SHIPPED_PROFILE.with_name("plain.yaml"), "--json"),
        *more,
    )
    return sorted(out.read_text().splitlines()), json.loads(done.stdout)


@pytest.mark.parametrize("command", ["match", "cluster"])
def test_spark_gives_the_same_as_one_process(home, command):
    here = run(home, command, "here")
    there = run(home, command, "there", "--engine", "spark", "--master", MASTER)
    assert len(here[0]) > PEOPLE // 2
    assert there == here


def test_a_spark_that_is_not_there_is_said_so(home):
    done = linkage(
        *("match", home / "a.parquet", home / "b.parquet", "--out", home / "x.csv"),
        *("--engine", "spark", "--master", "nonsense://nowhere"),
        *("--profile", SHIPPED_PROFILE.with_name("plain.yaml")),
    )
    assert done.returncode == 1
    assert "ENGINE_UNAVAILABLE" in done.stderr
    assert not (home / "x.csv").exists()
