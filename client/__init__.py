"""The asker's side: sign in, ask, page, open, tables."""

from client.asking import Client
from client.tables import Empty, Table

__all__ = ["Client", "Empty", "Table"]
