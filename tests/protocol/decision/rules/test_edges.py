from datetime import UTC, date, datetime

from protocol.rules.edges import earlier, next_edge

EARLY = datetime(2026, 1, 1, tzinfo=UTC)
LATE = datetime(2027, 1, 1, tzinfo=UTC)


def test_the_last_day_counts_to_its_end_in_jakarta(data_agreement):
    edge = next_edge([data_agreement()], date(2026, 6, 15))
    assert edge == datetime(2026, 12, 31, 17, tzinfo=UTC)


def test_a_beginning_is_an_edge_too(data_agreement):
    edge = next_edge([data_agreement()], date(2025, 6, 15))
    assert edge == datetime(2025, 12, 31, 17, tzinfo=UTC)


def test_the_assessment_can_lapse_first(data_agreement):
    agreement = data_agreement(dpia__review_by="2026-06-15")
    assert next_edge([agreement], date(2026, 6, 15)) == datetime(
        2026, 6, 15, 17, tzinfo=UTC
    )


def test_nothing_changes_after_the_last_edge(data_agreement):
    assert next_edge([data_agreement()], date(2027, 1, 1)) is None
    assert next_edge([], date(2026, 1, 1)) is None


def test_none_is_never():
    assert earlier(None, None) is None
    assert earlier(EARLY, None) == EARLY
    assert earlier(None, LATE) == LATE
    assert earlier(LATE, EARLY) == EARLY
