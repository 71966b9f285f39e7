"""The impact assessment of UU 27/2022 art. 34, as far as facts of a review fill it.

Matching and joining of groups of data is named there as processing of high risk
(paragraph 2, letter e). What only the agencies can say is left to them, and said so.
"""

from linkage.release.words import Words
from linkage.review.experiments import Material
from linkage.review.findings import Findings
from linkage.review.report.fixed_words import ATTRIBUTES
from linkage.review.report.phrases import in_indonesian, per_thousand, percent

Section = tuple[Words, Words]
"""A heading and its text."""


def sections(findings: Findings) -> tuple[Section, ...]:
    """In the order of an assessment."""
    return (
        _processing(findings),
        _need(findings),
        _risks(findings),
        _measures(findings),
        _open(findings),
    )


def _processing(findings: Findings) -> Section:
    attributes = [ATTRIBUTES[each.name] for each in findings.profile.filter.attributes]
    ours = ", ".join(each.indonesian for each in attributes)
    theirs = ", ".join(each.english for each in attributes)
    mode = findings.profile.identifiers.mode
    total = sum(findings.looked.registers.values())
    return (
        Words("Pemrosesan yang dinilai", "The processing"),
        Words(
            f"Pencocokan catatan orang antarinstansi (ps. 34 ayat (2) huruf e) lewat "
            f"sandi: filter dari {ours}; nomor pengenal dalam mode {mode}. Dicoba pada "
            f"{in_indonesian(f'{total:,}')} catatan.",
            f"Matching of person records between agencies (art. 34(2)(e)) through "
            f"encodings: a filter of {theirs}; numbers in mode {mode}. Tried on "
            f"{total:,} records.",
        ),
    )


def _need(findings: Findings) -> Section:
    recall, precision = findings.quality.recall, findings.quality.precision
    return (
        Words("Kebutuhan dan kesepadanan", "Necessity and proportion"),
        Words(
            f"Dengan profil ini {in_indonesian(percent(recall))} pasangan benar tertaut, "
            f"dan {in_indonesian(percent(precision))} tautan benar. Tujuan dan dasar hukumnya ada di "
            f"perjanjian, bukan di sini.",
            f"Under this profile {percent(recall)} of true pairs are linked, and "
            f"{percent(precision)} of links are right. Purposes and legal basis stand "
            f"in the agreements, not here.",
        ),
    )


def _risks(findings: Findings) -> Section:
    worst = max(
        findings.attacks,
        key=lambda each: each.trials[Material.PROFILE].found.per_1000[2],
    )
    figure = per_thousand(worst.trials[Material.PROFILE])
    return (
        Words("Risiko bagi subjek data", "Risks to data subjects"),
        Words(
            f"Dikenali kembali dari sandi: paling banyak {in_indonesian(figure)} dari 1.000 orang di "
            f"antara {len(findings.attacks)} serangan yang dicoba. Tertaut keliru dengan "
            f"orang lain, atau tidak tertaut: lihat mutu per kelompok.",
            f"Being named from an encoding: {figure} of 1,000 people at most, among "
            f"{len(findings.attacks)} attacks tried. Being linked to somebody else, or "
            f"not at all: see quality by group.",
        ),
    )


def _measures(findings: Findings) -> Section:
    taps = findings.profile.filter.hardening.diffusion
    hardening = (
        Words(f"difusi {taps} bit", f"diffusion over {taps} bits")
        if taps
        else Words("tanpa pengerasan", "no hardening")
    )
    return (
        Words("Tindakan pelindungan", "Safeguards"),
        Words(
            f"Filter 1.024 bit berkunci, {hardening.indonesian}; subkunci per proyek, "
            f"masa, dan atribut; unit penaut tidak memegang kunci; skor tidak pernah "
            f"keluar dari unit.",
            f"Keyed filters of 1,024 bits, {hardening.english}; subkeys for each "
            f"project, epoch and attribute; the unit holds no key; scores never leave "
            f"the unit.",
        ),
    )


def _open(findings: Findings) -> Section:
    limits = findings.profile.limits
    number = limits.dpia if limits else "—"
    return (
        Words("Yang harus diisi instansi", "Left to the agencies"),
        Words(
            f"Nomor penilaian dampak: {number}. Dasar hukum, masa simpan, hak subjek "
            f"data, dan pendapat pejabat pelindungan data diisi oleh instansi.",
            f"Number of the assessment: {number}. Legal basis, retention, rights of "
            f"data subjects and the opinion of the data protection officer are for the "
            f"agencies to fill in.",
        ),
    )
