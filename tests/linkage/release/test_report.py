import json

import pytest

from linkage.errors import ReportInvalid
from linkage.profile import Profile
from linkage.release.report import ReportFile
from tests.support.releases import SHIPPED, report_on

CONTENT = report_on(Profile.load(SHIPPED))


def changed(path, value):
    content = json.loads(json.dumps(CONTENT))
    *folders, last = path.split("/")
    at = content
    for folder in folders:
        at = at[folder]
    at[last] = value
    return json.dumps(content).encode()


def test_layout_does_not_change_the_digest_and_any_value_does():
    read = ReportFile.parse(json.dumps(CONTENT).encode())
    assert ReportFile.parse(json.dumps(CONTENT, indent=4).encode()) == read
    assert ReportFile.parse(changed("unread", "by the gate")).digest != read.digest


NAMED = "attacks/graph-matching/named_per_1000"


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("v", 2, "v:"),
        ("attacks", {}, "attacks:"),
        (f"{NAMED}/profile/high", 1001, "profile.high"),
        (f"{NAMED}/profile/high", float("nan"), "no JSON object"),
        (f"{NAMED}/profile/low", -1, "profile.low"),
        (f"{NAMED}/profile/low", 5, "low <= value <= high"),
        (f"{NAMED}/random", None, "random"),
        ("attacks/graph-matching/controls_hold", None, "controls_hold"),
        ("recall/high", 1.5, "recall.high"),
        ("profile/fingerprint", 7, "profile.fingerprint"),
    ],
)
def test_what_limits_are_judged_by_must_be_there(path, value, said):
    with pytest.raises(ReportInvalid, match=said):
        ReportFile.parse(changed(path, value))


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", b'{"v": 1, "v": 1}'])
def test_what_is_no_json_object_is_no_report(content):
    with pytest.raises(ReportInvalid, match="no JSON object"):
        ReportFile.parse(content)


def test_a_report_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ReportInvalid, match=r"nowhere\.json can't be read"):
        ReportFile.load(tmp_path / "nowhere.json")
