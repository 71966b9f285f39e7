"""The four plots of a report."""

from collections.abc import Sequence
from math import floor
from typing import Final
from xml.etree.ElementTree import Element

import numpy as np

from linkage.release.words import Words
from linkage.review.findings import Findings, OverlapPoint, TradePoint
from linkage.review.measure import Trial
from linkage.review.report.plots import (
    Axis,
    Line,
    Said,
    bars,
    figure,
    legend,
    line,
    note,
    ring,
)

_SHARES: Final = tuple((at, f"{at:.0%}") for at in (0.0, 0.25, 0.5, 0.75, 1.0))
_NAMED: Final = Axis("dikenali / named", _SHARES)
_STEP: Final = 0.05
"""Recall between two marks, at least."""


def overlap_figure(points: Sequence[OverlapPoint]) -> Element:
    """Graph matching by how many of the known people were encoded."""
    across = [point.overlap / 100 for point in points]
    lines = [
        _trials(
            "tanpa pengerasan / unhardened",
            "risk",
            across,
            [p.unhardened for p in points],
        ),
        _trials(
            "profil ini / this profile", "safe", across, [p.profile for p in points]
        ),
    ]
    said = "; ".join(
        f"{p.overlap}%: {p.profile.found.share:.1%} (unhardened {p.unhardened.found.share:.0%})"
        for p in points
    )
    return figure(
        Said(
            "overlap",
            Words(
                "Keberhasilan pencocokan graf menurut tumpang tindih: bagian orang yang "
                "dikenal penyerang dan ada di antara sandi. Garis tegak: selang 95%.",
                "Success of graph matching by overlap: the share of people known to the "
                "attacker who are among the encodings. Whiskers: 95% intervals.",
            ),
            f"Orang yang dikenali menurut tumpang tindih / People named by overlap. {said}.",
        ),
        Axis(
            "tumpang tindih / overlap",
            [(each / 100, f"{each}%") for each in (5, 20, 50, 100)],
        ),
        _NAMED,
        [
            *(mark for each in lines for mark in line(each)),
            *legend([(each.style, each.name) for each in lines]),
        ],
    )


def _trials(
    name: str, style: str, across: Sequence[float], trials: Sequence[Trial]
) -> Line:
    found = [each.found for each in trials]
    return Line(
        name,
        style,
        [(x, each.share) for x, each in zip(across, found, strict=True)],
        [(each.low, each.high) for each in found],
    )


def trade_figure(points: Sequence[TradePoint]) -> Element:
    """Recall against risk, a point for each strength of hardening."""
    lowest = _below(min(point.recall for point in points))
    places = [
        ((point.recall - lowest) / (1 - lowest), point.risk.found.share)
        for point in points
    ]
    drawn = Line(
        "",
        "calm",
        places,
        [(point.risk.found.low, point.risk.found.high) for point in points],
    )
    current = next(at for at, point in enumerate(points) if point.current)
    said = "; ".join(
        f"t={p.taps}: recall {p.recall:.1%}, named {p.risk.found.share:.1%}"
        + (" (this profile)" if p.current else "")
        for p in points
    )
    ticks = [lowest + (1 - lowest) * step / 5 for step in range(6)]
    return figure(
        Said(
            "trade",
            Words(
                "Pasangan benar yang tertaut tanpa NIK dan paspor terhadap orang yang "
                "dikenali, per kekuatan difusi t. Kanan bawah yang dicari; lingkaran: profil ini. Ambang tiap "
                "titik yang terbaik baginya.",
                "True pairs linked without NIK and passport against people named, by the "
                "strength of diffusion t. "
                "Lower right is best; the ring is this profile. Each point has its own "
                "best threshold.",
            ),
            f"Recall terhadap risiko / Recall against risk. {said}.",
        ),
        Axis(
            "pasangan benar yang tertaut / true pairs linked (recall)",
            [((each - lowest) / (1 - lowest), f"{each:.0%}") for each in ticks],
        ),
        _NAMED,
        [
            *line(drawn),
            ring(places[current]),
            *(
                _strength(point.taps, place, at)
                for at, (point, place) in enumerate(zip(points, places, strict=True))
            ),
        ],
    )


def _below(recall: float) -> float:
    """Where the axis begins: the mark below, with room for the point."""
    return max(0.0, min(1 - 2 * _STEP, floor(recall / _STEP - 1 / 2) * _STEP))


def _strength(taps: int, place: tuple[float, float], number: int) -> Element:
    """The name of a point, above it and in turn higher, so that neighbours don't hide."""
    x, y = place
    lift = 0.06 + (0.07 * (number % 3) if y < 1 / 2 else 0)
    up = y + lift if y < 0.9 else y - 0.08  # noqa: PLR2004 -- near the upper edge
    return note((max(0.02, x - 0.01), up), f"t={taps}", "end" if x > 1 / 2 else "start")


def bits_figure(findings: Findings) -> Element:
    """How often each bit is set, from the rarest to the commonest."""
    shares = np.sort(findings.skew.shares)
    steps = [float(each.mean()) for each in np.array_split(shares, 128)]
    return figure(
        Said(
            "bits",
            Words(
                "Seberapa sering tiap bit menyala, dari yang terjarang. Datar itu baik, "
                "tetapi tidak menghentikan serangan graf.",
                "How often each bit is set, from the rarest. Flat is good, but does not "
                "stop attacks on graphs.",
            ),
            "Bagian catatan yang menyalakan tiap bit / Share of records that set each bit: "
            f"from {shares[0]:.1%} to {shares[-1]:.1%}, Gini {findings.skew.gini:.3f}.",
        ),
        Axis(
            "1.024 bit, diurutkan / 1,024 bits, sorted",
            [(0.0, "1"), (0.5, "512"), (1.0, "1024")],
        ),
        Axis("catatan / records", _SHARES),
        bars(steps, "calm"),
    )


def similarity_figure(findings: Findings) -> Element:
    """How alike strangers and matches are."""
    close = findings.closeness
    strangers, matches = (
        counts / max(1, counts.max()) for counts in (close.strangers, close.matches)
    )
    size = len(strangers)
    means = [
        float((counts * (np.arange(size) + 0.5)).sum() / max(1, counts.sum()) / size)
        for counts in (close.strangers, close.matches)
    ]
    return figure(
        Said(
            "similarity",
            Words(
                "Kemiripan (Dice) pasangan sandi. Biru: dua orang berbeda; jingga: dua "
                "catatan seorang. Celah di antaranya yang membuat penautan mungkin; lebar "
                "bukit biru yang dibaca serangan graf.",
                "Similarity (Dice) of pairs of encodings. Blue: two people; orange: two "
                "records of one. The gap lets records be linked; the width of the blue hill "
                "is what attacks on graphs read.",
            ),
            "Sebaran kemiripan / Distribution of similarity: strangers at "
            f"{means[0]:.2f} on average, records of one person at {means[1]:.2f}.",
        ),
        Axis("Dice", [(each / 5, f"{each / 5:.1f}") for each in range(6)]),
        Axis("pasangan / pairs", [(0.0, "0"), (1.0, "max")]),
        [
            *bars(strangers.tolist(), "strangers"),
            *bars(matches.tolist(), "matches"),
            *legend(
                [
                    ("strangers", "dua orang / two people"),
                    ("matches", "satu orang / one person"),
                ]
            ),
        ],
    )
