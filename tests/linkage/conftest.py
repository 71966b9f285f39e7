"""One profile, one secret, one encoder, and a handful of invented people."""

from pathlib import Path

import pytest

from linkage.cli.options import SHIPPED_PROFILE
from linkage.encode.encoder import Encoder
from linkage.exchange.reader import read_encodings
from linkage.exchange.writer import write_encodings
from linkage.hazmat.keys import LinkageSecret
from linkage.profile import Profile
from linkage.record import PartialDate, Precision, Record

EPOCH = "2026-1"
PLAIN_PROFILE = SHIPPED_PROFILE.with_name("plain.yaml")
"""Without hardening, so that a test can say what a pair's evidence must be."""


@pytest.fixture(scope="session")
def profile():
    return Profile.load(PLAIN_PROFILE)


@pytest.fixture(scope="session")
def secret():
    return LinkageSecret("tests", bytes(range(32)))


@pytest.fixture(scope="session")
def encoder(profile, secret):
    return Encoder(profile, secret, EPOCH)


@pytest.fixture
def encode_to_file(tmp_path, encoder):
    """Write records of an agency and read them back."""

    def encode(agency, records, using=encoder):
        path = tmp_path / f"{agency}.parquet"
        write_encodings(path, using.header(agency), using.encode(records))
        return read_encodings(path)

    return encode


@pytest.fixture
def population_register():
    """Four people as a register knows them."""
    return [
        Record(
            handle="r1",
            names=("MUHAMMAD SUPRIYANTO",),
            birth_date=PartialDate("1971-03-05"),
            birth_place="MAKASSAR",
            sex="M",
            niks=("7371010503710001",),
            mother_name="SITI AMINAH",
        ),
        Record(
            handle="r2",
            names=("NUR HAYATI SIREGAR",),
            birth_date=PartialDate("1988-11-23"),
            birth_place="MEDAN",
            sex="F",
            niks=("1271016311880002",),
            mother_name="RUKIAH LUBIS",
        ),
        Record(
            handle="r3",
            names=("SLAMET",),
            birth_date=PartialDate("1951-07-01", Precision.YEAR, imputed=True),
            birth_place="PATI",
            sex="M",
            niks=("3318010107510003",),
        ),
        Record(
            handle="r4",
            names=("KADEK DWI ASTUTI",),
            birth_date=PartialDate("1996-02-17"),
            birth_place="DENPASAR",
            sex="F",
            niks=("5171015702960004",),
            mother_name="WAYAN SARI",
        ),
    ]


@pytest.fixture
def passport_office():
    """The first two of them, written otherwise, and somebody unknown."""
    return [
        Record(
            handle="p1",
            names=("MOCH SOEPRIJANTO",),
            birth_date=PartialDate("1971-05-03"),
            sex="M",
            niks=("7371010503710001",),
            passports=("X1234567", "B7654321"),
        ),
        Record(
            handle="p2",
            names=("NURHAYATI SIREGAR",),
            birth_date=PartialDate("1988-11-23"),
            sex="F",
            passports=("A1112223",),
        ),
        Record(
            handle="p9",
            names=("AGNES WENAS",),
            birth_date=PartialDate("1961-07-05"),
            sex="F",
            passports=("C4445556",),
        ),
    ]


@pytest.fixture
def shipped_profile_text():
    return Path(PLAIN_PROFILE).read_text(encoding="utf-8")
