from datetime import UTC, date, datetime

from protocol.agreements.grounds import CitedArticle, Grounds
from protocol.agreements.terms import Citation
from protocol.rules.edges import earlier, next_edge

EARLY = datetime(2026, 1, 1, tzinfo=UTC)
LATE = datetime(2027, 1, 1, tzinfo=UTC)


def test_the_last_day_counts_to_its_end_in_jakarta(standing, data_agreement):
    edge = next_edge([data_agreement()], standing())
    assert edge == datetime(2026, 12, 31, 17, tzinfo=UTC)


def test_a_beginning_is_an_edge_too(standing, data_agreement):
    edge = next_edge([data_agreement()], standing("2025-06-15"))
    assert edge == datetime(2025, 12, 31, 17, tzinfo=UTC)


def test_the_assessment_can_lapse_first(standing, data_agreement):
    agreement = data_agreement(dpia__review_by="2026-06-15")
    assert next_edge([agreement], standing()) == datetime(2026, 6, 15, 17, tzinfo=UTC)


def test_nothing_changes_after_the_last_edge(standing, data_agreement):
    assert next_edge([data_agreement()], standing("2027-01-01")) is None
    assert next_edge([], standing()) is None


def test_none_is_never():
    assert earlier(None, None) is None
    assert earlier(EARLY, None) == EARLY
    assert earlier(None, LATE) == LATE
    assert earlier(LATE, EARLY) == EARLY


def test_a_repeal_is_an_edge(standing, data_agreement):
    cited = Citation(law="UU 12/2006", art="9")
    article = CitedArticle(
        "legal_basis.task", cited, date(2006, 8, 1), date(2026, 7, 1)
    )
    grounds = {"PKS-1": Grounds(None, (article,))}
    edge = next_edge([data_agreement()], standing(grounds=grounds))
    assert edge == datetime(2026, 7, 1, 17, tzinfo=UTC)


def test_hours_have_edges_within_a_week(standing, data_agreement):
    hours = {"from": "08:00", "to": "16:00", "days": ["MON", "TUE"]}
    agreement = data_agreement(access__hours=hours)
    monday = datetime(2026, 6, 15, 5, tzinfo=UTC)
    assert next_edge([agreement], standing(now=monday)) == datetime(
        2026, 6, 15, 9, tzinfo=UTC
    )
    tuesday = datetime(2026, 6, 16, 9, tzinfo=UTC)
    assert next_edge([agreement], standing("2026-06-16", now=tuesday)) == datetime(
        2026, 6, 22, 1, tzinfo=UTC
    )
