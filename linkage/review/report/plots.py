"""Plots as SVG inside the page: no drawing library, no request, alt texts.

A plot is 640 by 344, with axes to the left and below. Colour never carries meaning
alone: lines have dashes and marks of their own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from linkage.release.words import Words
from linkage.review.report.markup import add, both, el

_WIDTH, _HEIGHT = 640, 344
_LEFT, _RIGHT, _TOP, _BOTTOM = 62, 20, 40, 52
_INNER_WIDTH: Final = _WIDTH - _LEFT - _RIGHT
_INNER_HEIGHT: Final = _HEIGHT - _TOP - _BOTTOM

Place = tuple[float, float]
"""Of a point, each in [0, 1] from the lower left."""


@dataclass(frozen=True, slots=True)
class Axis:
    """What an axis says: its name, and where it has which mark."""

    name: str
    ticks: Sequence[tuple[float, str]]


@dataclass(frozen=True, slots=True)
class Line:
    """A line with intervals."""

    name: str
    style: str
    """`risk`, `safe` or `calm`: a class of the style sheet."""
    points: Sequence[Place]
    intervals: Sequence[tuple[float, float]] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """What a plot says in words."""

    name: str
    """Of the plot, unique in a page."""
    caption: Words
    alt: str
    """For who can't see it."""


def figure(said: Said, across: Axis, up: Axis, marks: Iterable[Element]) -> Element:
    """A plot with its caption."""
    name = f"plot-{said.name}"
    drawing = el(
        "svg",
        el("title", said.alt, id=name),
        viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
        role="img",
        aria_labelledby=name,
    )
    add(drawing, _axes(across, up))
    add(drawing, marks)
    return el("figure", drawing, el("figcaption", both(said.caption)))


def line(drawn: Line) -> list[Element]:
    """A line through points, with whiskers for intervals and a mark at each point."""
    places = [_at(*point) for point in drawn.points]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    whiskers = [
        el(
            "path",
            d=f"M{x:.1f} {_at(0, low)[1]:.1f}V{_at(0, high)[1]:.1f}",
            class_=f"whisker {drawn.style}",
        )
        for (x, _), (low, high) in zip(places, drawn.intervals, strict=False)
    ]
    return [
        *whiskers,
        el("polyline", points=path, class_=f"line {drawn.style}"),
        *(
            el(
                "circle",
                cx=f"{x:.1f}",
                cy=f"{y:.1f}",
                r="4",
                class_=f"dot {drawn.style}",
            )
            for x, y in places
        ),
    ]


def bars(heights: Sequence[float], style: str) -> list[Element]:
    """Bars side by side; heights in [0, 1]."""
    width = 1 / max(1, len(heights))
    return [
        el(
            "rect",
            x=f"{_at(number * width, 0)[0]:.2f}",
            y=f"{_at(0, height)[1]:.2f}",
            width=f"{max(0.3, width * _INNER_WIDTH - 0.4):.2f}",
            height=f"{height * _INNER_HEIGHT:.2f}",
            class_=f"bar {style}",
        )
        for number, height in enumerate(heights)
        if height > 0
    ]


def note(place: Place, text: str, anchor: str = "start", style: str = "") -> Element:
    """A word inside a plot."""
    x, y = _at(*place)
    return el(
        "text", text, x=f"{x:.1f}", y=f"{y:.1f}", text_anchor=anchor, class_=style
    )


def legend(names: Sequence[tuple[str, str]]) -> list[Element]:
    """Names of lines or bars above the plot, each with its mark.

    Args:
        names: A style and a name each.
    """
    marks: list[Element] = []
    for number, (style, name) in enumerate(names):
        x = _LEFT + number * _INNER_WIDTH / 2
        marks += [
            el("path", d=f"M{x:.0f} 16h28", class_=f"line {style}"),
            el("text", name, x=f"{x + 36:.0f}", y="20"),
        ]
    return marks


def ring(place: Place) -> Element:
    """Around the point that is meant."""
    x, y = _at(*place)
    return el("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r="9", class_="ring")


def _at(across: float, up: float) -> Place:
    return _LEFT + across * _INNER_WIDTH, _TOP + (1 - up) * _INNER_HEIGHT


def _axes(across: Axis, up: Axis) -> list[Element]:
    left, bottom = _at(0, 0)
    right, top = _at(1, 1)
    parts = []
    for place, text in up.ticks:
        y = _at(0, place)[1]
        parts.append(el("path", d=f"M{left} {y:.1f}H{right}", class_="grid"))
        parts.append(
            el("text", text, x=f"{left - 8}", y=f"{y + 4:.1f}", text_anchor="end")
        )
    for place, text in across.ticks:
        x = _at(place, 0)[0]
        parts.append(
            el("text", text, x=f"{x:.1f}", y=f"{bottom + 18}", text_anchor="middle")
        )
    middle = (top + bottom) / 2
    return [
        *parts,
        el("path", d=f"M{left} {top}V{bottom}H{right}", class_="axis"),
        el(
            "text",
            across.name,
            x=f"{(left + right) / 2}",
            y=f"{_HEIGHT - 8}",
            text_anchor="middle",
            class_="axis-name",
        ),
        el(
            "text",
            up.name,
            transform=f"translate(14 {middle}) rotate(-90)",
            text_anchor="middle",
            class_="axis-name",
        ),
    ]
