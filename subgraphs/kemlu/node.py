"""Kemlu's node: a mission sees its own reports."""

from subgraphs.encoder.lookup import lookup_endpoint
from subgraphs.kemlu.schema import Query
from subgraphs.kemlu.tables import citizens_abroad, metadata
from subgraphs.sdk.node import NodeSpec
from subgraphs.sdk.row_rules import RowRules, at_post

NODE = NodeSpec(
    agency="kemlu",
    query=Query,
    metadata=metadata,
    rules=RowRules(scopes={"CitizenAbroad": at_post(citizens_abroad.c.post)}),
    endpoints=(lookup_endpoint,),
)
