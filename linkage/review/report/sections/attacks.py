"""What was tried, and how many people each attack named."""

from xml.etree.ElementTree import Element

from linkage.release.words import Words
from linkage.review.experiments import Material
from linkage.review.findings import Attacked, Findings
from linkage.review.report.attack_words import ATTACK_WORDS
from linkage.review.report.figures import overlap_figure
from linkage.review.report.markup import both, el, measured, pair, table
from linkage.review.report.phrases import per_thousand


def attacks(findings: Findings) -> list[Element]:
    """An introduction, the table, and success by overlap."""
    return [
        both(
            Words(
                "Penyerang di sini kuat: ia tahu profilnya, dan mengenal setiap orang yang "
                "disandikan dalam ejaan instansi itu sendiri. Yang tidak dipunyainya hanya "
                "kunci. Tiap serangan dicoba juga pada dua kontrol.",
                "The attacker here is strong: knows the profile, and everybody who was "
                "encoded, in the agency's own spelling. Only the key is missing. Each "
                "attack is tried on two controls as well.",
            )
        ),
        table(
            Words(
                "Orang yang dikenali dengan benar, dari 1.000 (selang 95%)",
                "People named correctly, of 1,000 (95% interval)",
            ),
            (
                Words("Serangan", "Attack"),
                Words("Profil ini", "This profile"),
                Words("Tebakan buta", "Blind guess"),
                Words("Kontrol: tanpa pelindungan", "Control: unprotected"),
                Words("Kontrol: derau", "Control: noise"),
                Words("Dikenal / tersandi", "Known / encoded"),
            ),
            map(_row, findings.attacks),
        ),
        overlap_figure(findings.overlap),
    ]


def _row(attack: Attacked) -> tuple[Element | str, ...]:
    words = ATTACK_WORDS[attack.id]
    profile = attack.trials[Material.PROFILE]
    chance = 1000 * profile.chance / profile.found.of if profile.found.of else 0.0
    return (
        el(
            "div",
            el("span", *pair(words.name), class_="name"),
            el("span", words.does.indonesian, lang="id", class_="does"),
            el("span", words.does.english, lang="en", class_="does en"),
            el("cite", words.source),
        ),
        el("strong", measured(per_thousand(profile))),
        f"{chance:.1f}",
        _control(
            per_thousand(attack.trials[Material.UNHARDENED]),
            attack,
            Material.UNHARDENED,
        ),
        _control(per_thousand(attack.trials[Material.RANDOM]), attack, Material.RANDOM),
        f"{attack.known:,} / {attack.overlap}%",
    )


def _control(figure: str, attack: Attacked, material: Material) -> Element:
    trial = attack.trials[material]
    held = trial.succeeded if material is Material.UNHARDENED else trial.failed
    words = Words("\u2713", "as it must") if held else Words("\u2717", "not as it must")
    return measured(
        figure, el("span", *pair(words), class_="kept" if held else "not-kept")
    )
