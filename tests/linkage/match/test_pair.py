"""Two agencies linked end to end: encode, write, read, match."""

from dataclasses import replace

import pytest

from linkage.encode.encoder import Encoder
from linkage.errors import EpochMismatch, ProfileMismatch, SecretMismatch
from linkage.hazmat.keys import LinkageSecret
from linkage.match.links import Band, Reason
from linkage.match.pair import link_pair
from linkage.profile import Profile
from linkage.record import PartialDate, Record

BASE = Record(
    "a",
    names=("NUR HAYATI SIREGAR",),
    birth_date=PartialDate("1988-11-23"),
    birth_place="MEDAN",
    sex="F",
    niks=("1271016311880002",),
)


@pytest.fixture
def link(encode_to_file, profile):
    def linked(left, right):
        return list(
            link_pair(encode_to_file("a", left), encode_to_file("b", right), profile)
        )

    return linked


def test_people_are_found_and_strangers_are_not(
    encode_to_file, population_register, passport_office, profile
):
    links = link_pair(
        encode_to_file("register", population_register),
        encode_to_file("passports", passport_office),
        profile,
    )
    found = {(one.left, one.right): (one.band, one.reason) for one in links}
    assert found == {
        ("r1", "p1"): (Band.CERTAIN, Reason.BOTH),
        ("r2", "p2"): (Band.CERTAIN, Reason.SIMILARITY),
    }
    assert (links.left_agency, links.right_agency) == ("register", "passports")
    assert links.left_rows.tolist() == [0, 1]
    assert links.right_rows.tolist() == [0, 1]
    assert all(0 < one.score <= 1 for one in links)


def test_an_identifier_with_a_like_rest_is_certain(link):
    other = Record(
        "b",
        names=("NURHAYATI",),
        birth_date=PartialDate("1988-07-01"),
        sex="F",
        niks=("1271016311880002",),
    )
    assert [one.band for one in link([BASE], [other])] == [Band.CERTAIN]


def test_an_identifier_between_unlike_people_is_only_possible(link):
    """A NIK typed wrongly or shared joins nobody for certain."""
    stranger = Record(
        "b",
        names=("AGUS WIJAYA",),
        birth_date=PartialDate("1961-02-09"),
        birth_place="SURABAYA",
        sex="M",
        niks=("1271016311880002",),
    )
    (found,) = link([BASE], [stranger])
    assert (found.band, found.reason) == (Band.POSSIBLE, Reason.IDENTIFIER)


def test_an_identifier_with_a_half_like_rest_is_probable(link):
    other = Record(
        "b",
        names=("NURHAYATI LUBIS",),
        birth_date=PartialDate("1980-11-13"),
        birth_place="BINJAI",
        sex="F",
        niks=("1271016311880002",),
    )
    (found,) = link([BASE], [other])
    assert (found.band, found.reason) == (Band.PROBABLE, Reason.IDENTIFIER)


def test_a_second_identifier_counts_as_the_first(link):
    one = replace(BASE, niks=("7206006311880000", "1271016311880002"))
    (found,) = link([one], [replace(BASE, handle="b")])
    assert (found.band, found.reason) == (Band.CERTAIN, Reason.BOTH)


def test_an_identifier_alone_is_what_the_profile_says(link):
    number = Record("b", niks=("1271016311880002",))
    (found,) = link([BASE], [number])
    assert (found.band, found.reason) == (Band.PROBABLE, Reason.IDENTIFIER)


def test_another_identifier_counts_for_little(link):
    """A passport changes at renewal: a mismatch costs its positions, no more."""
    one = replace(BASE, niks=(), passports=("A1112223",))
    other = replace(BASE, handle="b", niks=(), passports=("C7778889",))
    (found,) = link([one], [other])
    assert (found.band, found.reason) == (Band.CERTAIN, Reason.SIMILARITY)


def test_a_typo_in_a_number_counts_for_little(link):
    other = replace(BASE, handle="b", niks=("1271016311880020",))
    (found,) = link([BASE], [other])
    assert (found.band, found.reason) == (Band.CERTAIN, Reason.SIMILARITY)


def test_a_namesake_with_a_default_date_is_not_certain(link):
    one = Record("a", names=("SLAMET",), birth_date=PartialDate("1951-07-01"), sex="M")
    other = Record(
        "b", names=("SLAMET",), birth_date=PartialDate("1951-12-31"), sex="M"
    )
    assert all(found.band < Band.CERTAIN for found in link([one], [other]))


def test_a_second_record_of_the_person_is_no_rival(link):
    again = replace(BASE, handle="again", names=("NURHAYATI",), birth_place=None)
    found = link([BASE], [again, replace(BASE, handle="b")])
    assert {one.right: one.band for one in found} == {
        "b": Band.CERTAIN,
        "again": Band.CERTAIN,
    }


@pytest.mark.parametrize(("left", "right"), [([], []), ([BASE], []), ([], [BASE])])
def test_an_empty_side_has_no_links(link, left, right):
    assert link(left, right) == []


def test_progress_reaches_its_end(encode_to_file, profile):
    steps = []
    file = encode_to_file("a", [BASE, replace(BASE, handle="b")])
    link_pair(file, file, profile, lambda done, total: steps.append((done, total)))
    assert steps[-1] == (4, 4)


def test_links_of_a_band_keep_their_columns(
    encode_to_file, population_register, profile
):
    file = encode_to_file("a", population_register)
    links = link_pair(file, file, profile)
    certain = links.at_least(Band.CERTAIN)
    assert 0 < len(certain) <= len(links)
    assert all(one.band == Band.CERTAIN for one in certain)
    assert len(links.at_least(Band.POSSIBLE)) == len(links)
    assert list(certain) == [one for one in links if one.band == Band.CERTAIN]


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda p, s: (p, s, "2026-2"), EpochMismatch),
        (lambda p, _: (p, LinkageSecret("tests", bytes(32)), "2026-1"), SecretMismatch),
    ],
)
def test_files_of_two_epochs_or_secrets_are_refused(
    encode_to_file, profile, secret, make, error
):
    one = encode_to_file("a", [BASE])
    other = encode_to_file("b", [BASE], using=Encoder(*make(profile, secret)))
    with pytest.raises(error):
        link_pair(one, other, profile)


def test_files_of_another_profile_are_refused(encode_to_file, shipped_profile_text):
    file = encode_to_file("a", [BASE])
    version_2 = Profile.parse(shipped_profile_text.replace("version: 2", "version: 9"))
    with pytest.raises(ProfileMismatch):
        link_pair(file, file, version_2)


def test_a_profile_without_identifiers_links_by_similarity(
    encode_to_file, secret, shipped_profile_text
):
    text = shipped_profile_text.replace("    - {name: nik, bits: 96}\n", "")
    text = text.replace("    - {name: passport, bits: 32}\n", "")
    profile = Profile.parse(text)
    encoder = Encoder(profile, secret, "1")
    left = encode_to_file("a", [BASE], using=encoder)
    right = encode_to_file("b", [replace(BASE, handle="b")], using=encoder)
    (found,) = link_pair(left, right, profile)
    assert (found.band, found.reason) == (Band.CERTAIN, Reason.BOTH)
