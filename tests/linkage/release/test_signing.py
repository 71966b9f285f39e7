import pytest
import yaml

from linkage.errors import ReportInvalid
from linkage.profile import Profile
from linkage.release.signing import released_before, texts
from tests.support.releases import report_on


def dossier(folder):
    return folder.files.dossier(folder.officers)


def next_version(folder):
    content = yaml.safe_load(folder.profile.read_text())
    content["version"] += 1
    folder.profile.write_text(yaml.safe_dump(content))
    folder.report(report_on(Profile.load(folder.profile)))


def test_the_difference_is_from_what_all_signed_last(signed):
    first = Profile.load(signed.profile).whole
    next_version(signed)
    signed.sign(signed.agencies[0])
    next_version(signed)
    assert released_before(dossier(signed)) == first
    assert "- version = 2\n+ version = 4" in texts(dossier(signed)).difference
    signed.sign()
    next_version(signed)
    assert "- version = 4\n+ version = 5" in texts(dossier(signed)).difference


def test_the_first_release_says_so(folder):
    folder.sign(folder.agencies[0])
    next_version(folder)
    assert released_before(dossier(folder)) is None
    assert texts(dossier(folder)).difference.startswith("Rilis pertama")


def test_there_is_nothing_to_sign_without_a_report(folder):
    folder.files.report.unlink()
    with pytest.raises(ReportInvalid, match="no report"):
        texts(dossier(folder))
