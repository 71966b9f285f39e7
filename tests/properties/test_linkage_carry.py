"""Changes carried through to persons equal a whole run, and ids tell no lies.

Records hold an invented content; a table that a hash fills says how alike two
contents are. So any pattern of rivals, chains and doubts can come up, and a whole
run over all pairs is a few lines.
"""

from collections import Counter
from hashlib import blake2b
from itertools import combinations, count
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from linkage.cluster.carry import Change, Finding, Standing, carry, grouped, settled
from linkage.cluster.clusters import RecordKey
from linkage.cluster.heirs import Event, Turn, succeed
from linkage.match.links import REASONS, Band
from linkage.profile import Profile

SHIPPED = Path(__file__).resolve().parents[2] / "schema" / "linkage" / "default.yaml"

PROFILE = Profile.load(SHIPPED)
AGENCIES = "abc"
KEYS = [RecordKey(agency, str(at)) for agency in AGENCIES for at in range(4)]
COMPARED = [("a", "b"), ("b", "c")]
"""The agencies a and c have no agreement: their records meet through b alone."""
CONTENTS = st.integers(0, 5)
SOME = st.lists(st.sampled_from(KEYS), min_size=1, max_size=3, unique=True)


def judged(left, right, contents):
    """A pair as it is judged by itself; None if it is no link."""
    drawn = blake2b(f"{contents[left]} {contents[right]}".encode()).digest()
    band = [0, 0, 1, 2, 2, 3][drawn[0] % 6]
    if not band or (left.agency, right.agency) not in COMPARED:
        return None
    evidence = [60.0, 75.5, 90.0, 300.0, 2000.0][drawn[1] % 5]
    return Finding(left, right, evidence, Band(band), REASONS[drawn[2] % 3])


def found_among(keys, contents):
    pairs = combinations(sorted(keys), 2)
    return [found for pair in pairs if (found := judged(*pair, contents))]


class Kept:
    """What stood before, as a table would keep it."""

    def __init__(self, standings=()):
        self.all = {frozenset(each.finding.ends): each for each in standings}

    def standings(self, records):
        return [e for e in self.all.values() if set(records) & set(e.finding.ends)]

    def replace(self, region, erased):
        void = region.records | erased
        self.all = {key: each for key, each in self.all.items() if not key & void}
        self.all |= {frozenset(each.finding.ends): each for each in region.standings}


class Carried(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.contents = {}
        self.kept = Kept()
        self.persons = {}
        self.numbers = count()
        self.ids_ever = set()

    def new_id(self):
        drawn = f"p{next(self.numbers)}"
        self.ids_ever.add(drawn)
        return drawn

    def change(self, erased, present):
        contents = {k: v for k, v in self.contents.items() if k not in erased} | present
        found = tuple(
            each
            for each in found_among(contents, contents)
            if not present.keys().isdisjoint(each.ends)
        )
        change = Change(frozenset(erased), frozenset(present), found)
        region = carry(change, self.kept, COMPARED, PROFILE)
        touched = {
            person
            for key in region.records | change.erased
            if (person := self.persons.get(key))
        }
        before = {k: who for k, who in self.persons.items() if who in touched}
        assert before.keys() <= region.records | change.erased
        self.contents = contents
        self.kept.replace(region, change.erased)
        self.turn(before, region.groups, change.erased)

    def turn(self, before, groups, erased):
        ids_before = set(self.ids_ever)
        after = succeed(before, groups, self.new_id)
        rest = {k: who for k, who in self.persons.items() if k not in before}
        assert not set(rest.values()) & set(after.persons.values())
        self.no_silence(before, after, ids_before)
        self.persons = rest | after.persons
        assert not erased & self.persons.keys()

    def no_silence(self, before, after, ids_before):
        """Every record that changes its person has an event, and no id comes back."""
        told = {(event.person, event.other) for event in after.events}
        for key, person in before.items():
            now = after.persons.get(key)
            if now is not None and now != person:
                assert (person, now) in told
        for person in set(after.persons.values()) & ids_before:
            of_now = {key for key, who in after.persons.items() if who == person}
            assert any(before.get(key) == person for key in of_now)
        lasting = set(after.persons.values())
        for event in after.events:
            assert event.turn is Turn.SPLIT or event.person not in lasting
        for person in set(before.values()) - lasting:
            turns = [each.turn for each in after.events if each.person == person]
            assert Counter(turns)[Turn.MERGED] + Counter(turns)[Turn.ENDED] == 1

    @rule(keys=SOME, content=CONTENTS)
    def add_or_change(self, keys, content):
        self.change(set(), {key: content + at for at, key in enumerate(keys)})

    @precondition(lambda self: self.contents)
    @rule(data=st.data())
    def erase(self, data):
        known = sorted(self.contents)
        erased = data.draw(st.sets(st.sampled_from(known), min_size=1, max_size=3))
        self.change(erased, {})

    @precondition(lambda self: self.contents)
    @rule(data=st.data(), content=CONTENTS)
    def erase_and_change(self, data, content):
        gone = data.draw(st.sampled_from(sorted(self.contents)))
        other = data.draw(st.sampled_from([key for key in KEYS if key != gone]))
        self.change({gone}, {other: content})

    @invariant()
    def equals_a_whole_run(self):
        found = found_among(self.contents, self.contents)
        bands = settled(found, PROFILE)
        whole = {
            frozenset(each.ends): Standing(each, bands[frozenset(each.ends)])
            for each in found
        }
        assert self.kept.all == whole
        groups = grouped(self.contents, whole.values(), COMPARED, PROFILE)
        mine = {}
        for key in sorted(self.persons):
            mine.setdefault(self.persons[key], []).append(key)
        assert sorted(map(tuple, mine.values())) == list(groups)


Carried.TestCase.settings = settings(
    max_examples=60, stateful_step_count=25, deadline=None
)
TestCarried = Carried.TestCase


def test_the_world_of_the_law_knows_every_turn():
    """The control: contents do make persons that merge, part and end."""
    persons = {key: f"p{at}" for at, key in enumerate(KEYS[:4])}
    a, b, c, d = KEYS[:4]
    after = succeed(persons, [(a, b), (c,)], lambda: "new")
    assert after.events == (
        Event(Turn.MERGED, "p1", "p0"),
        Event(Turn.ENDED, "p3", None),
    )
    assert after.persons == {a: "p0", b: "p0", c: "p2"}
    parted = succeed(
        dict.fromkeys((a, b, c, d), "p"), [(a,), (b, c), (d,)], iter("xy").__next__
    )
    assert parted.persons == {a: "x", b: "p", c: "p", d: "y"}
    assert parted.events == (Event(Turn.SPLIT, "p", "x"), Event(Turn.SPLIT, "p", "y"))
