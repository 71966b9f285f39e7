"""The assessment of art. 34, what is not covered, and the glossary."""

from xml.etree.ElementTree import Element

from linkage.review.findings import Findings
from linkage.review.report.dpia import sections
from linkage.review.report.fixed_words import GLOSSARY, NOT_COVERED
from linkage.review.report.markup import both, el, heading, pair


def assessment(findings: Findings) -> list[Element]:
    """Its sections, filled from facts."""
    return [
        part
        for words, text in sections(findings)
        for part in (heading(3, words), both(text))
    ]


def not_covered(_findings: Findings) -> list[Element]:
    """A list."""
    return [el("ul", *(el("li", both(words)) for words in NOT_COVERED), class_="open")]


def glossary(_findings: Findings) -> list[Element]:
    """Words and what they mean here."""
    return [
        el(
            "dl",
            *(
                el("div", el("dt", *pair(word)), el("dd", both(text)))
                for word, text in GLOSSARY
            ),
            class_="glossary",
        )
    ]
