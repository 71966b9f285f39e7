"""`python -m benchmarks.linkage.attack_plot FIGURES.jsonl PLOT.svg`.

Draws what `benchmarks.linkage.attack` printed: over the taps of the diffusion, the share
of people named and what is linked, for one set of attributes. Plain SVG, so that the
plot in the decision record can be made anew without a drawing library.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from benchmarks.linkage.configurations import TAPS

WIDTH, HEIGHT, LEFT, TOP = 640, 320, 60, 20
INNER_WIDTH, INNER_HEIGHT = 400, 240
COLOURS: Final = ("#b3261e", "#e08a00", "#1b5e9e", "#2e7d32")
ATTRIBUTES: Final = "default"

Series = Mapping[str, Mapping[int, float]]
"""By what is drawn, and by taps, a share in [0, 1]."""


def main(figures: str, plot: str) -> None:
    """Read figures and write the plot."""
    lines = Path(figures).read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    Path(plot).write_text(drawn(series(rows)), encoding="utf-8")


def series(rows: Sequence[Mapping[str, object]]) -> Series:
    """The curves of one set of attributes at 20 % overlap; seeds are pooled."""
    named: defaultdict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0])
    found: defaultdict[str, dict[int, float]] = defaultdict(dict)
    for row in rows:
        attributes, _, taps = str(row["configuration"]).rpartition("-")
        if attributes != ATTRIBUTES:
            continue
        if "f1" in row:
            nik = "with NIK" if row["with_nik"] else "without NIK"
            found[f"linked (F1), {nik}"][int(taps)] = float(str(row["f1"]))
        elif str(row["attack"]).startswith("graph") and row["overlap_percent"] == 20:  # noqa: PLR2004 -- percent
            total = named[f"named by {row['attack']}", int(taps)]
            total[0] += int(str(row["named"]))
            total[1] += int(str(row["of"]))
    for (label, taps_), (right, of) in named.items():
        found[label][taps_] = right / of
    return found


def drawn(curves: Series) -> str:
    """The plot as SVG."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">',
        "<style>text { font: 12px sans-serif }</style>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        *_axes(),
    ]
    for at, (label, points) in enumerate(sorted(curves.items())):
        colour = COLOURS[at % len(COLOURS)]
        places = [(_x(taps), _y(points[taps])) for taps in sorted(points)]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        parts.append(
            f'<polyline points="{line}" fill="none" stroke="{colour}" '
            'stroke-width="2"/>'
        )
        parts += [
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>'
            for x, y in places
        ]
        y = TOP + 20 + 34 * at
        words = label.split(", ")
        x = LEFT + INNER_WIDTH + 14
        parts += [
            f'<text x="{x}" y="{y + 13 * row}" fill="{colour}">{word}</text>'
            for row, word in enumerate(words)
        ]
    return "\n".join([*parts, "</svg>", ""])


def _axes() -> list[str]:
    bottom = TOP + INNER_HEIGHT
    parts = [
        f'<path d="M{LEFT} {TOP}V{bottom}h{INNER_WIDTH}" fill="none" stroke="black"/>',
        f'<text x="{LEFT + 90}" y="{bottom + 38}">taps of the diffusion (0: none)</text>',
    ]
    parts += [
        f'<text x="{_x(taps):.1f}" y="{bottom + 18}" text-anchor="middle">{taps}</text>'
        for taps in TAPS
    ]
    parts += [
        f'<text x="{LEFT - 8}" y="{_y(share) + 4:.1f}" '
        f'text-anchor="end">{share:.0%}</text>'
        for share in (0, 0.25, 0.5, 0.75, 1)
    ]
    return parts


def _x(taps: int) -> float:
    return LEFT + 10 + taps * (INNER_WIDTH - 20) / max(TAPS)


def _y(share: float) -> float:
    return TOP + INNER_HEIGHT * (1 - share)


if __name__ == "__main__":
    main(*sys.argv[1:])
