"""The README is true: its sample output, its figures, its links."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from linkage.pipeline.febrl4 import link_febrl4
from linkage.profile import Profile
from tautan.__main__ import app

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
CONSOLE = re.compile(
    r"```console\n\$ tautan (?P<words>[^\n]+)\n(?P<output>.*?)```", re.DOTALL
)
LINK = re.compile(r"\]\((?!https?://|#)([^)#]+)")


def test_it_names_the_two_commands():
    assert "```console\nmake demo\nmake test\n```" in README


@pytest.mark.parametrize(
    "match", list(CONSOLE.finditer(README)), ids=lambda match: match["words"].split()[0]
)
def test_sample_output_is_what_the_command_prints(match, monkeypatch):
    monkeypatch.chdir(ROOT)
    done = CliRunner().invoke(app, match["words"].split())
    assert done.exit_code == 0
    printed, _, _ = done.stdout.partition("\nanswer\n")
    assert match["output"].rstrip("\n") == printed.rstrip("\n")


def test_there_is_sample_output():
    assert len(list(CONSOLE.finditer(README))) == 1


def test_figures_of_febrl4():
    found = link_febrl4(Profile.load(ROOT / "schema" / "linkage" / "default.yaml"))
    for quality in (found.ours, found.documented, found.classified):
        figures = (quality.precision, quality.recall, quality.f1)
        row = " | ".join(f"{each.value:.3f}" for each in figures)
        assert f"| {row} |" in README


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    for target in LINK.findall(page.read_text("utf-8")):
        assert (page.parent / target).exists(), target
