"""Imigrasi's node."""

from subgraphs.encoder.lookup import lookup_endpoint
from subgraphs.imigrasi.schema import Query
from subgraphs.imigrasi.tables import metadata
from subgraphs.sdk.node import NodeSpec

NODE = NodeSpec(
    agency="imigrasi",
    query=Query,
    metadata=metadata,
    endpoints=(lookup_endpoint,),
)
