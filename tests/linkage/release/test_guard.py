"""What stands at the door of an encoder and of the unit."""

import os
from datetime import UTC, datetime

import pytest

from linkage.errors import ProfileInvalid, ReleaseRefused
from linkage.profile import Profile
from linkage.release.files import append
from linkage.release.guard import ReleaseGuard
from linkage.release.revocation import Kind, Revoked


class Clock:
    now = datetime(2026, 11, 24, 4, tzinfo=UTC)

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def elsewhere():
    """Revocations that come otherwise than by the profile's folder."""
    return []


@pytest.fixture
def guard(signed, clock, elsewhere):
    async def known():
        return Revoked.read(elsewhere, signed.officers)

    return ReleaseGuard(signed.files, signed.officers, known, clock)


@pytest.fixture
def profile(signed):
    return Profile.load(signed.profile)


async def refused(guard, profile, *epochs):
    with pytest.raises(ReleaseRefused) as caught:
        await guard.allow(profile, *epochs)
    return caught.value.limit


async def test_a_profile_in_force_passes_until_its_last_day(guard, profile, clock):
    await guard.allow(profile, "2026-1")
    clock.now = datetime(2029, 12, 31, 16, 59, tzinfo=UTC)
    await guard.allow(profile, "2026-1")
    clock.now = datetime(2029, 12, 31, 17, 0, tzinfo=UTC)
    assert await refused(guard, profile) == "limits.valid.last"


async def test_a_revocation_from_elsewhere_counts_at_once(
    guard, profile, signed, elsewhere
):
    await guard.allow(profile, "2026-1")
    elsewhere.append(signed.revocation(Kind.PROFILE, profile.fingerprint))
    assert await refused(guard, profile) == "revocations.profile"


async def test_a_revocation_in_the_folder_counts_at_once(guard, profile, signed):
    await guard.allow(profile, "2026-1", "2026-2")
    append(signed.files.revocations, signed.revocation(Kind.EPOCH, "2026-2"))
    await guard.allow(profile, "2026-1")
    assert await refused(guard, profile, "2026-1", "2026-2") == "revocations.epoch"


async def test_a_file_that_changes_is_read_again(guard, profile, signed):
    await guard.allow(profile)
    signed.files.signatures.unlink()
    assert await refused(guard, profile) == "signatures.ahu"
    signed.sign()
    await guard.allow(profile)


async def test_files_that_stay_are_read_once(guard, profile, signed):
    await guard.allow(profile)
    path = signed.files.signatures
    before, content = path.stat(), path.read_text()
    path.write_text("x" * len(content))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    await guard.allow(profile)


async def test_a_process_that_read_another_profile_stops(guard, profile, signed):
    other = profile.model_copy(update={"version": 9})
    assert await refused(guard, other) == "profile"
    signed.profile.write_text("no profile")
    with pytest.raises(ProfileInvalid):
        await guard.allow(profile)
