"""How well the demonstration's world was linked, against the truth."""

from collections import Counter
from itertools import product

from tautan.demo.quality import ENOUGH, POOLED, linkage_quality
from tests.end_to_end.truth import MAY_LINK, records_by_person


def test_precision_and_recall(demo, record_property):
    judged = linkage_quality(demo.layout, demo.world)
    assert "dukcapil-imigrasi" in judged
    for pair, quality in judged.items():
        record_property(
            f"demo linkage {pair}",
            f"{quality.true_pairs} shared, precision {quality.precision.value:.4f}, "
            f"recall {quality.recall.value:.4f}",
        )
        assert quality.precision.value >= 0.99, pair
        assert quality.recall.value >= 0.95, pair


def test_the_figures_are_those_of_the_link_table(demo, facts):
    """Counted again, pair by pair of records, from table and truth."""

    def pairs(persons):
        return {
            (one, other)
            for records in persons
            for one, other in product(records, repeat=2)
            if one[0] < other[0] and frozenset((one[0], other[0])) in MAY_LINK
        }

    of_person = {}
    for record, person in facts.person.items():
        of_person.setdefault(person, []).append(record)
    true = pairs(of_person.values())
    found = pairs(records_by_person(demo.links).values())
    counted = {
        name: Counter(f"{one[0]}-{other[0]}" for one, other in some)
        for name, some in (("true", true), ("found", found), ("both", true & found))
    }
    small = {pair for pair, number in counted["true"].items() if number < ENOUGH}
    for pair, quality in linkage_quality(demo.layout, demo.world).items():
        names = small if pair == POOLED else {pair}
        assert [
            quality.true_pairs,
            quality.found_pairs,
            quality.found_true_pairs,
        ] == [sum(counts[name] for name in names) for counts in counted.values()]
