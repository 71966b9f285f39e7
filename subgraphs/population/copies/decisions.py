"""What Setneg and BIN hold of a case: its decree, and its consideration.

Neither holds a person; the decree carries the name that it grants to.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from subgraphs.population.chance import Chance
from subgraphs.population.copies.desk import Desk
from subgraphs.population.copying import names
from subgraphs.population.facts import Case, Person, Span
from subgraphs.population.rows import (
    Consideration,
    Decree,
    DecreeOutcome,
    DecreeStage,
    DecreeStageSpan,
)

DRAFTING = 0.6
"""The part of a decree's time until it is drafted: an assumption."""


def decree_rows(desk: Desk, person: Person) -> Iterator[Decree | DecreeStageSpan]:
    """The decree of each of a person's cases that came to Setneg."""
    chance = desk.chance(person)
    for number, case in enumerate(person.cases):
        span = case.span("SETNEG_DECREE")
        if span:
            history = _history(desk, chance, case, span)
            yield _decree(desk, chance, person, (number, case, history))
            yield from history


def _decree(
    desk: Desk,
    chance: Chance,
    person: Person,
    matter: tuple[int, Case, tuple[DecreeStageSpan, ...]],
) -> Decree:
    number, case, history = matter
    begun = {span.stage: span.entered_on for span in history}
    outcome: DecreeOutcome | None = None
    if "RETURNED" in begun:
        outcome = "REFUSED"
    elif "SIGNED" in begun:
        outcome = "GRANTED"
    return Decree(
        handle=desk.handle("decrees", person, number),
        case_number=case.number,
        decree_number=case.decree_number,
        stage=history[-1].stage,
        received_on=history[0].entered_on,
        signed_on=begun.get("SIGNED"),
        outcome=outcome,
        holder_name=names.name(desk.copy(chance, person)),
        gazetted_on=begun.get("GAZETTED"),
    )


def _history(
    desk: Desk, chance: Chance, case: Case, span: Span
) -> tuple[DecreeStageSpan, ...]:
    refused = case.spans[-1].stage == "REJECTED"
    steps = _steps(chance, span, refused=refused)
    passed = [step for step in steps if step[1] <= desk.today]
    ends = [entered for _, entered in passed[1:]]
    return tuple(
        DecreeStageSpan(case.number, position, stage, entered, left)
        for position, ((stage, entered), left) in enumerate(
            zip(passed, [*ends, None], strict=True)
        )
    )


def _steps(
    chance: Chance, span: Span, *, refused: bool
) -> tuple[tuple[DecreeStage, date], ...]:
    left = span.left_on
    days = (left - span.entered_on).days if left else chance.days(66, 0.4)
    drafted = span.entered_on + timedelta(days=round(days * DRAFTING))
    received: tuple[DecreeStage, date] = ("RECEIVED", span.entered_on)
    if left is None:
        return received, ("DRAFTED", drafted)
    if refused:
        return received, ("DRAFTED", drafted), ("RETURNED", left)
    gazetted = left + timedelta(days=chance.days(10, 0.6))
    return received, ("DRAFTED", drafted), ("SIGNED", left), ("GAZETTED", gazetted)


def considerations(desk: Desk, person: Person) -> Iterator[Consideration]:
    """BIN's consideration of each of a person's cases that came to it."""
    chance = desk.chance(person)
    for number, case in enumerate(person.cases):
        span = case.span("BIN_CONSIDERATION")
        if span:
            outcome = "CATATAN" if chance.roll(0.08) else "TIDAK ADA CATATAN"
            yield Consideration(
                handle=desk.handle("considerations", person, number),
                case_number=case.number,
                requested_on=span.entered_on,
                answered=span.left_on is not None,
                answered_on=span.left_on,
                outcome=outcome if span.left_on else None,
            )
