"""What happens to a person: permits, passports, and the cases they file.

Rates here are assumptions, chosen so that every question in the domain notes
has some answers: papers that outlive a loss, permits that outlive an oath.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from subgraphs.population.casework import open_case
from subgraphs.population.chance import Chance
from subgraphs.population.facts import (
    BirthDate,
    Case,
    Passport,
    Permit,
    Residence,
)
from subgraphs.population.rows import Basis, PassportState, PermitKind, Status

YEAR = 365.25
MOST_PERMITS = 24

TEN_YEAR_PASSPORTS = date(2022, 10, 12)
"""From when adults' passports are valid for ten years (Permenkumham 18/2022)."""

LINGERS = {"permit": 0.18, "passport": 0.3, "affidavit": 0.15}
"""Share of papers still live although a decision ended them."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a life is made with."""

    seed: int
    index: int
    province: str
    today: date

    def filed(self, chance: Chance, since: date) -> date:
        """A day of filing in the last six years, not before `since`."""
        earliest = max(since, years_before(self.today, 6))
        return chance.day(earliest, self.today - timedelta(days=3))


def years_before(day: date, years: float) -> date:
    """The day so many years earlier."""
    return day - timedelta(days=round(years * YEAR))


def birthday(birth: BirthDate, age: int) -> date:
    """The day on which someone reaches an age; 29 February moves to 1 March."""
    year = birth.day.year + age
    try:
        return birth.day.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def permit_chain(
    chance: Chance, arrived: date, today: date, kind: PermitKind
) -> tuple[Permit, ...]:
    """Permits from arrival: limited ones, then permanent ones where `kind` says.

    Args:
        chance: The person's generator.
        arrived: The first day.
        today: No permit starts later.
        kind: The highest kind that is reached.
    """
    if kind == "VISIT":
        return (Permit(kind, arrived, arrived + timedelta(days=60)),)
    permits: list[Permit] = []
    start = arrived
    limited = chance.whole(2, 4)
    while start <= today and len(permits) < MOST_PERMITS:
        permanent = kind == "ITAP" and len(permits) >= limited
        days = 1826 if permanent else chance.pick((365, 730))
        ends = start + timedelta(days=days - 1)
        permits.append(Permit("ITAP" if permanent else "ITAS", start, ends))
        gap = chance.whole(15, 200) if not permanent and chance.roll(0.07) else 1
        start = ends + timedelta(days=gap)
    return tuple(permits)


def residence(permits: tuple[Permit, ...], on: date) -> Residence:
    """Days of stay up to a day: since the last gap, and in all."""
    continuous = total = 0
    ends: date | None = None
    for permit in permits:
        if permit.valid_from > on:
            break
        if ends is None or permit.valid_from > ends + timedelta(days=1):
            continuous = 0
        days = (min(permit.valid_to, on) - permit.valid_from).days + 1
        continuous, total, ends = continuous + days, total + days, permit.valid_to
    if ends is not None and ends < on:
        continuous = 0
    return Residence(continuous, total)


def surrendered(permits: tuple[Permit, ...], day: date) -> tuple[Permit, ...]:
    """The permits, ended on a day."""
    return tuple(
        replace(permit, valid_to=min(permit.valid_to, day))
        for permit in permits
        if permit.valid_from <= day
    )


def naturalisation(
    chance: Chance, setting: Setting, arrived: date, basis: Basis
) -> Case:
    """A foreigner's case; most file after five years of stay, some too early."""
    ready = arrived + timedelta(days=round((2 if chance.roll(0.1) else 5) * YEAR))
    return _open(chance, setting, basis, "WNI", ready)


def loss(chance: Chance, setting: Setting, left: date) -> Case:
    """A case of lost citizenship: by one's own will, or by marriage."""
    basis: Basis = "ART26" if chance.roll(0.25) else "ART23"
    return _open(chance, setting, basis, "WNA", left)


def earlier_loss(chance: Chance, setting: Setting) -> Case:
    """A loss seven to fifteen years ago, of someone who came back."""
    filed = years_before(setting.today, 7 + 8 * chance.random())
    place = (setting.seed, setting.index, setting.province)
    return open_case(chance, place, "ART23", "WNA", (filed, setting.today))


def regaining(chance: Chance, setting: Setting, back: date) -> Case:
    """A case of regained citizenship."""
    basis: Basis = "ART32" if chance.roll(0.45) else "ART31"
    return _open(chance, setting, basis, "WNI", back + timedelta(days=90))


def choice(chance: Chance, setting: Setting, birth: BirthDate) -> Case:
    """The choice of a dual child between 18 and 21; most choose Indonesia."""
    last = min(birthday(birth, 21), setting.today - timedelta(days=3))
    filed = chance.day(birthday(birth, 18), last)
    place = (setting.seed, setting.index, setting.province)
    status: Status = "WNI" if chance.roll(0.64) else "WNA"
    return open_case(chance, place, "ART6_CHOICE", status, (filed, setting.today))


def _open(
    chance: Chance, setting: Setting, basis: Basis, status: Status, since: date
) -> Case:
    place = (setting.seed, setting.index, setting.province)
    filed = setting.filed(chance, since)
    return open_case(chance, place, basis, status, (filed, setting.today))


def citizen_passports(
    chance: Chance, setting: Setting, birth: BirthDate
) -> tuple[Passport, ...]:
    """One Indonesian passport, and sometimes the one before."""
    born = birth.day
    soonest = min(born + timedelta(days=60), setting.today)
    issued = chance.day(max(soonest, years_before(setting.today, 9)), setting.today)
    latest = _issue(setting, issued, 0, born)
    state: PassportState = "VALID" if latest.expires_on >= setting.today else "EXPIRED"
    if chance.roll(0.01):
        state = "LOST"
    before = issued - timedelta(days=round(5 * YEAR) - 60)
    if before <= born or not chance.roll(0.35):
        return (replace(latest, state=state),)
    earlier = replace(_issue(setting, before, 1, born), state="EXPIRED")
    return (replace(latest, state=state), earlier)


def _issue(setting: Setting, issued: date, copy: int, born: date) -> Passport:
    adult = (issued - born).days >= 17 * YEAR
    years = 10 if adult and issued >= TEN_YEAR_PASSPORTS else 5
    number = passport_number(setting.seed, setting.index * 4 + copy)
    expires = issued + timedelta(days=round(years * YEAR))
    return Passport(number, "IDN", issued, expires, "VALID")


def foreign_passports(
    chance: Chance, setting: Setting, country: str, born: date
) -> tuple[Passport, ...]:
    """A foreigner's passport of ten years, and the one before."""
    first = max(born, years_before(setting.today, 8))
    issued = chance.day(first, setting.today - timedelta(days=30))
    latest = _foreign(setting, country, issued, 2)
    before = issued - timedelta(days=FOREIGN_DAYS - 60)
    if before <= born:
        return (latest,)
    return latest, replace(_foreign(setting, country, before, 3), state="EXPIRED")


FOREIGN_DAYS = 3652
"""How long a foreign passport is valid; the next one comes two months earlier."""


def _foreign(setting: Setting, country: str, issued: date, copy: int) -> Passport:
    number = passport_number(setting.seed, setting.index * 4 + copy, digits=8)
    expires = issued + timedelta(days=FOREIGN_DAYS)
    return Passport(number, country, issued, expires, "VALID")


def passport_at(passports: tuple[Passport, ...], day: date) -> Passport | None:
    """The latest passport that was issued by a day."""
    return next((one for one in passports if one.issued_on <= day), None)


def revoke(passports: tuple[Passport, ...]) -> tuple[Passport, ...]:
    """The Indonesian passports that were valid, withdrawn."""
    return tuple(
        replace(passport, state="REVOKED")
        if passport.country == "IDN" and passport.state == "VALID"
        else passport
        for passport in passports
    )


_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_STEP = 61_803_399
"""Coprime to the count of numbers, so that no two serials share one."""


def passport_number(seed: int, serial: int, digits: int = 7) -> str:
    """A letter and digits: random-looking, one to one with the serial."""
    span = len(_LETTERS) * 10**digits
    letter, number = divmod((serial * _STEP + seed * 7_919) % span, 10**digits)
    return f"{_LETTERS[letter]}{number:0{digits}d}"
