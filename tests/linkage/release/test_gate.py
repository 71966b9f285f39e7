"""A profile is in force only with limits, report and every officer's signature."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
import yaml

from linkage.errors import ReleaseRefused
from linkage.profile import Profile
from linkage.release.files import append
from linkage.release.gate import findings, require
from linkage.release.officers import Officers
from linkage.release.revocation import Kind
from linkage.release.signing import decide
from linkage.release.statement import Verdict
from protocol.keys import SigningKey
from tests.support.releases import SIGNED_ON, report_on

TODAY = date(2026, 11, 24)


def dossier(folder):
    return folder.files.dossier(folder.officers)


def limits(folder, day=TODAY):
    return [found.limit for found in findings(dossier(folder), day)]


def refused(folder, limit, day=TODAY):
    with pytest.raises(ReleaseRefused, match="RELEASE_REFUSED") as caught:
        require(dossier(folder), day)
    assert caught.value.limit == limit
    return str(caught.value)


def alter(folder, change):
    content = yaml.safe_load(folder.profile.read_text())
    change(content)
    folder.profile.write_text(yaml.safe_dump(content))


def test_what_all_officers_signed_is_in_force(signed):
    profile = require(dossier(signed), TODAY)
    assert profile.fingerprint == Profile.load(signed.profile).fingerprint


def test_nothing_runs_unsigned(folder):
    said = refused(folder, "signatures.ahu")
    assert "The officer of ahu has not signed it." in said
    assert limits(folder) == [f"signatures.{name}" for name in sorted(folder.keys)]


def test_one_officer_of_each_agency_must_sign(folder):
    *most, last = folder.keys
    folder.sign(*most)
    refused(folder, f"signatures.{last}")
    folder.sign(last)
    assert limits(folder) == []


def test_one_officer_does_not_sign_for_another(folder):
    one = folder.agencies[0]
    for _ in folder.agencies:
        folder.sign(one)
    assert len(limits(folder)) == len(folder.agencies) - 1


@pytest.mark.parametrize(
    ("day", "limit"),
    [
        (date(2025, 12, 31), "limits.valid.first"),
        (date(2030, 1, 1), "limits.valid.last"),
    ],
)
def test_it_is_in_force_on_the_days_that_it_names(signed, day, limit):
    refused(signed, limit, day)
    for edge in (date(2026, 1, 1), date(2029, 12, 31)):
        assert limits(signed, edge) == []


def test_a_changed_value_is_named_with_what_it_was(signed):
    alter(signed, lambda profile: profile["match"].update(penalty=750))
    said = refused(signed, "match.penalty")
    assert "Changed since it was signed: 800, now 750." in said
    assert "report" in limits(signed)


def test_a_prolonged_validity_is_signed_anew_and_makes_the_same_encodings(signed):
    before = Profile.load(signed.profile).fingerprint
    later = date(2031, 12, 31)
    alter(signed, lambda profile: profile["limits"]["valid"].update(last=later))
    refused(signed, "limits.valid.last")
    signed.sign()
    assert limits(signed, later) == []
    assert Profile.load(signed.profile).fingerprint == before


def test_a_profile_without_limits_is_in_force_nowhere(folder):
    alter(folder, lambda profile: profile.pop("limits"))
    folder.report(report_on(Profile.load(folder.profile)))
    folder.sign()
    assert limits(folder) == ["limits"]


def test_a_changed_report_needs_new_signatures(signed, change_report):
    change_report(signed, named=2.0)
    assert "report was changed" in refused(signed, "report")
    signed.sign(signed.agencies[0])
    refused(signed, f"signatures.{min(signed.agencies[1:])}")


def test_without_a_report_nothing_is_in_force(signed):
    signed.files.report.unlink()
    refused(signed, "report")


def test_a_report_on_other_parameters_does_not_count(folder, change_report):
    other = {"id": "default", "version": 2, "fingerprint": "0" * 64}
    change_report(folder, profile=other).sign()
    assert limits(folder) == ["report"]


def test_a_report_that_exceeds_a_limit_is_refused_though_all_signed(
    folder, change_report
):
    change_report(folder, named=19.5).sign()
    found = findings(dossier(folder), TODAY)
    named = Profile.load(folder.profile).limits.named_per_1000
    assert [one.limit for one in found] == [
        f"limits.named_per_1000.{name}" for name in sorted(named)
    ]
    assert "19.5 (at most 20.5), and the limit is 20" in found[0].said


def test_the_upper_end_of_the_interval_may_reach_the_limit(folder, change_report):
    change_report(folder, named=19.0).sign()
    assert limits(folder) == []


def test_an_attack_without_a_limit_is_refused(folder, change_report):
    def add(attacks):
        attacks["new-attack"] = attacks["graph-matching"]

    change_report(folder, add).sign()
    assert limits(folder) == ["limits.named_per_1000.new-attack"]


def test_a_limit_without_its_attack_is_refused(folder, change_report):
    change_report(folder, lambda attacks: attacks.pop("graph-matching")).sign()
    assert limits(folder) == ["limits.named_per_1000.graph-matching"]


def test_an_attack_whose_controls_failed_shows_nothing(folder, change_report):
    def spoil(attacks):
        attacks["graph-matching"]["controls_hold"] = False

    change_report(folder, spoil).sign()
    assert limits(folder) == ["report.attacks.graph-matching"]


def test_too_low_a_recall_is_refused(folder, change_report):
    change_report(folder, recall=0.905).sign()
    assert limits(folder) == ["limits.recall"]
    change_report(folder, recall=0.91).sign()
    assert limits(folder) == []


def test_a_refusal_stands_with_its_reason_until_its_officer_signs(folder):
    folder.sign()
    later = SIGNED_ON + timedelta(days=1)
    folder.sign("kemlu", now=later, reason="The recall of women is too low.")
    assert "too low." in refused(folder, "signatures.kemlu")
    folder.sign("ahu", now=later + timedelta(days=1))
    refused(folder, "signatures.kemlu")
    folder.sign("kemlu", now=later + timedelta(days=1))
    assert limits(folder) == []


@pytest.mark.parametrize("first", ["", "No."])
def test_of_two_verdicts_in_one_second_the_refusal_counts(folder, first):
    folder.sign()
    folder.sign("kemlu", reason=first)
    folder.sign("kemlu", reason="No." if not first else "")
    refused(folder, "signatures.kemlu")


def test_the_order_of_lines_does_not_bring_a_refused_profile_back(folder):
    folder.sign()
    folder.sign("ahu", now=SIGNED_ON + timedelta(days=1), reason="No.")
    lines = folder.files.signatures.read_text().splitlines()
    folder.files.signatures.write_text("\n".join(reversed(lines)))
    refused(folder, "signatures.ahu")


def test_a_revoked_profile_stays_revoked_though_signed_again(signed):
    fingerprint = Profile.load(signed.profile).fingerprint
    append(signed.files.revocations, signed.revocation(Kind.PROFILE, fingerprint))
    assert "ahu has revoked it: An attack." in refused(signed, "revocations.profile")
    signed.sign(now=SIGNED_ON + timedelta(days=9))
    refused(signed, "revocations.profile")


def test_a_revocation_of_something_else_does_not_matter(signed):
    for kind, subject in ((Kind.PROFILE, "0" * 64), (Kind.EPOCH, "2026-1")):
        append(signed.files.revocations, signed.revocation(kind, subject))
    assert limits(signed) == []


def test_officers_who_saw_different_texts_have_not_signed_the_same(folder):
    alter(folder, lambda profile: profile.update(version=1))
    folder.report(report_on(Profile.load(folder.profile)))
    one, *others = folder.agencies
    folder.sign()
    kept = folder.files.signatures.read_text()
    alter(folder, lambda profile: profile.update(version=2))
    folder.report(report_on(Profile.load(folder.profile)))
    folder.sign(*others)
    folder.files.signatures.rename(folder.folder / "aside")
    folder.sign(one)
    with folder.files.signatures.open("a") as file:
        file.write((folder.folder / "aside").read_text().removeprefix(kept))
    assert limits(folder) == ["signatures"]


def test_a_stranger_signs_nothing(folder):
    stranger = SigningKey.generate("officer:ahu")
    with pytest.raises(ReleaseRefused) as caught:
        decide(stranger, dossier(folder), Verdict.SIGNED, now=SIGNED_ON)
    assert caught.value.limit == "signatures"


def test_a_line_that_does_not_verify_closes_the_gate(signed):
    text = signed.files.signatures.read_text()
    signed.files.signatures.write_text(text[:40] + "x" + text[41:])
    with pytest.raises(ReleaseRefused) as caught:
        dossier(signed)
    assert caught.value.limit == "signatures"
    signed.files.signatures.write_bytes(b"\xff")
    with pytest.raises(ReleaseRefused, match="signatures can't be read"):
        dossier(signed)


def test_a_new_officer_list_asks_for_the_new_agency(signed):
    jwks = json.loads(signed.files.officers.read_text())
    more = SigningKey.generate("officer:setneg")
    jwks["keys"].append({**more.public_jwk, "kid": more.kid})
    signed.files.officers.write_text(json.dumps(jwks))
    assert limits(signed) == ["signatures.setneg"]
    assert "setneg" in Officers.load(signed.files.officers).agencies


def test_all_findings_but_the_first_stand_in_the_diagnostics(folder):
    with pytest.raises(ReleaseRefused) as caught:
        require(dossier(folder), datetime(2031, 1, 1, tzinfo=UTC).date())
    assert caught.value.limit == "limits.valid.last"
    assert "signatures.ahu: The officer of ahu" in caught.value.diagnostics
