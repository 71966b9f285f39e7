"""What a record of an agreement may not say."""

import re
from pathlib import Path

import pytest

from protocol.agreements.loader import parse_agreement
from protocol.errors import RecordError
from protocol.records import read_yaml
from protocol.verdicts import Mode

SCHEMA = Path(__file__).parents[3] / "schema" / "agreements"
DATA = (SCHEMA / "PKS-DEMO-001.yaml").read_text(encoding="utf-8")
COUNTS = (SCHEMA / "PKS-DEMO-015.yaml").read_text(encoding="utf-8")
LINKAGE = (SCHEMA / "LNK-DEMO-001.yaml").read_text(encoding="utf-8")


def parsed(text):
    return parse_agreement(read_yaml(text, "a.yaml"))


def refused(text, old, new):
    assert old in text
    with pytest.raises(RecordError) as caught:
        parsed(text.replace(old, new))
    return str(caught.value)


def test_silence_is_denial():
    agreement = parsed(DATA)
    assert agreement.mode("Skim.number") is Mode.VALUE
    assert agreement.mode("Skim.totalYears") is Mode.DENY
    assert agreement.names("ImmigrationPerson.travelBan")
    assert not agreement.names("Skim.totalYears")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("kind: DATA", "kind: GIFT", r"^a.yaml:2: kind: must be DATA or LINKAGE$"),
        ("state: ACTIVE", "state: ALIVE", r"^a.yaml:5: state: Input should be "),
        ("version: 1", "version: 0", r"^a.yaml:4: version: "),
        ("  ways: [case]", "  ways: []", r"^a.yaml:16: purpose.ways: "),
        (
            "  ways: [case]",
            "  ways: [worklist]",
            r"purpose: allowed_stages goes with the way 'case', and it alone",
        ),
        (
            "  allowed_stages: [KANWIL_SUBSTANTIVE, AHU_SUBSTANTIVE]\n",
            "",
            r"purpose: allowed_stages goes with the way 'case', and it alone",
        ),
        ("Skim.number", "Skim.purpose", r"elements name Skim.purpose twice"),
        ("Skim.number", "skim.number", r"^a.yaml:24: elements\[3\].path: "),
        ("mode: DENY}", "mode: HIDE}", r"elements\[14\].mode: "),
        ("roles: [ahu.examiner, kanwil.examiner]", "roles: []", r"access.roles: "),
        ("max_per_request: 5", "max_per_request: 0", r"subjects.max_per_request: "),
        ("review_by: 2028-06-30", "review_by: 2025-11-30", r"dpia: review_by lies"),
        ("to: 2029-12-31", "to: 2025-12-31", r"validity: 'to' lies before 'from'"),
        ("retention: ", "retentoin: ", r"retentoin: unknown key"),
        (
            "path: Skim.number, mode: VALUE",
            'path: Skim.number, mode: VALUE, predicate: "> 1"',
            r"elements\[3\]: predicate goes with the mode PREDICATE alone",
        ),
        (
            "kanwil.examiner]",
            'kanwil.examiner], hours: {from: "16:00", to: "08:00", days: [MON]}',
            r"'to' lies before 'from'",
        ),
        (
            "kanwil.examiner]",
            'kanwil.examiner], hours: {from: 10:30, to: "16:00", days: [MON]}',
            r"^a.yaml:36: access.hours",
        ),
        ("log: P5Y}", "log: five years}", r"^a.yaml:37: retention.log: "),
        (
            "  - {path: Skim.number, mode: VALUE}",
            "  - {path: Skim.number, mode: COUNT}",
            r"elements of mode COUNT and the way 'count' go together",
        ),
    ],
)
def test_a_data_agreement_may_not_say(old, new, expected):
    assert re.search(expected, refused(DATA, old, new), re.MULTILINE)


def test_counts_need_a_smallest_cell():
    found = refused(COUNTS, "output: {aggregate_min_cell: 10}\n", "")
    assert "elements of mode COUNT need output.aggregate_min_cell" in found


def test_a_smallest_cell_of_one_hides_nobody():
    found = refused(COUNTS, "aggregate_min_cell: 10", "aggregate_min_cell: 1")
    assert "output.aggregate_min_cell" in found


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("min_band: CERTAIN", "min_band: SURE", "min_band: "),
        ("profile: default", "profile: Default", "profile: "),
        (
            "  - {org: kemenkum.ahu, signatory: Dirjen AHU, dpo: dpo@ahu.example}\n",
            "",
            "parties",
        ),
    ],
)
def test_a_linkage_agreement_may_not_say(old, new, expected):
    assert expected in refused(LINKAGE, old, new)


def test_a_document_without_a_kind_is_refused():
    with pytest.raises(RecordError, match="must be DATA or LINKAGE"):
        parsed("- nothing\n")
