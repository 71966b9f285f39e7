"""Builders of small agreements, asks and classifications."""

import copy
from datetime import UTC, datetime

import pytest
from graphql import parse

from protocol.agreements.book import AgreementBook
from protocol.agreements.model import DataAgreement, LinkageAgreement
from protocol.asks import Ask, Asker, Way
from protocol.classification import read_classification
from protocol.decision import decide
from protocol.vocabularies import Organisation, Organisations
from tests.support.grounds import sound

NOON = datetime(2026, 6, 15, 5, 0, tzinfo=UTC)
"""Midday in Jakarta on 15 June 2026."""

_BASIS = {
    "processing": [{"law": "UU 27/2022", "art": "20(2)e"}],
    "task": [{"law": "UU 12/2006", "art": "9"}],
    "transfer": [{"law": "UU 27/2022", "art": "55"}],
}

_DATA = {
    "kind": "DATA",
    "id": "PKS-1",
    "version": 1,
    "state": "ACTIVE",
    "umbrella_mou": "MOU-1",
    "parties": {
        "provider": {"org": "org.giver", "signatory": "A"},
        "recipient": {"org": "org.asker", "signatory": "B"},
    },
    "legal_basis": _BASIS,
    "purpose": {"code": "CHECK", "ways": ["worklist"], "allowed_stages": []},
    "subjects": {"who": "anyone", "max_per_request": 10},
    "elements": [{"path": "Thing.name", "mode": "VALUE"}],
    "access": {"roles": ["clerk"]},
    "retention": {"result": "P1Y", "log": "P5Y"},
    "incident": {"notify_within": "PT72H", "to": ["subjects"]},
    "dpia": {"id": "DPIA-1", "approved": "2026-01-01", "review_by": "2026-12-31"},
    "validity": {"from": "2026-01-01", "to": "2026-12-31"},
}

_LINKAGE = {
    "kind": "LINKAGE",
    "id": "LNK-1",
    "version": 1,
    "state": "ACTIVE",
    "parties": [
        {"org": "org.asker", "signatory": "A"},
        {"org": "org.giver", "signatory": "B"},
    ],
    "legal_basis": _BASIS,
    "profile": "default",
    "min_band": "CERTAIN",
    "dpia": {"id": "DPIA-2", "approved": "2026-01-01", "review_by": "2026-12-31"},
    "validity": {"from": "2026-01-01", "to": "2026-12-31"},
}

ORGANISATIONS = Organisations(
    current={
        "org.asker": Organisation(agency="asker", name="Asker"),
        "org.giver": Organisation(agency="giver", name="Giver"),
        "org.other": Organisation(agency="other", name="Other"),
    },
    successors={"org.before": "org.asker"},
)

CONTRACT = """
directive @personal(class: String!, identifies: Boolean!) on FIELD_DEFINITION
type Thing {
  ref: ID @personal(class: GENERAL, identifies: false)
  name: Sealed @opens(as: "String") @personal(class: GENERAL, identifies: true)
  ban: Sealed @opens(as: "Boolean") @personal(class: SPECIFIC, identifies: false)
  adult: Boolean @personal(class: GENERAL, identifies: false)
  plain: String
}
type Tally @impersonal { value: Int }
type Query {
  tally: Tally @impersonal
}
"""

UNIT_CONTRACT = """
type Person {
  id: ID @personal(class: GENERAL, identifies: false)
  things: [Link!] @personal(class: GENERAL, identifies: false) @provider(agency: "giver")
  own: [Link!] @personal(class: GENERAL, identifies: false) @provider(agency: "asker")
}
type Link @impersonal { band: String! }
"""


def _changed(base, changes):
    record = copy.deepcopy(base)
    for path, value in changes.items():
        place = record
        *parents, last = path.split("__")
        for step in parents:
            place = place[step]
        place[last] = value
    return record


@pytest.fixture
def now():
    return NOON


@pytest.fixture
def data_agreement():
    """A data agreement; `validity__to="2026-02-01"` changes one key."""

    def build(**changes):
        return DataAgreement.model_validate(_changed(_DATA, changes))

    return build


@pytest.fixture
def linkage_agreement():
    """A linkage agreement between the organisations given, or asker and giver."""

    def build(*orgs, **changes):
        if orgs:
            changes["parties"] = [{"org": org, "signatory": "S"} for org in orgs]
        return LinkageAgreement.model_validate(_changed(_LINKAGE, changes))

    return build


@pytest.fixture
def ask():
    """An ask by a clerk of the asker's organisation."""

    def build(
        purpose="CHECK",
        way=Way.WORKLIST,
        stage=None,
        agency="asker",
        roles=("clerk",),
        *,
        mfa=False,
    ):
        asker = Asker(
            f"org.{agency}",
            agency,
            frozenset(roles),
            "officer-1",
            several_factors=mfa,
        )
        return Ask(asker, purpose, way, stage)

    return build


@pytest.fixture
def book():
    """A book of agreements over the three organisations of these tests."""

    def build(*agreements):
        return AgreementBook.of(agreements, ORGANISATIONS, sound(agreements))

    return build


@pytest.fixture
def giver():
    """The classification of the giver's contract."""
    return read_classification(parse(CONTRACT), "giver")


@pytest.fixture
def unit():
    """The classification of the unit's contract."""
    return read_classification(parse(UNIT_CONTRACT), "persons")


@pytest.fixture
def asked(ask, book, giver, now):
    """The decision on a coordinate of the giver's contract."""

    def build(coordinate, *agreements, **changes):
        return decide(ask(**changes), coordinate, giver, book(*agreements), now)

    return build


@pytest.fixture
def asked_of_unit(ask, book, unit, now):
    """The decision on a coordinate of the unit's contract."""

    def build(coordinate, *agreements, **changes):
        return decide(ask(**changes), coordinate, unit, book(*agreements), now)

    return build
