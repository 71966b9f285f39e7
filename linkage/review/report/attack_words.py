"""What each attack does, for people who read no code."""

from dataclasses import dataclass
from typing import Final

from linkage.release.words import Words


@dataclass(frozen=True, slots=True)
class AttackWords:
    """The name of an attack, what it does, and where it comes from."""

    name: Words
    does: Words
    source: str


ATTACK_WORDS: Final = {
    "graph-matching": AttackWords(
        Words("Pencocokan graf", "Graph matching"),
        Words(
            "Menumpangkan jaring kemiripan antarsandi ke jaring kemiripan antarorang.",
            "Lays the web of similarities between encodings over that between people.",
        ),
        "Vidanage et al., CIKM 2020; Schäfer, Armknecht, Heng, ACSAC 2024",
    ),
    "pattern-mining": AttackWords(
        Words("Penambangan pola", "Pattern mining"),
        Words(
            "Mencari bit yang selalu muncul bersama: itulah potongan nama atau tanggal.",
            "Looks for bits that always go together: a piece of a name or a date.",
        ),
        "Christen et al., PAKDD 2018; IEEE TKDE 2019",
    ),
    "frequency-alignment": AttackWords(
        Words("Penjajaran frekuensi", "Frequency alignment"),
        Words(
            "Menjajarkan yang sering muncul di sandi dengan yang sering di masyarakat.",
            "Aligns what is common in encodings with what is common among people.",
        ),
        "Christen et al., PAKDD 2017",
    ),
    "similarity-tables": AttackWords(
        Words("Tabel kemiripan", "Similarity tables"),
        Words(
            "Hanya memakai angka kemiripan antarcatatan, tanpa sandi sama sekali.",
            "Uses nothing but scores between records, and no encoding at all.",
        ),
        "Culnane, Rubinstein, Teague, arXiv:1712.00871, 2017",
    ),
    "across-projects": AttackWords(
        Words("Antarproyek", "Across projects"),
        Words(
            "Mencari orang yang sama di dua proyek penautan.",
            "Looks for one person in two linkage projects.",
        ),
        "HKDF, RFC 5869",
    ),
    "across-epochs": AttackWords(
        Words("Antarmasa kunci", "Across epochs"),
        Words(
            "Mencari orang yang sama sebelum dan sesudah kunci diganti.",
            "Looks for one person before and after the key was changed.",
        ),
        "HKDF, RFC 5869",
    ),
    "visible-blocks": AttackWords(
        Words("Kelompok yang terlihat", "Visible blocks"),
        Words(
            "Mengenali orang dari besar kelompok tempat catatannya berada. Kontrolnya "
            "memakai kunci blok klasik, yang tidak dikirim Tautan.",
            "Names people by how large the groups are that a record is in. Its control "
            "has classical blocking keys, which Tautan does not send.",
        ),
        "Christen, Ranbaduge, Schnell, Linking Sensitive Data, 2020, ch. 8",
    ),
    "dictionary": AttackWords(
        Words("Kamus nomor", "Dictionary of numbers"),
        Words(
            "Menyandikan semua NIK yang mungkin dengan cara yang lazim, tanpa kunci.",
            "Hashes every possible NIK in the usual ways, without the key.",
        ),
        "Christen, Ranbaduge, Schnell, Linking Sensitive Data, 2020, sect. 9.2",
    ),
}
