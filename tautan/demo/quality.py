"""How well the unit linked: against the truth, which the unit never sees."""

import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from contextlib import closing

from linkage.cluster.clusters import Clusters, Member, Pair, PersonCluster, RecordKey
from linkage.match.links import Band, Reason
from linkage.pipeline.evaluate import Quality, evaluate_clusters, pooled
from protocol.agreements.book import AgreementBook
from protocol.rules.links import pairs_in_force
from tautan.demo.layout import Layout
from tautan.demo.settings import SCHEMA
from tautan.demo.world import World, read_truth

ENOUGH = 300
"""People that two agencies must share to be judged as a pair of their own."""
POOLED = "others, pooled"


def linkage_quality(layout: Layout, world: World) -> dict[str, Quality]:
    """Precision, recall and F1 of the links, per pair of agencies.

    Pairs that a linkage agreement covers; those that share fewer than 300 people
    are judged together.
    """
    truth = read_truth(layout)
    sizes: defaultdict[str, list[str]] = defaultdict(list)
    for key in truth:
        sizes[key.agency].append(key.handle)
    book = AgreementBook.load(SCHEMA / "agreements")
    linked = pairs_in_force(book, world.today)
    judged = {
        pair: quality
        for pair, quality in evaluate_clusters(_clusters(layout), truth, sizes).items()
        if frozenset(pair) in linked
    }
    return _by_size(judged)


def _by_size(judged: Mapping[Pair, Quality]) -> dict[str, Quality]:
    large = {
        "-".join(pair): quality
        for pair, quality in judged.items()
        if quality.true_pairs >= ENOUGH
    }
    small = [each for each in judged.values() if each.true_pairs < ENOUGH]
    return {**large, POOLED: pooled(small)} if small else large


def _clusters(layout: Layout) -> Clusters:
    """The persons of the link table."""
    with closing(sqlite3.connect(layout.unit / "links.sqlite")) as database:
        rows = database.execute("SELECT agency, handle, person FROM records")
        persons: defaultdict[str, list[RecordKey]] = defaultdict(list)
        for agency, handle, person in rows:
            persons[person].append(RecordKey(agency, handle))
    return Clusters(
        tuple(
            PersonCluster(
                person,
                tuple(Member(key, Band.CERTAIN, Reason.BOTH) for key in sorted(keys)),
            )
            for person, keys in persons.items()
            if len(keys) > 1
        )
    )
