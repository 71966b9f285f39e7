"""Each step of copying a name, made certain or impossible by the model."""

from dataclasses import replace
from datetime import date

import pytest

from subgraphs.population.chance import derive
from subgraphs.population.copying import names, values
from subgraphs.population.copying.context import Copy
from subgraphs.population.facts import BirthDate, Person
from subgraphs.population.model import variation_model
from subgraphs.population.names import FullName

TODAY = date(2026, 1, 15)
ALWAYS, NEVER = 1.0, 0.0

PERSON = Person(
    index=1,
    kind="CITIZEN",
    sex="M",
    name=FullName("MUHAMMAD NURHADI", "", "SLAMET"),
    religion="ISLAM",
    birth=BirthDate(date(1960, 3, 7)),
    birth_place="MAKASSAR",
    citizen_by_birth=True,
    country="IDN",
    district="737101",
    marital="MARRIED",
    family_card=None,
    nik="7371010703600001",
    legacy_nik=None,
    second_nik=None,
    neighbour_nik=None,
    mother_name="SITI",
    mother_nik=None,
    since=date(1960, 3, 7),
    passports=(),
    permits=(),
    cases=(),
    dual=None,
    inmate=False,
)


def model_with(rate, *operators):
    """The model with these operators at one rate, and every other at nought."""
    model = variation_model()
    rates = {
        name: {
            **operator,
            "rate": _rates(operator.get("rate"), rate if name in operators else NEVER),
        }
        for name, operator in model.operators.items()
    }
    spans = {
        name: replace(
            steps,
            steps=tuple(
                (year, rate if name in operators else NEVER) for year, _ in steps.steps
            ),
        )
        for name, steps in model.by_birth.items()
    }
    niks = {
        name: {**operator, "rate": rate if name in operators else NEVER}
        for name, operator in model.nik_operators.items()
    }
    return replace(model, operators=rates, by_birth=spans, nik_operators=niks)


def _rates(given, rate):
    return dict.fromkeys(given, rate) if isinstance(given, dict) else rate


def copies(person, system, *operators, rate=ALWAYS, **more):
    model = model_with(rate, *operators)
    for number in range(60):
        chance = derive(number, system, *operators)
        yield Copy(chance, model, system, person, TODAY, **more)


def written(person, system, *operators, **more):
    return {names.name(copy) for copy in copies(person, system, *operators, **more)}


def named(given, surname="", **more):
    return replace(PERSON, name=FullName(given, surname, "SLAMET"), **more)


FOREIGNER = named("ANNA MARIA", "DE JONG", citizen_by_birth=False, kind="FOREIGNER")


@pytest.mark.parametrize("system", ["SIAK", "SAKE", "SDP", "KEMLU"])
def test_without_errors_a_copy_is_the_name(system):
    assert written(PERSON, system) == {"MUHAMMAD NURHADI"}
    assert written(FOREIGNER, system) == {"ANNA MARIA DE JONG"}


def test_immigration_writes_the_passport_form():
    assert written(named("MIN-JUN"), "SIMKIM") == {"MIN JUN"}


@pytest.mark.parametrize(
    ("operator", "given", "results"),
    [
        ("drop_middle_or_last_token", "SRI DEWI SARI", {"SRI SARI", "SRI DEWI"}),
        ("drop_middle_or_last_token", "SRI", {"SRI"}),
        ("token_swap", "SRI SARI", {"SARI SRI"}),
        ("token_swap", "SRI", {"SRI"}),
        ("join_split", "NURHADI", {"NUR HADI"}),
        ("join_split", "BUDI HARTO", {"BUDIHARTO"}),
        ("title_dropped_part_of_name", "NI LUH SARI", {"LUH SARI"}),
        ("arabic_translit", "NURHADI", {"NOORHADI"}),
        ("arabic_translit", "BUDI", {"BUDI"}),
        ("sound_swap", "FAI", {"PAI"}),
    ],
)
def test_steps_on_words_and_spelling(operator, given, results):
    assert written(named(given), "SAKE", operator) == results


def test_old_spelling_is_whole_or_mixed():
    results = written(named("SUPRIYANTO"), "SAKE", "old_orthography")
    assert "SOEPRIJANTO" in results
    assert {"SOEPRIYANTO", "SUPRIJANTO"} & results


def test_the_family_of_muhammad():
    results = written(named("MUHAMMAD ALI"), "SAKE", "muhammad_family")
    assert {"MOCH ALI", "M ALI", "MUHAMAD ALI"} <= results
    assert written(named("BUDI ALI"), "SAKE", "muhammad_family") == {"BUDI ALI"}


def test_a_clan_is_dropped():
    step = "marga_added_dropped"
    assert written(named("TOGAR", "SINAGA"), "SAKE", step) == {"TOGAR"}
    assert written(named("TOGAR"), "SAKE", step) == {"TOGAR"}


def test_titles_fit_their_bearer():
    men = written(named("BUDI"), "SAKE", "title_added")
    women = written(named("SARI", sex="F"), "SAKE", "title_added")
    assert {"H. BUDI", "DR. BUDI", "BUDI, S.H."} <= men
    assert not {"HJ. BUDI", "ANAK AGUNG BUDI"} & men
    assert "HJ. SARI" in women
    assert "H. SARI" not in women
    hindu = written(named("BUDI", religion="HINDU"), "SAKE", "title_added")
    assert "I GUSTI BUDI" in hindu
    child = named("BUDI", birth=BirthDate(date(2010, 1, 1)))
    assert written(child, "SAKE", "title_added") == {"BUDI"}


def test_patronymics_by_system():
    step = "patronymic_added"
    assert "BUDI BIN SLAMET" in written(named("BUDI"), "KEMLU", step, abroad="MYS")
    assert written(named("BUDI"), "KEMLU", step, abroad="JPN") == {"BUDI"}
    assert "SARI BINTI SLAMET" in written(named("SARI", sex="F"), "SDP", step)
    assert "BUDI B SLAMET" in written(named("BUDI"), "SIMKIM", step)
    assert written(named("BUDI"), "SIAK", step) == {"BUDI"}


def test_an_alias_stands_in_the_name_or_beside_it():
    results = written(named("BUDI"), "SDP", alias="UDIN")
    assert results == {"BUDI", "BUDI ALIAS UDIN", "BUDI ALS UDIN"}


def test_aliases_are_short_or_the_fathers_name():
    person = named("RAFAEL ALI")
    found = {values.alias(copy) for copy in copies(person, "SDP", "alias")}
    assert found == {"FAEL", "SLAMET"}
    assert {values.alias(copy) for copy in copies(person, "SDP")} == {None}


def test_a_visa_doubles_a_mononym():
    step = "mononym_doubled"
    assert written(named("SUTRISNO", kind="RETURNER"), "SIMKIM", step) == {
        "SUTRISNO SUTRISNO"
    }
    assert written(named("SUTRISNO"), "SIMKIM", step) == {"SUTRISNO"}


def test_orders_of_a_foreign_name():
    results = written(FOREIGNER, "SAKE", "foreign_order")
    assert {
        "DE JONG, ANNA MARIA",
        "DE JONG ANNA MARIA",
        "ANNA MARIA DE JONG",
        "ANNA DE JONG",
    } == results


def test_typists_and_readers_slip_differently():
    typed = written(named("SONO"), "SAKE", "typo")
    scanned = written(named("SONO"), "SDP", "typo")
    assert "S0NO" in scanned - typed
    assert "SNOO" in typed
    assert written(named("AL"), "SAKE", "typo") == {"AL"}


def test_dates_go_wrong_in_every_way():
    found = {values.birth_date(copy).day for copy in copies(PERSON, "SAKE", "date")}
    assert {date(1960, 7, 3), date(1961, 3, 7), date(1959, 3, 7)} <= found
    assert {date(1960, 7, 1), date(1960, 12, 31), date(1960, 1, 1)} & found


def test_no_wrong_date_lies_after_today():
    child = replace(PERSON, birth=BirthDate(date(2026, 1, 7)))
    days = {values.birth_date(copy).day for copy in copies(child, "SAKE", "date")}
    assert max(days) <= TODAY
    assert len(days) > 2


def test_an_imputed_date_is_marked_by_some_and_can_be_another_default():
    imputed = replace(PERSON, birth=BirthDate(date(1960, 7, 1), "YEAR", imputed=True))
    marks = {values.birth_date(copy).imputed for copy in copies(imputed, "SAKE")}
    assert marks == {True, False}
    unmarked = [values.birth_date(copy) for copy in copies(imputed, "SAKE")]
    assert {one.precision for one in unmarked if not one.imputed} == {"DAY"}
    days = {values.birth_date(copy).day for copy in copies(imputed, "SAKE", "date")}
    assert days == {date(1960, 7, 1), date(1960, 12, 31), date(1960, 1, 1)}


def test_places_and_sexes():
    places = {values.birth_place(copy) for copy in copies(PERSON, "SAKE", "birthplace")}
    assert {"UJUNG PANDANG", "KAB. MAKASSAR", "KOTA MAKASSAR", "INDONESIA"} <= places
    abroad = replace(FOREIGNER, birth_place="ROTTERDAM")
    typed = {values.birth_place(copy) for copy in copies(abroad, "SAKE", "birthplace")}
    assert "INDONESIA" not in typed
    assert len(typed) > 5
    assert {values.birth_place(copy) for copy in copies(PERSON, "SAKE")} == {"MAKASSAR"}
    assert {values.sex(copy) for copy in copies(PERSON, "SAKE", "sex_flip")} == {"F"}
    assert {values.sex(copy) for copy in copies(PERSON, "SAKE")} == {"M"}


def niks(person, *operators, missing=0.0):
    return {values.nik(copy, missing) for copy in copies(person, "SAKE", *operators)}


def test_niks_held_by_others():
    own = PERSON.nik
    assert niks(PERSON) == {own}
    assert niks(PERSON, missing=1.0) == {None}
    assert niks(replace(PERSON, nik=None)) == {None}
    old = replace(PERSON, legacy_nik="7351010703600002")
    assert niks(old) == {own, "7351010703600002"}
    twice = replace(PERSON, second_nik="7371010703600009")
    assert niks(twice) == {own, "7371010703600009"}
    shared = replace(PERSON, neighbour_nik="7371014703600003")
    assert niks(shared, "shared_nik") == {"7371014703600003"}
    assert niks(PERSON, "shared_nik") == {own}


def test_a_mistyped_nik_differs_in_one_digit_at_most():
    for number in niks(PERSON, "typo"):
        assert (
            sum(one != other for one, other in zip(number, PERSON.nik, strict=True))
            <= 1
        )
    assert len(niks(PERSON, "typo")) > 20
