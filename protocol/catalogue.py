"""The one catalogue of codes that a caller can meet, in Indonesian and English.

Each entry: whose fault it is, what happened, and what to do next. Texts may
name `{agency}`, `{purpose}`, `{agreement}`, `{clause}` and `{path}`, nothing
else: a text never has a place for a value that belongs to a person.
This file is data; `protocol.messages` renders it, and
`docs/reference/errors.md` is generated from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Fault(StrEnum):
    """Who has to act so that it does not happen again."""

    CALLER = "CALLER"
    """The asker's program or the person before it."""
    AGENCY = "AGENCY"
    """Whoever runs the named agency's node or encoder."""
    AGREEMENT = "AGREEMENT"
    """The parties of an agreement: it does not cover what was asked."""
    TAUTAN = "TAUTAN"
    """Whoever runs the gateway or the unit, or this software."""


@dataclass(frozen=True, slots=True)
class Text:
    """One language's wording of an entry."""

    message: str
    next_step: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What one code means."""

    fault: Fault
    indonesian: Text
    english: Text


def _caller(indonesian: tuple[str, str], english: tuple[str, str]) -> Entry:
    return Entry(Fault.CALLER, Text(*indonesian), Text(*english))


def _agency(indonesian: tuple[str, str], english: tuple[str, str]) -> Entry:
    return Entry(Fault.AGENCY, Text(*indonesian), Text(*english))


def _agreement(indonesian: tuple[str, str], english: tuple[str, str]) -> Entry:
    return Entry(Fault.AGREEMENT, Text(*indonesian), Text(*english))


def _tautan(indonesian: tuple[str, str], english: tuple[str, str]) -> Entry:
    return Entry(Fault.TAUTAN, Text(*indonesian), Text(*english))


_WHO_ASKS: Final = {
    "TOKEN_MISSING": _caller(
        ("Permintaan tidak membawa token akses.", "Masuk lalu kirim lagi."),
        ("The request carries no access token.", "Sign in and send it again."),
    ),
    "TOKEN_MALFORMED": _caller(
        (
            "Token akses tidak terbaca, atau versinya tidak dikenal.",
            "Masuk lagi untuk mendapat token baru.",
        ),
        (
            "The access token can't be read, or its version is unknown.",
            "Sign in again for a new token.",
        ),
    ),
    "TOKEN_EXPIRED": _caller(
        (
            "Masa berlaku token akses sudah habis atau belum mulai.",
            "Masuk lagi; periksa juga jam komputer Anda.",
        ),
        (
            "The access token has expired or is not valid yet.",
            "Sign in again; check your computer's clock too.",
        ),
    ),
    "TOKEN_WRONG_AUDIENCE": _caller(
        (
            "Token akses dibuat untuk layanan lain.",
            "Minta token untuk federasi ini.",
        ),
        (
            "The access token was made for another service.",
            "Ask for a token for this federation.",
        ),
    ),
    "TOKEN_UNTRUSTED": _caller(
        (
            "Token akses tidak ditandatangani penerbit yang dipercaya.",
            "Masuk melalui penyedia identitas instansi Anda.",
        ),
        (
            "The access token is not signed by a trusted issuer.",
            "Sign in through your organisation's identity provider.",
        ),
    ),
    "STATEMENT_MISSING": _caller(
        (
            "Permintaan tidak membawa pernyataan yang ditandatangani.",
            "Bertanyalah melalui klien Tautan, yang menandatanganinya.",
        ),
        (
            "The request carries no signed statement.",
            "Ask through the Tautan client, which signs one.",
        ),
    ),
    "STATEMENT_MALFORMED": _caller(
        (
            "Pernyataan permintaan tidak terbaca, atau versinya tidak dikenal.",
            "Perbarui klien Anda dan kirim lagi.",
        ),
        (
            "The request statement can't be read, or its version is unknown.",
            "Update your client and send it again.",
        ),
    ),
    "STATEMENT_WRONG_KEY": _caller(
        (
            "Pernyataan ditandatangani kunci yang bukan kunci pada token akses.",
            "Masuk lagi dengan kunci yang dipakai klien Anda.",
        ),
        (
            "The statement is signed by another key than the access token names.",
            "Sign in again with the key that your client uses.",
        ),
    ),
    "STATEMENT_WRONG_OPERATION": _caller(
        (
            "Pernyataan tidak cocok dengan kueri atau variabel yang dikirim.",
            "Tandatangani kueri persis seperti yang dikirim.",
        ),
        (
            "The statement does not match the query or variables that came with it.",
            "Sign the query exactly as it is sent.",
        ),
    ),
    "STATEMENT_WRONG_AUDIENCE": _caller(
        (
            "Pernyataan dibuat untuk layanan lain.",
            "Tandatangani untuk federasi ini.",
        ),
        (
            "The statement was made for another service.",
            "Sign it for this federation.",
        ),
    ),
    "STATEMENT_STALE": _caller(
        (
            "Pernyataan sudah lewat waktu, atau bertanggal di masa depan.",
            "Tandatangani yang baru; periksa juga jam komputer Anda.",
        ),
        (
            "The statement is too old, or dated in the future.",
            "Sign a new one; check your computer's clock too.",
        ),
    ),
    "STATEMENT_REPLAYED": _caller(
        (
            "Pernyataan ini sudah pernah dipakai.",
            "Tandatangani pernyataan baru untuk setiap permintaan.",
        ),
        (
            "This statement has been used before.",
            "Sign a new statement for every request.",
        ),
    ),
    "PURPOSE_NOT_IN_TOKEN": _caller(
        (
            "Tujuan {purpose} tidak termasuk tujuan pada token akses Anda.",
            "Pilih tujuan yang diberikan kepada Anda, atau minta hak untuk itu.",
        ),
        (
            "The purpose {purpose} is not among those of your access token.",
            "Choose a purpose given to you, or ask for the right to it.",
        ),
    ),
    "ATTESTATION_MISSING": _caller(
        (
            "Cara bertanya per kasus memerlukan pengesahan dari instansi Anda.",
            "Ambil pengesahan kasus dari simpul instansi Anda.",
        ),
        (
            "Asking about one case needs an attestation by your own agency.",
            "Get a case attestation from your agency's node.",
        ),
    ),
    "ATTESTATION_INVALID": _caller(
        (
            "Pengesahan kasus tidak sah untuk permintaan ini.",
            "Ambil pengesahan baru untuk kasus dan tujuan ini.",
        ),
        (
            "The case attestation is not valid for this request.",
            "Get a new attestation for this case and purpose.",
        ),
    ),
    "CASE_NOT_FOUND": _caller(
        (
            "Kasus tidak ada, atau bukan kasus yang boleh Anda tangani.",
            "Periksa nomor kasus.",
        ),
        (
            "There is no such case, or it is not yours to handle.",
            "Check the case number.",
        ),
    ),
}

_BETWEEN_PROCESSES: Final = {
    "HOP_UNSIGNED": _tautan(
        (
            "Pesan antarproses tidak ditandatangani proses yang dikenal.",
            "Pengelola: periksa kunci dan daftar kunci proses.",
        ),
        (
            "A message between processes is not signed by a known process.",
            "Operator: check the keys and key lists of the processes.",
        ),
    ),
    "HOP_TAMPERED": _tautan(
        (
            "Pesan antarproses berubah di jalan, atau bukan untuk penerima ini.",
            "Pengelola: periksa jalur antara kedua proses.",
        ),
        (
            "A message between processes was changed, or is not for this receiver.",
            "Operator: check what stands between the two processes.",
        ),
    ),
    "HOP_STALE": _tautan(
        (
            "Pesan antarproses sudah lewat waktu.",
            "Pengelola: samakan jam kedua proses.",
        ),
        (
            "A message between processes is too old.",
            "Operator: set the clocks of both processes right.",
        ),
    ),
    "HOP_REPLAYED": _tautan(
        (
            "Pesan antarproses ini sudah pernah diterima.",
            "Pengelola: periksa siapa yang mengirimnya lagi.",
        ),
        (
            "This message between processes was received before.",
            "Operator: find out who sent it again.",
        ),
    ),
    "HOP_SESSION_UNKNOWN": _tautan(
        (
            "Pesan antarproses memakai sesi yang tidak dikenal lagi.",
            "Kirim lagi; pesan berikutnya ditandatangani.",
        ),
        (
            "A message between processes uses a session that is no longer known.",
            "Send it again; the next message is signed.",
        ),
    ),
    "ANSWER_TAMPERED": _agency(
        (
            "Jawaban {agency} tidak ditandatangani dengan benar untuk permintaan ini.",
            "Hubungi {agency}; jawaban itu tidak dipakai.",
        ),
        (
            "The answer of {agency} is not rightly signed for this request.",
            "Contact {agency}; that answer was not used.",
        ),
    ),
    "TICKET_INVALID": _caller(
        (
            "Tiket ini bukan dari permintaan ini, atau rusak.",
            "Ambil tiket baru dalam permintaan yang sama.",
        ),
        (
            "This ticket is not of this request, or is damaged.",
            "Take a new ticket within the same request.",
        ),
    ),
    "CURSOR_INVALID": _caller(
        (
            "Penanda halaman ini bukan dari daftar dan tujuan ini, atau rusak.",
            "Mulai lagi dari halaman pertama.",
        ),
        (
            "This cursor is not of this list and purpose, or is damaged.",
            "Begin again at the first page.",
        ),
    ),
    "SEALED_MOVED": _tautan(
        (
            "Nilai tersegel ini dibuat untuk tempat atau permintaan lain.",
            "Jangan pakai jawaban ini; laporkan kepada pengelola gerbang.",
        ),
        (
            "This sealed value was made for another place or request.",
            "Do not use this answer; report it to whoever runs the gateway.",
        ),
    ),
    "SEALED_UNREADABLE": _tautan(
        (
            "Nilai tersegel rusak, atau disegel untuk kunci lain.",
            "Ulangi pertanyaan; bila berulang, laporkan kepada pengelola.",
        ),
        (
            "The sealed value is damaged, or sealed to another key.",
            "Ask again; if it persists, report it to the operator.",
        ),
    ),
}

_AGREEMENTS: Final = {
    "NO_AGREEMENT": _agreement(
        (
            "Tidak ada perjanjian dengan {agency} untuk {path} dan tujuan {purpose}.",
            "Ajukan perjanjian kerja sama, atau hilangkan kolom ini dari kueri.",
        ),
        (
            "No agreement with {agency} covers {path} for the purpose {purpose}.",
            "Propose an agreement, or leave this field out of the query.",
        ),
    ),
    "AGREEMENT_NOT_ACTIVE": _agreement(
        (
            "Perjanjian {agreement} belum atau tidak lagi berlaku.",
            "Tanyakan status perjanjian kepada para pihak.",
        ),
        (
            "The agreement {agreement} is not in force.",
            "Ask its parties about its state.",
        ),
    ),
    "AGREEMENT_EXPIRED": _agreement(
        (
            "Masa berlaku perjanjian {agreement} di luar hari ini.",
            "Mintalah para pihak memperpanjang perjanjian.",
        ),
        (
            "Today lies outside the validity of the agreement {agreement}.",
            "Ask its parties to renew it.",
        ),
    ),
    "DPIA_LAPSED": _agreement(
        (
            "Penilaian dampak untuk {agreement} belum disetujui atau sudah lewat.",
            "Mintalah pejabat pelindungan data meninjaunya kembali.",
        ),
        (
            "The impact assessment of {agreement} is not approved or has lapsed.",
            "Ask the data protection officer to review it.",
        ),
    ),
    "AGREEMENT_UNSIGNED": _agreement(
        (
            "Perjanjian {agreement} tidak ditandatangani kedua pihak sebagaimana adanya.",
            "Mintalah pejabat para pihak menandatangani versi ini.",
        ),
        (
            "The agreement {agreement} is not signed by both parties as it stands.",
            "Ask the parties' officers to sign this version.",
        ),
    ),
    "LEGAL_BASIS_REPEALED": _agreement(
        (
            "Dasar hukum perjanjian {agreement} tidak berlaku hari ini: {clause}.",
            "Mintalah para pihak memperbarui dasar hukumnya.",
        ),
        (
            "A legal basis of the agreement {agreement} is not in force today: {clause}.",
            "Ask the parties to put it on a basis that is in force.",
        ),
    ),
    "ELEMENT_NOT_GRANTED": _agreement(
        (
            "Perjanjian {agreement} tidak memuat {path}.",
            "Hilangkan kolom ini, atau usulkan perubahan perjanjian.",
        ),
        (
            "The agreement {agreement} does not hold {path}.",
            "Leave this field out, or propose to change the agreement.",
        ),
    ),
    "ELEMENT_DENIED": _agreement(
        (
            "Perjanjian {agreement} menolak {path} dengan tegas.",
            "Hilangkan kolom ini dari kueri.",
        ),
        (
            "The agreement {agreement} denies {path} outright.",
            "Leave this field out of the query.",
        ),
    ),
    "ROLE_NOT_ALLOWED": _agreement(
        (
            "Perjanjian {agreement} tidak memberi peran Anda akses ini.",
            "Mintalah petugas yang berperan sesuai untuk bertanya.",
        ),
        (
            "The agreement {agreement} does not give your role this access.",
            "Let an officer with such a role ask.",
        ),
    ),
    "WAY_NOT_ALLOWED": _agreement(
        (
            "Perjanjian {agreement} tidak membolehkan cara bertanya ini.",
            "Pakai cara yang disebut perjanjian: kasus, daftar kerja, atau hitungan.",
        ),
        (
            "The agreement {agreement} does not allow this way of asking.",
            "Use a way that it names: case, worklist or count.",
        ),
    ),
    "STAGE_NOT_ALLOWED": _agreement(
        (
            "Perjanjian {agreement} tidak berlaku pada tahap kasus ini.",
            "Bertanyalah pada tahap yang disebut perjanjian.",
        ),
        (
            "The agreement {agreement} does not hold at this stage of the case.",
            "Ask at a stage that it names.",
        ),
    ),
    "TOO_MANY_SUBJECTS": _agreement(
        (
            "Permintaan menyangkut lebih banyak orang daripada batas {agreement}.",
            "Minta lebih sedikit per halaman.",
        ),
        (
            "The request touches more people than {agreement} allows.",
            "Ask for fewer per page.",
        ),
    ),
    "MFA_REQUIRED": _agreement(
        (
            "Perjanjian {agreement} mensyaratkan masuk dengan lebih dari satu faktor.",
            "Masuk lagi dengan faktor kedua.",
        ),
        (
            "The agreement {agreement} asks for a sign-in with more than one factor.",
            "Sign in again with a second factor.",
        ),
    ),
    "OUTSIDE_HOURS": _agreement(
        (
            "Perjanjian {agreement} tidak membolehkan bertanya pada jam ini.",
            "Bertanyalah pada hari dan jam yang disebut perjanjian.",
        ),
        (
            "The agreement {agreement} does not allow asking at this hour.",
            "Ask on the days and at the hours that it names.",
        ),
    ),
    "DAILY_RATE_SPENT": _agreement(
        (
            "Jumlah permintaan hari ini menurut {agreement} sudah habis.",
            "Bertanyalah lagi besok, atau usulkan batas lain.",
        ),
        (
            "The requests that {agreement} allows for today are used up.",
            "Ask again tomorrow, or propose another limit.",
        ),
    ),
    "SUBJECT_BUDGET_SPENT": _agreement(
        (
            "Orang ini sudah ditanyakan sebanyak yang dibolehkan {agreement}.",
            "Tunggu sampai jangka waktunya lewat.",
        ),
        (
            "This person was asked about as often as {agreement} allows.",
            "Wait until the period is over.",
        ),
    ),
    "LINK_NOT_PERMITTED": _agreement(
        (
            "Tidak ada perjanjian penautan yang berlaku untuk pasangan instansi ini.",
            "Ajukan perjanjian penautan, atau hilangkan hubungan ini dari kueri.",
        ),
        (
            "No linkage agreement in force covers this pair of agencies.",
            "Propose a linkage agreement, or leave this edge out of the query.",
        ),
    ),
    "OUT_OF_SCOPE": _agreement(
        (
            "Catatan ini di luar wilayah, perwakilan, atau kasus Anda.",
            "Mintalah unit yang berwenang untuk bertanya.",
        ),
        (
            "This record lies outside your region, post or case.",
            "Let the office in charge of it ask.",
        ),
    ),
}

_AGENCIES: Final = {
    "NOT_YET_LINKED": _agency(
        (
            "Catatan ini belum melewati penautan.",
            "Coba lagi sesudah penautan berikutnya.",
        ),
        (
            "This record has not been through linkage yet.",
            "Try again after the next linkage.",
        ),
    ),
    "AGENCY_UNREACHABLE": _agency(
        (
            "{agency} tidak dapat dihubungi; bagian lain jawaban tetap berlaku.",
            "Coba lagi nanti, atau hubungi {agency}.",
        ),
        (
            "{agency} can't be reached; the rest of the answer stands.",
            "Try again later, or contact {agency}.",
        ),
    ),
    "AGENCY_TIMEOUT": _agency(
        (
            "{agency} tidak menjawab tepat waktu; bagian lain jawaban tetap berlaku.",
            "Coba lagi nanti, atau minta lebih sedikit sekaligus.",
        ),
        (
            "{agency} did not answer in time; the rest of the answer stands.",
            "Try again later, or ask for less at once.",
        ),
    ),
    "AGENCY_GARBLED": _agency(
        (
            "Jawaban {agency} tidak sesuai kontraknya; jawaban itu tidak dipakai.",
            "Hubungi {agency}.",
        ),
        (
            "The answer of {agency} breaks its contract and was not used.",
            "Contact {agency}.",
        ),
    ),
    "AGENCY_ERROR": _agency(
        (
            "{agency} menjawab dengan kesalahan miliknya sendiri.",
            "Hubungi {agency}.",
        ),
        (
            "{agency} answered with an error of its own.",
            "Contact {agency}.",
        ),
    ),
    "ENCODINGS_CORRUPT": _agency(
        (
            "Berkas penyandian rusak, terpotong, atau bukan berkas penyandian.",
            "Sandikan lagi dan kirim ulang.",
        ),
        (
            "The encodings file is damaged, cut off, or no such file.",
            "Encode again and send it once more.",
        ),
    ),
    "PROFILE_MISMATCH": _agency(
        (
            "Penyandian dibuat dengan profil penautan lain.",
            "Sandikan lagi dengan profil yang berlaku.",
        ),
        (
            "The encodings were made under another linkage profile.",
            "Encode again with the profile in force.",
        ),
    ),
    "RELEASE_REFUSED": _agreement(
        (
            "Profil penautan ini tidak berlaku. Yang menghalangi: {clause}.",
            "Minta petugas pelindungan data memeriksanya dengan `tautan linkage status`.",
        ),
        (
            "The linkage profile is not in force. What stands in the way: {clause}.",
            "Ask the privacy officers to look at it with `tautan linkage status`.",
        ),
    ),
    "EPOCH_MISMATCH": _agency(
        (
            "Penyandian dibuat pada masa kunci lain.",
            "Sandikan lagi pada masa kunci yang berlaku.",
        ),
        (
            "The encodings were made in another key epoch.",
            "Encode again in the epoch in force.",
        ),
    ),
    "SECRET_MISMATCH": _agency(
        (
            "Penyandian dibuat dengan rahasia penautan lain.",
            "Sandikan lagi dengan rahasia proyek penautan ini.",
        ),
        (
            "The encodings were made with another linkage secret.",
            "Encode again with the secret of this linkage project.",
        ),
    ),
    "HANDLE_ERASED": _agency(
        (
            "Data memuat rekaman {agency} yang sudah dihapus dari penautan.",
            "Sandikan dari basis data tanpa rekaman itu; beri rekaman baru kode baru.",
        ),
        (
            "The data holds a record of {agency} that was erased from the linkage.",
            "Encode from a database without it; give a new record a new handle.",
        ),
    ),
    "ENCODINGS_MISSING": _agency(
        (
            "Unit penautan belum mempunyai berkas penyandian {agency}.",
            "Kirim dahulu berkas penyandian yang lengkap.",
        ),
        (
            "The linkage unit has no encodings file of {agency} yet.",
            "Deliver a whole encodings file first.",
        ),
    ),
    "AUDIT_UNAVAILABLE": _agency(
        (
            "Catatan audit {agency} tidak dapat ditulis, jadi tidak ada jawaban.",
            "Pengelola: periksa berkas catatan dan ruang penyimpanannya.",
        ),
        (
            "The audit log of {agency} can't be written, so there is no answer.",
            "Operator: check the log file and the space it has.",
        ),
    ),
}

_REQUESTS: Final = {
    "RAW_IDENTIFIER": _caller(
        (
            "Permintaan memuat NIK atau nomor paspor; ia ditolak dan tidak dicatat.",
            "Pakai token pencarian dari simpul instansi Anda.",
        ),
        (
            "The request holds a NIK or passport number; it was refused, not logged.",
            "Use a lookup token from your agency's node.",
        ),
    ),
    "SYNTAX_ERROR": _caller(
        ("Kueri bukan GraphQL yang benar.", "Perbaiki kueri."),
        ("The query is not well-formed GraphQL.", "Correct the query."),
    ),
    "UNKNOWN_FIELD": _caller(
        (
            "Kueri menyebut kolom yang tidak ada.",
            "Bandingkan kueri dengan skema umum.",
        ),
        (
            "The query names a field that does not exist.",
            "Compare the query with the public schema.",
        ),
    ),
    "VALIDATION_FAILED": _caller(
        (
            "Kueri atau variabelnya tidak sesuai skema.",
            "Bandingkan kueri dan variabel dengan skema umum.",
        ),
        (
            "The query or its variables do not fit the schema.",
            "Compare query and variables with the public schema.",
        ),
    ),
    "BODY_TOO_LARGE": _caller(
        ("Isi permintaan terlalu besar.", "Kirim kueri yang lebih kecil."),
        ("The body of the request is too large.", "Send a smaller query."),
    ),
    "BODY_TOO_SLOW": _caller(
        (
            "Isi permintaan tidak tiba pada waktunya.",
            "Periksa sambungan Anda, lalu kirim lagi.",
        ),
        (
            "The body of the request did not arrive in time.",
            "Check your connection, then send it again.",
        ),
    ),
    "OPERATION_TOO_LARGE": _caller(
        (
            "Kueri terlalu dalam, terlalu panjang, atau terlalu mahal.",
            "Pecah menjadi beberapa kueri.",
        ),
        (
            "The query is too deep, too long or too costly.",
            "Split it into several.",
        ),
    ),
    "OPERATION_TOO_COSTLY": _caller(
        (
            "Biaya kueri melampaui batas.",
            "Minta daftar yang lebih pendek atau kolom yang lebih sedikit.",
        ),
        (
            "The query costs more than is allowed.",
            "Ask for shorter lists or for fewer fields.",
        ),
    ),
    "VARIABLES_TOO_LARGE": _caller(
        (
            "Variabel terlalu dalam bersarang atau memuat terlalu banyak nilai.",
            "Kirim nilai yang lebih sedikit sekaligus.",
        ),
        (
            "The variables are nested too deeply or hold too many values.",
            "Send fewer values at once.",
        ),
    ),
    "ANSWER_TOO_LARGE": _caller(
        (
            "Jawaban melampaui ukuran yang diizinkan dan tidak dikirim.",
            "Minta daftar yang lebih pendek atau kolom yang lebih sedikit.",
        ),
        (
            "The answer is larger than is allowed and was not sent.",
            "Ask for shorter lists or for fewer fields.",
        ),
    ),
    "INTROSPECTION_DISABLED": _caller(
        (
            "Gerbang ini tidak menjawab pertanyaan tentang skemanya.",
            "Minta skema umum kepada pengelola gerbang.",
        ),
        (
            "This gateway does not answer questions about its schema.",
            "Ask whoever runs the gateway for the public schema.",
        ),
    ),
    "BATCH_NOT_SUPPORTED": _caller(
        (
            "Beberapa kueri dalam satu isi permintaan tidak didukung.",
            "Kirim tiap kueri sebagai permintaan tersendiri.",
        ),
        (
            "Several queries in one body are not supported.",
            "Send each query as a request of its own.",
        ),
    ),
    "CROSS_SITE_REFUSED": _caller(
        (
            "Permintaan ini bisa saja dikirim situs lain tanpa izin pemakai.",
            "Kirim POST berisi JSON, atau tambah kepala Tautan-Require-Preflight.",
        ),
        (
            "Another site could have sent this request behind its user's back.",
            "Send a POST with JSON, or add the header Tautan-Require-Preflight.",
        ),
    ),
    "DOCUMENT_NOT_TRUSTED": _caller(
        (
            "Gerbang ini hanya menjawab kueri yang terdaftar; yang ini tidak.",
            "Pakai kueri yang terdaftar, atau daftarkan kueri ini lebih dahulu.",
        ),
        (
            "This gateway answers registered queries alone; this one is not.",
            "Use a registered query, or have this one registered first.",
        ),
    ),
    "PERSISTED_QUERY_NOT_FOUND": _caller(
        (
            "Tidak ada kueri dengan sidik ini pada gerbang.",
            "Kirim sekali lagi beserta teks kuerinya.",
        ),
        (
            "The gateway holds no query with this hash.",
            "Send it again together with the query's text.",
        ),
    ),
    "PERSISTED_QUERY_HASH_MISMATCH": _caller(
        (
            "Sidik yang dikirim bukan sidik SHA-256 kueri ini.",
            "Hitung sidik dari teks kueri persis seperti dikirim.",
        ),
        (
            "The hash that was sent is not the SHA-256 of this query.",
            "Compute the hash over the query's text exactly as sent.",
        ),
    ),
    "PERSISTED_QUERY_NOT_SUPPORTED": _caller(
        (
            "Gerbang ini tidak menyimpan kueri.",
            "Kirim teks kueri dalam setiap permintaan.",
        ),
        (
            "This gateway does not keep queries.",
            "Send the query's text with every request.",
        ),
    ),
    "UNAUTHORIZED_FIELD_OR_TYPE": _caller(
        (
            "Token akses tidak memberi hak atas kolom atau jenis ini.",
            "Masuk dengan hak (scope) yang disyaratkan skema.",
        ),
        (
            "The access token gives no right to this field or type.",
            "Sign in with the scopes that the schema requires.",
        ),
    ),
    "UNSUPPORTED_MEDIA_TYPE": _caller(
        (
            "Jenis isi permintaan tidak didukung.",
            "Kirim POST dengan application/json.",
        ),
        (
            "The media type of the request is not supported.",
            "Send a POST with application/json.",
        ),
    ),
    "METHOD_NOT_ALLOWED": _caller(
        ("Metode HTTP ini tidak didukung di sini.", "Pakai POST."),
        ("This HTTP method is not supported here.", "Use POST."),
    ),
    "LOOKUP_TOKEN_INVALID": _caller(
        (
            "Token pencarian tidak sah untuk permintaan ini, atau sudah dipakai.",
            "Mintalah token pencarian baru dari simpul instansi Anda.",
        ),
        (
            "The lookup token is not valid for this request, or was used before.",
            "Get a new lookup token from your agency's node.",
        ),
    ),
    "LOOKUP_RATE_LIMITED": _caller(
        (
            "Terlalu banyak pencarian dalam waktu singkat.",
            "Tunggu sebentar lalu coba lagi.",
        ),
        (
            "Too many lookups in a short time.",
            "Wait a while and try again.",
        ),
    ),
}

_OURSELVES: Final = {
    "REGISTRY_UNVERIFIED": _tautan(
        (
            "Perjanjian yang diterbitkan tidak dapat diverifikasi.",
            "Pengelola: terbitkan edisi baru yang ditandatangani.",
        ),
        (
            "The published agreements can't be verified.",
            "Operator: publish a new, signed edition.",
        ),
    ),
    "PLAN_FAILED": _tautan(
        (
            "Tidak ada rencana untuk kueri ini.",
            "Laporkan kueri (tanpa variabel) kepada pengelola gerbang.",
        ),
        (
            "No plan was found for this query.",
            "Report the query (without variables) to whoever runs the gateway.",
        ),
    ),
    "PLAN_TOO_LARGE": _caller(
        (
            "Kueri memerlukan terlalu banyak langkah untuk direncanakan.",
            "Pecah menjadi beberapa kueri, atau minta lebih sedikit jenis bersarang.",
        ),
        (
            "The query takes too many steps to plan.",
            "Split it into several, or nest fewer interfaces and unions.",
        ),
    ),
    "PLANNING_BUSY": _tautan(
        (
            "Terlalu banyak kueri baru sedang menunggu untuk direncanakan.",
            "Coba lagi beberapa detik kemudian.",
        ),
        (
            "Too many new queries wait to be planned.",
            "Try again in a few seconds.",
        ),
    ),
    "PLAN_OUTSIDE_GRANT": _tautan(
        (
            "Rencana kueri melampaui yang diizinkan dan tidak dijalankan.",
            "Ini kesalahan pada Tautan: laporkan dengan nomor permintaan.",
        ),
        (
            "The query plan went beyond what is granted and was not run.",
            "This is a bug in Tautan: report it with the request id.",
        ),
    ),
    "DEADLINE_EXCEEDED": _tautan(
        (
            "Waktu untuk permintaan ini habis sebelum ada jawaban.",
            "Coba lagi, atau pecah kueri menjadi beberapa.",
        ),
        (
            "The time for this request ran out before there was an answer.",
            "Try again, or split the query into several.",
        ),
    ),
    "REGISTRY_STALE": _tautan(
        (
            "Skema dan perjanjian pada gerbang sudah terlalu lama.",
            "Coba lagi nanti; pengelola: periksa registri.",
        ),
        (
            "The gateway's schema and agreements are too old.",
            "Try again later; operator: check the registry.",
        ),
    ),
    "KEY_UNUSABLE": _tautan(
        (
            "Berkas kunci tidak ada, rusak, atau terbaca orang lain.",
            "Pengelola: buat kunci baru, atau batasi berkas bagi pemiliknya (0600).",
        ),
        (
            "A key file is missing, damaged or readable by others.",
            "Operator: make a new key, or restrict the file to its owner (0600).",
        ),
    ),
    "RECORD_FILE_INVALID": _tautan(
        (
            "Sebuah berkas pengaturan atau berkas di schema tidak dapat dipakai.",
            "Penyusun berkas: perbaiki berkas, baris, dan kunci yang disebut.",
        ),
        (
            "A file of settings, or one under schema, can't be used.",
            "Author of the file: correct the file, line and key that are named.",
        ),
    ),
    "AUDIT_BROKEN": _tautan(
        (
            "Catatan audit telah diubah, dipotong, atau rusak.",
            "Simpan berkasnya dan laporkan kepada inspektorat.",
        ),
        (
            "The audit log was changed, cut off or damaged.",
            "Keep the file and report it to the inspectorate.",
        ),
    ),
    "INTERNAL_ERROR": _tautan(
        (
            "Terjadi kesalahan di dalam Tautan.",
            "Laporkan dengan nomor permintaan.",
        ),
        (
            "Something went wrong inside Tautan.",
            "Report it with the request id.",
        ),
    ),
}

_STREAMS: Final = {
    "SUBSCRIPTION_NEEDS_STREAM": _caller(
        (
            "Langganan hanya dijawab sebagai aliran peristiwa.",
            "Kirim Accept: text/event-stream.",
        ),
        (
            "A subscription is answered only as a stream of events.",
            "Send Accept: text/event-stream.",
        ),
    ),
    "TOO_MANY_SUBSCRIPTIONS": _tautan(
        (
            "Langganan yang sedang dilayani sudah sebanyak yang diizinkan.",
            "Tutup langganan yang tidak dipakai, atau coba lagi nanti.",
        ),
        (
            "As many subscriptions are being served as may be.",
            "Close those that you do not use, or try again later.",
        ),
    ),
    "SUBSCRIPTION_TOO_SLOW": _caller(
        (
            "Peristiwa datang lebih cepat daripada yang diterima pelanggan.",
            "Terima lebih cepat, atau minta lebih sedikit, lalu berlangganan lagi.",
        ),
        (
            "Events came faster than the subscriber took them.",
            "Take them faster or ask for less, then subscribe again.",
        ),
    ),
    "SUBSCRIPTION_EXPIRED": _caller(
        (
            "Masa berlaku pernyataan atau token langganan ini sudah habis.",
            "Tanda tangani pernyataan baru, lalu berlangganan lagi.",
        ),
        (
            "The statement or token of this subscription has expired.",
            "Sign a new statement, then subscribe again.",
        ),
    ),
    "SUBSCRIPTION_GRANT_CHANGED": _agreement(
        (
            "Apa yang boleh dibaca dalam langganan ini telah berubah.",
            "Berlangganan lagi: jawabannya menyebut apa yang kini ditolak.",
        ),
        (
            "What this subscription may read has changed.",
            "Subscribe again: the answer says what is refused now.",
        ),
    ),
    "SUBSCRIPTION_ENDED": _tautan(
        (
            "Gerbang mengakhiri langganan: ia berhenti, atau skemanya diganti.",
            "Berlangganan lagi.",
        ),
        (
            "The gateway ended the subscription: it stops, or its schema changed.",
            "Subscribe again.",
        ),
    ),
    "EVENTS_CUT": _agency(
        (
            "Aliran peristiwa dari instansi {agency} terputus sebelum selesai.",
            "Berlangganan lagi; bila berulang, hubungi instansi itu.",
        ),
        (
            "The stream of events from {agency} broke off before its end.",
            "Subscribe again; if it recurs, ask that agency.",
        ),
    ),
}

_AT_THE_ASKER: Final = {
    "QUESTION_INVALID": _caller(
        (
            "Pertanyaan ini tidak sesuai dengan skema.",
            "Perbaiki kueri menurut skema publik gerbang.",
        ),
        (
            "This question does not fit the schema.",
            "Correct the query by the gateway's public schema.",
        ),
    ),
    "NOT_SIGNED_IN": _caller(
        (
            "Tidak ada token akses yang berlaku pada komputer ini.",
            "Masuk dengan: tautan login.",
        ),
        (
            "There is no valid access token on this computer.",
            "Sign in with: tautan login.",
        ),
    ),
    "GATEWAY_UNREACHABLE": _tautan(
        (
            "Gerbang atau simpul tidak menjawab.",
            "Periksa alamatnya, lalu coba lagi.",
        ),
        (
            "The gateway or node does not answer.",
            "Check its address, then try again.",
        ),
    ),
    "ANSWER_INVALID": _tautan(
        (
            "Jawaban tidak berbentuk sebagaimana mestinya dan ditolak.",
            "Laporkan dengan nomor permintaan.",
        ),
        (
            "The answer is not of the expected shape and is refused.",
            "Report it with the request id.",
        ),
    ),
    "FORMAT_UNKNOWN": _caller(
        (
            "Format berkas ini tidak dikenal.",
            "Pakai .json, .csv, .parquet, atau .xlsx.",
        ),
        (
            "This file format is not known.",
            "Use .json, .csv, .parquet or .xlsx.",
        ),
    ),
}

CATALOGUE: Final[Mapping[str, Entry]] = MappingProxyType(
    _WHO_ASKS
    | _BETWEEN_PROCESSES
    | _AGREEMENTS
    | _AGENCIES
    | _REQUESTS
    | _OURSELVES
    | _STREAMS
    | _AT_THE_ASKER
)
