"""Asserters side by side: who says the same, who does not, and who says nothing."""

import pytest

from client.rows import agreement
from client.tables import Empty, Why
from protocol.question_records import Asserters

GROUP = Asserters.model_validate(
    {
        "name": "born",
        "title": {"id": "Lahir", "en": "Born"},
        "columns": {"ahu": "a", "dukcapil": "d", "imigrasi": "i"},
    }
)


def born(value, precision="DAY", *, imputed=False):
    return {"value": value, "precision": precision, "imputed": imputed}


DAY = born("1980-05-03")


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (("WNI", "WNI", "WNI"), "agree"),
        (("WNI", "WNA", None), "disagree: ahu says WNI, dukcapil says WNA"),
        (("WNI", None, None), "one source"),
        ((None, None, None), "no source"),
        ((DAY, DAY, None), "agree"),
        ((DAY, None, None), "one source"),
        (
            (born("1980-05-04"), None, DAY),
            "disagree: ahu says 1980-05-04, imigrasi says 1980-05-03",
        ),
        ((DAY, born("1980-05-03", imputed=True), None), "agree"),
        ((DAY, born("1980-01-01", "YEAR"), None), "agree"),
        ((DAY, born("1980-05-01", "MONTH"), born("1980-01-01", "YEAR")), "agree"),
        (
            (DAY, born("1981-01-01", "YEAR"), None),
            "disagree: ahu says 1980-05-03, dukcapil says 1981-01-01",
        ),
        (
            (DAY, born("1980-06-01", "MONTH"), None),
            "disagree: ahu says 1980-05-03, dukcapil says 1980-06-01",
        ),
    ],
)
def test_says_who_agrees(cells, said):
    row = {
        column: Empty(Why.NONE_FOUND) if cell is None else cell
        for column, cell in zip("adi", cells, strict=True)
    }
    assert agreement(GROUP, row) == said
