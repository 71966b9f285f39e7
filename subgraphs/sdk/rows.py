"""A record on its way into an answer."""

from dataclasses import dataclass

from subgraphs.sdk.mapping import HANDLE
from subgraphs.sdk.sources import Values


@dataclass(frozen=True, slots=True)
class Row:
    """One record, or the part of it that an object stands for."""

    typename: str
    values: Values
    """By column name."""
    prefix: str = ""
    """Of this part's columns."""

    @property
    def handle(self) -> str:
        """The record's surrogate at its agency; it never leaves as it is."""
        handle: str = self.values[HANDLE]
        return handle

    def part(self, typename: str, prefix: str) -> "Row":
        """An object made from columns of the same row."""
        return Row(typename, self.values, self.prefix + prefix)
