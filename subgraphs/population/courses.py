"""Which course a life took, by kind of person.

A course holds what follows from the kind: whether the person is in the
population register, permits, passports and cases, consistent with each other.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from subgraphs.population import lives
from subgraphs.population.chance import Chance
from subgraphs.population.facts import (
    BirthDate,
    Case,
    DualChildhood,
    Kind,
    Passport,
    Permit,
)
from subgraphs.population.households import LEGAL_ADULT, Seat
from subgraphs.population.lives import LINGERS, Setting, birthday, years_before

if TYPE_CHECKING:
    from subgraphs.population.rows import Basis, PermitKind


PASSPORT_TAKES = timedelta(days=60)
"""Nobody has an Indonesian passport sooner after becoming a citizen."""


@dataclass(frozen=True, slots=True)
class Course:
    """What a life led to."""

    registered: bool
    """Whether the person has a NIK."""
    since: date
    passports: tuple[Passport, ...] = ()
    permits: tuple[Permit, ...] = ()
    cases: tuple[Case, ...] = ()
    dual: DualChildhood | None = None


def course_of(chance: Chance, setting: Setting, seat: Seat, birth: BirthDate) -> Course:
    """The course of one person."""
    return _COURSES[seat.kind](chance, setting, seat, birth)


def _citizen(chance: Chance, setting: Setting, seat: Seat, birth: BirthDate) -> Course:
    share = 0.21 if seat.age >= LEGAL_ADULT else 0.08
    passports: tuple[Passport, ...] = ()
    if chance.roll(share):
        passports = lives.citizen_passports(chance, setting, birth)
    return Course(registered=True, since=birth.day, passports=passports)


def _unregistered(
    _chance: Chance, _setting: Setting, _seat: Seat, birth: BirthDate
) -> Course:
    return Course(registered=False, since=birth.day)


def _foreigner(
    chance: Chance, setting: Setting, seat: Seat, birth: BirthDate
) -> Course:
    today = setting.today
    applies = seat.age >= LEGAL_ADULT + 6 and chance.roll(0.41)
    years = 5.4 + chance.random() * 14 if applies else 0.1 + chance.random() * 12
    arrived = max(years_before(today, years), birthday(birth, 1))
    kind: PermitKind = "ITAP" if applies or chance.roll(0.42) else "ITAS"
    if kind == "ITAS" and not applies and chance.roll(0.12):
        kind, arrived = "VISIT", today - timedelta(days=chance.whole(5, 300))
    permits = lives.permit_chain(chance, arrived, today, kind)
    passports = lives.foreign_passports(chance, setting, seat.country, birth.day)
    held = any(permit.kind == "ITAP" for permit in permits)
    course = Course(held, arrived, passports, permits)
    if not applies:
        return course
    basis: Basis = (
        "ART19" if seat.marital == "MARRIED" and chance.roll(0.55) else "ART8"
    )
    case = lives.naturalisation(chance, setting, arrived, basis)
    return _became_citizen(chance, setting, replace(course, cases=(case,)), birth)


def _became_citizen(
    chance: Chance, setting: Setting, course: Course, birth: BirthDate
) -> Course:
    """After the decision: a NIK, papers surrendered, an Indonesian passport."""
    effective = course.cases[-1].effective_on
    if effective is None:
        return course
    permits, passports = course.permits, course.passports
    surrender = effective + timedelta(days=chance.days(12, 0.5))
    if surrender <= setting.today and not chance.roll(LINGERS["permit"]):
        permits = lives.surrendered(permits, surrender)
    if chance.roll(0.4) and setting.today - effective > PASSPORT_TAKES:
        issued = lives.citizen_passports(chance, setting, birth)[:1]
        passports = (*_issued_after(issued, effective), *passports)
    return replace(course, registered=True, permits=permits, passports=passports)


def _issued_after(passports: tuple[Passport, ...], day: date) -> tuple[Passport, ...]:
    first = day + timedelta(days=30)
    return tuple(
        replace(
            passport,
            issued_on=first,
            expires_on=first + timedelta(days=3652),
            state="VALID",
        )
        for passport in passports
    )


def _dual_child(
    chance: Chance, setting: Setting, seat: Seat, birth: BirthDate
) -> Course:
    today, born = setting.today, birth.day
    passports = lives.foreign_passports(chance, setting, seat.country, born)
    if chance.roll(0.6):
        passports = (*lives.citizen_passports(chance, setting, birth)[:1], *passports)
    registered_on = chance.day(born, min(birthday(birth, 17), today))
    dual = DualChildhood(seat.country, registered_on, birthday(birth, 21), None)
    course = Course(chance.roll(0.8), born, passports, dual=dual)
    if seat.age < LEGAL_ADULT or not chance.roll(0.62):
        return course
    case = lives.choice(chance, setting, birth)
    if case.status == "WNA" and not chance.roll(LINGERS["passport"]):
        passports = lives.revoke(passports)
    return replace(course, cases=(case,), passports=passports)


def _abroad(chance: Chance, setting: Setting, seat: Seat, birth: BirthDate) -> Course:
    oldest = min(16.0, max(0.6, seat.age - 17.0))
    left = years_before(setting.today, 0.3 + chance.random() * oldest)
    passports = lives.citizen_passports(chance, setting, birth)
    course = Course(chance.roll(0.94), left, passports)
    if not chance.roll(0.3):
        return course
    case = lives.loss(chance, setting, left)
    if case.status and not chance.roll(LINGERS["passport"]):
        passports = lives.revoke(passports)
    return replace(course, cases=(case,), passports=passports)


def _returner(chance: Chance, setting: Setting, seat: Seat, birth: BirthDate) -> Course:
    back = years_before(setting.today, 0.8 + chance.random() * 6)
    kind: PermitKind = "ITAP" if chance.roll(0.6) else "ITAS"
    permits = lives.permit_chain(chance, back, setting.today, kind)
    passports = lives.foreign_passports(chance, setting, seat.country, birth.day)
    cases: tuple[Case, ...] = ()
    if chance.roll(0.6):
        cases = (lives.earlier_loss(chance, setting),)
    course = Course(chance.roll(0.92), back, passports, permits)
    if not chance.roll(0.88):
        return replace(course, cases=cases)
    regained = lives.regaining(chance, setting, back)
    course = replace(course, cases=(*cases, regained))
    return _became_citizen(chance, setting, course, birth)


_COURSES: dict[Kind, Callable[[Chance, Setting, Seat, BirthDate], Course]] = {
    "CITIZEN": _citizen,
    "UNREGISTERED": _unregistered,
    "FOREIGNER": _foreigner,
    "DUAL_CHILD": _dual_child,
    "ABROAD": _abroad,
    "RETURNER": _returner,
}
