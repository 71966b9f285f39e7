"""The Indonesian text."""

import re
from pathlib import Path

import pytest

from protocol.agreements.library import open_library
from protocol.agreements.render import render
from protocol.agreements.words import listed, span

SCHEMA = Path(__file__).parents[3] / "schema"


@pytest.fixture(scope="module")
def library():
    return open_library(SCHEMA, None)


@pytest.fixture
def text(library, data_agreement):
    def build(**changes):
        return render(data_agreement(**changes), library.glossary)

    return build


def test_every_agreement_has_a_text_that_names_all_its_elements(library):
    for one in library.book.data:
        text = render(one, library.glossary)
        assert f"Nomor {one.id}, versi 1" in text
        assert {e.path for e in one.elements} == set(re.findall(r"`(\w+\.\w+)`", text))
        assert one.purpose.code in text
        assert one.dpia.id in text


def test_articles_are_numbered_without_gaps(library):
    for one in library.book.all:
        text = render(one, library.glossary)
        numbers = [int(n) for n in re.findall(r"^## Pasal (\d+)\.", text, re.MULTILINE)]
        assert numbers == list(range(1, len(numbers) + 1))


def test_codes_are_said_in_words(library):
    text = render(library.agreement("PKS-DEMO-001"), library.glossary)
    assert "Direktorat Jenderal Imigrasi (kemenimipas.imigrasi)" in text
    assert "Nomor paspor (`Passport.number`): nilai" in text
    assert "UU 12/2006 Pasal 9: Syarat pewarganegaraan" in text
    assert "Berlaku dari 1 Januari 2026 sampai dengan 31 Desember 2029" in text


def test_a_linkage_agreement_names_profile_and_band(library):
    text = render(library.agreement("LNK-DEMO-001"), library.glossary)
    assert "profil `default`" in text
    assert "pasti (CERTAIN)" in text


EVERY = {
    "parties__coordinator": {"org": "kemenko", "sees": ["counts", "state"]},
    "parties__provider__predecessor": "kemenkumham.imigrasi",
    "parties__recipient__dpo": "dpo@asker.example",
    "purpose__process": "ART8",
    "purpose__excluded": ["profiling"],
    "subjects__children": False,
    "subjects__budget": {"requests": 3, "within": "P30D"},
    "elements": [
        {
            "path": "Thing.adult",
            "class": "GENERAL",
            "mode": "PREDICATE",
            "predicate": ">= 18",
        }
    ],
    "on_denial": "refuse",
    "linkage": {
        "fields": ["name", "birthDate"],
        "key_epoch": "P90D",
        "min_band": "PROBABLE",
        "clerical_review": "kemenkum.ahu",
    },
    "output": {"aggregate_min_cell": 10, "differencing_guard": True},
    "access__mfa": True,
    "access__hours": {"from": "08:00", "to": "16:00", "days": ["MON", "FRI"]},
    "access__rate_per_day": 200,
    "retention__linkage_material": "end_of_epoch",
    "feedback_data": {"obliged": True, "what": ["oathDate"], "within": "P14D"},
    "audit": {"per_request_log": True, "sample_review": "monthly", "auditor": "X"},
    "termination": {"notice": "P30D", "on_end": ["revoke_keys"]},
    "dpia__required_because": ["34(2)c"],
}
SAID = {
    "parties__coordinator": "hanya melihat jumlah dan status perjanjian",
    "parties__provider__predecessor": "penerus kemenkumham.imigrasi",
    "parties__recipient__dpo": "pejabat pelindungan data: dpo@asker.example",
    "purpose__process": "Proses: ART8",
    "purpose__excluded": "Dikecualikan: profiling",
    "subjects__children": "Anak tidak termasuk",
    "subjects__budget": "paling banyak ditanyakan 3 kali dalam 30 hari",
    "elements": "ya atau tidak; golongan GENERAL; >= 18",
    "on_denial": "seluruh permintaan ditolak",
    "linkage": "Kunci penautan berganti setiap 90 hari",
    "output": "Angka di bawah 10 tidak ditampilkan",
    "access__mfa": "lebih dari satu faktor",
    "access__hours": "Senin dan Jumat, pukul 08:00 sampai sebelum 16:00 WIB",
    "access__rate_per_day": "200 permintaan sehari",
    "retention__linkage_material": "sampai masa kunci penautan berakhir",
    "feedback_data": "wajib memberi balikan oathDate dalam 14 hari",
    "audit": "Sampel ditinjau tiap bulan",
    "termination": "kunci dicabut",
    "dpia__required_because": "UU 27/2022 Pasal 34(2)c",
}


@pytest.mark.parametrize("clause", EVERY)
def test_what_a_clause_says_stands_in_the_text(text, clause):
    assert SAID[clause] in text(**{clause: EVERY[clause]})
    assert SAID[clause] not in text()


def test_a_clause_of_silence_has_no_article(text):
    assert "Data balikan" not in text()
    assert "Pasal 7. Akses" in text()


def test_the_state_is_not_part_of_the_text(text):
    assert text(state="SUSPENDED") == text()


@pytest.mark.parametrize(
    ("duration", "words"),
    [
        ("P1Y", "1 tahun"),
        ("P1Y6M", "1 tahun 6 bulan"),
        ("PT72H", "72 jam"),
        ("P1DT30M", "1 hari 30 menit"),
        ("until_case_closed+P1Y", "setelah perkara selesai, 1 tahun"),
        ("end_of_epoch", "sampai masa kunci penautan berakhir"),
    ],
)
def test_durations_are_said_in_words(duration, words):
    assert span(duration) == words


def test_lists_are_said_in_words():
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b dan c"
