"""Texts of a report that no figure changes: headings, what is not covered, glossary."""

from typing import Final

from linkage.profile import AttributeName
from linkage.release.words import Words

NOT_COVERED: Final = (
    Words(
        "Serangan yang belum dikenal, atau yang berjalan lebih lama dan pada register "
        "lebih besar daripada sampel di sini.",
        "Attacks that nobody knows yet, or that run for longer and on larger registers "
        "than the samples here.",
    ),
    Words(
        "Pemegang kunci yang menyandikan orang lain tanpa hak.",
        "A holder of the key who encodes other people without a right to.",
    ),
    Words(
        "Yang terbaca dari jawaban kueri, dari catatan akses, dan dari jumlah catatan.",
        "What answers to queries, access logs and numbers of records give away.",
    ),
    Words(
        "Atribut yang terlihat: nama atribut yang ada dan banyaknya nomor tiap orang.",
        "What is visible by design: which attributes there are, and how many numbers.",
    ),
    Words(
        "Mutu pada data yang kesalahannya lain daripada data yang dipakai di sini.",
        "Quality on data whose errors are others than those of the data used here.",
    ),
)

GLOSSARY: Final = (
    (
        Words("Sandi", "Encoding"),
        Words(
            "Deretan bit yang dibuat dari catatan seseorang dengan kunci, untuk "
            "dibandingkan tanpa nama.",
            "Bits made from a person's record with a key, to be compared without names.",
        ),
    ),
    (
        Words("Profil", "Profile"),
        Words(
            "Semua angka yang menentukan cara menyandikan dan menautkan.",
            "All numbers that decide how records are encoded and linked.",
        ),
    ),
    (
        Words("Difusi (t)", "Diffusion (t)"),
        Words(
            "Tiap bit yang keluar adalah gabungan t bit; makin besar t, makin sedikit yang "
            "terbaca, dan makin sedikit pasangan yang tertaut.",
            "Each bit that leaves is a mix of t bits; the larger t, the less can be read, "
            "and the fewer pairs are linked.",
        ),
    ),
    (
        Words("Tumpang tindih", "Overlap"),
        Words(
            "Bagian orang yang dikenal penyerang yang ada di antara sandi.",
            "The share of people known to the attacker who are among the encodings.",
        ),
    ),
    (
        Words("Kontrol", "Control"),
        Words(
            "Percobaan yang hasilnya sudah diketahui: tanpa pelindungan serangan harus "
            "berhasil, pada derau harus gagal.",
            "A trial whose outcome is known: without protection an attack must succeed, on "
            "noise it must fail.",
        ),
    ),
    (
        Words("Tebakan buta", "Blind guess"),
        Words(
            "Menebak di antara orang dengan atribut yang sama, tanpa melihat filter.",
            "Guessing among people with the same attributes, without looking at filters.",
        ),
    ),
    (
        Words("Selang 95%", "95% interval"),
        Words(
            "Batas tempat angka sebenarnya berada dengan keyakinan 95%.",
            "Where the true figure lies, with a confidence of 95%.",
        ),
    ),
    (
        Words("Recall", "Recall"),
        Words(
            "Bagian pasangan benar yang tertaut.",
            "The share of true pairs that are linked.",
        ),
    ),
    (
        Words("Presisi", "Precision"),
        Words("Bagian tautan yang benar.", "The share of links that are right."),
    ),
    (
        Words("Gini", "Gini"),
        Words(
            "Ketidakmerataan dari 0 (merata) sampai 1.",
            "Unevenness from 0 (even) to 1.",
        ),
    ),
)

GROUPS: Final = {
    "sex:F": Words("Perempuan", "Women"),
    "sex:M": Words("Laki-laki", "Men"),
    "names:one": Words("Satu nama saja", "One name only"),
    "date:imputed": Words(
        "Tanggal lahir isian kantor", "Birth date filled in by an office"
    ),
    "nik:none": Words("Tanpa NIK", "Without a NIK"),
}

FIELDS: Final = {
    "sex": Words("Jenis kelamin", "Sex"),
    "birth_decade": Words("Dasawarsa lahir", "Decade of birth"),
    "has_nik": Words("Punya NIK", "Has a NIK"),
    "has_passport": Words("Punya paspor", "Has a passport"),
    "birth_place": Words("Tempat lahir", "Place of birth"),
}

ATTRIBUTES: Final = {
    AttributeName.NAME: Words("nama", "name"),
    AttributeName.BIRTH_YEAR: Words("tahun lahir", "year of birth"),
    AttributeName.BIRTH_DAY: Words("hari dan bulan lahir", "day and month of birth"),
    AttributeName.BIRTH_PLACE: Words("tempat lahir", "place of birth"),
    AttributeName.SEX: Words("jenis kelamin", "sex"),
    AttributeName.MOTHER_NAME: Words("nama ibu", "mother's name"),
    AttributeName.NIK: Words("NIK", "NIK"),
    AttributeName.PASSPORT: Words("nomor paspor", "passport number"),
    AttributeName.ADDRESS: Words("alamat", "address"),
}

TARGETS: Final = {
    "nik": Words("NIK (42 bit)", "NIK (42 bits)"),
    "nik-narrowed": Words(
        "NIK, wilayah, tanggal, dan kelamin diketahui (13 bit)",
        "NIK, region, date and sex known (13 bits)",
    ),
    "passport": Words("Nomor paspor (28 bit)", "Passport number (28 bits)"),
}


def group_words(name: str) -> Words:
    """A subgroup for people."""
    kind, _, value = name.partition(":")
    if kind == "born":
        return Words(f"Lahir {value}-an", f"Born in the {value}s")
    return GROUPS[name]
