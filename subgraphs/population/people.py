"""People: seats filled with facts, a block at a time.

A person's facts come from a generator of their own, derived from the seed and
their index; only a mother's name and numbers, a father's clan and the household
pass between people, all within one block.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from subgraphs.population import nik as niks
from subgraphs.population.chance import Chance, Weighted, derive
from subgraphs.population.courses import Course, course_of
from subgraphs.population.facts import BirthDate, Person
from subgraphs.population.households import BLOCK, LEGAL_ADULT, Household, Seat, block
from subgraphs.population.lives import YEAR, Setting
from subgraphs.population.model import VariationModel
from subgraphs.population.names import (
    FullName,
    citizen_name,
    countries,
    cultures,
    foreign_name,
)
from subgraphs.population.operators.dates import default_day, middle_of_month
from subgraphs.population.regions import regions
from subgraphs.population.rows import Sex


@dataclass(frozen=True, slots=True)
class Parents:
    """What a child of the household takes from the parents."""

    mother: Person | None = None
    father: Person | None = None


def block_people(
    seed: int, number: int, today: date, model: VariationModel
) -> Iterator[Person]:
    """The 64 people of one block, in order of index."""
    index = number * BLOCK
    for home in block(derive(seed, "block", number)):
        parents = Parents()
        for seat in home.seats:
            chance = derive(seed, "person", index)
            setting = Setting(seed, index, home.district[:2], today)
            maker = _Maker(chance, setting, model, home)
            person = maker.person(seat, parents)
            parents = _with(parents, seat, person)
            yield person
            index += 1


def _with(parents: Parents, seat: Seat, person: Person) -> Parents:
    if seat.is_child:
        return parents
    if seat.sex == "F":
        return replace(parents, mother=person)
    return replace(parents, father=person)


@dataclass(frozen=True, slots=True)
class _Maker:
    chance: Chance
    setting: Setting
    model: VariationModel
    home: Household

    def person(self, seat: Seat, parents: Parents) -> Person:
        chance, setting = self.chance, self.setting
        of_child = parents if seat.is_child else Parents()
        native = seat.kind != "FOREIGNER"
        culture = self.home.culture
        true_day = self._birthday(seat.age)
        name = self._name(seat, culture, true_day.year, of_child.father)
        birth = self._documented(true_day) if native else BirthDate(true_day)
        course = course_of(chance, setting, seat, birth)
        numbers = self._numbers(seat, course, birth)
        mother = of_child.mother
        near = mother or parents.mother or parents.father
        return Person(
            index=setting.index,
            kind=seat.kind,
            sex=seat.sex,
            name=name,
            religion=self._religion(seat, culture, of_child),
            birth=birth,
            birth_place=self._birth_place(seat),
            citizen_by_birth=native,
            country=seat.country,
            district=self.home.district,
            marital=seat.marital,
            family_card=self._family_card(seat, near),
            nik=numbers[0],
            legacy_nik=numbers[1],
            second_nik=numbers[2],
            neighbour_nik=near.nik if near else None,
            mother_name=mother.name.civil if mother else self._mother(seat, birth),
            mother_nik=mother.nik if mother else None,
            since=course.since,
            passports=course.passports,
            permits=course.permits,
            cases=course.cases,
            dual=replace(course.dual, parent_nik=_citizen_nik(of_child))
            if course.dual
            else None,
            inmate=chance.roll(_INMATES[seat.kind])
            if seat.age >= LEGAL_ADULT
            else False,
        )

    def _birthday(self, age: int) -> date:
        days = age * YEAR + self.chance.random() * 364
        return self.setting.today - timedelta(days=round(days) + 1)

    def _name(
        self, seat: Seat, culture: str, year: int, father: Person | None
    ) -> FullName:
        if seat.kind == "FOREIGNER":
            return foreign_name(self.chance, seat.country, seat.sex)
        surname = father.name.surname if father else ""
        if father and (surname or seat.kind != "DUAL_CHILD"):
            name = citizen_name(self.chance, culture, seat.sex, year, surname)
            return replace(name, father=father.name.given.split()[0])
        return citizen_name(self.chance, culture, seat.sex, year)

    def _documented(self, true_day: date) -> BirthDate:
        """The date on the first document: the true one, or an office's default."""
        if not self.chance.roll(self.model.imputed_share.at(true_day.year)):
            return BirthDate(true_day)
        middle = middle_of_month(true_day)
        if self.chance.roll(_MONTH_KNOWN) and middle <= self.setting.today:
            return BirthDate(middle, "MONTH", imputed=True)
        default = self.chance.draw(Weighted.of(self.model.imputed_defaults))
        day = default_day(true_day, default)
        if day > self.setting.today:
            return BirthDate(true_day)
        return BirthDate(day, "YEAR", imputed=True)

    def _birth_place(self, seat: Seat) -> str:
        chance = self.chance
        if seat.kind == "FOREIGNER":
            return chance.pick(countries()[seat.country].places)
        if seat.kind == "DUAL_CHILD" and chance.roll(0.4):
            return chance.pick(countries()[seat.country].places)
        district = self.home.district
        if chance.roll(self.model.nik_rate("moved")):
            district = regions().district(chance, chance.draw(regions().home))
        return regions().place_names[district[:4]]

    def _religion(self, seat: Seat, culture: str, parents: Parents) -> str:
        if parents.mother:
            return parents.mother.religion
        if seat.kind == "FOREIGNER":
            return countries()[seat.country].religion
        return self.chance.draw(cultures()[culture].religions)

    def _mother(self, seat: Seat, birth: BirthDate) -> str:
        if seat.kind == "FOREIGNER":
            return foreign_name(self.chance, seat.country, "F").civil
        year = birth.day.year - self.chance.whole(18, 38)
        return citizen_name(self.chance, self.home.culture, "F", year, "").civil

    def _family_card(self, seat: Seat, near: Person | None) -> str | None:
        if near and near.family_card:
            return near.family_card
        if seat.kind == "UNREGISTERED":
            return None
        issued = self.setting.today - timedelta(days=self.chance.whole(100, 6000))
        return f"{self.home.district}{issued:%d%m%y}{self.chance.whole(1, 9999):04d}"

    def _numbers(
        self, seat: Seat, course: Course, birth: BirthDate
    ) -> tuple[str | None, str | None, str | None]:
        """NIK, the one before, and a second one."""
        if not course.registered:
            return None, None, None
        nik = self._nik(seat.sex, birth)
        legacy = second = None
        rate = self.model.rate_by_birth("legacy", birth.day.year)
        if seat.kind != "FOREIGNER" and self.chance.roll(rate):
            legacy = niks.renumber(nik, self.chance.whole(1, 9999))
        if self.chance.roll(self.model.nik_rate("two_niks")):
            second = self._nik(seat.sex, birth)
        return nik, legacy, second

    def _nik(self, sex: Sex, birth: BirthDate) -> str:
        chance, model, day = self.chance, self.model, birth.day
        district = self.home.district
        if chance.roll(model.nik_rate("moved")):
            province = district[:2] if chance.roll(0.6) else chance.draw(regions().home)
            district = regions().district(chance, province)
        earlier = regions().earlier.get(district[:4])
        if earlier and birth.day < LAST_SPLIT:
            district = niks.with_prefix(district, earlier)
        if chance.roll(model.nik_rate("dob_mismatch")):
            day += timedelta(days=chance.pick((-30, -1, 1, 9, 31, 365)))
        nik = niks.compose(district, day, sex, chance.whole(1, 9999))
        if chance.roll(model.nik_rate("sex_mismatch")):
            nik = niks.flip_sex(nik)
        if chance.roll(model.nik_rate("0000_serial_or_trailing_zero")):
            nik = niks.without_serial(nik)
        return nik


LAST_SPLIT = date(2022, 7, 25)
"""Papua's regencies were renumbered by the laws of this day (UU 14-16/2022): who
was born earlier holds the number before. Births stand for registrations."""

_MONTH_KNOWN = 0.1
"""Share of imputed dates of which the month is known: an assumption."""

_INMATES = {
    "CITIZEN": 0.078,
    "ABROAD": 0.0,
    "RETURNER": 0.02,
    "FOREIGNER": 0.04,
    "DUAL_CHILD": 0.01,
    "UNREGISTERED": 0.5,
}
"""Share of adults held: an assumption, far above Indonesia's."""


def _citizen_nik(parents: Parents) -> str | None:
    for parent in (parents.mother, parents.father):
        if parent and parent.kind == "CITIZEN":
            return parent.nik
    return None
