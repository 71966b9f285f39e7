"""Kemenko's node: counts and agreement states, no person."""

from subgraphs.kemenko.schema import Query
from subgraphs.kemenko.tables import metadata
from subgraphs.sdk.node import NodeSpec

NODE = NodeSpec(agency="kemenko", query=Query, metadata=metadata)
