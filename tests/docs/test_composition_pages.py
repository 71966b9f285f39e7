"""What the pages on composition show works; each hint has its line."""

import re
import shlex
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from gateway.cli.compose import compose

ROOT = Path(__file__).parents[2]
HOW_TO = (ROOT / "docs" / "how-to" / "compose-subgraphs.md").read_text("utf-8")
REFERENCE = (ROOT / "docs" / "reference" / "composition.md").read_text("utf-8")
COMMANDS = re.findall(r"```sh\ntautan compose (.*)\n```", HOW_TO)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    for name, text in re.findall(r"```\w+ file=(\S+)\n(.*?)```", HOW_TO, re.DOTALL):
        (tmp_path / name).write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_page_has_commands():
    assert len(COMMANDS) == 3


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_composes(folder, command):
    app = typer.Typer()
    app.command()(compose)

    result = CliRunner().invoke(app, shlex.split(command))

    out = folder / command.split("--output ")[1]
    public = (out / "public.graphql").read_text("utf-8")
    assert result.exit_code == 0
    assert not result.stderr
    assert "decree: String" in public
    assert ("remark" in public) == ("--exclude" not in command)


def test_each_hint_has_its_line():
    code = re.compile(r"\"([A-Z]+(?:_[A-Z]+)+)\"")
    given = {
        found
        for path in (ROOT / "gateway" / "composition").rglob("*.py")
        if "hint_rules" in path.parts or path.name == "explain.py"
        for found in code.findall(path.read_text("utf-8"))
    }
    section = REFERENCE.split("## Hints")[1].split("## ")[0]

    assert set(re.findall(r"^\| `(\w+)`", section, re.MULTILINE)) == given
