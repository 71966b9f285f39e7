"""Two nodes of the kit: one tells of travellers live, the other holds their files.

Their contracts and agreements are of these tests alone.
"""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import strawberry
import yaml
from sqlalchemy import MetaData, Table
from strawberry import ID, Info

from subgraphs.sdk.columns import handle_column, text_column
from subgraphs.sdk.feeds import changed, feed
from subgraphs.sdk.fields import entity, entry, general, identifying, ref, ticket
from subgraphs.sdk.node import NodeSpec
from subgraphs.sdk.row_rules import RowRules
from subgraphs.sdk.scalars import Sealed
from subgraphs.sdk.sources import Part
from tests.support.guarded import SCHEMA
from tests.support.signing import sign_all

HEADER = (SCHEMA / "subgraphs" / "bin.graphql").read_text().partition("scalar Date")[0]
SEALED = 'scalar Sealed @specifiedBy(url: "https://www.rfc-editor.org/rfc/rfc7516")\n'
PLAIN = "@personal(class: GENERAL, identifies: false)"
NAMES = '@opens(as: "String") @personal(class: GENERAL, identifies: true)'
CONTRACTS = {
    "imigrasi": f"""
      type Query {{ gates: Int @impersonal }}
      type Subscription {{
        crossed: Traveller @impersonal
        waiting(least: Int! = 1): Int @impersonal
      }}
      type Traveller @key(fields: "ticket") {{
        ticket: ID! @inaccessible {PLAIN}
        ref: ID {PLAIN}
        name: Sealed {NAMES}
        gate: String {PLAIN}
        file: CaseFile {PLAIN}
      }}
      type CaseFile @key(fields: "number") {{ number: ID {PLAIN} }}""",
    "dukcapil": f"""
      type Query {{ offices: Int @impersonal }}
      type CaseFile @key(fields: "number") {{
        number: ID {PLAIN}
        ref: ID {PLAIN}
        stage: String {PLAIN}
        holder: Sealed {NAMES}
      }}""",
}
GRANTED = {
    "imigrasi": ("Subscription.crossed", "Subscription.waiting", "Traveller.name", "Traveller.gate",
                 "Traveller.file", "CaseFile.number"),
    "dukcapil": ("CaseFile.number", "CaseFile.stage", "CaseFile.holder"),
}  # fmt: skip
ORGANISATIONS = {"imigrasi": "kemenimipas.imigrasi", "dukcapil": "kemendagri.dukcapil"}
QUESTION = "subscription { crossed { ref name gate file { number ref stage holder } } }"
metadata = MetaData()
travellers = Table(
    "travellers", metadata, handle_column(), text_column("name"),
    text_column("gate"), text_column("file_number"), text_column("office"),
)  # fmt: skip
files_metadata = MetaData()
files = Table(
    "files", files_metadata, handle_column(), text_column("number"),
    text_column("stage"), text_column("holder"),
)  # fmt: skip


@entity(key="number")
class CaseFile:
    number: ID | None = general()


@entity(travellers)
class Traveller:
    ticket: ID = ticket()
    ref: ID | None = ref()
    name: Sealed | None = identifying()
    gate: str | None = general()
    file: CaseFile | None = general(Part("file_"))


@strawberry.type(name="Query")
class Gates:
    @entry
    def gates(self) -> int | None:
        return 2


@strawberry.type(name="Query")
class Offices:
    @entry
    def offices(self) -> int | None:
        return 1


@dataclass
class Border:
    """What happens at the border: the test puts it in."""

    crossings: asyncio.Queue[Any] = field(default_factory=asyncio.Queue)
    watched: asyncio.Event = field(default_factory=asyncio.Event)
    left: asyncio.Event = field(default_factory=asyncio.Event)
    taken: int = 0

    def cross(self, *handles: Any) -> None:
        for handle in handles:
            self.crossings.put_nowait(handle)

    def close(self) -> None:
        """End the feed in order."""
        self.crossings.put_nowait(None)

    async def watch(self) -> AsyncGenerator[Any]:
        self.watched.set()
        try:
            while (seen := await self.crossings.get()) is not None:
                if isinstance(seen, Exception):
                    raise seen
                self.taken += 1
                yield changed(Traveller, seen)
        finally:
            self.left.set()


def imigrasi(border: Border) -> NodeSpec:
    @strawberry.type(name="Subscription")
    class Feeds:
        @feed
        async def crossed(self, info: Info) -> AsyncGenerator[Traveller | None]:
            del info
            async with contextlib.aclosing(border.watch()) as seen:
                async for one in seen:
                    yield one

        @feed
        async def waiting(self, least: int = 1) -> AsyncGenerator[int | None]:
            for people in (3, 1, 2):
                if people >= least:
                    yield people

    async def no_files(_request: Any, _type: str, keys: Any) -> list[None]:
        return [None] * len(keys)

    return NodeSpec(
        agency="imigrasi",
        query=Gates,
        subscription=Feeds,
        metadata=metadata,
        types=(CaseFile,),
        rules=RowRules(scopes={"Traveller": lambda _: travellers.c.office == "here"}),
        readers={"CaseFile": no_files},
    )


def dukcapil() -> NodeSpec:
    @entity(files, key="number")
    class CaseFile:
        number: ID | None = general()
        ref: ID | None = ref()
        stage: str | None = general()
        holder: Sealed | None = identifying()

    return NodeSpec(
        agency="dukcapil",
        query=Offices,
        metadata=files_metadata,
        types=(CaseFile,),
    )


def contract_of(agency: str) -> str:
    return HEADER + SEALED + CONTRACTS[agency]


def write_schema(folder: Path, until: str) -> Path:
    """A schema directory with our contracts, and agreements until a day."""
    (folder / "subgraphs").mkdir(parents=True)
    (folder / "agreements").mkdir()
    for part in ("vocabularies", "legal"):
        (folder / part).symlink_to(SCHEMA / part)
    pattern = yaml.safe_load((SCHEMA / "agreements" / "PKS-DEMO-010.yaml").read_text())
    for number, (agency, paths) in enumerate(GRANTED.items(), 1):
        id_ = f"PKS-TEST-00{number}"
        given = {"org": ORGANISATIONS[agency], "signatory": "x", "dpo": "dpo@x.example"}
        agreement = {
            **pattern,
            "id": id_,
            "parties": {**pattern["parties"], "provider": given},
            "subjects": {"who": "travellers", "max_per_request": 5},
            "elements": [{"path": one, "mode": "VALUE"} for one in paths],
            "validity": {"from": "2026-01-01", "to": until},
        }
        (folder / "agreements" / f"{id_}.yaml").write_text(yaml.safe_dump(agreement))
        (folder / "subgraphs" / f"{agency}.graphql").write_text(contract_of(agency))
    sign_all(folder / "agreements")
    return folder
