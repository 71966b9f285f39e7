"""Imigrasi's node."""

from subgraphs.imigrasi.schema import Query
from subgraphs.imigrasi.tables import metadata
from subgraphs.sdk.node import NodeSpec

NODE = NodeSpec(agency="imigrasi", query=Query, metadata=metadata)
