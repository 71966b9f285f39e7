"""How large the samples were, and how to make the report again."""

from xml.etree.ElementTree import Element

from linkage.release.words import Words
from linkage.review.findings import Findings
from linkage.review.report.markup import both, el


def method(findings: Findings) -> list[Element]:
    """Sizes, intervals, seed and sources."""
    scale = findings.scale
    return [
        both(
            Words(
                f"Pencocokan graf: {scale.known:,} orang dikenal, {scale.overlap}% di "
                f"antaranya disandikan, {scale.draws} kali dengan orang dan kunci lain. "
                f"Serangan lain: {scale.everybody:,} orang, semuanya disandikan. Kurva: "
                f"sampel sekitar {scale.curve:,} orang. Bit dihitung pada paling banyak "
                f"{scale.measured:,} catatan; recall pada {scale.linked:,} orang.",
                f"Graph matching: {scale.known:,} people known, {scale.overlap}% of them "
                f"encoded, {scale.draws} times with other people and keys. Other attacks: "
                f"{scale.everybody:,} people, all encoded. Curves: samples of about "
                f"{scale.curve:,} people. Bits are counted on {scale.measured:,} records at "
                f"most; recall on {scale.linked:,} people.",
            )
        ),
        both(
            Words(
                "Selang orang yang dikenali: Clopper dan Pearson, 1934. Selang recall dan "
                "presisi: Wilson, 1927. Keduanya 95%. Pada sampel kecil presisi lebih tinggi "
                "daripada pada register penuh.",
                "Intervals of people named: Clopper and Pearson, 1934. Of recall and "
                "precision: Wilson, 1927. Both at 95%. In small samples precision is higher "
                "than in a whole register.",
            )
        ),
        both(
            Words(
                f"Semua diundi dari angka {scale.seed}: data, profil, dan angka yang sama "
                f"memberi laporan yang sama.",
                f"All is drawn from the number {scale.seed}: the same data, profile and "
                f"number give the same report.",
            )
        ),
        el("ul", *(el("li", each, lang="en") for each in findings.profile.sources)),
    ]
