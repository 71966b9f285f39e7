from protocol.rules.subjects import within_subject_cap
from protocol.verdicts import Granted, Refused

CAPPED = Granted("PKS-1", "elements.Thing.name", max_subjects=10)


def test_the_cap_itself_is_allowed():
    assert within_subject_cap(CAPPED, "giver", 10) is CAPPED


def test_one_more_is_refused_and_names_the_clause():
    assert within_subject_cap(CAPPED, "giver", 11) == Refused(
        "TOO_MANY_SUBJECTS", "giver", "PKS-1", "subjects.max_per_request"
    )


def test_own_data_have_no_cap():
    own = Granted(None, "own-data")
    assert within_subject_cap(own, "giver", 10_000) is own
