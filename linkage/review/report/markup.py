"""Elements of a page. Text is escaped by the standard library's serializer."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element, tostring

from linkage.release.words import Words

Child = Element | str | None


def el(tag: str, *children: Child, **attributes: str) -> Element:
    """An element.

    Args:
        tag: Its name.
        children: Elements and texts in their order; None is left out.
        attributes: `class_` is `class`; `_` in a name stands for `-`.
    """
    names = {
        name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()
    }
    made = Element(tag, names)
    add(made, children)
    return made


def add(parent: Element, children: Iterable[Child]) -> None:
    """Append children to an element."""
    for child in children:
        if isinstance(child, Element):
            parent.append(child)
        elif child is not None and len(parent):
            parent[-1].tail = (parent[-1].tail or "") + child
        elif child is not None:
            parent.text = (parent.text or "") + child


def both(words: Words, tag: str = "p") -> Element:
    """A text in both languages, beside each other where there is room."""
    return el(
        "div",
        el(tag, words.indonesian, lang="id"),
        el("p" if tag == "p" else "div", words.english, lang="en", class_="en"),
        class_="both",
    )


def pair(words: Words) -> tuple[Element, Element]:
    """Both languages in one line: Indonesian, then English, quieter."""
    return (
        el("span", words.indonesian, lang="id"),
        el("span", f" {words.english}", lang="en", class_="en"),
    )


def measured(figures: str, *beside: Child) -> Element:
    """`12.0 (3.1-27.4)`: the value, and its interval in the line below."""
    value, _, interval = figures.partition(" (")
    return el("span", value, el("small", f"({interval}"), *beside, class_="figure")


def heading(level: int, words: Words, **attributes: str) -> Element:
    """A heading in both languages."""
    return el(f"h{level}", *pair(words), **attributes)


def table(
    caption: Words, head: Iterable[Words], rows: Iterable[Iterable[Child]]
) -> Element:
    """A table whose rows begin with a header cell; it scrolls where it is too wide."""
    columns = [el("th", *pair(each), scope="col") for each in head]
    body = []
    for row in rows:
        first, *rest = row
        cells = [el("td", each) for each in rest]
        body.append(el("tr", el("th", first, scope="row"), *cells))
    return el(
        "div",
        el(
            "table",
            el("caption", *pair(caption)),
            el("thead", el("tr", *columns)),
            el("tbody", *body),
        ),
        class_="wide",
        role="region",
        tabindex="0",
        aria_label=f"{caption.indonesian} / {caption.english}",
    )


def as_html(root: Element) -> str:
    """The page as text."""
    return "<!doctype html>\n" + tostring(root, "unicode", method="html") + "\n"
