"""Recall by group of people: whom linkage finds less often than others.

A group is a column of the truth and one of its values: a decade of birth, a region,
whether somebody has one name. A true pair belongs to every group that either of its
records is in. Where a group's recall lies more than five points below the whole, the
report says why: how many of its missed pairs a person could still find among the
POSSIBLE ones, and how many have little in common that could be compared.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final

from linkage.cluster.clusters import Pair, RecordKey
from linkage.exchange.encoding import EncodingsFile
from linkage.match.estimates import Estimate, wilson
from linkage.match.links import Band, Links
from linkage.pipeline.evaluate import Truth

BEHIND: Final = 0.05
"""Below the whole by more than this, a group lies behind."""
_FEW_ATTRIBUTES: Final = 3
"""Attributes that both records have; with fewer there is little to compare."""

TruePair = tuple[RecordKey, RecordKey]
Groups = Mapping[str, Mapping[RecordKey, str]]
"""By column, what each record has in it."""


@dataclass(slots=True)
class _Count:
    """True pairs of a group."""

    pairs: int = 0
    found: int = 0
    grey: int = 0
    little_in_common: int = 0


@dataclass(frozen=True, slots=True)
class Subgroup:
    """One group."""

    recall: Estimate
    true_pairs: int
    missed: int
    missed_grey: int
    """Of those missed, pairs that are POSSIBLE."""
    missed_little_in_common: int
    """Of those missed, pairs with hardly an attribute that both records have."""
    behind: bool
    """Whether recall lies more than `BEHIND` below the whole."""


@dataclass(frozen=True, slots=True)
class Found:
    """Links of a run, for looking true pairs up."""

    bands: Mapping[frozenset[RecordKey], int]
    present: Mapping[RecordKey, int] = field(repr=False)
    """The presence mask of each record."""

    @classmethod
    def of(cls, links: Iterable[Links], files: Mapping[str, EncodingsFile]) -> "Found":
        """From the links of all pairs of agencies."""
        bands = {
            frozenset(
                (
                    RecordKey(each.left_agency, link.left),
                    RecordKey(each.right_agency, link.right),
                )
            ): int(link.band)
            for each in links
            for link in each
        }
        present = {
            RecordKey(agency, handle): int(mask)
            for agency, file in files.items()
            for handle, mask in zip(file.handles, file.present, strict=True)
        }
        return cls(bands, present)


def by_subgroup(
    found: Found, compared: Iterable[Pair], truth: Truth, groups: Groups
) -> dict[str, dict[str, Subgroup]]:
    """Recall by column and value, and of all pairs under `all`, `all`.

    Args:
        found: What was linked.
        compared: Pairs of agencies; one twice, where its duplicates were looked for.
        truth: Whose record each one is.
        groups: By column, what each record has in it.
    """
    counts: defaultdict[tuple[str, str], _Count] = defaultdict(_Count)
    for pair in _true_pairs(set(compared), found, truth):
        names = {
            (column, values[key])
            for column, values in groups.items()
            for key in pair
            if key in values
        }
        for name in (("all", "all"), *names):
            _add(counts[name], found, pair)
    whole = counts["all", "all"]
    result: defaultdict[str, dict[str, Subgroup]] = defaultdict(dict)
    for (column, value), count in sorted(counts.items()):
        result[column][value] = _subgroup(count, whole)
    return dict(result)


def _true_pairs(compared: set[Pair], found: Found, truth: Truth) -> Iterator[TruePair]:
    people: defaultdict[str, list[RecordKey]] = defaultdict(list)
    for key in sorted(found.present):
        people[truth[key]].append(key)
    for keys in people.values():
        for one, other in combinations(keys, 2):
            if (one.agency, other.agency) in compared:
                yield one, other


def _add(count: _Count, found: Found, pair: TruePair) -> None:
    one, other = pair
    band = found.bands.get(frozenset(pair), 0)
    count.pairs += 1
    if band >= Band.PROBABLE:
        count.found += 1
        return
    common = found.present[one] & found.present[other]
    count.grey += band == Band.POSSIBLE
    count.little_in_common += common.bit_count() < _FEW_ATTRIBUTES


def _subgroup(count: _Count, whole: _Count) -> Subgroup:
    recall = wilson(count.found, count.pairs)
    return Subgroup(
        recall=recall,
        true_pairs=count.pairs,
        missed=count.pairs - count.found,
        missed_grey=count.grey,
        missed_little_in_common=count.little_in_common,
        behind=recall.value < whole.found / max(1, whole.pairs) - BEHIND,
    )
