"""The page: one file, Indonesian first and English beside, without any request.

Its style sheet stands beside this file and goes into the page. The sections are in the
order in which an officer decides: what it means, what was tried, what it costs.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element

from linkage.release.words import Words
from linkage.review.findings import Findings
from linkage.review.report.markup import as_html, el, heading, pair
from linkage.review.report.sections.attacks import attacks
from linkage.review.report.sections.changes import changes
from linkage.review.report.sections.closing import assessment, glossary, not_covered
from linkage.review.report.sections.method import method
from linkage.review.report.sections.quality import quality
from linkage.review.report.sections.showing import guessing, showing
from linkage.review.report.sections.verdict import verdict

_STYLE: Final = Path(__file__).with_name("style.css")

Section = Callable[[Findings], list[Element]]

SECTIONS: Final[tuple[tuple[str, Words, Section], ...]] = (
    ("putusan", Words("Ringkasan", "Summary"), verdict),
    ("serangan", Words("Serangan", "Attacks"), attacks),
    ("mutu", Words("Mutu penautan", "Quality of linking"), quality),
    ("terlihat", Words("Yang terlihat dari sandi", "What encodings show"), showing),
    ("menebak", Words("Biaya menebak nomor", "What guessing costs"), guessing),
    ("perubahan", Words("Perubahan", "Changes"), changes),
    (
        "dampak",
        Words("Penilaian dampak (UU PDP ps. 34)", "Impact assessment"),
        assessment,
    ),
    ("batas", Words("Yang tidak tercakup", "What is not covered"), not_covered),
    ("cara", Words("Cara mengukur", "How it was measured"), method),
    ("istilah", Words("Daftar istilah", "Glossary"), glossary),
)


def page(findings: Findings) -> str:
    """The whole page as text."""
    profile = findings.profile
    title = f"Tinjauan profil penautan {profile.id} v{profile.version}"
    return as_html(
        el(
            "html",
            el(
                "head",
                el("meta", charset="utf-8"),
                el(
                    "meta",
                    name="viewport",
                    content="width=device-width, initial-scale=1",
                ),
                el("title", f"{title} / Linkage profile review"),
                el("style", _STYLE.read_text(encoding="utf-8")),
            ),
            el(
                "body",
                el(
                    "a", "Langsung ke isi / Skip to content", href="#isi", class_="skip"
                ),
                _head(findings),
                _contents(),
                el("main", *map(_section(findings), SECTIONS), id="isi"),
                _foot(findings),
            ),
            lang="id",
        )
    )


def _section(
    findings: Findings,
) -> Callable[[tuple[str, Words, Section]], Element]:
    def made(named: tuple[str, Words, Section]) -> Element:
        name, words, section = named
        return el(
            "section",
            heading(2, words, id=name),
            *section(findings),
            aria_labelledby=name,
        )

    return made


def _head(findings: Findings) -> Element:
    profile = findings.profile
    facts = (
        (Words("Profil", "Profile"), f"{profile.id}, v{profile.version}"),
        (Words("Sidik profil", "Fingerprint"), profile.fingerprint),
        (Words("Dibuat", "Made on"), findings.made_on.isoformat()),
        (
            Words("Data", "Data"),
            "; ".join(
                f"{agency}: {count:,}"
                for agency, count in findings.looked.registers.items()
            ),
        ),
    )
    return el(
        "header",
        el("p", "Tautan", class_="brand"),
        el(
            "h1",
            *pair(Words("Tinjauan profil penautan", "Review of a linkage profile")),
        ),
        el(
            "p",
            *pair(Words(profile.title.get("id", ""), profile.title.get("en", ""))),
            class_="lead",
        ),
        el(
            "dl",
            *(
                el("div", el("dt", *pair(words)), el("dd", value))
                for words, value in facts
            ),
        ),
        _warning(findings),
    )


def _warning(findings: Findings) -> Element | None:
    if not findings.looked.invented:
        return None
    words = Words(
        "Semua orang dalam data ini rekaan. Sebelum menandatangani, ulangi pada "
        "salinan data sendiri.",
        "All people in this data are invented. Before signing, repeat it on a copy of "
        "your own data.",
    )
    return el("p", *pair(words), class_="warning")


def _contents() -> Element:
    return el(
        "nav",
        el(
            "ol",
            *(
                el("li", el("a", *pair(words), href=f"#{name}"))
                for name, words, _ in SECTIONS
            ),
        ),
        aria_label="Daftar isi / Contents",
    )


def _foot(findings: Findings) -> Element:
    words = Words(
        f"Dibuat oleh tautan linkage review pada {findings.made_on}.",
        f"Made by tautan linkage review on {findings.made_on}.",
    )
    return el("footer", el("p", *pair(words)))
