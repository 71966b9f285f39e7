"""What the figures mean, for each of those who could attack: in plain words.

Outsider and unit are judged by the attacks that need no key. Who holds the secret is
judged by what a secret is: no attack is needed, and no profile helps.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from linkage.release.words import Words
from linkage.review.experiments import Actor, Material
from linkage.review.findings import Attacked, Findings
from linkage.review.measure import Trial
from linkage.review.measures.guessing import Role

_MANY = 0.1
"""Share of people from which an attack breaks a profile."""


class Level(StrEnum):
    """How an attacker fares."""

    WITHSTOOD = "withstood"
    WEAK = "weak"
    BROKEN = "broken"
    UNKNOWN = "unknown"
    TRUST = "trust"
    """Only trust and contracts stand in the way."""


MARKS = {
    Level.WITHSTOOD: ("\u2713", Words("Bertahan", "Withstood")),
    Level.WEAK: ("!", Words("Lemah", "Weak")),
    Level.BROKEN: ("\u2717", Words("Jebol", "Broken")),
    Level.UNKNOWN: ("?", Words("Tidak terbukti", "Not shown")),
    Level.TRUST: ("i", Words("Bergantung kepercayaan", "Rests on trust")),
}

WHO = {
    Role.OUTSIDER: Words(
        "Orang luar dengan skor atau berkas curian",
        "An outsider with scores or a stolen file",
    ),
    Role.UNIT: Words(
        "Unit penaut, atau pembobolnya", "The linkage unit, or who breaks into it"
    ),
    Role.CUSTODIAN: Words("Pemegang kunci, sendirian", "A holder of the key, alone"),
    Role.TOGETHER: Words(
        "Pemegang kunci bersama unit", "A holder of the key and the unit together"
    ),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """On one attacker."""

    role: Role
    level: Level
    said: Words
    """One or two sentences."""


def verdicts(findings: Findings) -> tuple[Verdict, ...]:
    """On each attacker."""
    mode = findings.profile.identifiers.mode
    return (
        _by_attacks(Role.OUTSIDER, [Actor.OUTSIDER], findings.attacks),
        _by_attacks(Role.UNIT, [Actor.OUTSIDER, Actor.UNIT], findings.attacks),
        Verdict(
            Role.CUSTODIAN,
            Level.TRUST,
            Words(
                "Ia bisa menyandikan siapa saja, tetapi tanpa sandi instansi lain "
                "tidak ada yang bisa dicocokkannya.",
                "They can encode whomever they like, but without other agencies' "
                "encodings there is nothing to compare with.",
            ),
        ),
        Verdict(
            Role.TOGETHER,
            Level.TRUST,
            _together(mode),
        ),
    )


def _together(mode: str) -> Words:
    if mode == "oprf":
        return Words(
            "Nomor tetap sulit dicoba tanpa kustodian lain, tetapi dengan kunci filter "
            "setiap orang di suatu register bisa disandikan dan ditemukan. Pisahkan "
            "keduanya.",
            "Numbers stay hard to try without the other custodians, but with the key "
            "of filters everybody in a register can be encoded and found. Keep the two "
            "apart.",
        )
    return Words(
        "Setiap orang di suatu register bisa disandikan dan ditemukan di antara sandi. "
        "Tidak ada profil yang mencegahnya; hanya pemisahan pihak yang mencegah.",
        "Everybody in a register can be encoded and found among the encodings. No "
        "profile prevents it; only keeping the two parties apart does.",
    )


def _by_attacks(
    role: Role, actors: Sequence[Actor], attacks: Sequence[Attacked]
) -> Verdict:
    tried = [each for each in attacks if each.actor in actors]
    worst = max(tried, key=lambda each: _beyond(each.trials[Material.PROFILE]))
    trial = worst.trials[Material.PROFILE]
    high = round(max(each.trials[Material.PROFILE].found.per_1000[2] for each in tried))
    level = _level(trial, tried)
    return Verdict(role, level, _said(level, worst, high))


def _beyond(trial: Trial) -> float:
    """The share that is named beyond chance."""
    return trial.found.share - trial.chance / trial.found.of if trial.found.of else 0.0


def _level(trial: Trial, tried: Sequence[Attacked]) -> Level:
    if not trial.failed:
        return Level.BROKEN if trial.found.share >= _MANY else Level.WEAK
    if not all(each.controls_hold for each in tried):
        return Level.UNKNOWN
    return Level.WITHSTOOD


def _said(level: Level, worst: Attacked, high: int) -> Words:
    value = round(1000 * worst.trials[Material.PROFILE].found.share)
    match level:
        case Level.WITHSTOOD:
            return Words(
                f"Tidak satu pun serangan mengenali orang melebihi tebakan buta; paling "
                f"banyak {high} dari 1.000 menurut selang kepercayaan.",
                f"No attack named people beyond blind guesses; {high} of 1,000 at most "
                f"by the interval.",
            )
        case Level.UNKNOWN:
            return Words(
                "Serangan gagal, tetapi kontrolnya juga tidak seperti seharusnya: "
                "ulangi dengan data lebih banyak.",
                "The attacks failed, but their controls did not come out as they must: "
                "repeat with more data.",
            )
        case _:
            return Words(
                f"Satu serangan mengenali {value} dari 1.000 orang tanpa kunci apa pun.",
                f"One attack named {value} of 1,000 people without any key.",
            )
