"""Each threat of the threat model names a test that there is, or says there is none."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "explanation" / "threat-model.md").read_text(encoding="utf-8")
STRIDE = (
    "Spoofing",
    "Tampering",
    "Repudiation",
    "Information disclosure",
    "Denial of service",
    "Elevation of privilege",
)
SECTION = rf"^## (?:{'|'.join(STRIDE)})\n(.*?)(?=^## |\Z)"
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for section in re.findall(SECTION, PAGE, re.MULTILINE | re.DOTALL)
    for line in section.splitlines()
    if line.startswith("|") and not line.startswith(("| threat", "|---"))
]


def test_every_kind_of_threat_has_its_section():
    found = re.findall(r"^## (.+)$", PAGE, re.MULTILINE)
    assert [title for title in found if title in STRIDE] == list(STRIDE)
    assert len(ROWS) > 2 * len(STRIDE)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_threat_has_a_test_or_is_said_to_have_none(row):
    _, answer, named = row
    tests = re.findall(r"`(tests/[a-z0-9_/]+\.py)`", named)
    assert bool(tests) is not answer.startswith("*not protected*")
    assert all((ROOT / test).is_file() for test in tests)
