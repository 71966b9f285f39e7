from dataclasses import replace
from datetime import UTC, datetime

import pytest

from protocol.asks import Way
from protocol.classification import Classification
from protocol.decision import decide, judge, permitted_links, permitted_pairs
from protocol.rules.circumstances import Circumstances
from protocol.verdicts import Band, Granted, Mode, Refused, stricter

NEW_YEAR = datetime(2026, 12, 31, 17, tzinfo=UTC)
"""The first instant of 2027 in Jakarta."""


def test_an_agreement_grants_on_its_terms(asked, data_agreement):
    verdict = asked("Thing.name", data_agreement())
    assert verdict == Granted(
        "PKS-1",
        "elements.Thing.name",
        mode=Mode.VALUE,
        max_subjects=10,
        expires_at=NEW_YEAR,
    )


def test_no_agreement_refuses(asked):
    assert asked("Thing.name") == Refused("NO_AGREEMENT", "giver", None, "parties")


def test_own_data_need_no_agreement(asked):
    verdict = asked("Thing.name", agency="giver", roles=(), purpose="ANY")
    assert verdict == Granted(None, "own-data")


def test_carried_and_structural_go_with_their_edge(asked):
    assert asked("Thing.ref") == Granted(None, "carried")
    assert asked("Thing.__typename") == Granted(None, "carried")
    assert asked("Tally.value") == Granted(None, "structural")


@pytest.mark.parametrize("coordinate", ["Thing.plain", "Thing.unknown", "No.name"])
def test_the_unclassified_is_refused_even_to_its_owner(asked, coordinate):
    verdict = asked(coordinate, agency="giver")
    assert verdict == Refused("ELEMENT_NOT_GRANTED", None, None, "classification")


def test_a_naive_clock_is_an_error(ask, giver, book, now):
    with pytest.raises(ValueError, match="zone"):
        decide(ask(), "Thing.name", giver, book(), now.replace(tzinfo=None))


def test_a_day_ends_at_midnight_in_jakarta(ask, giver, book, data_agreement):
    before = datetime(2026, 12, 31, 16, 59, tzinfo=UTC)
    one = book(data_agreement())
    assert isinstance(decide(ask(), "Thing.name", giver, one, before), Granted)
    verdict = decide(ask(), "Thing.name", giver, one, NEW_YEAR)
    assert isinstance(verdict, Refused)
    assert (verdict.code, verdict.clause) == ("AGREEMENT_EXPIRED", "validity.to")


def test_a_refusal_is_told_by_the_agreement_that_came_closest(asked, data_agreement):
    silent = data_agreement(id="PKS-1", elements=[{"path": "A.b", "mode": "VALUE"}])
    expired = data_agreement(id="PKS-2", validity__to="2026-02-01")
    role = data_agreement(id="PKS-3", access__roles=["head"])
    elsewhere = data_agreement(id="PKS-0", purpose__code="AUDIT")
    told = [
        asked("Thing.name", *some)
        for some in (
            [elsewhere],
            [elsewhere, silent],
            [elsewhere, silent, expired],
            [elsewhere, silent, expired, role],
        )
    ]
    assert [(one.code, one.agreement, one.clause) for one in told] == [
        ("NO_AGREEMENT", "PKS-0", "purpose.code"),
        ("ELEMENT_NOT_GRANTED", "PKS-1", "elements"),
        ("AGREEMENT_EXPIRED", "PKS-2", "validity.to"),
        ("ROLE_NOT_ALLOWED", "PKS-3", "access.roles"),
    ]


def test_of_two_that_came_equally_close_the_first_by_id_tells(asked, data_agreement):
    two = [data_agreement(id=name, state="DRAFT") for name in ("PKS-2", "PKS-1")]
    verdict = asked("Thing.name", *two)
    assert isinstance(verdict, Refused)
    assert verdict.agreement == "PKS-1"


def test_a_denial_wins_over_a_value_in_another_agreement(asked, data_agreement):
    deny = data_agreement(
        id="PKS-9",
        state="SUSPENDED",
        elements=[{"path": "Thing.name", "mode": "DENY"}],
    )
    verdict = asked("Thing.name", data_agreement(), deny)
    assert isinstance(verdict, Refused)
    assert verdict == Refused(
        "ELEMENT_DENIED", "giver", "PKS-9", "elements.Thing.name", NEW_YEAR
    )


def test_of_several_grants_the_one_with_most_room_holds(asked, data_agreement):
    narrow = data_agreement(id="PKS-1", subjects__max_per_request=1)
    wide = data_agreement(id="PKS-2", subjects__max_per_request=50)
    verdict = asked("Thing.name", narrow, wide)
    assert isinstance(verdict, Granted)
    assert (verdict.agreement, verdict.max_subjects) == ("PKS-2", 50)


def test_a_predecessor_signs_for_its_successor(asked, data_agreement):
    signed = data_agreement(parties__recipient__org="org.before")
    assert isinstance(asked("Thing.name", signed), Granted)


def test_a_party_nobody_knows_grants_nothing(asked, data_agreement):
    strange = data_agreement(parties__provider__org="org.nobody")
    verdict = asked("Thing.name", strange)
    assert isinstance(verdict, Refused)
    assert verdict.code == "NO_AGREEMENT"


def test_without_conditions_nothing_is_granted(ask, giver, data_agreement, now):
    case = Circumstances(
        day=now.date(), now=now, grounds={}, ask=ask(), field=giver.field("Thing.name")
    )
    assert judge(case, [data_agreement()], (), ()) is None


class TestSeveralProviders:
    @pytest.fixture
    def shared(self, giver):
        name = replace(giver.fields["Thing.name"], providers=("giver", "other"))
        return Classification({"Thing.name": name}, frozenset({"Thing"}), is_open=False)

    def test_any_provider_suffices(self, ask, book, data_agreement, shared, now):
        agreement = data_agreement(parties__provider__org="org.other")
        verdict = decide(ask(), "Thing.name", shared, book(agreement), now)
        assert isinstance(verdict, Granted)

    def test_the_refusal_that_names_an_agreement_is_told(
        self, ask, book, data_agreement, shared, now
    ):
        draft = data_agreement(parties__provider__org="org.other", state="DRAFT")
        verdict = decide(ask(), "Thing.name", shared, book(draft), now)
        assert isinstance(verdict, Refused)
        assert (verdict.provider, verdict.agreement) == ("other", "PKS-1")

    def test_else_the_first_refusal_is_told(self, ask, book, shared, now):
        verdict = decide(ask(), "Thing.name", shared, book(), now)
        assert isinstance(verdict, Refused)
        assert verdict.provider == "giver"

    def test_a_field_nobody_provides_is_refused(self, ask, giver, book, now):
        orphan = replace(giver.fields["Thing.name"], providers=())
        classes = Classification({"Thing.name": orphan}, frozenset(), is_open=False)
        verdict = decide(ask(), "Thing.name", classes, book(), now)
        assert verdict == Refused("ELEMENT_NOT_GRANTED", None, None, "provider")


class TestLinks:
    @pytest.fixture
    def edge(self, data_agreement):
        return data_agreement(
            elements=[{"path": "Person.things", "mode": "VALUE"}],
            linkage={"min_band": "PROBABLE"},
        )

    def test_an_edge_needs_an_open_pair(self, asked_of_unit, edge):
        verdict = asked_of_unit("Person.things", edge)
        assert verdict == Refused("LINK_NOT_PERMITTED", "giver", None, "linkage")

    def test_the_stricter_band_holds(self, asked_of_unit, linkage_agreement, edge):
        loose = linkage_agreement(min_band="POSSIBLE")
        strict = linkage_agreement(min_band="CERTAIN")
        bands = [
            asked_of_unit("Person.things", edge, one).min_band
            for one in (loose, strict)
        ]
        assert bands == [Band.PROBABLE, Band.CERTAIN]

    def test_the_edge_to_ones_own_records_takes_the_band_of_the_pair(
        self, asked_of_unit, linkage_agreement, edge
    ):
        pair = linkage_agreement(min_band="POSSIBLE")
        verdict = asked_of_unit("Person.own", edge, pair)
        assert verdict == Granted(
            None, "own-data", min_band=Band.POSSIBLE, expires_at=NEW_YEAR
        )

    def test_ones_own_edge_needs_an_open_pair_too(self, asked_of_unit):
        verdict = asked_of_unit("Person.own")
        assert isinstance(verdict, Refused)
        assert verdict.code == "LINK_NOT_PERMITTED"

    def test_a_refused_edge_says_so_before_its_linkage(
        self, asked_of_unit, linkage_agreement
    ):
        verdict = asked_of_unit("Person.things", linkage_agreement())
        assert isinstance(verdict, Refused)
        assert verdict.code == "NO_AGREEMENT"

    def test_the_clause_of_a_linkage_agreement_out_of_force_is_named(
        self, asked_of_unit, linkage_agreement, edge
    ):
        lapsed = linkage_agreement(dpia__review_by="2026-02-01")
        verdict = asked_of_unit("Person.things", edge, lapsed)
        assert isinstance(verdict, Refused)
        assert (verdict.code, verdict.agreement, verdict.clause) == (
            "LINK_NOT_PERMITTED",
            "LNK-1",
            "dpia.review_by",
        )

    def test_an_own_edge_names_the_clause_that_keeps_the_partner_closed(
        self, asked_of_unit, data_agreement, linkage_agreement
    ):
        """Of several data agreements with the partner, the one that came closest."""
        data = (
            data_agreement(id="PKS-1", purpose__code="ELSE"),
            data_agreement(id="PKS-2", validity__to="2026-02-01"),
            data_agreement(id="PKS-3", purpose__code="ELSE"),
        )
        verdict = asked_of_unit("Person.own", linkage_agreement(), *data)
        assert isinstance(verdict, Refused)
        assert (
            verdict.code,
            verdict.provider,
            verdict.agreement,
            verdict.clause,
        ) == ("AGREEMENT_EXPIRED", "giver", "PKS-2", "validity.to")

    def test_the_units_own_fields_go_with_an_open_pair_of_ones_own(
        self, asked_of_unit, linkage_agreement, edge
    ):
        pair = linkage_agreement()
        assert asked_of_unit("Person.id", edge, pair) == Granted(
            None, "linkage", expires_at=NEW_YEAR
        )
        refused = asked_of_unit("Person.id", linkage_agreement())
        assert isinstance(refused, Refused)
        assert (refused.code, refused.provider) == ("LINK_NOT_PERMITTED", "persons")

    def test_a_pair_of_others_does_not_open_the_unit(
        self, asked_of_unit, data_agreement, linkage_agreement
    ):
        others = (
            data_agreement(),
            data_agreement(id="PKS-2", parties__provider__org="org.other"),
            linkage_agreement("org.giver", "org.other"),
        )
        verdict = asked_of_unit("Person.id", *others)
        assert verdict == Refused(
            "LINK_NOT_PERMITTED", "persons", None, "linkage", None
        )

    def test_an_asker_without_an_agency_has_no_link(
        self, asked_of_unit, linkage_agreement, edge
    ):
        verdict = asked_of_unit("Person.id", edge, linkage_agreement(), agency=None)
        assert isinstance(verdict, Refused)
        assert verdict.agreement is None


def test_pairs_come_with_their_terms(ask, book, data_agreement, linkage_agreement, now):
    both = book(data_agreement(), linkage_agreement())
    links = permitted_links(ask(), both, now)
    assert [terms.profile for terms in links.values()] == ["default"]
    assert permitted_pairs(ask(), both, now) == {frozenset({"asker", "giver"})}


def test_a_count_carries_its_smallest_cell(asked, data_agreement):
    agreement = data_agreement(
        purpose__ways=["count"],
        elements=[{"path": "Query.tally", "mode": "COUNT"}],
        output={"aggregate_min_cell": 7},
    )
    verdict = asked("Query.tally", agreement, way=Way.COUNT)
    assert isinstance(verdict, Granted)
    assert (verdict.mode, verdict.min_cell, verdict.max_subjects) == (
        Mode.COUNT,
        7,
        None,
    )


def test_bands_are_ordered_by_how_sure_they_are():
    assert stricter(Band.POSSIBLE, Band.PROBABLE) is Band.PROBABLE
    assert stricter(Band.CERTAIN, Band.POSSIBLE) is Band.CERTAIN
