"""Links and clusters against a truth: precision, recall and F1 with intervals.

The truth says whose record each one is. A pair of agencies is judged by the pairs
of their records: found and true, found but false, true but missed. Proportions
carry Wilson score intervals at 95 %. F1 is no proportion, but
F* = TP / (TP + FP + FN) is one and F1 = 2 F* / (1 + F*) rises with it (Hand,
Christen, Kirielle 2021), so the interval of F* gives that of F1.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from linkage.cluster.clusters import Clusters, Pair, RecordKey
from linkage.errors import TableInvalid
from linkage.match.estimates import Estimate, wilson
from linkage.match.links import Links

Truth = Mapping[RecordKey, str]
"""Each record's person."""


@dataclass(frozen=True, slots=True)
class Quality:
    """How well the pairs of two agencies were found."""

    true_pairs: int
    found_pairs: int
    found_true_pairs: int
    precision: Estimate
    recall: Estimate
    f1: Estimate


def quality(true: int, found: int, both: int) -> Quality:
    """Precision, recall and F1 from counts of pairs."""
    overlap = wilson(both, true + found - both)
    f1 = (2 * each / (1 + each) for each in (overlap.value, overlap.low, overlap.high))
    return Quality(
        true_pairs=true,
        found_pairs=found,
        found_true_pairs=both,
        precision=wilson(both, found),
        recall=wilson(both, true),
        f1=Estimate(*f1),
    )


def evaluate_links(
    links: Links, truth: Truth, sizes: Mapping[str, Iterable[str]]
) -> Quality:
    """Judge the links of one pair of agencies.

    Args:
        links: What was found.
        truth: Whose record each one is.
        sizes: Per agency, all handles of its file.
    """
    left, right = links.left_agency, links.right_agency
    keys = zip(links.left_handles, links.right_handles, strict=True)
    both = sum(
        truth[RecordKey(left, one)] == truth[RecordKey(right, other)]
        for one, other in keys
    )
    return quality(_true_pairs(left, right, truth, sizes), len(links), both)


def evaluate_clusters(
    clusters: Clusters,
    truth: Truth,
    sizes: Mapping[str, Iterable[str]],
    compared: Iterable[Pair] | None = None,
) -> dict[Pair, Quality]:
    """Judge clusters.

    Args:
        clusters: What was found.
        truth: Whose record each one is.
        sizes: Per agency, all handles of its file.
        compared: The pairs of agencies to judge, in alphabetical order; an agency
            twice for its duplicates. All pairs of two agencies, if None.
    """
    found: Counter[Pair] = Counter()
    both: Counter[Pair] = Counter()
    for cluster in clusters.clusters:
        for one, other in combinations([member.key for member in cluster.members], 2):
            pair = one.agency, other.agency
            found[pair] += 1
            both[pair] += truth[one] == truth[other]
    return {
        (left, right): quality(
            _true_pairs(left, right, truth, sizes),
            found[left, right],
            both[left, right],
        )
        for left, right in compared or combinations(sorted(sizes), 2)
    }


def check_truth(truth: Truth, sizes: Mapping[str, Iterable[str]]) -> None:
    """Check that a truth knows every record.

    Raises:
        TableInvalid: It does not.
    """
    for agency, handles in sizes.items():
        missing = sum(RecordKey(agency, handle) not in truth for handle in handles)
        if missing:
            raise TableInvalid(
                f"The truth lacks {missing:,} of the records of {agency}: its columns "
                f"agency and handle must be as they were encoded."
            )


def pooled(qualities: Iterable[Quality]) -> Quality:
    """Several pairs of agencies as one."""
    each = list(qualities)
    return quality(
        sum(one.true_pairs for one in each),
        sum(one.found_pairs for one in each),
        sum(one.found_true_pairs for one in each),
    )


def _true_pairs(
    left: str, right: str, truth: Truth, sizes: Mapping[str, Iterable[str]]
) -> int:
    people = {
        agency: Counter(truth[RecordKey(agency, handle)] for handle in sizes[agency])
        for agency in (left, right)
    }
    if left == right:
        return sum(count * (count - 1) // 2 for count in people[left].values())
    return sum(count * people[right][one] for one, count in people[left].items())
