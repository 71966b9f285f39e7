"""The pages about nodes say what is so: their blocks run."""

import re
import sys
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from subgraphs.encoder.settings import EncoderSettings
from subgraphs.sdk.contract import Contract
from subgraphs.sdk.node import NodeSpec
from subgraphs.sdk.schema import build_schema
from subgraphs.sdk.settings import NodeSettings
from subgraphs.sdk.web import STATUS

ROOT = Path(__file__).resolve().parents[3]
HOW_TO = ROOT / "docs" / "how-to" / "put-a-database-behind-a-subgraph.md"
NODE_PAGE = ROOT / "docs" / "reference" / "node.md"
BLOCK = re.compile(r"^```\w+ title=(\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks_of(page):
    return dict(BLOCK.findall(page.read_text()))


@pytest.fixture
def example(monkeypatch):
    """The modules of the page, importable while a test runs."""
    blocks = blocks_of(HOW_TO)
    names = [name for name in blocks if name.endswith(".py")]
    for name in ("subgraphs.pajak", *map(module_of, names)):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    for name in names:
        code = compile(blocks[name], name, "exec")
        exec(code, sys.modules[module_of(name)].__dict__)  # noqa: S102 -- our own page
    return blocks


def module_of(name):
    return name.removesuffix(".py").replace("/", ".")


def test_the_example_node_starts_with_its_contract(example) -> None:
    spec = sys.modules["subgraphs.pajak.node"].NODE
    assert isinstance(spec, NodeSpec)
    header = (ROOT / "schema" / "subgraphs" / "bin.graphql").read_text()
    sdl = header.partition("scalar Date")[0] + example["pajak.graphql"]
    schema = build_schema(spec.query, spec.types, Contract.of("pajak", sdl))
    assert schema.mapped["Taxpayer"].keyed_by_ticket
    assert schema.mapped["TaxReturn"].table.name == "returns"


@pytest.mark.parametrize(
    ("block", "model"),
    [("node.yaml", NodeSettings), ("encoder.yaml", EncoderSettings)],
)
def test_the_settings_on_the_page_are_settings(block, model) -> None:
    model.model_validate(yaml.safe_load(blocks_of(NODE_PAGE)[block]))


def test_every_setting_is_on_the_page() -> None:
    text = NODE_PAGE.read_text()
    for model in (NodeSettings, EncoderSettings):
        for name, field in model.model_fields.items():
            assert f"`{field.alias or name}" in text, name


def test_every_status_is_on_the_page() -> None:
    table = NODE_PAGE.read_text().partition("| status |")[2].partition("\n\n")[0]
    named = set(map(int, re.findall(r"\b\d{3}\b", table)))
    assert set(STATUS.values()) <= named
