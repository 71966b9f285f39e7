"""What encodings show by themselves, and what guessing of numbers costs."""

from xml.etree.ElementTree import Element

from linkage.release.words import Words
from linkage.review.findings import Findings
from linkage.review.measures.guessing import Cost, Role, Target
from linkage.review.measures.repeats import Groups
from linkage.review.report.figures import bits_figure, similarity_figure
from linkage.review.report.fixed_words import FIELDS, TARGETS
from linkage.review.report.markup import both, el, pair, table
from linkage.review.report.phrases import duration
from linkage.review.report.verdicts import WHO


def showing(findings: Findings) -> list[Element]:
    """Bits, similarities, repeats and groups."""
    return [
        both(
            Words(
                "Bit yang merata tidak menghentikan serangan graf: serangan itu membaca "
                "jarak antarsandi, bukan seringnya satu bit.",
                "Even bits do not stop attacks on graphs: those read distances between "
                "encodings, not how often a bit is set.",
            )
        ),
        bits_figure(findings),
        similarity_figure(findings),
        _bits(findings),
        _groups(findings),
        _told(findings),
    ]


def guessing(findings: Findings) -> list[Element]:
    """A table of roles and numbers."""
    return [
        both(
            Words(
                "Lama mencoba separuh kemungkinan pada semiliar percobaan per detik "
                "(anggapan); lewat kustodian, 10.000 per hari.",
                "How long it takes to try half of what there is, at a thousand million a "
                "second (an assumption); through custodians, 10,000 a day.",
            )
        ),
        table(
            Words(
                "Biaya menemukan nomor dari tokennya",
                "Cost of finding a number by its token",
            ),
            (Words("Siapa", "Who"), *(TARGETS[each] for each in Target)),
            [
                (
                    el("span", *pair(WHO[role])),
                    *(_cost(each) for each in findings.costs if each.role is role),
                )
                for role in Role
            ],
        ),
    ]


def _cost(cost: Cost) -> Element:
    if cost.seconds is None:
        words = Words("tidak ada token untuk dicoba", "no tokens to try against")
        return el("span", *pair(words))
    return el("span", f"2^{cost.bits}: ", *pair(duration(cost.seconds)))


def _bits(findings: Findings) -> Element:
    skew = findings.skew
    return table(
        Words("Pemakaian bit", "Use of bits"),
        (Words("Ukuran", "Measure"), Words("Nilai", "Value")),
        (
            ("Gini", f"{skew.gini:.4f}"),
            ("Jensen\u2013Shannon (bit)", f"{skew.jensen_shannon:.5f}"),
            (
                el("span", *pair(Words("Entropi, 0 sampai 1", "Entropy, 0 to 1"))),
                f"{skew.entropy:.5f}",
            ),
            (
                el(
                    "span",
                    *pair(Words("Bit menyala per filter", "Bits set in a filter")),
                ),
                f"{skew.mean:.1f} \u00b1 {skew.spread:.1f} ({skew.fewest}\u2013{skew.most})",
            ),
        ),
    )


def _groups(findings: Findings) -> Element:
    return table(
        Words(
            "Catatan yang tampak sama (k-anonimitas)",
            "Records that look alike (k-anonymity)",
        ),
        (
            Words("Dikelompokkan menurut", "Grouped by"),
            Words("Kelompok", "Groups"),
            Words("Terkecil (k)", "Smallest (k)"),
            Words("Sendirian", "Alone"),
            Words("Kurang dari lima", "In fewer than five"),
            Words("Terbesar", "Largest"),
        ),
        (
            _group(Words("Seluruh filter", "The whole filter"), findings.shown.filters),
            _group(
                Words("Yang terlihat di sampingnya", "What is visible beside it"),
                findings.shown.visible,
            ),
        ),
    )


def _group(words: Words, groups: Groups) -> tuple[Element | str, ...]:
    counts = (
        groups.groups,
        groups.smallest,
        groups.alone,
        groups.below_five,
        groups.largest,
    )
    return el("span", *pair(words)), *(f"{each:,}" for each in counts)


def _told(findings: Findings) -> Element:
    shown = findings.shown
    return table(
        Words(
            "Yang dikatakan kelompok terlihat tentang orangnya, dalam bit",
            "What visible groups tell of a person, in bits",
        ),
        (
            Words("Bidang", "Field"),
            Words("Terkatakan", "Told"),
            Words("Seluruhnya", "In all"),
        ),
        [
            (
                el("span", *pair(words)),
                f"{shown.told[name]:.3f}",
                f"{shown.held[name]:.3f}",
            )
            for name, words in FIELDS.items()
        ],
    )
