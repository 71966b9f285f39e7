"""docs/reference/composition-errors.md has a section for each code, with a true example."""

import re
from pathlib import Path

import pytest

from gateway.composition.diagnostics import Code

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "reference" / "composition-errors.md").read_text("utf-8")
SECTIONS = {
    part.split("\n", 1)[0]: part.split("\n", 1)[1] for part in PAGE.split("\n## ")[1:]
}
GOLDEN = ROOT / "tests" / "golden" / "composition" / "rejected"


def test_each_code_has_a_section_and_each_section_a_code():
    assert set(SECTIONS) == {code.value for code in Code}


@pytest.mark.parametrize("code", list(Code), ids=lambda code: code.value)
def test_section_tells_meaning_example_and_change(code):
    section = SECTIONS[code.value]
    meaning = section.split("**Example.**")[0]
    example = re.search(r"```text\n(.*?)\n```", section, re.DOTALL)
    case = GOLDEN / code.value.lower().replace("_", "-")

    assert meaning.strip()
    assert section.split("**What to change.**")[1].strip()
    assert example is not None
    assert example[1] + "\n" == (case / "diagnostics.txt").read_text("utf-8")
