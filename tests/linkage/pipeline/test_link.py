import csv
from datetime import date
from pathlib import Path

import pytest

from linkage.encode.encoder import Encoder
from linkage.errors import (
    EncodingsCorrupt,
    EpochMismatch,
    ProfileMismatch,
    SecretMismatch,
    TableInvalid,
)
from linkage.hazmat.keys import LinkageSecret
from linkage.match.links import Band
from linkage.pipeline.encode import encode_file
from linkage.pipeline.link import How, link_files
from linkage.pipeline.outcome import (
    CLUSTER_COLUMNS,
    LINK_COLUMNS,
    write_clusters,
    write_links,
)
from linkage.profile import Profile

TODAY = date(2026, 6, 1)


@pytest.fixture
def paths(tmp_path, encoder, population_register, passport_office):
    agencies = {
        "register": population_register,
        "passports": passport_office,
        "prisons": population_register[2:],
    }
    for agency, records in agencies.items():
        encode_file(tmp_path / agency, agency, records, encoder)
    return [tmp_path / agency for agency in agencies]


def test_every_pair_is_linked_once(paths, profile):
    steps = []
    linked = link_files(paths, profile, report=lambda *step: steps.append(step))
    assert sorted(linked.links) == [
        ("passports", "prisons"),
        ("passports", "register"),
        ("prisons", "register"),
    ]
    assert {len(each.members) for each in linked.clusters.clusters} == {2}
    assert len(linked.clusters.clusters) == 4
    assert ("passports - register", 12, 12) in steps


def test_only_permitted_pairs_are_compared(paths, profile):
    linked = link_files(paths, profile, how=How(pairs=[("register", "passports")]))
    assert list(linked.links) == [("passports", "register")]
    agencies = {
        member.key.agency
        for each in linked.clusters.clusters
        for member in each.members
    }
    assert agencies == {"register", "passports"}


def test_the_order_of_files_does_not_matter(paths, profile):
    one, other = link_files(paths, profile), link_files(paths[::-1], profile)
    assert one.clusters == other.clusters


def test_no_files_link_to_nothing(profile):
    assert link_files([], profile).clusters.clusters == ()


def test_two_files_of_one_agency_are_refused(paths, profile):
    with pytest.raises(TableInvalid):
        link_files([paths[0], paths[0]], profile)


@pytest.mark.parametrize("change", ["epoch", "secret"])
def test_files_that_do_not_belong_together_are_refused(
    tmp_path, paths, profile, secret, change
):
    others = {
        "epoch": (Encoder(profile, secret, "2026-2"), EpochMismatch),
        "secret": (
            Encoder(profile, LinkageSecret("tests", bytes(32)), "2026-1"),
            SecretMismatch,
        ),
    }
    encoder, error = others[change]
    encode_file(tmp_path / "other", "other", [], encoder)
    with pytest.raises(error):
        link_files([*paths, tmp_path / "other"], profile)


def test_another_profile_and_a_broken_file_are_refused(paths, shipped_profile_text):
    other = Profile.parse(shipped_profile_text.replace("version: 2", "version: 9"))
    with pytest.raises(ProfileMismatch):
        link_files(paths, other)
    paths[1].write_bytes(paths[1].read_bytes()[:-9])
    with pytest.raises(EncodingsCorrupt):
        link_files(paths, other)


def test_encoding_tells_its_progress(tmp_path, encoder, population_register):
    steps = []
    rows = encode_file(
        tmp_path / "a",
        "a",
        iter(population_register),
        encoder,
        lambda *step: steps.append(step),
    )
    assert rows == 4
    assert steps == [("encode a", 4, 0)]


def read(path):
    with path.open(newline="") as file:
        return list(csv.reader(file))


def test_outcomes_stand_in_tables(tmp_path, paths, profile):
    linked = link_files(paths, profile)
    count = write_links(tmp_path / "links.csv", linked.links.values(), TODAY)
    header, *rows = read(tmp_path / "links.csv")
    assert tuple(header) == LINK_COLUMNS
    assert len(rows) == count == sum(map(len, linked.links.values()))
    by_pair = {(row[1], row[3]): row for row in rows}
    assert by_pair["p1", "r1"][:6] == [
        "passports",
        "p1",
        "register",
        "r1",
        Band.CERTAIN.name,
        "BOTH",
    ]
    members = write_clusters(tmp_path / "clusters.csv", linked.clusters, TODAY)
    header, *rows = read(tmp_path / "clusters.csv")
    assert tuple(header) == CLUSTER_COLUMNS
    assert len(rows) == members == 8
    assert {row[0] for row in rows} == {each.id for each in linked.clusters.clusters}


def test_a_table_replaces_its_file_and_a_device_is_written_to(tmp_path):
    path = tmp_path / "links.csv"
    path.write_text("before", encoding="utf-8")
    assert write_links(path, [], TODAY) == 0
    assert path.read_text("utf-8") == ",".join(LINK_COLUMNS) + "\n"
    assert list(tmp_path.iterdir()) == [path]
    assert write_links(Path("/dev/null"), [], TODAY) == 0
    assert not Path("/dev/null").is_file()
