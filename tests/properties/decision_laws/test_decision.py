"""Laws of the decision, over random books of agreements."""

from dataclasses import replace
from datetime import date, timedelta

from graphql import parse
from hypothesis import given
from hypothesis import strategies as st

from protocol.agreements.book import AgreementBook
from protocol.agreements.grounds import CitedArticle, Grounds
from protocol.agreements.model import DataAgreement, LinkageAgreement
from protocol.agreements.terms import Citation, State
from protocol.asks import Ask, Asker, Way
from protocol.classification import read_classification
from protocol.decision import decide, judge, permitted_links, permitted_pairs
from protocol.rules.circumstances import Circumstances, Miss, Standing
from protocol.rules.edges import next_edge
from protocol.rules.registry import CONDITIONS, PROHIBITIONS
from protocol.verdicts import Granted, Refused
from protocol.vocabularies import Organisation, Organisations
from tests.support.days import noon
from tests.support.grounds import SOUND, sound

AGENCIES = ("asker", "giver", "other")
COORDINATES = ("Thing.name", "Thing.adult", "Query.tally")
EDGES = ("Person.things", "Person.own", "Person.id")
DAYS = [date(2026, 1, 1) + timedelta(days=n) for n in range(8)]

ORGANISATIONS = Organisations(
    current={name: Organisation(agency=name, name=name) for name in AGENCIES},
    successors={},
)

GIVER = read_classification(
    parse("""
    type Thing {
      name: Sealed @opens(as: "String") @personal(class: GENERAL, identifies: true)
      adult: Boolean @personal(class: GENERAL, identifies: false)
    }
    type Query { tally: Int @impersonal }
    """),
    "giver",
)
UNIT = read_classification(
    parse("""
    type Person {
      id: ID @personal(class: GENERAL, identifies: false)
      things: Int @personal(class: GENERAL, identifies: false) @provider(agency: "giver")
      own: Int @personal(class: GENERAL, identifies: false) @provider(agency: "asker")
    }
    """),
    "persons",
)

GROUNDS = {f"A-{n}": SOUND for n in range(1, 8)} | {
    "A-8": Grounds(unsigned="signatures.giver"),
    "A-9": Grounds(
        cited=(
            CitedArticle(
                "legal_basis.task",
                Citation(law="UU 27/2022", art="55"),
                date(2022, 10, 17),
                DAYS[4],
            ),
        )
    ),
}
"""One agreement is never signed, and one rests on what is repealed."""

hours = st.one_of(
    st.just("any"),
    st.builds(
        lambda opens, days: {"from": opens, "to": "16:00", "days": days},
        st.sampled_from(["08:00", "13:00"]),
        st.lists(st.sampled_from(["THU", "FRI", "SAT"]), unique=True, min_size=1),
    ),
)
spans = st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS)).map(sorted)
ids = st.integers(1, 9).map(lambda n: f"A-{n}")
states = st.one_of(st.just("ACTIVE"), st.sampled_from([*State]).map(str))

_BASIS = {
    part: [{"law": "UU 27/2022", "art": "55"}]
    for part in ("processing", "task", "transfer")
}


def party(org):
    return {"org": org, "signatory": "S"}


@st.composite
def data_agreements(draw, provider="giver", recipient="asker"):
    ways = draw(st.lists(st.sampled_from(["case", "worklist"]), unique=True))
    paths = draw(
        st.lists(st.sampled_from([*COORDINATES, *EDGES]), unique=True, min_size=1)
    )
    modes = [
        draw(st.sampled_from(["VALUE", "VALUE", "PREDICATE", "COUNT", "DENY"]))
        for _ in paths
    ]
    ways += ["count"] if "COUNT" in modes or not ways else []
    if "COUNT" not in modes and "count" in ways:
        modes[0] = "COUNT"
    validity, dpia = draw(spans), draw(spans)
    return DataAgreement.model_validate(
        {
            "kind": "DATA",
            "id": draw(ids),
            "version": 1,
            "state": draw(states),
            "umbrella_mou": "M",
            "parties": {"provider": party(provider), "recipient": party(recipient)},
            "legal_basis": _BASIS,
            "purpose": {
                "code": draw(st.sampled_from(["CHECK", "CHECK", "AUDIT"])),
                "ways": ways,
                "allowed_stages": ["OPEN"] if "case" in ways else [],
            },
            "subjects": {"who": "w", "max_per_request": draw(st.integers(1, 3))},
            "elements": [
                {"path": path, "mode": mode}
                for path, mode in zip(paths, modes, strict=True)
            ],
            "output": {"aggregate_min_cell": 5},
            "access": {
                "roles": draw(st.sampled_from([["clerk"], ["head"]])),
                "mfa": draw(st.sampled_from([False, False, True])),
                "hours": draw(hours),
            },
            "retention": {"result": "P1Y", "log": "P5Y"},
            "incident": {"notify_within": "PT72H", "to": ["subjects"]},
            "dpia": {"id": "D", "approved": dpia[0], "review_by": dpia[1]},
            "validity": {"from": validity[0], "to": validity[1]},
        }
    )


@st.composite
def linkage_agreements(draw, pair=None):
    validity, dpia = draw(spans), draw(spans)
    sides = pair or draw(
        st.lists(st.sampled_from(AGENCIES), min_size=2, max_size=2, unique=True)
    )
    return LinkageAgreement.model_validate(
        {
            "kind": "LINKAGE",
            "id": draw(ids),
            "version": 1,
            "state": draw(states),
            "parties": [party(side) for side in sides],
            "legal_basis": _BASIS,
            "profile": "default",
            "min_band": draw(st.sampled_from(["CERTAIN", "PROBABLE", "POSSIBLE"])),
            "dpia": {"id": "D", "approved": dpia[0], "review_by": dpia[1]},
            "validity": {"from": validity[0], "to": validity[1]},
        }
    )


books = st.lists(
    st.one_of(
        data_agreements(), data_agreements(provider="other"), linkage_agreements()
    ),
    max_size=5,
    unique_by=lambda agreement: agreement.id,
)
asks = st.builds(
    Ask,
    asker=st.builds(
        Asker,
        organisation=st.just("asker"),
        agency=st.just("asker"),
        roles=st.sampled_from([frozenset({"clerk"}), frozenset({"clerk", "head"})]),
        subject=st.just("officer-1"),
        several_factors=st.booleans(),
    ),
    purpose=st.sampled_from(["CHECK", "CHECK", "AUDIT"]),
    way=st.sampled_from(Way),
    stage=st.sampled_from(["OPEN", None]),
)
days = st.sampled_from(DAYS)


def verdict(ask, coordinate, agreements, day):
    classes = UNIT if coordinate in EDGES else GIVER
    book = AgreementBook.of(agreements, ORGANISATIONS, GROUNDS)
    return decide(ask, coordinate, classes, book, noon(day))


def pairs(ask, agreements, day):
    book = AgreementBook.of(agreements, ORGANISATIONS, GROUNDS)
    return permitted_pairs(ask, book, noon(day))


anything = st.sampled_from([*COORDINATES, *EDGES])


@given(ask=asks, coordinate=st.sampled_from(COORDINATES), agreements=books, day=days)
def test_it_equals_a_few_plain_lines(ask, coordinate, agreements, day):
    yes_or_no = coordinate == "Thing.adult"

    def gives(one):
        mode = {element.path: element.mode for element in one.elements}.get(coordinate)
        return (
            one.purpose.code == ask.purpose
            and one.state == "ACTIVE"
            and one.validity.first <= day <= one.validity.last
            and one.id != "A-8"
            and (one.id != "A-9" or day <= DAYS[4])
            and (ask.asker.several_factors or not one.access.mfa)
            and is_open(one.access.hours, day)
            and one.dpia.approved <= day <= one.dpia.review_by
            and ask.way in one.purpose.ways
            and bool(ask.asker.roles & set(one.access.roles))
            and (ask.way != "case" or ask.stage in one.purpose.allowed_stages)
            and mode in (["COUNT"] if ask.way == "count" else ["VALUE", "PREDICATE"])
            and (mode != "PREDICATE" or yes_or_no)
        )

    def is_open(hours, day):
        return hours == "any" or (
            f"{day:%a}".upper() in hours.days and hours.opens <= "12:00"
        )

    def denies(one):
        return (
            one.purpose.code == ask.purpose
            and one.state in {"ACTIVE", "SUSPENDED", "EXPIRED"}
            and one.validity.first <= day
            and any(e.path == coordinate and e.mode == "DENY" for e in one.elements)
        )

    between = [
        one
        for one in agreements
        if one.kind == "DATA" and one.parties.provider.org == "giver"
    ]
    expected = any(map(gives, between)) and not any(map(denies, between))
    found = verdict(ask, coordinate, agreements, day)
    assert isinstance(found, Granted) is expected


def circumstances(ask, coordinate, day):
    field = (UNIT if coordinate in EDGES else GIVER).field(coordinate)
    return Circumstances(ask=ask, day=day, now=noon(day), grounds=GROUNDS, field=field)


@given(
    case=st.builds(circumstances, asks, anything, days),
    agreements=st.lists(data_agreements(), max_size=4),
    place=st.integers(0, len(CONDITIONS)),
    refusing=st.sets(ids),
)
def test_adding_a_rule_never_widens(case, agreements, place, refusing):
    def extra(_case, agreement):
        return Miss("EXTRA", "extra") if agreement.id in refusing else None

    more = (*CONDITIONS[:place], extra, *CONDITIONS[place:])
    before = judge(case, agreements, CONDITIONS, PROHIBITIONS)
    for after in (
        judge(case, agreements, more, PROHIBITIONS),
        judge(case, agreements, CONDITIONS, (*PROHIBITIONS, extra)),
    ):
        if after is not None and after[1] is None:
            assert before is not None
            assert before[1] is None


@given(
    ask=asks,
    coordinate=anything,
    agreements=books,
    stranger=st.one_of(
        data_agreements(recipient="other"),
        data_agreements(provider="other", recipient="giver"),
    ),
    day=days,
)
def test_an_agreement_of_others_changes_nothing(
    ask, coordinate, agreements, stranger, day
):
    assert verdict(ask, coordinate, agreements, day) == verdict(
        ask, coordinate, [*agreements, stranger], day
    )


@given(ask=asks, agreements=books, link=linkage_agreements(pair=["giver", "other"]))
def test_a_linkage_agreement_changes_no_plain_field(ask, agreements, link):
    for coordinate in COORDINATES:
        assert verdict(ask, coordinate, agreements, DAYS[3]) == verdict(
            ask, coordinate, [*agreements, link], DAYS[3]
        )


@given(ask=asks, coordinate=anything, day=days)
def test_no_agreement_no_field(ask, coordinate, day):
    assert isinstance(verdict(ask, coordinate, [], day), Refused)


@given(ask=asks, coordinate=st.sampled_from(COORDINATES), agreements=books, day=days)
def test_own_data_are_granted_whatever_the_agreements_say(
    ask, coordinate, agreements, day
):
    own = replace(ask, asker=replace(ask.asker, organisation="giver", agency="giver"))
    assert verdict(own, coordinate, agreements, day) == Granted(None, "own-data")


@given(
    ask=asks,
    coordinate=st.sampled_from(["Thing.name", "Thing.adult", "Person.things"]),
    agreements=books,
    denial=data_agreements(),
    day=days,
)
def test_denial_wins(ask, coordinate, agreements, denial, day):
    record = denial.model_dump(by_alias=True)
    record["id"] = "B-1"
    record["state"] = "ACTIVE"
    record["purpose"]["code"] = ask.purpose
    record["validity"] = {"from": DAYS[0], "to": DAYS[-1]}
    others = [e for e in record["elements"] if e["path"] != coordinate]
    tally = {"path": "Extra.tally", "mode": "COUNT"}
    counted = [tally] if "count" in record["purpose"]["ways"] else []
    denied = {"path": coordinate, "mode": "DENY"}
    record["elements"] = [*others, *counted, denied]
    both = [*agreements, DataAgreement.model_validate(record)]
    found = verdict(ask, coordinate, both, day)
    assert isinstance(found, Refused)
    assert found.code == "ELEMENT_DENIED"


@given(ask=asks, coordinate=anything, agreements=books, day=days)
def test_a_decision_holds_until_it_says_it_expires(ask, coordinate, agreements, day):
    found = verdict(ask, coordinate, agreements, day)
    for later in DAYS:
        if later <= day or (found.expires_at and found.expires_at <= noon(later)):
            continue
        again = verdict(ask, coordinate, agreements, later)
        assert replace(again, expires_at=None) == replace(found, expires_at=None)


@given(
    ask=asks,
    coordinate=anything,
    agreements=books,
    day=days,
    lapse=st.tuples(st.integers(0, 4), st.sampled_from(["SUSPENDED", "EXPIRED"])),
)
def test_suspension_and_expiry_never_widen(ask, coordinate, agreements, day, lapse):
    which, state = lapse
    lapsed = [
        one.model_copy(update={"state": State(state)})
        if index == which and one.state is State.ACTIVE
        else one
        for index, one in enumerate(agreements)
    ]
    if isinstance(verdict(ask, coordinate, lapsed, day), Granted):
        assert isinstance(verdict(ask, coordinate, agreements, day), Granted)
    assert pairs(ask, lapsed, day) <= pairs(ask, agreements, day)


@given(ask=asks, agreements=books, day=days)
def test_every_open_pair_has_a_linkage_agreement_in_force(ask, agreements, day):
    book = AgreementBook.of(agreements, ORGANISATIONS, sound(agreements))
    in_force = {
        frozenset(party.org for party in one.parties)
        for one in book.linkage
        if one.state is State.ACTIVE
        and one.validity.first <= day <= one.validity.last
        and one.dpia.approved <= day <= one.dpia.review_by
    }
    assert set(permitted_links(ask, book, noon(day))) <= in_force


@given(ask=asks, agreements=books, day=days)
def test_an_edge_over_links_needs_an_open_pair_of_its_agency(ask, agreements, day):
    opened = pairs(ask, agreements, day)
    for coordinate, agency in (("Person.things", "giver"), ("Person.own", "asker")):
        if isinstance(verdict(ask, coordinate, agreements, day), Granted):
            assert any(agency in pair for pair in opened)


@given(ask=asks, agreements=books, day=days)
def test_the_next_edge_lies_ahead(ask, agreements, day):
    standing = Standing(ask=ask, day=day, now=noon(day), grounds=GROUNDS)
    edge = next_edge(agreements, standing)
    assert edge is None or edge > noon(day)
