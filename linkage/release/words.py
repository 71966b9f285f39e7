"""What each key of a profile means for people, in Indonesian and English."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Words:
    """One meaning in both languages."""

    indonesian: str
    english: str


MEANING: Final[Mapping[str, Words]] = MappingProxyType(
    {
        "id": Words("nama profil", "name of the profile"),
        "version": Words("versi profil", "version of the profile"),
        "title": Words("judul", "title"),
        "filter.bits": Words("ukuran filter per catatan", "size of a record's filter"),
        "filter.hash": Words(
            "fungsi yang memilih posisi, dengan kunci",
            "function that picks positions, keyed",
        ),
        "filter.hardening.diffusion": Words(
            "tiap bit yang keluar dari instansi adalah XOR dari sekian bit pilihan "
            "kunci; 0: tanpa pengerasan",
            "each bit that leaves an agency is the XOR of so many bits that a key "
            "picks; 0: not hardened",
        ),
        "filter.attributes.name": Words(
            "atribut yang masuk ke filter", "attribute that enters the filter"
        ),
        "filter.attributes.bits": Words(
            "posisi yang diisi atribut itu", "positions that the attribute sets"
        ),
        "filter.attributes.bits_per_feature": Words(
            "paling banyak sekian posisi per potongan nilai",
            "at most so many positions for one piece of the value",
        ),
        "identifiers.mode": Words(
            "cara NIK dan paspor disandikan: keyed (kunci proyek), oprf (para "
            "kustodian bersama), none (tidak sama sekali)",
            "how NIK and passport are encoded: keyed (project's key), oprf "
            "(custodians together), none (not at all)",
        ),
        "dates.default_days": Words(
            "tanggal lahir yang hanya kebiasaan kantor: hanya tahunnya yang dihitung",
            "birth days that are an office's convention: only the year counts",
        ),
        "match.penalty": Words(
            "harga posisi yang dipunyai satu sisi saja (permil)",
            "cost of a position that one side alone has (permille)",
        ),
        "match.per_doubling": Words(
            "bukti yang dikurangi tiap berkas berlipat dua",
            "evidence taken off for each doubling of the file",
        ),
        "match.usual_overlap": Words(
            "bagian NIK yang biasanya ditemukan lagi (permil)",
            "share of NIKs usually found again (permille)",
        ),
        "match.without_birth_day": Words(
            "bukti yang dikurangi bila hari lahir tak dapat dibandingkan",
            "evidence taken off where birth days can't be compared",
        ),
        "match.lowest_similarity": Words(
            "di bawah kemiripan ini tidak ada tautan (permil)",
            "below this similarity there is no link (permille)",
        ),
        "match.similarity_links.certain": Words(
            "bukti untuk tautan PASTI", "evidence for a CERTAIN link"
        ),
        "match.similarity_links.probable": Words(
            "bukti untuk tautan MUNGKIN BESAR", "evidence for a PROBABLE link"
        ),
        "match.similarity_links.possible": Words(
            "bukti untuk tautan BARANGKALI", "evidence for a POSSIBLE link"
        ),
        "match.identifier_links.certain": Words(
            "kemiripan di samping nomor yang sama untuk tautan PASTI (permil)",
            "similarity beside a matching number for a CERTAIN link (permille)",
        ),
        "match.identifier_links.probable": Words(
            "kemiripan di samping nomor yang sama untuk tautan MUNGKIN BESAR (permil)",
            "similarity beside a matching number for a PROBABLE link (permille)",
        ),
        "match.identifier_alone": Words(
            "kekuatan nomor yang sama tanpa pembanding lain",
            "how sure a matching number is with nothing beside it",
        ),
        "match.identifier_weight": Words(
            "bukti yang ditambah tiap jenis nomor yang sama",
            "evidence that each kind of matching number adds",
        ),
        "match.rival_margin": Words(
            "sejauh ini pasangan boleh tertinggal dari saingannya",
            "how far a pair may fall behind a rival",
        ),
        "match.beyond_rivals": Words(
            "dari bukti ini pasangan berlaku apa pun saingannya",
            "from this evidence a pair stands whatever its rivals",
        ),
        "cluster.most_records_per_agency": Words(
            "paling banyak catatan seorang di satu instansi",
            "most records of one person at one agency",
        ),
        "cluster.support": Words(
            "bagian pasangan yang harus mendukung penggabungan (permil)",
            "share of pairs that must support a merger (permille)",
        ),
        "limits": Words(
            "batas yang ditandatangani; tanpa batas, profil tidak berlaku",
            "limits that are signed; without them a profile is not in force",
        ),
        "limits.named_per_1000": Words(
            "dari 1.000 orang, serangan ini boleh mengenali paling banyak sekian",
            "of 1,000 people this attack may name so many at most",
        ),
        "limits.recall": Words(
            "pasangan benar yang paling sedikit harus ditemukan (permil)",
            "true pairs that must be found at least (permille)",
        ),
        "limits.dpia": Words(
            "penilaian dampak (UU 27/2022 ps. 34)",
            "impact assessment (UU 27/2022 art. 34)",
        ),
        "limits.valid.first": Words("berlaku mulai", "valid from"),
        "limits.valid.last": Words("berlaku sampai dengan", "valid through"),
        "sources": Words("dasar angka-angka ini", "where the numbers come from"),
    }
)
"""By the key's path; items of lists and of tables of names have that of the list."""
