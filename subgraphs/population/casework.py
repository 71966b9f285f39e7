"""How a citizenship case goes, stage by stage.

Naturalisation (UU 12/2006 art. 8-18, PP 2/2007): the regional office checks for
at most 14 days and forwards within 7, Ditjen AHU takes at most 45 days of which
BIN's consideration 14, the decree at most three months, the notice 14 days, the
oath within three months. Choice, marriage, loss and regaining by declaration
end with a ministerial decree and have no oath. How long stages really last is
an assumption: log-normal, about a fifth past the limit.
"""

from datetime import date, timedelta

from subgraphs.population.chance import Chance, surrogate
from subgraphs.population.facts import Case, Decision, Span
from subgraphs.population.rows import Basis, CaseStage, Status

LEGAL_LIMIT_DAYS: dict[CaseStage, int] = {
    "KANWIL_SUBSTANTIVE": 21,
    "AHU_SUBSTANTIVE": 31,
    "BIN_CONSIDERATION": 14,
    "SETNEG_DECREE": 90,
    "NOTICE": 14,
    "OATH": 90,
}
"""Regional check with forwarding; AHU's 45 days without BIN's 14."""

MEDIAN_DAYS: dict[CaseStage, tuple[float, float]] = {
    "KANWIL_SUBSTANTIVE": (14, 0.5),
    "AHU_SUBSTANTIVE": (22, 0.45),
    "BIN_CONSIDERATION": (10, 0.5),
    "SETNEG_DECREE": (66, 0.4),
    "NOTICE": (8, 0.5),
    "OATH": (50, 0.5),
}
"""Median and spread of a stage: assumptions."""

_BY_DECREE: tuple[CaseStage, ...] = (
    "KANWIL_SUBSTANTIVE",
    "AHU_SUBSTANTIVE",
    "BIN_CONSIDERATION",
    "SETNEG_DECREE",
    "NOTICE",
    "OATH",
)
_BY_MINISTER: tuple[CaseStage, ...] = (
    "KANWIL_SUBSTANTIVE",
    "AHU_SUBSTANTIVE",
    "NOTICE",
)
_BY_REPORT: tuple[CaseStage, ...] = ("AHU_SUBSTANTIVE", "NOTICE")

PATHS: dict[Basis, tuple[CaseStage, ...]] = {
    "ART8": _BY_DECREE,
    "ART20": _BY_DECREE,
    "ART31": _BY_DECREE,
    "ART19": _BY_MINISTER,
    "ART6_CHOICE": _BY_MINISTER,
    "ART32": _BY_MINISTER,
    "ART23": _BY_REPORT,
    "ART26": _BY_REPORT,
}
"""Stages of a case in order, before it is closed."""

BY_PRESIDENT: frozenset[Basis] = frozenset(
    basis for basis, stages in PATHS.items() if "SETNEG_DECREE" in stages
)
"""Cases that end with a presidential decree; the Minister decides the others."""

REJECTION: dict[CaseStage, float] = {
    "KANWIL_SUBSTANTIVE": 0.04,
    "AHU_SUBSTANTIVE": 0.05,
    "SETNEG_DECREE": 0.03,
}
"""Share of cases refused when they leave a stage: an assumption."""

_NEVER_REFUSED: tuple[Basis, ...] = ("ART23", "ART26", "ART6_CHOICE")


def walk(chance: Chance, basis: Basis, filed_on: date, today: date) -> tuple[Span, ...]:
    """The stages of a case up to today; the last one has not been left."""
    spans: list[Span] = []
    entered = filed_on
    for stage in PATHS[basis]:
        left = entered + timedelta(days=chance.days(*MEDIAN_DAYS[stage]))
        if left > today:
            return (*spans, Span(stage, entered, None))
        spans.append(Span(stage, entered, left))
        entered = left
        if basis not in _NEVER_REFUSED and chance.roll(REJECTION.get(stage, 0.0)):
            return (*spans, Span("REJECTED", entered, None))
    return (*spans, Span("CLOSED", entered, None))


def open_case(
    chance: Chance,
    place: tuple[int, int, str],
    basis: Basis,
    status: Status,
    days: tuple[date, date],
) -> Case:
    """A case filed on a day, as it stands today.

    Args:
        chance: The person's generator.
        place: Seed, the person's index and the province of the regional office.
        basis: What is asked or reported.
        status: What is decided in the end, unless it is refused.
        days: The day of filing, and today.
    """
    seed, index, province = place
    filed_on, today = days
    spans = walk(chance, basis, filed_on, today)
    left = {span.stage: span.left_on for span in spans}
    deciding: CaseStage = (
        "SETNEG_DECREE" if basis in BY_PRESIDENT else "AHU_SUBSTANTIVE"
    )
    refused = spans[-1].stage == "REJECTED"
    decided_on = None if refused else left.get(deciding)
    oath_on = left.get("OATH")
    tail = surrogate(seed, "case", index, basis, filed_on.isoformat(), length=10)
    decree = decree_number(basis, tail, decided_on) if decided_on else None
    decision = None
    if decree and decided_on and (oath_on or "OATH" not in PATHS[basis]):
        effective_on = oath_on or decided_on
        decision = Decision(status, basis, decree, decided_on, effective_on)
    number = f"SAKE-{filed_on.year}-{tail}"
    return Case(number, basis, province, filed_on, spans, decree, oath_on, decision)


def decree_number(basis: Basis, tail: str, decided_on: date) -> str:
    """The number of a presidential decree, or of the Minister's."""
    if basis in BY_PRESIDENT:
        return f"{tail}/PWI TAHUN {decided_on.year}"
    return f"M.HH-{tail}.AH.10.01 TAHUN {decided_on.year}"
