"""BIN's node: one attested case at a time, and no other."""

from subgraphs.bin.schema import TYPES, Query
from subgraphs.bin.tables import metadata
from subgraphs.sdk.node import NodeSpec
from subgraphs.sdk.row_rules import Attests, RowRules

NODE = NodeSpec(
    agency="bin",
    query=Query,
    metadata=metadata,
    types=TYPES,
    rules=RowRules(
        attested={"CitizenshipCase": Attests.CASE},
        case_only=frozenset({"CitizenshipCase"}),
    ),
)
