"""Each answer equals what is true, apart from what linkage missed.

An answer computed from the rows with the links of the unit's table must be the
answer that came, line by line. Computed with the true links it may differ only at
records whose links differ from the truth; those are named, by person.
"""

from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest

from client.tables import Empty, Why, plain
from subgraphs.population.rows import Case, ImmigrationPerson, Resident
from tests.end_to_end import answers
from tests.end_to_end.answers import Seen
from tests.end_to_end.truth import CERTAIN, POSSIBLE, PROBABLE, FoundLinks

WORKLISTS = [
    ("q04", "choice-passport-live", "ahu-analyst", "ahu imigrasi", CERTAIN),
    ("q05", "loss-still-active", "ahu-analyst", "ahu dukcapil imigrasi", CERTAIN),
    ("q06", "oath-not-registered", "ahu-analyst", "ahu dukcapil", CERTAIN),
    ("q07", "abroad-no-declaration", "kemlu-consular", "kemlu imigrasi", CERTAIN),
    ("q08", "card-and-permit", "imigrasi-analyst", "imigrasi dukcapil", CERTAIN),
    (
        "q09",
        "unknown-inmate",
        "pemasyarakatan-analyst",
        "pemasyarakatan dukcapil imigrasi",
        POSSIBLE,
    ),
]
COUNTS = [
    ("q03", "no-choice-counts", "ahu-analyst"),
    ("q11", "days-per-stage", "kemenko-coordinator"),
]
OF_A_CASE = [
    (answers.q01, "q01-residence-rule"),
    (answers.q02, "q02-papers-agree"),
    (answers.case_overview, "case-overview"),
]
REACHED = ("ahu", "dukcapil", "imigrasi")
"""By an examiner of a case."""


def told(value):
    return value.isoformat() if isinstance(value, date) else value


def lines_of(answer, seen):
    """The lines of an answer, per record that they start from."""
    lines = defaultdict(Counter)
    for line in answer(seen):
        cells = {name: told(value) for name, value in line.cells.items()}
        lines[line.origin][tuple(sorted(cells.items()))] += 1
    return lines


def came(table):
    return Counter(
        tuple(sorted((name, plain(row[name])) for name in table.columns))
        for row in table.rows
    )


@pytest.fixture
def explained(demo, facts, true_links):
    """Judges an answer, and names the misses that made a difference."""

    def judge(asked, answer, links):
        table = asked.result.table
        assert asked.result.errors == ()
        assert table.about["rowsThatCouldNotBeJudged"] == 0
        found = lines_of(answer, Seen(facts, links, asked.today))
        assert came(table) == sum(found.values(), Counter())
        true = lines_of(answer, Seen(facts, true_links, asked.today))
        different = [at for at in true.keys() | found.keys() if true[at] != found[at]]
        misses = [miss for at in different for miss in named(at, links)]
        assert len({at for at, _ in misses}) == len(different)
        return sum(true.values(), Counter()), [said for _, said in misses]

    def named(record, links):
        person = facts.person[record]
        probable = FoundLinks(demo.links, links.agencies, PROBABLE)
        for agency in sorted(links.agencies - {record[0]}):
            right = set(true_links.of(record, agency))
            linked = set(links.of(record, agency))
            missed = right - linked
            unsure = missed & set(probable.of(record, agency))
            for word, wrong in (
                ("missed", missed - unsure),
                ("not certain", unsure),
                ("false", linked - right),
            ):
                if wrong:
                    yield record, f"person {person}, {record[0]}-{agency} {word}"

    return judge


@pytest.mark.parametrize(("short", "rest", "persona", "reached", "least"), WORKLISTS)
def test_worklist(
    demo, explained, record_property, short, rest, persona, reached, least
):
    links = FoundLinks(demo.links, reached.split(), least)
    asked = demo.ask(persona, f"{short}-{rest}")
    true, misses = explained(asked, getattr(answers, short), links)
    assert true
    say(record_property, short, true, misses)


def test_a_day_before_is_earlier(demo, facts):
    """Whoever took the oath on the day that is asked about is not listed yet."""
    table = demo.ask("ahu-analyst", "q06-oath-not-registered").result.table
    number = table.rows[0]["case_number"]
    oath = facts.by(Case, "case_number")[number].oath_date

    def listed(day):
        asked = demo.ask(
            "ahu-analyst", "q06-oath-not-registered", oathBefore=day.isoformat()
        )
        return number in {row["case_number"] for row in asked.result.table.rows}

    assert not listed(oath)
    assert listed(oath + timedelta(days=1))


@pytest.mark.parametrize(("short", "rest", "persona"), COUNTS)
def test_count(demo, explained, true_links, short, rest, persona):
    asked = demo.ask(persona, f"{short}-{rest}")
    true, misses = explained(asked, getattr(answers, short), true_links)
    assert true
    assert misses == []
    for cell in (cell for row in asked.result.table.rows for cell in row.values()):
        if isinstance(cell, Empty):
            assert cell.why in {Why.SUPPRESSED, Why.NOT_RECORDED}


@pytest.mark.parametrize(("answer", "question"), OF_A_CASE)
def test_case(demo, facts, explained, record_property, answer, question):
    links = FoundLinks(demo.links, REACHED)
    stages = {"KANWIL_SUBSTANTIVE", "AHU_SUBSTANTIVE"}
    cases = [case for case in facts.all(Case) if case.stage in stages]
    assert cases
    lines, misses = Counter(), []
    for case in cases:
        asked = demo.ask("ahu-examiner", question, caseNumber=case.case_number)
        true, missed = explained(asked, answer(case.case_number), links)
        lines += true
        misses += missed
    say(record_property, question, lines, misses)


def say(record_property, question, true, misses):
    missed = "; ".join(misses) or "none"
    said = f"{true.total()} true lines; differ by linkage: {missed}"
    record_property(f"demo {question}", said)


def test_disagreement_stands_side_by_side(demo, facts, true_links, explained):
    """A closed case whose three agencies do not say the same."""
    links = FoundLinks(demo.links, REACHED)
    residents = facts.by(Resident, "handle")
    persons = facts.by(ImmigrationPerson, "handle")

    def statuses(case):
        record = ("ahu", case.applicant_handle)
        found = [true_links.of(record, agency) for agency in REACHED[1:]]
        if [links.of(record, agency) for agency in REACHED[1:]] != found:
            return {}
        match found:
            case [[resident], [person]]:
                return {
                    "ahu_status": case.citizenship_status,
                    "dukcapil_status": residents[resident].citizenship_status,
                    "imigrasi_status": persons[person].citizenship_status,
                }
            case _:
                return {}

    closed = [case for case in facts.all(Case) if case.stage == "CLOSED"]
    split = [case for case in closed if len(set(statuses(case).values())) > 1]
    assert split
    case = split[0]
    asked = demo.ask("ahu-examiner", "case-overview", caseNumber=case.case_number)
    explained(asked, answers.case_overview(case.case_number), links)
    (row,) = asked.result.table.rows
    said = statuses(case)
    assert {name: row[name] for name in said} == said
    assert row["citizenship"] == (
        f"disagree: ahu says {said['ahu_status']}, "
        f"dukcapil says {said['dukcapil_status']}, "
        f"imigrasi says {said['imigrasi_status']}"
    )
