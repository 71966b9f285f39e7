"""The pages on the gateway name every setting, and their settings load."""

import json
import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from gateway.settings import Settings, read_settings
from protocol.catalogue import CATALOGUE

DOCS = Path(__file__).parents[2] / "docs"
REFERENCE = (DOCS / "reference" / "gateway.md").read_text(encoding="utf-8")
PAGES = [
    DOCS / "reference" / "gateway.md",
    *(
        DOCS / "how-to" / f"{name}.md"
        for name in (
            "serve-a-supergraph",
            "limit-what-a-question-may-cost",
            "trust-documents",
        )
    ),
]


def keys(model):
    for name, info in model.model_fields.items():
        yield name
        kinds = [info.annotation, *getattr(info.annotation, "__args__", ())]
        for kind in kinds:
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                yield from keys(kind)


def test_every_setting_has_its_line():
    words = set(re.findall(r"[a-z_]+", REFERENCE))
    assert set(keys(Settings)) - words == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_settings_on_a_page_load(page):
    blocks = re.findall(r"```yaml\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    assert blocks
    for text in blocks:
        assert read_settings(text, page.with_name("gateway.yaml"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_json_on_a_page_is_json(page):
    for text in re.findall(r"```json\n(.*?)```", page.read_text("utf-8"), re.DOTALL):
        assert json.loads(text)


def test_defaults_on_the_page_are_those_of_the_settings():
    limits = Settings.model_fields["limits"].default
    rows = re.findall(r"\| `limits\.([a-z_]+)` \| .* \| (\d+) \|", REFERENCE)
    assert len(rows) > 8
    for name, said in rows:
        assert getattr(limits, name) == int(said), name


def test_codes_on_the_page_are_in_the_catalogue():
    ours = {
        code
        for row in re.findall(r"\| `[A-Z_]+`.*? \| (.*) \|", REFERENCE)
        for code in re.findall(r"`([A-Z_]+)`", row)
    }
    assert ours
    assert ours <= set(CATALOGUE)
