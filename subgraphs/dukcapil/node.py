"""Dukcapil's node: an office of a region sees the residents of that region."""

from subgraphs.dukcapil.schema import Query
from subgraphs.dukcapil.tables import metadata, residents
from subgraphs.encoder.lookup import lookup_endpoint
from subgraphs.sdk.node import NodeSpec
from subgraphs.sdk.row_rules import RowRules, for_own_offices, within_region

NODE = NodeSpec(
    agency="dukcapil",
    query=Query,
    metadata=metadata,
    rules=RowRules(
        scopes={
            "Resident": for_own_offices(
                "dukcapil", within_region(residents.c.region_code)
            )
        }
    ),
    endpoints=(lookup_endpoint,),
)
