"""The page is whole, self-contained and says what the findings say."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from linkage.errors import ReportUnwritable
from linkage.release.report import ReportFile
from linkage.review.changes import Change
from linkage.review.lab import with_taps
from linkage.review.measure import Trial, interval
from linkage.review.report.facts import as_facts
from linkage.review.report.page import SECTIONS, page
from linkage.review.report.phrases import duration, in_indonesian
from linkage.review.report.verdicts import Level, verdicts
from linkage.review.report.write import write_report


class Seen(HTMLParser):
    """What stands in a page: attributes by name, and tags."""

    def __init__(self, text):
        super().__init__()
        self.attributes, self.tags = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def of(self, name):
        return [value for key, value in self.attributes if key == name]


def test_it_makes_no_request(findings):
    text = page(findings)
    seen = Seen(text)
    assert not {"script", "link", "img", "iframe", "object"} & set(seen.tags)
    assert not seen.of("src")
    assert all(each.startswith("#") for each in seen.of("href"))
    assert "url(" not in text
    assert "@import" not in text


def test_every_section_and_plot_is_there_and_has_a_name(findings):
    seen = Seen(page(findings))
    names = seen.of("id")
    assert len(names) == len(set(names))
    assert {name for name, _, _ in SECTIONS} <= set(names)
    assert seen.tags.count("svg") == 4
    assert set(seen.of("aria-labelledby")) <= set(names)
    assert seen.of("lang")[0] == "id"


def test_both_languages_are_there(findings):
    text = page(findings)
    assert "Tinjauan profil penautan" in text
    assert "Review of a linkage profile" in text
    assert "tidak menghentikan serangan graf" in text
    assert "do not stop attacks on graphs" in text


def test_what_stands_in_a_profile_is_no_markup(findings):
    title = {"id": "<script>alert(1)</script>", "en": "&"}
    profile = findings.profile.model_copy(update={"title": title})
    text = page(replace(findings, profile=profile))
    assert "<script>" not in text
    assert "&lt;script&gt;" in text


def test_small_subgroups_are_left_out_and_far_ones_pointed_at(findings):
    text = page(findings)
    assert "Satu nama saja" in text
    assert "jauh di bawah" in text
    assert "Lahir 1990-an" not in text


def test_data_that_is_not_invented_bears_no_warning(findings):
    looked = replace(findings.looked, invented=False, truth="copies")
    text = page(replace(findings, looked=looked))
    assert "Semua orang dalam data ini rekaan" not in text
    assert "salah tulis rekaan" in text


def test_a_profile_without_limits_says_so(findings):
    profile = findings.profile.model_copy(update={"limits": None})
    assert "tidak bisa ditandatangani" in page(replace(findings, profile=profile))


def test_changes_are_shown_line_by_line(findings):
    risk = Trial(interval(3, 300), 1.0)
    found = (
        Change("filter.hardening.diffusion", "4", "8", (risk, risk), (0.991, 0.985)),
        Change("filter.attributes.sex", None, "16", None, (0.991, 0.991)),
        Change("version", "1", "2"),
    )
    old = with_taps(findings.profile, 4)
    text = page(replace(findings, against=old, changes=found))
    assert "99.1% \u2192 98.5%" in text
    assert "filter.attributes.sex" in text
    assert "Tidak ada perubahan." in page(replace(findings, against=old))


def test_a_verdict_for_each_attacker(findings, with_named):
    levels = [each.level for each in verdicts(findings)]
    assert levels == [Level.WITHSTOOD, Level.WITHSTOOD, Level.TRUST, Level.TRUST]
    outsider, unit, *_ = verdicts(with_named("graph-matching", 200))
    assert (outsider.level, unit.level) == (Level.WITHSTOOD, Level.BROKEN)
    assert "667 of 1,000" in unit.said.english
    outsider, unit, *_ = verdicts(with_named("dictionary", 12))
    assert (outsider.level, unit.level) == (Level.WEAK, Level.WEAK)


def test_an_attack_whose_controls_fail_shows_nothing(findings):
    first, *others = findings.attacks
    trials = {each: Trial(interval(0, 300), 1.0) for each in first.trials}
    weak = replace(first, trials=trials)
    assert not weak.controls_hold
    found = verdicts(replace(findings, attacks=(weak, *others)))
    assert found[1].level is Level.UNKNOWN
    assert "not as it must" in page(replace(findings, attacks=(weak, *others)))


def test_where_nobody_has_a_nik_there_is_nothing_to_look_up(findings):
    *others, last = findings.attacks
    nobody = replace(last, trials=dict.fromkeys(last.trials, Trial(interval(0, 0), 0)))
    found = replace(findings, attacks=(*others, nobody))
    assert nobody.controls_hold
    assert verdicts(found)[0].level is Level.WITHSTOOD
    shown = as_facts(found)["attacks"]["dictionary"]["named_per_1000"]["profile"]
    assert (shown["value"], shown["high"], shown["of"]) == (0, 0, 0)


def test_custodians_keep_numbers_apart(findings):
    identifiers = findings.profile.identifiers.model_copy(update={"mode": "oprf"})
    profile = findings.profile.model_copy(update={"identifiers": identifiers})
    together = verdicts(replace(findings, profile=profile))[-1]
    assert "custodians" in together.said.english


def test_the_json_is_what_limits_are_judged_by(findings, tmp_path):
    facts = write_report(findings, tmp_path / "made")
    read = ReportFile.load(tmp_path / "made" / "report.json").report
    assert read.profile.fingerprint == findings.profile.fingerprint
    assert set(read.attacks) == {each.id for each in findings.attacks}
    graph = read.attacks["graph-matching"]
    assert graph.controls_hold
    assert graph.named_per_1000.unhardened.value == pytest.approx(833.3)
    assert read.recall.value == pytest.approx(0.98)
    assert json.loads((tmp_path / "made" / "report.json").read_text()) == facts
    assert re.fullmatch(r"[0-9a-f]{64}", facts["html_sha256"])


def test_the_json_has_every_change(findings):
    risk = Trial(interval(3, 300), 1.0)
    change = Change("filter.hardening.diffusion", "4", "8", (risk, risk), (0.9, 0.8))
    facts = as_facts(replace(findings, against=findings.profile, changes=(change,)))
    (found,) = facts["changes"]
    assert found["recall"] == [0.9, 0.8]
    assert [each["value"] for each in found["named_per_1000"]] == [10.0, 10.0]


def test_a_folder_that_can_not_be_made_is_refused(findings, tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(ReportUnwritable):
        write_report(findings, tmp_path / "file" / "report")


def test_durations_in_words():
    assert duration(0.1).english == "under a second"
    assert duration(150).english == "\u2248 2 minutes"
    assert duration(3600 * 5).indonesian == "\u2248 5 jam"
    assert duration(86_400 * 400).english == "\u2248 1 years"
    assert duration(1e60).english == "out of reach"


def test_indonesian_figures_have_a_decimal_comma():
    assert in_indonesian("1,234.5") == "1.234,5"
