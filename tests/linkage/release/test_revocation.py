import pytest

from linkage.errors import OfficersInvalid, ReleaseRefused
from linkage.release.files import append, lines
from linkage.release.revocation import TYPE, Kind, Revocation, Revoked, revoke
from protocol.jws import sign
from protocol.keys import SigningKey
from tests.support.releases import SIGNED_ON


def test_a_revocation_reads_back(folder):
    said = folder.revocation(Kind.EPOCH, "2026-1", "kemlu")
    assert Revocation.read(said, folder.officers) == Revocation(
        Kind.EPOCH, "2026-1", "kemlu", SIGNED_ON, "An attack."
    )


def test_a_revoked_epoch_is_refused_by_its_name(folder):
    said = folder.revocation(Kind.EPOCH, "2026-1")
    revoked = Revoked.read([said], folder.officers)
    revoked.allow_epoch("2026-2")
    with pytest.raises(ReleaseRefused, match="ahu has revoked this epoch: An attack"):
        revoked.allow_epoch("2026-1")
    Revoked().allow_epoch("2026-1")


@pytest.mark.parametrize("reason", ["", " "])
def test_a_revocation_says_why(folder, reason):
    key = folder.keys["ahu"]
    with pytest.raises(ReleaseRefused, match="says why"):
        revoke(key, Kind.EPOCH, "2026-1", reason=reason, now=SIGNED_ON)


def test_only_an_officer_revokes(folder):
    key = SigningKey.generate("encoder:ahu")
    with pytest.raises(OfficersInvalid):
        revoke(key, Kind.EPOCH, "2026-1", reason="x", now=SIGNED_ON)
    stranger = SigningKey.generate("officer:ahu")
    said = revoke(stranger, Kind.EPOCH, "2026-1", reason="x", now=SIGNED_ON)
    with pytest.raises(ReleaseRefused, match="does not hold"):
        Revocation.read(said, folder.officers)


@pytest.mark.parametrize("changes", [{"kind": "WORLD"}, {"subject": ""}, {"iat": "x"}])
def test_a_revocation_of_another_shape_is_refused(folder, changes):
    claims = {"kind": "EPOCH", "subject": "2026-1", "reason": "x", "iat": 1}
    said = sign(folder.keys["ahu"], TYPE, {**claims, **changes}, with_kid=True)
    with pytest.raises(ReleaseRefused, match="does not hold"):
        Revocation.read(said, folder.officers)


def test_lines_are_added_once_and_whole(tmp_path):
    path = tmp_path / "revocations"
    append(path, "one")
    path.write_text("one")
    append(path, "two")
    append(path, "one")
    assert path.read_text() == "one\ntwo\n"
    assert lines(path, limit="revocations") == ("one", "two")
    assert lines(tmp_path / "nowhere", limit="revocations") == ()
