"""What officers ask in the tests of the laws, and the case that they ask about.

Sealed fields are left out where answers are compared: each is sealed anew.
"""

from functools import cache

from protocol.asks import Way
from protocol.statements import new_jti
from subgraphs.population.rows import (
    Case,
    Consideration,
    Decree,
    ImmigrationPerson,
    Resident,
)
from tautan.demo.world import World
from tests.trust.kit.officers import Ask
from tests.trust.kit.scene import Scene, case_number
from tests.trust.kit.wire import Sent, send

EXAMINER, ANALYST = "ahu-examiner", "ahu-analyst"

LOSS = """\
query Loss($first: Int!) {
  citizenshipCases(first: $first, filter: {bases: [ART23, ART26], decidedStatus: WNA}) {
    nodes {
      caseNumber
      applicant {
        ref
        person {
          residents { band record { registerState citizenship { status } } }
          immigrationPersons { band record { passports { country state } } }
        }
      }
    }
  }
}
"""
OVERVIEW = """\
query Overview($caseNumber: ID!) {
  citizenshipCase(caseNumber: $caseNumber) {
    caseNumber
    stage
    decree { stage signedOn }
    consideration { answered answeredOn }
    applicant {
      ref
      person {
        residents { band record { registerState citizenship { status } } }
        immigrationPersons { band record { nationality citizenship { status } } }
      }
    }
  }
}
"""
NAMES = """\
{
  citizenshipCases(first: 3, filter: {bases: [ART23, ART26]}) {
    nodes {
      caseNumber
      applicant { ref name person { residents { record { ref nik } } } }
    }
    pageInfo { endCursor hasNextPage }
  }
}
"""
"""Sealed names and numbers, and a cursor."""
LOSS_ASK = Ask(LOSS, "LOSS_FOLLOW_UP", {"first": 5})


@cache
def known_case(world: World) -> str:
    """A case that every agency of the overview knows something of."""
    numbers: dict[type, set[str]] = {Decree: set(), Consideration: set()}
    people: dict[type, set[int]] = {Resident: set(), ImmigrationPerson: set()}
    cases: list[tuple[str, int]] = []
    for one in world.population.rows():
        row, person = one.row, one.person_index
        if type(row) in numbers:
            numbers[type(row)].add(row.case_number)
        elif type(row) in people:
            people[type(row)].add(person)
        elif isinstance(row, Case):
            cases.append((row.case_number, person))
    return next(
        number
        for number, person in cases
        if all(number in known for known in numbers.values())
        and all(person in known for known in people.values())
    )


def overview(scene: Scene, document: str = OVERVIEW) -> Ask:
    """The examiner's question about that case."""
    number = {"caseNumber": known_case(scene.world)}
    return Ask(document, "CASE_REVIEW", number, Way.CASE)


def check(scene: Scene, document: str) -> Ask:
    """The examiner's question about a case under substantive check."""
    number = {"caseNumber": case_number(scene.world)}
    return Ask(document, "NATURALISATION_CHECK", number, Way.CASE)


def case_request(scene: Scene, ask: Ask, language: str = "en") -> Sent:
    """The request with the word of the examiner's own node."""
    officer, jti = scene.officer(EXAMINER), new_jti()
    wanted = {
        "caseNumber": ask.variables["caseNumber"],
        "jti": jti,
        "purpose": ask.purpose,
    }
    asked = officer.errand("/attest", wanted)
    attestation = send(scene.node("ahu"), asked).json["attestation"]
    return officer.request(ask, language, jti=jti, attestation=attestation)
