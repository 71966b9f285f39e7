"""What it all means: a verdict for each attacker, and the profile's limits."""

from xml.etree.ElementTree import Element

from linkage.release.words import Words
from linkage.review.experiments import Material
from linkage.review.findings import Findings
from linkage.review.report.attack_words import ATTACK_WORDS
from linkage.review.report.markup import both, el, pair, table
from linkage.review.report.phrases import in_indonesian, percent
from linkage.review.report.verdicts import MARKS, WHO, Verdict, verdicts


def verdict(findings: Findings) -> list[Element]:
    """Cards, then limits."""
    cards = el("div", *map(_card, verdicts(findings)), class_="cards")
    return [cards, _recall(findings), _limits(findings)]


def _card(one: Verdict) -> Element:
    mark, word = MARKS[one.level]
    return el(
        "article",
        el(
            "p",
            el("span", mark, aria_hidden="true", class_="mark"),
            *pair(word),
            class_="level",
        ),
        el("h3", *pair(WHO[one.role])),
        el("p", one.said.indonesian, lang="id"),
        el("p", one.said.english, lang="en", class_="en"),
        class_=f"card {one.level}",
    )


def _recall(findings: Findings) -> Element:
    recall, precision = findings.quality.recall, findings.quality.precision
    return both(
        Words(
            in_indonesian(
                f"Profil ini menautkan {percent(recall)} pasangan benar; "
                f"{percent(precision)} tautannya benar"
            )
            + ".",
            f"This profile links {percent(recall)} of true pairs; {percent(precision)} of "
            f"its links are right.",
        )
    )


def _limits(findings: Findings) -> Element:
    limits = findings.profile.limits
    if limits is None:
        return both(
            Words(
                "Profil ini tidak memuat batas, jadi tidak bisa ditandatangani.",
                "This profile has no limits, and so can't be signed.",
            )
        )
    found = {
        each.id: each.trials[Material.PROFILE].found.per_1000[2]
        for each in findings.attacks
    }
    rows = [
        (
            el("span", *pair(_name(name))),
            str(limit),
            f"{found[name]:.1f}" if name in found else "—",
            _kept(kept=name in found and found[name] <= limit),
        )
        for name, limit in limits.named_per_1000.items()
    ]
    recall = 1000 * findings.quality.recall.low
    rows.append(
        (
            el("span", *pair(Words("Recall, permil", "Recall, permille"))),
            str(limits.recall),
            f"{recall:.1f}",
            _kept(kept=recall >= limits.recall),
        )
    )
    return table(
        Words(
            "Batas yang ditandatangani terhadap ujung selang",
            "Limits that are signed, against the ends of intervals",
        ),
        (
            Words("Batas", "Limit"),
            Words("Paling", "At most (recall: least)"),
            Words("Terukur", "Measured"),
            Words("Hasil", "Outcome"),
        ),
        rows,
    )


def _name(attack: str) -> Words:
    known = ATTACK_WORDS.get(attack)
    return known.name if known else Words(attack, "")


def _kept(*, kept: bool) -> Element:
    words = (
        Words("\u2713 dipenuhi", "kept")
        if kept
        else Words("\u2717 dilanggar", "broken")
    )
    return el("span", *pair(words), class_="kept" if kept else "not-kept")
