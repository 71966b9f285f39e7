"""Differences from the profile that was signed before, line by line."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from linkage.release.rendered import meaning
from linkage.release.words import Words
from linkage.review.changes import Change
from linkage.review.findings import Findings
from linkage.review.report.markup import both, el, pair, table
from linkage.review.report.phrases import per_thousand


def changes(findings: Findings) -> list[Element]:
    """A row for each line that differs."""
    if findings.against is None:
        return [
            both(
                Words(
                    "Tidak dibandingkan dengan profil lain (opsi --against).",
                    "Not compared with another profile (option --against).",
                )
            )
        ]
    if not findings.changes:
        return [both(Words("Tidak ada perubahan.", "Nothing has changed."))]
    old = findings.against
    return [
        both(
            Words(
                f"Terhadap {old.id} v{old.version}. Tiap baris dicoba sendirian pada profil "
                f"lama: orang yang dikenali dari 1.000 oleh pencocokan graf, dan recall.",
                f"Against {old.id} v{old.version}. Each line is tried alone in the old "
                f"profile: people named of 1,000 by graph matching, and recall.",
            )
        ),
        table(
            Words("Perubahan dan akibatnya", "Changes and their effects"),
            (
                Words("Baris", "Line"),
                Words("Lama", "Before"),
                Words("Baru", "After"),
                Words("Risiko", "Risk"),
                Words("Recall", "Recall"),
            ),
            map(_row, findings.changes),
        ),
    ]


def _row(change: Change) -> tuple[Element | str, ...]:
    key = change.path
    if key.startswith("filter.attributes."):
        key = "filter.attributes.name"
    _, words = meaning(key)
    return (
        el(
            "div",
            el("code", change.path),
            el("span", *pair(Words(words.indonesian, words.english)), class_="does"),
        ),
        change.before or "\u2014",
        change.after or "\u2014",
        _arrow(change.risk and [per_thousand(each) for each in change.risk]),
        _arrow(change.recall and [f"{each:.1%}" for each in change.recall]),
    )


def _arrow(values: Sequence[str] | None) -> str:
    return " \u2192 ".join(values) if values else "\u2014"
