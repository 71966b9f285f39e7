"""The Indonesian text of an agreement, as its officers read and sign it.

Every clause of the record stands in the text, in the order of the record, so that
what is signed is what is decided by. The state is left out: it may change without
new signatures. The same record and the same vocabularies give the same text.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from protocol.agreements.model import Agreement, DataAgreement, LinkageAgreement
from protocol.agreements.terms import Party
from protocol.agreements.undertakings import Audit, Incident, PenetrationTest
from protocol.agreements.words import (
    BANDS,
    GROUNDS,
    LAST_STEPS,
    MEASURES,
    MODES,
    ON_DENIAL,
    RESPONSIBILITIES,
    WAYS,
    Glossary,
    contact,
    day,
    hours,
    listed,
    often,
    span,
)
from protocol.verdicts import Band

_BASES = {"processing": "Pemrosesan", "task": "Tugas", "transfer": "Transfer"}


@dataclass(frozen=True, slots=True)
class Article:
    """One article (Pasal) of the text."""

    heading: str
    paragraphs: tuple[str, ...]


def render(agreement: Agreement, glossary: Glossary) -> str:
    """The text of an agreement, as Markdown.

    Args:
        agreement: of either kind.
        glossary: what its codes are called.
    """
    if isinstance(agreement, DataAgreement):
        title = "Perjanjian Kerja Sama Pertukaran Data"
        articles = tuple(_of_data(agreement, glossary))
    else:
        title = "Perjanjian Penautan Rekaman"
        articles = tuple(_of_linkage(agreement, glossary))
    lines = [f"# {title}", f"Nomor {agreement.id}, versi {agreement.version}", ""]
    for number, article in enumerate((one for one in articles if one.paragraphs), 1):
        lines += [f"## Pasal {number}. {article.heading}", ""]
        lines += [*article.paragraphs, ""]
    return "\n".join(lines).rstrip() + "\n"


def _of_data(one: DataAgreement, names: Glossary) -> Iterator[Article]:
    yield Article("Para pihak", tuple(_parties(one, names)))
    yield _basis(one, names)
    yield Article("Tujuan", tuple(_purpose(one, names)))
    yield Article("Subjek data", tuple(_subjects(one)))
    yield Article("Data yang diberikan", tuple(_elements(one, names)))
    yield Article("Penautan", tuple(_linkage(one, names)))
    yield Article("Keluaran angka", tuple(_output(one)))
    yield Article("Akses", tuple(_access(one, names)))
    yield Article("Penyimpanan", tuple(_retention(one)))
    yield Article("Data balikan", tuple(_feedback(one)))
    yield from _undertakings(one)


def _of_linkage(one: LinkageAgreement, names: Glossary) -> Iterator[Article]:
    first, second = one.parties
    parties = (
        f"Pihak Kesatu: {_party(first, names)}.",
        f"Pihak Kedua: {_party(second, names)}.",
    )
    yield Article("Para pihak", parties)
    yield _basis(one, names)
    yield Article("Penautan", tuple(_linking(one)))
    yield from _undertakings(one)


def _linking(one: LinkageAgreement) -> Iterator[str]:
    yield f"Unit penautan boleh menautkan rekaman para pihak, profil `{one.profile}`."
    yield "Unit tidak memegang nama, NIK, atau nomor paspor."
    yield f"Tautan diperlihatkan bila sekurang-kurangnya {_band(one.min_band)}."


def _party(party: Party, names: Glossary) -> str:
    parts = [names.organisation(party.org), RESPONSIBILITIES[party.role]]
    parts.append(f"diwakili {party.signatory}")
    if party.predecessor:
        parts.append(f"penerus {party.predecessor}")
    if party.dpo:
        parts.append(f"pejabat pelindungan data: {party.dpo}")
    return ", ".join(parts)


def _parties(one: DataAgreement, names: Glossary) -> Iterator[str]:
    yield f"Pihak Kesatu (pemberi): {_party(one.parties.provider, names)}."
    yield f"Pihak Kedua (penerima): {_party(one.parties.recipient, names)}."
    if one.parties.coordinator:
        sees = {"counts": "jumlah", "state": "status perjanjian"}
        shown = listed(sees[item] for item in one.parties.coordinator.sees)
        who = names.organisation(one.parties.coordinator.org)
        yield f"Koordinator: {who}, hanya melihat {shown}."
    yield f"Perjanjian ini melaksanakan nota kesepahaman {one.umbrella_mou}."


def _basis(one: Agreement, names: Glossary) -> Article:
    lines = tuple(
        f"- {_BASES[part]}: {names.article(cited)}"
        for part, cited in one.legal_basis.named()
    )
    return Article("Dasar hukum", lines)


def _purpose(one: DataAgreement, names: Glossary) -> Iterator[str]:
    clause = one.purpose
    yield f"Data diminta untuk {names.purpose(clause.code)}, dan tidak untuk lainnya."
    if clause.process:
        yield f"Proses: {clause.process}."
    yield f"Cara bertanya: {listed(WAYS[way] for way in clause.ways)}."
    if clause.allowed_stages:
        yield f"Hanya pada tahap {listed(clause.allowed_stages)}."
    if clause.excluded:
        yield f"Dikecualikan: {listed(clause.excluded)}."


def _subjects(one: DataAgreement) -> Iterator[str]:
    clause = one.subjects
    yield f"Subjek data: {clause.who}."
    yield f"Paling banyak {clause.max_per_request} orang dalam satu permintaan."
    if clause.children is not None:
        yield "Anak termasuk." if clause.children else "Anak tidak termasuk."
    if clause.budget:
        yield (
            f"Seorang yang sama paling banyak ditanyakan {clause.budget.requests} kali "
            f"dalam {span(clause.budget.within)}."
        )


def _elements(one: DataAgreement, names: Glossary) -> Iterator[str]:
    for element in one.elements:
        marks = [MODES[element.mode]]
        if element.class_:
            marks.append(f"golongan {element.class_}")
        marks += [text for text in (element.predicate, element.note) if text]
        yield f"- {names.element(element.path)}: {'; '.join(marks)}"
    yield ""
    yield f"Bila sebagian permintaan ditolak, {ON_DENIAL[one.on_denial]}."


def _linkage(one: DataAgreement, names: Glossary) -> Iterator[str]:
    clause = one.linkage
    band = _band(clause.min_band)
    yield f"Orang dicari melalui tautan yang sekurang-kurangnya {band}."
    yield "Pengenal tidak meninggalkan instansinya; yang dibandingkan adalah sandi."
    if clause.fields:
        yield f"Atribut yang disandikan: {listed(clause.fields)}."
    if clause.key_epoch:
        yield f"Kunci penautan berganti setiap {span(clause.key_epoch)}."
    if clause.clerical_review:
        yield f"Tautan yang meragukan ditinjau {names.organisation(clause.clerical_review)}."


def _band(band: Band) -> str:
    return f"{BANDS[band]} ({band})"


def _output(one: DataAgreement) -> Iterator[str]:
    if one.output is None:
        return
    yield f"Angka di bawah {one.output.aggregate_min_cell} tidak ditampilkan."
    if one.output.differencing_guard:
        yield "Penerima tidak mengurangkan angka yang bertumpang tindih."


def _access(one: DataAgreement, names: Glossary) -> Iterator[str]:
    clause = one.access
    yield f"Yang boleh bertanya: {listed(names.role(role) for role in clause.roles)}."
    if clause.mfa:
        yield "Masuk harus dengan lebih dari satu faktor."
    yield f"Waktu: {hours(clause.hours)}."
    if clause.rate_per_day:
        yield f"Paling banyak {clause.rate_per_day} permintaan sehari."


def _retention(one: DataAgreement) -> Iterator[str]:
    clause = one.retention
    yield f"Hasil disimpan {span(clause.result)}."
    if clause.linkage_material:
        yield f"Bahan penautan disimpan {span(clause.linkage_material)}."
    yield f"Catatan akses disimpan {span(clause.log)}."


def _feedback(one: DataAgreement) -> Iterator[str]:
    clause = one.feedback_data
    if clause:
        duty = "wajib" if clause.obliged else "dapat"
        within = span(clause.within)
        yield f"Penerima {duty} memberi balikan {listed(clause.what)} dalam {within}."


def _undertakings(one: Agreement) -> Iterator[Article]:
    if one.rights:
        within = span(one.rights.correction_and_access_within)
        said = f"Permintaan akses dan perbaikan dijawab dalam {within} oleh "
        yield Article("Hak subjek data", (f"{said}{contact(one.rights.contact)}.",))
    measures = [
        f"uji penetrasi {often(each.penetration_test)}"
        if isinstance(each, PenetrationTest)
        else MEASURES[each]
        for each in one.security
    ]
    yield Article("Keamanan", _bullets(measures))
    yield Article("Insiden", tuple(_incident(one.incident)))
    yield Article("Audit", tuple(_audit(one.audit)))
    yield Article("Penilaian dampak", tuple(_dpia(one)))
    yield Article("Masa berlaku", tuple(_validity(one)))
    yield Article("Penangguhan", _bullets(GROUNDS[each] for each in one.suspension))
    yield Article("Pengakhiran", tuple(_termination(one)))


def _incident(clause: Incident | None) -> Iterator[str]:
    if clause:
        told = {
            "subjects": "subjek data",
            "pdp_authority": "lembaga pelindungan data pribadi",
            "other_party": "pihak lain",
        }
        whom = listed(told.get(each, each) for each in clause.to)
        within = span(clause.notify_within)
        yield f"Kegagalan pelindungan diberitahukan dalam {within} kepada {whom}."


def _audit(clause: Audit | None) -> Iterator[str]:
    if clause:
        yield "Setiap permintaan dicatat."
        if clause.sample_review:
            yield f"Sampel ditinjau {often(clause.sample_review)}."
        if clause.auditor:
            yield f"Auditor: {clause.auditor}."


def _dpia(one: Agreement) -> Iterator[str]:
    clause = one.dpia
    yield f"{clause.id}, disetujui {day(clause.approved)}."
    yield f"Harus ditinjau paling lambat {day(clause.review_by)}."
    if clause.required_because:
        letters = listed(f"Pasal {each}" for each in clause.required_because)
        yield f"Diwajibkan UU 27/2022 {letters}."


def _validity(one: Agreement) -> Iterator[str]:
    first, last = day(one.validity.first), day(one.validity.last)
    yield f"Berlaku dari {first} sampai dengan {last}, menurut hari di Jakarta."
    yield "Perpanjangan hanya dengan versi baru yang ditandatangani."


def _termination(one: Agreement) -> Iterator[str]:
    clause = one.termination
    if clause:
        yield f"Pengakhiran diberitahukan {span(clause.notice)} sebelumnya."
        if clause.on_end:
            yield f"Setelah berakhir: {listed(LAST_STEPS[each] for each in clause.on_end)}."


def _bullets(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"- {item}" for item in items)
