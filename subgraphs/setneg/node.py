"""Setneg's node: where one case is asked about, only that case is shown."""

from subgraphs.sdk.node import NodeSpec
from subgraphs.sdk.row_rules import Attests, RowRules
from subgraphs.setneg.schema import TYPES, Query
from subgraphs.setneg.tables import metadata

NODE = NodeSpec(
    agency="setneg",
    query=Query,
    metadata=metadata,
    types=TYPES,
    rules=RowRules(attested={"CitizenshipCase": Attests.CASE}),
)
