"""Decisions on our own contracts under the demo's agreements, as text.

Each folder holds `case.md` (why the case exists), `asks.yaml` (who asks what,
and when) and `decisions.txt` (the expected matrix).
"""

from datetime import datetime
from pathlib import Path

import pytest
import yaml

from protocol.agreements.book import AgreementBook
from protocol.asks import Ask, Asker, Way
from protocol.decision import decide, permitted_links
from protocol.verdicts import Granted
from tests.support.contracts import SCHEMA, classified_contracts
from tests.support.golden import agree

HERE = Path(__file__).parent
CASES = sorted(path.parent for path in HERE.glob("*/asks.yaml"))
WIDTH = 22


def ask_of(given, book):
    asker = Asker(
        organisation=given["organisation"],
        agency=book.organisations.agency(given["organisation"]),
        roles=frozenset(given.get("roles", ())),
        subject="officer-1",
    )
    return Ask(asker, given["purpose"], Way(given["way"]), given.get("stage"))


def granted_as_text(verdict):
    by = f"by {verdict.agreement}" if verdict.agreement else f"as {verdict.clause}"
    terms = [
        f"band {verdict.min_band}" if verdict.min_band else "",
        f"cells of {verdict.min_cell}" if verdict.min_cell else "",
        f"at most {verdict.max_subjects}" if verdict.max_subjects else "",
        f"until {verdict.expires_at:%Y-%m-%d}" if verdict.expires_at else "",
    ]
    return ", ".join([f"{verdict.mode} {by}", *filter(None, terms)])


def refused_as_text(verdict):
    clause = f"{verdict.agreement or verdict.provider or 'nobody'}: {verdict.clause}"
    return f"- {verdict.code} ({clause})"


def matrix(asks, coordinates, book):
    lines = []
    for name, (ask, now) in asks.items():
        stage = f", stage {ask.stage}" if ask.stage else ""
        roles = ", ".join(sorted(ask.asker.roles)) or "no role"
        lines.append(
            f"{name}: {ask.asker.organisation} ({roles}), {ask.purpose},"
            f" {ask.way}{stage}, {now:%Y-%m-%d}"
        )
        links = permitted_links(ask, book, now)
        pairs = sorted(
            f"{'-'.join(sorted(pair))} ({terms.agreement} {terms.min_band})"
            for pair, terms in links.items()
        )
        lines.append(f"{'':{WIDTH}}  pairs: {', '.join(pairs) or 'none'}")
    for coordinate in coordinates:
        lines += ["", coordinate]
        for name, (ask, now) in asks.items():
            verdict = decide(ask, coordinate, classified_contracts(), book, now)
            said = (
                granted_as_text(verdict)
                if isinstance(verdict, Granted)
                else refused_as_text(verdict)
            )
            lines.append(f"  {name:{WIDTH}}{said}")
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def book():
    return AgreementBook.load(SCHEMA / "agreements")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_decisions(case, book, request):
    given = yaml.safe_load((case / "asks.yaml").read_text(encoding="utf-8"))
    asks = {
        name: (ask_of(one, book), datetime.fromisoformat(one["now"]))
        for name, one in given["asks"].items()
    }
    actual = matrix(asks, given["coordinates"], book)
    update = request.config.getoption("--update-golden")
    agree(case / "decisions.txt", actual, update=update)


def test_every_folder_is_a_case():
    folders = {path for path in HERE.iterdir() if path.is_dir()} - {
        HERE / "__pycache__"
    }
    assert folders == set(CASES)
    for case in CASES:
        found = {path.name for path in case.iterdir()}
        assert found == {"case.md", "asks.yaml", "decisions.txt"}
