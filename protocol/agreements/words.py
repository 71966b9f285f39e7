"""What the codes of agreements are called, in Indonesian."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from protocol.agreements.articles import Articles
from protocol.agreements.clauses import OfficeHours, OnDenial
from protocol.agreements.contracts import Contracts
from protocol.agreements.terms import Citation, Responsibility
from protocol.agreements.undertakings import Ground, LastStep, Measure
from protocol.asks import Way
from protocol.verdicts import Band, Mode
from protocol.vocabularies import Vocabularies

MONTHS: Final = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)

_UNITS: Final[Mapping[str, str]] = {
    "Y": "tahun",
    "M": "bulan",
    "W": "minggu",
    "D": "hari",
}
_CLOCK_UNITS: Final[Mapping[str, str]] = {"H": "jam", "M": "menit"}

WAYS: Final[Mapping[Way, str]] = {
    Way.CASE: "per kasus",
    Way.WORKLIST: "daftar kerja",
    Way.COUNT: "hitungan",
}

MODES: Final[Mapping[Mode, str]] = {
    Mode.VALUE: "nilai",
    Mode.PREDICATE: "ya atau tidak",
    Mode.COUNT: "hitungan",
    Mode.DENY: "ditolak",
}

BANDS: Final[Mapping[Band, str]] = {
    Band.CERTAIN: "pasti",
    Band.PROBABLE: "kemungkinan besar",
    Band.POSSIBLE: "mungkin",
}

RESPONSIBILITIES: Final[Mapping[Responsibility, str]] = {
    Responsibility.CONTROLLER: "pengendali data pribadi",
    Responsibility.JOINT_CONTROLLER: "pengendali bersama data pribadi",
    Responsibility.PROCESSOR: "prosesor data pribadi",
}

MEASURES: Final[Mapping[Measure, str]] = {
    Measure.MTLS: "TLS dengan sertifikat kedua sisi",
    Measure.SIGNED_REQUESTS: "setiap permintaan ditandatangani",
    Measure.AT_REST_ENCRYPTION: "enkripsi data tersimpan",
    Measure.HASH_CHAINED_LOG: "catatan akses berantai hash",
}

GROUNDS: Final[Mapping[Ground, str]] = {
    Ground.DPIA_LAPSED: "penilaian dampak lewat waktu",
    Ground.DPO_VACANT: "jabatan pejabat pelindungan data kosong",
    Ground.AUDIT_OVERDUE: "audit terlambat",
    Ground.BREACH_OPEN: "ada kegagalan pelindungan yang belum ditutup",
    Ground.PARTY_DISSOLVED: "salah satu pihak dibubarkan tanpa penerus",
}

LAST_STEPS: Final[Mapping[LastStep, str]] = {
    LastStep.REVOKE_KEYS: "kunci dicabut",
    LastStep.DELETE_LINKAGE_MATERIAL: "bahan penautan dihapus",
    LastStep.DELETE_RESULTS: "hasil yang diterima dihapus",
    LastStep.CERTIFICATE: "berita acara pemusnahan dibuat",
}

ON_DENIAL: Final[Mapping[OnDenial, str]] = {
    OnDenial.OMIT: "bagian lain tetap dijawab",
    OnDenial.REFUSE: "seluruh permintaan ditolak",
}

_OFTEN: Final[Mapping[str, str]] = {
    "weekly": "tiap minggu",
    "monthly": "tiap bulan",
    "quarterly": "tiap triwulan",
    "half_yearly": "tiap semester",
    "yearly": "tiap tahun",
}

_CONTACTS: Final[Mapping[str, str]] = {
    "provider": "Pihak Kesatu",
    "recipient": "Pihak Kedua",
    "joint": "kedua pihak bersama-sama",
}

_WEEKDAYS: Final[Mapping[str, str]] = {
    "MON": "Senin",
    "TUE": "Selasa",
    "WED": "Rabu",
    "THU": "Kamis",
    "FRI": "Jumat",
    "SAT": "Sabtu",
    "SUN": "Minggu",
}


@dataclass(frozen=True, slots=True)
class Glossary:
    """Where names come from: vocabularies, law and contracts."""

    vocabularies: Vocabularies
    articles: Articles
    contracts: Contracts

    def organisation(self, code: str) -> str:
        """An organisation with its code."""
        known = self.vocabularies.organisations.successor(code)
        if known is None:
            return code
        name = self.vocabularies.organisations.current[known].name
        return f"{name} ({code})"

    def purpose(self, code: str) -> str:
        """A purpose with its code."""
        known = self.vocabularies.purposes.get(code)
        return f"{known.title.id} ({code})" if known else code

    def role(self, code: str) -> str:
        """A role with its code."""
        known = self.vocabularies.roles.get(code)
        return f"{known.title.id} ({code})" if known else code

    def article(self, cited: Citation) -> str:
        """An article with what it is about."""
        known = self.articles.get((cited.law, cited.art))
        where = cited.law if cited.art == "*" else f"{cited.law} Pasal {cited.art}"
        note = f"; {cited.note}" if cited.note else ""
        return where + (f": {known[1].subject.id}" if known else "") + note

    def element(self, path: str) -> str:
        """A field in the words of its contract, with its coordinate."""
        known = self.contracts.titles.get(path)
        return f"{known.id} (`{path}`)" if known else f"`{path}`"


def day(when: date) -> str:
    """A date in words."""
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def span(duration: str) -> str:
    """A duration of ISO 8601 in words, as `3 hari`."""
    if duration == "end_of_epoch":
        return "sampai masa kunci penautan berakhir"
    head, plus, rest = duration.rpartition("+")
    since = "setelah perkara selesai, " if plus and head else ""
    days, _, clock = rest.removeprefix("P").partition("T")
    parts = [*_counted(days, _UNITS), *_counted(clock, _CLOCK_UNITS)]
    return since + " ".join(parts)


def often(code: str) -> str:
    """How often, in words."""
    return _OFTEN[code]


def contact(code: str) -> str:
    """Who is turned to, in words."""
    return _CONTACTS[code]


def hours(given: OfficeHours | str) -> str:
    """Hours in words."""
    if not isinstance(given, OfficeHours):
        return "sewaktu-waktu"
    days = listed(_WEEKDAYS[one] for one in given.days)
    return f"{days}, pukul {given.opens} sampai sebelum {given.closes} WIB"


def listed(items: Iterable[str]) -> str:
    """Items as a sentence lists them: `a, b dan c`."""
    *first, last = items
    return f"{', '.join(first)} dan {last}" if first else last


def _counted(text: str, units: Mapping[str, str]) -> list[str]:
    parts, digits = [], ""
    for character in text:
        if character.isdigit():
            digits += character
        else:
            parts.append(f"{int(digits)} {units[character]}")
            digits = ""
    return parts
