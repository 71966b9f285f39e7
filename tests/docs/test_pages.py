"""The index lists every page, and the pages name what is there."""

import re
from pathlib import Path

import pytest
import yaml

from tautan.demo.command import demo
from tautan.demo.layout import Layout

DOCS = Path(__file__).parents[2] / "docs"
LINK = re.compile(r"\]\(([^)#]+\.md)")
DEMONSTRATION = (DOCS / "how-to" / "run-the-demonstration.md").read_text("utf-8")


def test_the_index_lists_every_page_once():
    listed = LINK.findall((DOCS / "README.md").read_text("utf-8"))
    pages = {str(page.relative_to(DOCS)) for page in DOCS.rglob("*.md")}
    assert sorted(listed) == sorted(pages - {"README.md"})


def test_every_persona_of_the_demonstration_is_described():
    file = DOCS.parent / "tautan" / "demo" / "personas.yaml"
    personas = yaml.safe_load(file.read_text("utf-8"))["personas"]
    rows = re.findall(
        r"^\| `([a-z-]+)` \| [^|]+ \| ([A-Z_, ]+) \|$", DEMONSTRATION, re.MULTILINE
    )
    described = {name: purposes.split(", ") for name, purposes in rows}
    assert described == {name: one["purposes"] for name, one in personas.items()}


@pytest.mark.parametrize(
    "name", [name for name, part in vars(Layout).items() if isinstance(part, property)]
)
def test_every_folder_and_file_of_the_demonstration_is_described(name):
    path = getattr(Layout(Path("/data")), name)
    place = path.relative_to("/data").parts[0]
    assert re.search(rf"`{re.escape(place)}[/`]", DEMONSTRATION)


def test_every_option_of_the_demonstration_is_described():
    for name in demo.__annotations__.keys() - {"return"}:
        assert f"| `--{name}" in DEMONSTRATION
