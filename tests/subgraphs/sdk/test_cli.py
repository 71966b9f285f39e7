"""The commands, as an operator runs them: real processes, real files."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request

import pytest
from typer.testing import CliRunner

from subgraphs.encoder.cli import app as encoder_app
from subgraphs.population.rows import Metric, column_names
from subgraphs.population.writer import cell
from subgraphs.sdk.cli import app


@pytest.fixture
def run():
    runner = CliRunner()

    def command(*arguments, of=app):
        done = runner.invoke(of, [str(one) for one in arguments])
        return done.exit_code, done.output

    return command


def figures(folder, rows):
    lines = [",".join(column_names(Metric))]
    lines += [",".join(cell(getattr(r, n)) for n in column_names(Metric)) for r in rows]
    folder.mkdir()
    (folder / "metrics.csv").write_text("\n".join(lines) + "\n")


def test_load_then_serve(federation, run, agency_rows, unused_url) -> None:
    figures(federation.home / "rows", agency_rows["kemenko"])
    port = int(unused_url.rpartition(":")[2])
    config = federation.settings("kemenko", listen={"port": port})
    code, said = run(
        "load", "kemenko", "--config", config, "--rows", federation.home / "rows"
    )
    assert code == 0
    assert f"kemenko metrics: {len(agency_rows['kemenko'])}" in said
    command = "from subgraphs.sdk.cli import app; app()"
    arguments = ["node", "kemenko", "--config", str(config)]
    node = subprocess.Popen(  # noqa: S603 -- this very program, no shell
        [sys.executable, "-c", command, *arguments]
    )
    try:
        health = until_answered(f"{unused_url}/health", node)
    finally:
        os.kill(node.pid, signal.SIGTERM)
        node.wait(timeout=10)
    assert health == {"status": "ok", "agency": "kemenko"}


def until_answered(url, process):
    for _ in range(400):
        assert process.poll() is None
        try:
            with urllib.request.urlopen(url) as answer:  # noqa: S310 -- our own port
                return json.load(answer)
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the node never answered")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"agency": "bin"}, "The settings are of bin"),
        ({"colour": "red"}, "colour: unknown key"),
        ({"audience": None}, "audience"),
        ({"listen": {"port": 99999}}, "listen.port"),
        ({"peers": "nowhere.json"}, "nowhere.json"),
        ({"schema": "nowhere"}, "kemenko.graphql"),
    ],
)
def test_a_node_says_which_setting_is_wrong(federation, run, change, said) -> None:
    config = federation.settings("kemenko", **change)
    code, output = run("node", "kemenko", "--config", config)
    assert code == 2
    assert said in output


def test_a_key_that_others_may_read_is_refused(federation, run) -> None:
    (federation.home / "kemenko" / "signing.jwk").chmod(0o644)
    config = federation.settings("kemenko")
    code, output = run("node", "kemenko", "--config", config)
    assert code == 2
    assert "KEY_UNUSABLE" in output


def test_an_agency_that_is_none_is_named(federation, run, tmp_path) -> None:
    config = federation.settings("kemenko")
    code, output = run("node", "nowhere", "--config", config)
    assert (code, "no node subgraphs/nowhere" in output) == (2, True)
    code, output = run("node", "kemenko", "--config", tmp_path / "none.yaml")
    assert (code, "none.yaml" in output) == (2, True)
    code, output = run(
        "load", "kemenko", "--config", config, "--rows", tmp_path / "none"
    )
    assert (code, "is missing" in output) == (2, True)


def test_an_agency_without_people_has_nothing_to_encode(run, tmp_path) -> None:
    config = tmp_path / "encoder.yaml"
    config.write_text(
        "\n".join(
            f"{name}: {value}"
            for name, value in {
                "agency": "kemenko",
                "database": "sqlite+aiosqlite:///x.sqlite",
                "profile": "p.yaml",
                "secret": "s",
                "epoch": '"2026-1"',
                "signing": "k",
                "peers": "p",
                "unit": "http://127.0.0.1:1",
                "encodings": "e.parquet",
                "release": "{officers: o, revocations: http://127.0.0.1:1/r}",
            }.items()
        )
    )
    code, output = run("kemenko", "--config", config, of=encoder_app)
    assert (code, "no subgraphs/kemenko/linkage.py" in output) == (2, True)
    code, output = run("dukcapil", "--config", config, of=encoder_app)
    assert (code, "The settings are of kemenko" in output) == (2, True)
