"""A node serves its contract, or says how it differs and does not start."""

from importlib import import_module
from pathlib import Path

import pytest
import strawberry
from sqlalchemy import MetaData, Table
from strawberry import ID

from subgraphs.sdk.columns import handle_column, text_column
from subgraphs.sdk.contract import Contract
from subgraphs.sdk.errors import ContractMismatch, ContractUnreadable, MappingInvalid
from subgraphs.sdk.fields import entity, entry, general, ref, ticket
from subgraphs.sdk.schema import build_schema

SCHEMA = Path(__file__).resolve().parents[3] / "schema" / "subgraphs"
AGENCIES = sorted(
    path.stem for path in SCHEMA.glob("*.graphql") if path.stem != "persons"
)


def start(agency, sdl):
    spec = import_module(f"subgraphs.{agency}.node").NODE
    return build_schema(spec.query, spec.types, Contract.of(agency, sdl))


@pytest.mark.parametrize("agency", AGENCIES)
def test_every_node_equals_its_contract(agency) -> None:
    sdl = (SCHEMA / f"{agency}.graphql").read_text()
    assert start(agency, sdl).contract.sdl == sdl


CHANGES = {
    "a field more": (
        "  religion: String",
        "  rank: String @impersonal\n  religion: String",
    ),
    "a field less": ("  listVersion: String!\n", ""),
    "another type": ("religion: String", "religion: Int"),
    "non-null": ("religion: String", "religion: String!"),
    "another class": (
        "religion: String @personal(class: GENERAL",
        "religion: String @personal(class: SPECIFIC",
    ),
    "secret": (
        "religion: String @personal(class: GENERAL, identifies: false)",
        "religion: String @personal(class: GENERAL, identifies: false, secret: true)",
    ),
    "another key": ('@key(fields: "ticket")', '@key(fields: "ref")'),
    "no directive": ("ticket: ID! @inaccessible", "ticket: ID!"),
    "another default": ("first: Int! = 50", "first: Int! = 500"),
    "an argument more": ("after: String)", "after: String, before: String)"),
    "an enum value less": ("  DUPLICATE\n", ""),
    "an input field less": ("  regionPrefix: String\n", ""),
    "another inner type": ('@opens(as: "[String!]")', '@opens(as: "String")'),
    "another interface": ("implements CitizenshipAssertion ", ""),
    "a scalar elsewhere": ("rfc7516", "rfc7515"),
    "another federation": ("federation/v2.7", "federation/v2.9"),
    "another directive definition": (
        "secret: Boolean! = false) on",
        "secret: Boolean! = true) on",
    ),
}


@pytest.mark.parametrize(("old", "new"), CHANGES.values(), ids=CHANGES.keys())
def test_a_node_does_not_start_with_another_contract(old, new) -> None:
    sdl = (SCHEMA / "dukcapil.graphql").read_text()
    assert old in sdl
    with pytest.raises(ContractMismatch) as caught:
        start("dukcapil", sdl.replace(old, new))
    assert "schema/subgraphs/dukcapil.graphql" in str(caught.value)
    assert caught.value.difference.startswith("--- schema/subgraphs/dukcapil.graphql")


def test_a_contract_that_can_not_be_read_is_named(tmp_path) -> None:
    with pytest.raises(ContractUnreadable, match=r"none\.graphql"):
        Contract.read("none", tmp_path / "none.graphql")
    with pytest.raises(ContractUnreadable, match="Syntax Error"):
        Contract.of("none", "type {")


def test_order_and_descriptions_are_free() -> None:
    sdl = (SCHEMA / "dukcapil.graphql").read_text()
    first, second = "  religion: String", "  sex: Sex"
    marks = " @personal(class: GENERAL, identifies: false)"
    assert first + marks in sdl
    assert second + marks in sdl
    moved = (
        sdl.replace(first + marks, "  swap: Int")
        .replace(second + marks, first + marks)
        .replace("  swap: Int", second + marks)
        .replace("EN: Full name.", "EN: Another description.")
    )
    assert moved != sdl
    start("dukcapil", moved)


metadata = MetaData()
things = Table("things", metadata, handle_column(), text_column("name"))


@entity(things)
class Thing:
    """Something."""

    ticket: ID = ticket()
    ref: ID | None = ref()
    colour: str | None = general()


@strawberry.type
class Query:
    """Root fields."""

    @entry
    async def number(self) -> int | None:
        """A number."""
        return 1


HEADER = (SCHEMA / "bin.graphql").read_text().partition("scalar Date")[0]


def contract_of(fields):
    return Contract.of("things", f"{HEADER}\n{fields}")


THINGS = """type Query { number: Int @impersonal }
type Thing @key(fields: "ticket") {
  ticket: ID! @inaccessible @personal(class: GENERAL, identifies: false)
  ref: ID @personal(class: GENERAL, identifies: false)
  colour: String @personal(class: GENERAL, identifies: false)
}"""


def test_a_field_without_a_column_stops_the_node() -> None:
    with pytest.raises(MappingInvalid, match="colour, which table things lacks"):
        build_schema(Query, (Thing,), contract_of(THINGS))


def test_no_two_root_types_share_a_resolver() -> None:
    """Schemas of several nodes can stand in one process."""
    spec = import_module("subgraphs.bin.node").NODE
    sdl = (SCHEMA / "bin.graphql").read_text()
    first = build_schema(spec.query, spec.types, Contract.of("bin", sdl))
    second = build_schema(spec.query, spec.types, Contract.of("bin", sdl))
    assert first.graphql is not second.graphql
    assert first.mapped.keys() == second.mapped.keys()
