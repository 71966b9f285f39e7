"""The page about the laws names tests that exist, and every test of the laws."""

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.trust

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "explanation" / "laws.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[a-z0-9_/]+\.py)`", PAGE)))
FOLDERS = ("laws", "trust")
LAWS = 9
NOT_YET: tuple[str, ...] = ()


@pytest.mark.parametrize("path", NAMED)
def test_a_named_test_exists(path):
    assert (ROOT / path).is_file()


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_test_of_a_law_is_named(folder):
    there = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "tests" / folder).glob("test_*.py")
    }
    there.discard(Path(__file__).relative_to(ROOT).as_posix())
    assert there
    assert there <= set(NAMED)


def test_every_law_has_its_section_with_a_test():
    sections = dict(
        re.findall(r"^## (\d)\. (.*?)(?=^## )", PAGE, re.MULTILINE | re.DOTALL)
    )
    assert list(sections) == [str(number) for number in range(1, LAWS + 1)]
    for number, text in sections.items():
        tested = re.search(r"^- `tests/", text, re.MULTILINE) is not None
        assert tested is (number not in NOT_YET)
