"""The pages about nodes say what is so: their blocks run."""

import re
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
import yaml
from graphql import Executor, create_source_event_stream, parse

from subgraphs.encoder.settings import EncoderSettings
from subgraphs.sdk.contract import Contract
from subgraphs.sdk.database import Database
from subgraphs.sdk.feeds import Changed
from subgraphs.sdk.load import Batch, load
from subgraphs.sdk.node import NodeSpec
from subgraphs.sdk.schema import build_schema
from subgraphs.sdk.settings import NodeSettings
from subgraphs.sdk.web import STATUS

ROOT = Path(__file__).resolve().parents[3]
HOW_TO = ROOT / "docs" / "how-to" / "put-a-database-behind-a-subgraph.md"
NODE_PAGE = ROOT / "docs" / "reference" / "node.md"
NOW = datetime(2026, 6, 1, 3, 0, tzinfo=UTC)
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


async def test_the_example_feed_tells_what_is_new(example, tmp_path) -> None:
    module = sys.modules["subgraphs.pajak.feeds"]
    module.PAUSE_SECONDS = 0.01
    header = (ROOT / "schema" / "subgraphs" / "bin.graphql").read_text()
    sdl = header.partition("scalar Date")[0] + example["pajak.graphql"]
    contract = Contract.of("pajak", sdl + example["feeds.graphql"])
    query = sys.modules["subgraphs.pajak.node"].NODE.query
    schema = build_schema(query, (), contract, module.Subscription).graphql
    dsn = f"sqlite+aiosqlite:///{tmp_path}/pajak.sqlite"
    metadata = sys.modules["subgraphs.pajak.tables"].metadata
    rows = [("old", "1", "A", date(2020, 1, 1), "31", "1"), taxpayer("new")]
    await load(dsn, metadata, [Batch("taxpayers", rows)])
    database = Database.at(dsn)
    request = SimpleNamespace(database=database, now=NOW, require=lambda _: None)
    document = parse("subscription { registered { ref } }")
    feed = await create_source_event_stream(
        Executor.build(schema, document, context_value=request)
    )
    assert await anext(feed) == Changed("Taxpayer", "new")
    table = metadata.tables["taxpayers"]
    async with database.engine.begin() as connection:
        await connection.execute(table.insert().values(taxpayer("newer")))
    assert await anext(feed) == Changed("Taxpayer", "newer")
    await feed.aclose()
    await database.close()


def taxpayer(handle):
    return (handle, "2", "B", NOW.date(), "31", "1")


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
