"""recordlinkage's own answers to FEBRL4, on plain text.

`documented_pairs` is the recipe of its documentation ("Link two datasets"):
compare the pairs that agree on the given name; surname and first address line count
as equal from a similarity of 0.85, birth date, suburb and state if they are the
same; more than three of the five make a link. It is a lesson for beginners, and
misses whom the blocking loses.

`classified_pairs` is the same library used as well as one can without a truth: four
blocking passes, eight fields with the number among them, and its ECM classifier.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from warnings import catch_warnings, simplefilter

import recordlinkage

if TYPE_CHECKING:
    import pandas as pd

IdPairs = list[tuple[str, str]]

_THRESHOLD = 0.85
_AGREEMENTS = 3


def documented_pairs(left: "pd.DataFrame", right: "pd.DataFrame") -> IdPairs:
    """The pairs of record ids that the documented recipe links."""
    with _old_calls():
        features = _compared(
            (left, right),
            blocks=("given_name",),
            alike=("surname", "address_1"),
            same=("date_of_birth", "suburb", "state"),
        )
    linked = features[features.sum(axis=1) > _AGREEMENTS]
    return _ids(linked.index)


def classified_pairs(left: "pd.DataFrame", right: "pd.DataFrame") -> IdPairs:
    """The pairs of record ids that the ECM classifier links."""
    with _old_calls():
        features = _compared(
            (left, right),
            blocks=("given_name", "surname", "date_of_birth", "soc_sec_id"),
            alike=("given_name", "surname", "address_1", "suburb"),
            same=("date_of_birth", "state", "postcode", "soc_sec_id"),
        )
        linked = recordlinkage.ECMClassifier(binarize=None).fit_predict(features)
    return _ids(linked)


def _compared(
    tables: "tuple[pd.DataFrame, pd.DataFrame]",
    *,
    blocks: tuple[str, ...],
    alike: tuple[str, ...],
    same: tuple[str, ...],
) -> Any:
    """Agreements, one column a field, of the pairs that share a block."""
    indexer = recordlinkage.Index()
    for column in blocks:
        indexer.block(column)
    compare = recordlinkage.Compare()
    for column in alike:
        compare.string(
            column, column, method="jarowinkler", threshold=_THRESHOLD, label=column
        )
    for column in same:
        compare.exact(column, column, label=column)
    return compare.compute(indexer.index(*tables), *tables)


def _ids(index: Any) -> IdPairs:
    return [(str(one), str(other)) for one, other in index]


@contextmanager
def _old_calls() -> Iterator[None]:
    """Hide that recordlinkage 0.16 calls pandas and numpy in deprecated ways."""
    with catch_warnings():
        simplefilter("ignore")
        yield
