"""What the protection costs: recall against risk, and recall by subgroup."""

from xml.etree.ElementTree import Element

from linkage.pipeline.evaluate import Quality
from linkage.release.words import Words
from linkage.review.findings import Findings
from linkage.review.linking import KNOWN
from linkage.review.report.figures import trade_figure
from linkage.review.report.fixed_words import group_words
from linkage.review.report.markup import both, el, measured, pair, table
from linkage.review.report.phrases import percent

_FEWEST = 30
"""True pairs below which a subgroup says nothing."""
_FAR = 0.05
"""Recall of a subgroup below the whole from which it is pointed out."""


def quality(findings: Findings) -> list[Element]:
    """The trade, then subgroups."""
    whole = findings.quality
    groups = {
        name: each
        for name, each in findings.subgroups.items()
        if each.true_pairs >= _FEWEST
    }
    return [
        both(_truth(findings)),
        trade_figure(findings.trade),
        table(
            Words("Mutu per kelompok", "Quality by group"),
            (
                Words("Kelompok", "Group"),
                Words("Pasangan benar", "True pairs"),
                Words("Recall", "Recall"),
                Words("Presisi", "Precision"),
            ),
            [
                _row(Words("Semua", "All"), whole, whole),
                *(
                    _row(group_words(name), each, whole)
                    for name, each in groups.items()
                ),
            ],
        ),
    ]


def _truth(findings: Findings) -> Words:
    if findings.looked.truth == KNOWN:
        return Words(
            "Siapa pemilik tiap catatan diketahui, jadi recall dihitung pada pasangan "
            "antarinstansi yang sebenarnya.",
            "It is known whose record each one is, so recall is counted on true pairs "
            "between agencies.",
        )
    return Words(
        "Tidak ada yang tahu catatan mana milik orang yang sama, jadi recall dihitung "
        "pada register terbesar dan salinannya dengan salah tulis rekaan: angka ini "
        "untuk membandingkan profil, bukan ramalan.",
        "Nobody knows which records are of one person, so recall is counted on the "
        "largest register and a copy of it with invented slips: figures to compare "
        "profiles by, no forecast.",
    )


def _row(words: Words, one: Quality, whole: Quality) -> tuple[Element | str, ...]:
    far = one.recall.high < whole.recall.value - _FAR
    note = el(
        "span", *pair(Words(" \u25bc jauh di bawah", "far below")), class_="not-kept"
    )
    recall = measured(percent(one.recall), note if far else None)
    return (
        el("span", *pair(words)),
        f"{one.true_pairs:,}",
        recall,
        measured(percent(one.precision)),
    )
