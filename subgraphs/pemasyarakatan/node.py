"""Pemasyarakatan's node."""

from subgraphs.encoder.lookup import lookup_endpoint
from subgraphs.pemasyarakatan.schema import TYPES, Query
from subgraphs.pemasyarakatan.tables import metadata
from subgraphs.sdk.node import NodeSpec

NODE = NodeSpec(
    agency="pemasyarakatan",
    query=Query,
    metadata=metadata,
    types=TYPES,
    endpoints=(lookup_endpoint,),
)
