"""Invented people in three agencies' stores, for the guarded tests."""

from tests.support.guarded import contract
from tests.support.subgraphs import Subgraph

CASES = (
    {
        "__typename": "CitizenshipCase",
        "caseNumber": "AHU-2026-A",
        "ref": "case-a",
        "oathDate": "2026-05-01",
        "result": {"status": "WNI"},
        "applicant": {
            "__typename": "Applicant",
            "ticket": "1.a",
            "ref": "ref-a",
            "name": "sealed-name-a",
        },
    },
    {
        "__typename": "CitizenshipCase",
        "caseNumber": "AHU-2026-B",
        "ref": "case-b",
        "oathDate": "2026-05-02",
        "result": {"status": "WNI"},
        "applicant": {
            "__typename": "Applicant",
            "ticket": "1.b",
            "ref": "ref-b",
            "name": "sealed-name-b",
        },
    },
)
RESIDENTS = {
    "1.ra": {
        "ticket": "1.ra",
        "ref": "res-a",
        "registerState": "ACTIVE",
        "nik": "sealed-nik-a",
        "citizenship": {"status": "WNA"},
    }
}
LINKS = {"1.a": ["1.ra"], "1.b": []}


def ahu() -> Subgraph:
    def cases(_, given):
        return {
            "nodes": list(CASES)[: given["first"]],
            "pageInfo": {"hasNextPage": False},
        }

    def case(_, given):
        return next(
            (one for one in CASES if one["caseNumber"] == given["caseNumber"]), None
        )

    return contract(
        "ahu",
        resolvers={"Query.citizenshipCases": cases, "Query.citizenshipCase": case},
        entities={
            "CitizenshipCase": lambda one: case(None, one),
            "Applicant": lambda one: next(
                each["applicant"]
                for each in CASES
                if each["applicant"]["ticket"] == one["ticket"]
            ),
        },
    )


def persons() -> Subgraph:
    def person(one):
        links = [
            {
                "band": "CERTAIN",
                "record": {"__typename": "Resident", "ticket": ticket},
            }
            for ticket in LINKS[one["ticket"]]
        ]
        return {"person": {"__typename": "Person", "id": "p", "residents": links}}

    return contract(
        "persons",
        entities={
            "Applicant": person,
            "Person": lambda _: None,
            "Resident": lambda one: {"ticket": one["ticket"]},
        },
    )


def dukcapil() -> Subgraph:
    return contract(
        "dukcapil", entities={"Resident": lambda one: RESIDENTS.get(one["ticket"])}
    )


QUERY = """query OathNotRegistered($first: Int!) {
  citizenshipCases(first: $first) {
    nodes {
      caseNumber
      applicant { ref name person { residents { band record { ref registerState citizenship { status } } } } }
    }
  }
}"""
